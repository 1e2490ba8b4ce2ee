#!/usr/bin/env python3
"""Measures how often replylint is right and writes the tables of docs/accuracy.md and README.md.

    python tests/accuracy.py [--write] [--ablation] [--keep FOLDER] [--errors FILE]

On the project's own corpus, whole sources are held out: models trained on the others annotate them, and the shipped checks judge them. The shipped weights are
scored on the part that is kept back from every training. Where the development sets are beside the project
(`../shared/evaluation`), the shipped weights are scored on those too. Needs the `train` dependency group and some twenty minutes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "checks")]

from replylint import nlp  # noqa: E402
from replylint.draft import Draft, Source  # noqa: E402
from replylint.formats import plain  # noqa: E402
from replylint.model import DraftReport  # noqa: E402
from replylint.moves import Reply, annotate  # noqa: E402
from replylint.moves.linear import Annotator, read_annotator  # noqa: E402
from replylint.runner import Linter  # noqa: E402
from tests import accuracy_tables as tables  # noqa: E402
from tests.ablation import ABLATIONS, held_out_figures  # noqa: E402
from tests.own_corpus import kept_back  # noqa: E402
from tests.scoring import Labels, Score, score  # noqa: E402
from training import train_annotator as training  # noqa: E402

SHARED = ROOT.parent / "shared" / "evaluation"
WITHOUT_ISSUES = frozenset("ijmqrvyzDRγ")  # ids of sources in which nobody looked for issues


class OtherWeights(Linter):
    """A linter that annotates with weights of its own."""

    def __init__(self, model: Annotator) -> None:
        super().__init__()
        self._other = model

    def _parsed(self, drafts: Sequence[Draft]) -> Iterator[Reply]:
        for draft, doc in nlp.pipe(drafts):
            yield annotate(draft, doc, model=self._other)


def labelled(paths: Iterable[Path] = training.CORPUS) -> list[dict[str, Any]]:
    """The rows of the corpus."""
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def judged(rows: Sequence[Labels], linter: Linter) -> list[tuple[Labels, DraftReport]]:
    """Each row with what the linter says of it. Raises RuntimeError where a draft could not be judged."""
    drafts = [replace(plain.read(Source(row["text"])), request=row.get("request") or None) for row in rows]
    reports = list(linter.run(drafts))
    for report in reports:
        if not isinstance(report, DraftReport):
            raise RuntimeError(f"not judged: {report}")
    return list(zip(rows, reports, strict=True))  # type: ignore[arg-type]


def folds_of(data: Sequence[training.Labelled]) -> list[frozenset[str]]:
    """The sources, dealt out as the training deals them: the largest first."""
    counts = Counter(draft.source for draft in data for _ in draft.features)
    ranked = [source for source, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    return [frozenset(ranked[fold :: training.FOLDS]) for fold in range(training.FOLDS)]


def trained_without(held: frozenset[str], data: Sequence[training.Labelled], keep: Path | None) -> Annotator:
    """The models of the other sources; taken from `keep` where they were trained on the same before."""
    seen = [draft for draft in data if draft.source not in held]
    key = hashlib.sha256(Path(training.__file__).read_bytes())
    for draft in seen:
        key.update("\n".join(name for names in draft.features for name in names).encode() + draft.labels.tobytes() + draft.counted.tobytes())
        key.update(f"{draft.source}{draft.refuses}{sorted(draft.held.items())}".encode())
    path = (keep or Path(tempfile.gettempdir())) / f"{key.hexdigest()[:24]}.npz"
    if keep is None or not path.exists():
        with redirect_stdout(StringIO()):
            weights = training.train(seen)
        if keep is None:
            return read_annotator(weights)
        np.savez_compressed(path, **weights)
    with np.load(path, allow_pickle=False) as arrays:
        return read_annotator(arrays)


def held_out(jobs: ProcessPoolExecutor, data: Sequence[training.Labelled], keep: Path | None) -> Score:
    """The figures of the whole corpus, each draft judged by models that did not see its source."""
    folds = folds_of(data)
    rows = labelled()
    pairs: list[tuple[Labels, DraftReport]] = []
    models = [jobs.submit(trained_without, fold, data, keep) for fold in folds]
    for fold, model in zip(folds, models):
        pairs += judged([row for row in rows if row["id"][0] in fold], OtherWeights(model.result()))
    return score(pairs, has_issues)


def has_issues(row: Labels) -> bool:
    """Whether anybody looked for issues in the sources of a row."""
    return row["id"][0] not in WITHOUT_ISSUES


def unread() -> dict[str, Score]:
    """The figures of the shipped weights on what no training has seen: by writer, and on all of it."""
    pairs = kept_back()
    by_writer = {writer: score([pair for pair in pairs if pair[0]["id"][0] == writer], has_issues) for writer in sorted({row["id"][0] for row, _ in pairs})}
    return {**by_writer, "all": score(pairs, has_issues)}


def development() -> Mapping[str, Any] | None:
    """The figures of the shipped weights on the development sets, by file; None where there are none."""
    sets = sorted((SHARED / "dev").glob("*.jsonl"))
    if not sets:
        return None
    command = f"{sys.executable} -m replylint check --input-format jsonl --format jsonl"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        subprocess.run([sys.executable, SHARED / "score.py", *sets, "--command", command, "--json", out], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        figures: Mapping[str, Any] = json.loads(out.read_text("utf-8"))
    return figures


def fill(page: Path, sections: Mapping[str, str]) -> None:
    """Puts each section between its two marks in a page. Raises ValueError where a mark is missing."""
    text = page.read_text("utf-8")
    for name, section in sections.items():
        pattern = re.compile(rf"(?<=<!-- {name}: begin -->\n).*?(?=<!-- {name}: end -->)", re.DOTALL)
        text, count = pattern.subn(lambda _, section=section: section + "\n", text)
        if count != 1:
            raise ValueError(f"{page.name}: expected one section {name!r}, found {count}")
    page.write_text(text, "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/accuracy.md and README.md")
    parser.add_argument("--ablation", action="store_true", help="also measure what each kind of evidence is worth")
    parser.add_argument("--keep", type=Path, help="a folder for the models, to measure again sooner")
    parser.add_argument("--errors", type=Path, help="write every miss and false alarm on the own corpus to this file")
    arguments = parser.parse_args()
    data = training.read(list(training.CORPUS))
    with ProcessPoolExecutor(max_workers=2) as jobs:
        own = held_out(jobs, data, arguments.keep)
        ablations = {name: jobs.submit(held_out_figures, data, name) for name in ABLATIONS} if arguments.ablation else {}
        sections = tables.sections(own, unread(), development(), tables.agreement(labelled()))
        if ablations:
            sections["ablation"] = tables.ablation({name: figures.result() for name, figures in ablations.items()})
    if arguments.errors:
        arguments.errors.write_text("".join(f"{error.of}\t{error.how}\t{error.where}\t{error.text}\n" for error in own.errors), "utf-8")
    for name, section in sections.items():
        print(f"{name}\n\n{section}\n")
    if arguments.write:
        fill(ROOT / "README.md", {"accuracy": sections.pop("accuracy")})
        fill(ROOT / "docs" / "accuracy.md", sections)


if __name__ == "__main__":
    main()
