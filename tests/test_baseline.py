"""Known findings: by reply and words and not by line, what is new beside them, and what of them is stale."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from replylint.cli import main

KIM = "## No exchange\n\nHi Kim,\n\nWe can't exchange the helmet. That is our policy.\n"
SAM = "## No refund\n\nHi Sam,\n\nWe can't refund the tandem. You should have read the terms.\n"
NAME = ".replylint-baseline.json"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "macros").mkdir()
    (tmp_path / "macros" / "shop.md").write_text(f"# Macros\n\n{SAM}\n{KIM}", "utf-8")
    (tmp_path / "mail.txt").write_text("Hi Rosa,\n\nWe can't move your lesson to Sunday. You should have checked the calendar.\n", "utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def places(*arguments: str) -> list[str]:
    result = run(".", "--format", "unix", "--baseline", NAME, *arguments)
    assert result.exit_code in (0, 1), result.stderr
    return [":".join(line.split(" ")[:2]) for line in result.stdout.splitlines()]


@pytest.fixture
def known(here: Path) -> Path:
    assert run(".", "--write-baseline").exit_code == 0
    return here


def test_what_is_known_is_not_told_and_does_not_fail(known: Path) -> None:
    assert run(".").exit_code == 1
    result = run(".", "--baseline", NAME)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "nothing found" in result.stdout and "known, not shown" in result.stdout
    document = json.loads(run(".", "--baseline", NAME, "--format", "json").stdout)
    assert [draft["findings"] for draft in document["drafts"]] == [[]] * 3


def test_a_low_score_fails_only_where_something_is_new(known: Path) -> None:
    assert run(".", "--baseline", NAME, "--min-score", "100").exit_code == 0
    (known / "mail.txt").write_text("Hi Rosa,\n\nWe can't move your lesson to Monday.\n", "utf-8")
    assert "mail.txt: score" in run(".", "--baseline", NAME, "--min-score", "100").stderr


def test_the_file_says_what_is_known_one_finding_a_line(known: Path) -> None:
    lines = (known / NAME).read_text("utf-8").splitlines()
    said = json.loads("\n".join(lines))
    assert len(lines) == len(said["findings"]) + 2
    blame = [entry for entry in said["findings"] if entry["code"] == "TON003"]
    assert [(entry["path"], entry["reply"], entry["words"]) for entry in blame] == [
        ("macros/shop.md", "No refund", "you should have read"),
        ("mail.txt", "", "you should have checked"),
    ]
    assert [entry["path"] for entry in said["findings"]] == sorted(entry["path"] for entry in said["findings"])


def test_moving_a_reply_and_adding_lines_changes_nothing(known: Path) -> None:
    (known / "macros" / "shop.md").write_text(f"# Macros\n\nHow to use them: read first.\n\n{KIM}\n## A thank-you\n\nThanks for your order!\n\n{SAM}", "utf-8")
    (known / "mail.txt").write_text("\n\n" + (known / "mail.txt").read_text("utf-8").replace("\n", "\r\n"), "utf-8", newline="")
    assert places() == []
    assert run(".", "--baseline", NAME).stderr == ""


def test_renaming_a_file_or_a_heading_changes_nothing(known: Path) -> None:
    (known / "macros" / "shop.md").rename(known / "macros" / "bicycles.md")
    (known / "mail.txt").rename(known / "letter.md")
    assert places() == []
    assert run(".", "--baseline", NAME).stderr == ""
    (known / "macros" / "bicycles.md").rename(known / "macros" / "shop.md")
    (known / "macros" / "shop.md").write_text(f"# Macros\n\n{SAM.replace('No refund', 'Never a refund')}\n{KIM}", "utf-8")
    assert places() == []


def test_a_copy_in_another_file_is_new(known: Path) -> None:
    (known / "again.md").write_text(f"# Macros\n\n{SAM}\n\n## Yes\n\nSure, done.\n", "utf-8")
    assert "again.md:7:29::TON003" in places()
    assert not any(place.startswith("macros") for place in places())


def test_the_same_words_once_more_in_the_reply_are_new(known: Path) -> None:
    twice = SAM.replace("the terms.", "the terms. You should have read it all.")
    (known / "macros" / "shop.md").write_text(f"# Macros\n\n{twice}\n{KIM}", "utf-8")
    assert [place for place in places() if "TON003" in place] == ["macros/shop.md:7:61::TON003"]


def test_other_words_are_new_and_the_old_entry_is_stale(known: Path) -> None:
    (known / "macros" / "shop.md").write_text(f"# Macros\n\n{SAM.replace('You should have read', 'You ought to have read')}\n{KIM}", "utf-8")
    result = run(".", "--baseline", NAME, "--format", "unix")
    first, second = result.stderr.splitlines()
    assert first.startswith("replylint: .replylint-baseline.json: ") and first.endswith("nothing any more (--prune-baseline takes them out):")
    assert second.startswith('replylint:   macros/shop.md "No refund": ') and "TON003" in second


def test_a_reply_that_is_gone_leaves_stale_entries_until_they_are_taken_out(known: Path) -> None:
    (known / "mail.txt").unlink()
    (known / "macros" / "shop.md").write_text(f"# Macros\n\n{KIM}\n## On its way\n\nHi Ann,\n\nThank you for your order. It is on its way to you.\n", "utf-8")
    stale = run(".", "--baseline", NAME).stderr
    assert "entries match nothing any more" in stale and "mail.txt" in stale and '"No refund"' in stale and "No exchange" not in stale
    assert "taken out" in run(".", "--baseline", NAME, "--prune-baseline").stderr
    assert run(".", "--baseline", NAME).stderr == ""
    assert places() == []
    assert {entry["reply"] for entry in json.loads((known / NAME).read_text("utf-8"))["findings"]} == {"No exchange"}


def test_files_and_rules_that_were_not_asked_for_are_not_stale(known: Path) -> None:
    for arguments in (["mail.txt"], [".", "--select", "ALT"], [".", "--ignore", "TON003"], [".", "--select", "missing-reason"], [".", "--ignore", "blame"]):
        assert run(*arguments, "--baseline", NAME).stderr == "", arguments
    before = (known / NAME).read_bytes()
    run("mail.txt", "--select", "ALT", "--baseline", NAME, "--prune-baseline")
    assert (known / NAME).read_bytes() == before


def test_a_file_that_failed_is_not_stale(known: Path) -> None:
    (known / "mail.txt").write_bytes(b"\xff\xfe\xff")
    result = run(".", "--baseline", NAME)
    assert result.exit_code == 2 and "entries match" not in result.stderr


def test_writing_it_for_some_files_keeps_the_others(known: Path) -> None:
    (known / "mail.txt").write_text("Hi Rosa,\n\nThanks. Your lesson is on Monday.\n", "utf-8")
    run("mail.txt", "--write-baseline")
    assert {entry["path"] for entry in json.loads((known / NAME).read_text("utf-8"))["findings"]} == {"macros/shop.md"}
    assert places() == []


def test_paths_count_from_the_baseline(known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(known / "macros")
    assert run(".", "--baseline", f"../{NAME}").exit_code == 0
    assert run(str(known / "mail.txt"), "--baseline", str(known / NAME)).exit_code == 0


def test_the_configuration_names_it(known: Path) -> None:
    (known / "replylint.yaml").write_text(f"baseline: {NAME}\n")
    assert [run(".").exit_code for _ in range(3)] == [0, 0, 0]
    (known / NAME).rename(known / "known.json")
    assert [run(".").exit_code for _ in range(2)] == [2, 2]
    assert "there is no such baseline" in run(".").stderr
    (known / "replylint.yaml").write_text("baseline: known.json\n")
    assert run(".").exit_code == 0
    (known / "mail.txt").write_text("Hi Rosa,\n\nWe can't do that. You should have read the chart.\n", "utf-8")
    assert run(".").exit_code == 1
    run(".", "--write-baseline")
    assert run(".").exit_code == 0 and not (known / NAME).exists()


@pytest.mark.parametrize("text, place", [
    ('{"replylint_baseline": 1,\n "findings": [,]}', f"{NAME}:2:15: the baseline is not valid JSON"),
    ("[]", f"{NAME}:1:1: is no baseline"),
    ('{"replylint_baseline": 7, "findings": []}', f"{NAME}:1:1: is a baseline of another form"),
    ('{"replylint_baseline": 1, "findings": [{"path": 3}]}', f"{NAME}: its finding 1 is not understood"),
    ("[" * 100_000, f"{NAME}: the baseline is nested too deep"),
])  # fmt: skip
def test_a_faulty_baseline_gives_status_2_and_its_place(here: Path, text: str, place: str) -> None:
    (here / NAME).write_text(text, "utf-8")
    result = run(".", "--baseline", NAME)
    assert result.exit_code == 2
    assert result.stderr.startswith(place)


def test_what_is_no_baseline_is_not_written_over(here: Path) -> None:
    before = (here / "mail.txt").read_bytes()
    assert run(".", "--write-baseline=mail.txt").exit_code == 2
    assert run(".", "--write-baseline=macros").exit_code == 2
    assert (here / "mail.txt").read_bytes() == before
    (here / NAME).write_text('{"replylint_baseline": 1, broken', "utf-8")
    assert run(".", "--write-baseline").exit_code == 0
    assert places() == []


def test_contradictions_are_wrong_usage(known: Path) -> None:
    assert run(".", "--write-baseline", "--prune-baseline").exit_code == 2
    assert run(".", "--write-baseline", "--diff", "HEAD").exit_code == 2
    result = run(".", "--prune-baseline")
    assert result.exit_code == 2 and "there is no baseline" in result.stderr
    assert run(".", "--baseline", "nowhere.json").exit_code == 2


def test_the_cache_does_not_know_what_is_known(known: Path) -> None:
    for _ in range(2):
        assert run(".", "--baseline", NAME).stdout == run(".", "--baseline", NAME, "--no-cache").stdout
        assert run(".").stdout == run(".", "--no-cache").stdout
        (known / NAME).write_text('{"replylint_baseline": 1, "findings": []}')
