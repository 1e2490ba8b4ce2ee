"""The runner's results: in order, as they come, from one load of the model and one parse of each draft, and what a crash costs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from replylint import nlp, runner
from replylint.config import Config
from replylint.draft import Draft
from replylint.errors import Failure, ModelError
from replylint.model import DraftReport, Finding, Report, Span, Verdict
from replylint.runner import Linter
from tests.own_checks import WordCheck, crashing, with_checks
from tests.short_drafts import COFFEE, TEA, codes, draft, reports

# Order and streaming


def test_results_come_in_the_order_of_the_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"))
    inputs: list[Draft | Failure] = []
    for number in range(3 * runner._CHUNK // 2):
        kind = number % 5
        inputs.append(Failure(f"fault {number}", f"{number}.txt") if kind == 3 else draft(("", TEA, COFFEE, "", "\U0001f642")[kind], f"{number}.txt"))
    results = list(Linter().run(inputs))
    assert [result.path if isinstance(result, Failure) else result.draft.source.path for result in results] == [f"{number}.txt" for number in range(len(inputs))]
    assert all(result is inputs[number] for number, result in enumerate(results) if isinstance(result, Failure))
    judged = [result for result in results if isinstance(result, DraftReport)]
    assert [codes(report) for report in judged] == [["TEA001"] if report.draft.text == TEA else [] for report in judged]


def test_a_result_comes_before_the_last_draft_is_read() -> None:
    taken = 0

    def endless() -> Iterator[Draft]:
        nonlocal taken
        while True:
            taken += 1
            yield draft(COFFEE)

    stream = Linter().run(endless())
    assert isinstance(next(stream), DraftReport)
    assert taken <= runner._CHUNK


def test_nothing_in_nothing_out() -> None:
    assert list(Linter().run([])) == []


# One parse, one load


def test_the_model_is_loaded_once_and_every_draft_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import spacy
    from spacy.language import Language

    loads: list[str] = []
    parsed: Counter[str] = Counter()
    load, make_doc = spacy.load, Language.make_doc

    def counted_load(name: str, **options: Any) -> Language:
        loads.append(name)
        return load(name, **options)

    def counted_make_doc(self: Language, text: str) -> Any:
        parsed[text] += 1
        return make_doc(self, text)

    monkeypatch.setattr(spacy, "load", counted_load)
    monkeypatch.setattr(Language, "make_doc", counted_make_doc)
    nlp._load.cache_clear()
    texts = [f"We can't move your lesson to {number} May because the hall is shut. I could offer {number + 1} May." for number in range(1, 150)]
    for part in (texts[:5], texts[5:]):
        linter = Linter(select=["ACK", "CLR", "JRG", "TON", "RSN", "ALT", "THX", "APO", "POS", "FUP", "TPL"])
        assert len(reports(linter.run(draft(text) for text in part))) == len(part)
    assert loads == [nlp.DEFAULT_MODEL]
    assert parsed == Counter(texts)


def test_a_missing_model_stops_the_run_with_what_to_do() -> None:
    linter = Linter(Config.from_mapping({"model": "en_no_such_pipeline"}))
    with pytest.raises(ModelError) as raised:
        list(linter.run([draft(TEA)]))
    assert "en_no_such_pipeline" in raised.value.failures[0].message
    assert "pip install" in raised.value.failures[0].hint


def test_a_model_without_a_parser_says_so(tmp_path: Path) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path / "bare")
    with pytest.raises(ModelError) as raised:
        nlp.load(str(tmp_path / "bare"))
    assert raised.value.failures[0].message.endswith("has no parser and no tagger")


# What a crash costs


def test_a_check_that_crashes_costs_its_row_of_that_draft_only(monkeypatch: pytest.MonkeyPatch) -> None:
    crashing(monkeypatch)
    inputs = [draft("No cake today.", "a.txt"), draft("Hello Ann,\n\nno tea, no cake, a crash and milk.", "b.txt"), draft("No cake, no milk.", "c.txt")]
    first, failure, second, third = Linter().run(inputs)
    assert isinstance(first, DraftReport) and isinstance(second, DraftReport) and isinstance(third, DraftReport) and isinstance(failure, Failure)
    assert (codes(first), codes(second), codes(third)) == (["CAK001"], ["TEA001", "MLK001"], ["CAK001", "MLK001"])
    assert [(verdict.row, verdict.level, verdict.score) for verdict in second.verdicts] == [("tea", "unmet", 0.0), ("cake", "na", None), ("milk", "unmet", 0.0)]
    assert second.verdicts[1].note == "the check failed"
    assert second.draft.source.path == failure.path == "b.txt"
    assert failure.line is not None and failure.line >= 1
    assert "'cake'" in failure.message and "the-bakery" in failure.message and "RuntimeError: it broke" in failure.message
    assert Report((first, second, third), (failure,)).exit_status(None) == 2


@pytest.mark.parametrize("answer", [
    None,
    "met",
    Verdict("tea", "met", 1.0),
    Verdict("cake", "met", 100.0),
    Verdict("cake", "weak", 0.5, "", (Finding(WordCheck("cake", "CAK001", "cake").rules[0], Span(0, 999), "m", "s"),)),
    Verdict("cake", "weak", 0.5, "", (Finding(WordCheck("cake", "CAK001", "cake").rules[0], Span(0, 1), "m", "s", (Span(5, 999),)),)),
])  # fmt: skip
def test_an_answer_that_is_no_verdict_counts_as_a_crash(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    class Odd(WordCheck):
        def check(self, *_: Any) -> Any:
            return answer

    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"), Odd("cake", "CAK001", "cake"))
    failure, report = Linter().run([draft("No tea.")])
    assert isinstance(failure, Failure) and isinstance(report, DraftReport)
    assert "'cake'" in failure.message
    assert codes(report) == ["TEA001"]
    assert report.score == 0


def test_the_command_line_goes_on_after_a_crash_and_ends_with_2(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from replylint.cli import main

    crashing(monkeypatch)
    monkeypatch.chdir(tmp_path)
    lines = [{"id": "a", "text": "No cake."}, {"id": "b", "text": "A crash, and no tea."}, {"id": "c", "text": "No milk."}]
    Path("in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    result = CliRunner().invoke(main, ["check", "in.jsonl", "--format", "jsonl"])
    assert result.exit_code == 2
    assert [(record["id"], [finding["code"] for finding in record["findings"]]) for record in map(json.loads, result.stdout.splitlines())] == [
        ("a", ["CAK001"]), ("b", ["TEA001"]), ("c", ["MLK001"]),
    ]  # fmt: skip
    assert result.stderr.startswith("in.jsonl:2:")
    assert "Traceback" not in result.stderr
