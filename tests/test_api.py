"""The Python API: what `lint` and `lint_paths` take, give and raise."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import replylint
from replylint import api, nlp
from replylint.config import Config
from replylint.errors import ConfigError, ModelError, ReplylintError
from replylint.model import Report, Severity

NO = "Hi Rosa,\n\nWe can't move your pottery lesson to Sunday because the studio is closed then. You should have checked the calendar.\n"
YES = "Hi Rosa,\n\nYour refund is on its way to you. Thank you for your patience!\n"


def codes(report: Report) -> list[str]:
    return [finding.rule.code for finding in report.findings]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name, text in (("no.txt", NO), ("yes.txt", YES)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_the_example_of_the_package_itself() -> None:
    report = replylint.lint("We can't do that.", request="Could you refund my ticket?")
    assert report.drafts[0].refusal == "full"


@pytest.mark.parametrize("name", replylint.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(replylint, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'lintt'"):
        replylint.lintt  # noqa: B018  # the name is what is asked for


def test_places_count_in_the_text_that_was_given() -> None:
    text = NO.replace("You should", "\U0001f642\u00a0You should")
    report = replylint.lint(text)
    (blame,) = (finding for finding in report.findings if finding.rule.code == "TON003")
    place = report.drafts[0].draft.to_given(blame.span)
    assert text[place.start : place.end].startswith("You should have")


def test_a_report_of_one_draft() -> None:
    report = replylint.lint(NO)
    assert len(report.drafts) == 1
    assert report.failures == ()
    assert (report.exit_status(), report.exit_status(None), report.exit_status(None, 100), report.exit_status(Severity.ERROR)) == (1, 0, 1, 0)
    assert report.findings == report.drafts[0].findings
    assert replylint.lint(YES).exit_status() == 0


def test_the_request_reaches_the_draft_and_a_records_own_goes_before() -> None:
    assert replylint.lint(NO, request="May I come on Sunday?").drafts[0].draft.request == "May I come on Sunday?"
    records = '{"id": "a", "text": "No.", "request": "own"}\n{"id": "b", "text": "No."}\n'
    report = replylint.lint(records, request="given", input_format="jsonl")
    assert [one.draft.request for one in report.drafts] == ["own", "given"]


def test_the_profile() -> None:
    rows = {verdict.row: verdict.level for verdict in replylint.lint(NO, profile="chat").drafts[0].verdicts}
    assert rows["gratitude"] == rows["follow_up"] == "na"
    with pytest.raises(ConfigError) as raised:
        replylint.lint(NO, profile="chatt")
    assert "chat" in raised.value.failures[0].hint


def test_a_configuration_as_mapping_file_or_config(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("ignore: [TON003]\n")
    assert "TON003" in codes(replylint.lint(NO))
    for config in ({"ignore": ["TON003"]}, path, str(path), Config.load(path)):
        assert "TON003" not in codes(replylint.lint(NO, config=config))
    with pytest.raises(ConfigError):
        replylint.lint(NO, config=tmp_path / "nothing.yaml")
    with pytest.raises(ConfigError) as raised:
        replylint.lint(NO, config={"ignor": ["TON003"], "fail-on": "often"})
    assert len(raised.value.failures) == 2


def test_no_configuration_is_looked_for(folder: Path) -> None:
    (folder / "replylint.yaml").write_text("ignore: [TON003]\n")
    assert "TON003" in codes(replylint.lint(NO))


def test_a_missing_model() -> None:
    with pytest.raises(ModelError) as raised:
        replylint.lint(NO, config={"model": "en_no_such_pipeline"})
    assert isinstance(raised.value, ReplylintError)


def test_an_unknown_format() -> None:
    with pytest.raises(ReplylintError, match="unknown input format"):
        replylint.lint(NO, input_format="docx")


def test_checks_and_model_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    replylint.lint(NO)
    made: list[object] = []
    init = replylint.Linter.__init__

    def counted(self: replylint.Linter, *given: object, **named: object) -> None:
        made.append(given)
        init(self, *given, **named)  # type: ignore[arg-type]  # passed on as they are

    monkeypatch.setattr(replylint.Linter, "__init__", counted)
    for _ in range(3):
        replylint.lint(NO)
        replylint.lint(YES)
    assert made == []
    assert nlp._load.cache_info().currsize <= 2
    assert nlp.load() is nlp.load()


def test_nothing_and_empty_text() -> None:
    report = replylint.lint("")
    assert (report.drafts[0].note, report.exit_status()) == ("nothing to read", 0)


def test_paths(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "in.jsonl").write_text('{"id": "a", "text": "We can\'t."}\n{"id": "b"}\n')
    report = replylint.lint_paths([folder / "no.txt", "yes.txt", os.fspath(folder / "sub"), "nowhere.md"])
    assert [one.draft.source.path for one in report.drafts] == [str(folder / "no.txt"), "yes.txt", str(folder / "sub" / "in.jsonl")]
    assert [failure.path for failure in report.failures] == [str(folder / "sub" / "in.jsonl"), "nowhere.md"]
    assert report.exit_status() == 2


def test_each_path_has_the_configuration_above_it(folder: Path) -> None:
    (folder / "team").mkdir()
    (folder / "team" / "no.txt").write_text(NO)
    (folder / "team" / "replylint.yaml").write_text("ignore: [TON003]\n")
    report = replylint.lint_paths([folder / "no.txt", folder / "team"])
    assert [[finding.rule.code for finding in one.findings].count("TON003") for one in report.drafts] == [1, 0]
    named = replylint.lint_paths([folder / "no.txt", folder / "team"], config={})
    assert [[finding.rule.code for finding in one.findings].count("TON003") for one in named.drafts] == [1, 1]


def test_a_faulty_configuration_and_a_missing_model_cost_only_their_own_folders(folder: Path) -> None:
    for name, text in (("faulty", "profil: chat\n"), ("bare", "model: en_no_such_pipeline\n"), ("well", "profile: chat\n")):
        (folder / name).mkdir()
        (folder / name / "no.txt").write_text(NO)
        (folder / name / "replylint.yaml").write_text(text)
    report = replylint.lint_paths(["faulty", "bare", "well", "no.txt"])
    assert [one.draft.source.path for one in report.drafts] == ["well/no.txt", "no.txt"]
    assert [failure.line for failure in report.failures] == [1, None]
    assert "en_no_such_pipeline" in report.failures[1].message


def test_excluded_files_are_not_walked_into(folder: Path) -> None:
    (folder / "replylint.yaml").write_text("exclude: [old/]\n")
    (folder / "old").mkdir()
    (folder / "old" / "no.txt").write_text(NO)
    assert [one.draft.source.path for one in replylint.lint_paths(["."]).drafts] == ["no.txt", "yes.txt"]


def test_results_are_the_same_each_time() -> None:
    first, second = replylint.lint(NO), replylint.lint(NO)
    assert first.findings == second.findings
    assert first.drafts[0].moves == second.drafts[0].moves
    assert api.lint is replylint.lint


def test_one_path_needs_no_list(folder: Path) -> None:
    for path in ("no.txt", folder / "no.txt"):
        assert [Path(one.draft.source.path or "").name for one in replylint.lint_paths(path).drafts] == ["no.txt"]


def test_text_and_request_must_be_str() -> None:
    with pytest.raises(TypeError, match="text is bytes; expected str"):
        replylint.lint(NO.encode())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="text is NoneType; expected str"):
        replylint.lint(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="request is int; expected str"):
        replylint.lint(NO, request=3)  # type: ignore[arg-type]


def test_exit_status_takes_a_severity_or_its_name() -> None:
    report = replylint.lint(NO)
    assert [report.exit_status(word) for word in ("info", "warning", "error", "never")] == [
        report.exit_status(choice) for choice in (Severity.INFO, Severity.WARNING, Severity.ERROR, None)
    ]
    with pytest.raises(ValueError, match="fail_on is 'often'; expected one of error, warning, info, never"):
        report.exit_status("often")


def test_dir_lists_the_public_names() -> None:
    assert dir(replylint) == sorted(replylint.__all__)
