"""What the cache holds: the oldest texts go, its commands remove its own files only, and a report that is read back is the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from replylint import formats
from replylint.cache import store as stores
from replylint.cache.stored import Packer, Unstorable, unpacked
from replylint.cli import main
from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.model import DraftReport, Finding, Rule
from replylint.runner import Linter
from tests.cached_runs import MACROS, RECORDS, filled, folder, run
from tests.command_line import BLAMING

here = pytest.fixture(filled)


# The store


def test_the_oldest_texts_go(tmp_path: Path) -> None:
    for number in range(8):
        store = stores.Store(tmp_path, limit=1000)
        store._now = 1_000_000 + number * 100_000
        store.put(f"k{number}", str(number) * 200)
        if number:
            assert store.get("k0") is not None  # in use, so it stays
        store.close()
    store = stores.Store(tmp_path, limit=1000)
    kept = [number for number in range(8) if store.get(f"k{number}") is not None]
    assert 0 in kept and 7 in kept and 1 not in kept and len(kept) <= 5


def test_a_text_without_measure_is_not_kept(tmp_path: Path) -> None:
    store = stores.Store(tmp_path)
    store.put("long", "x" * (stores.MOST_KEPT + 1))
    store.put("short", "x")
    assert (store.get("long"), store.get("short")) == (None, "x")


def test_the_commands(here: Path) -> None:
    run(".")
    (folder() / "mine.txt").write_text("stays")
    assert CliRunner().invoke(main, ["cache", "path"]).stdout == f"{folder()}\n"
    assert CliRunner().invoke(main, ["cache", "clear"]).exit_code == 0
    assert [path.name for path in folder().iterdir()] == ["mine.txt"]
    assert CliRunner().invoke(main, ["cache", "clear", "--cache-dir", "nowhere"]).exit_code == 0


# Reports as lines


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(preview=True, final=True)


def back_and_forth(linter: Linter, source: Source, kind: str) -> None:
    reports = [report for report in linter.run(item for item in formats.parse(source, kind)) if isinstance(report, DraftReport)]
    packer = Packer()
    lines = [packer.line(report) for report in reports]
    assert all("\n" not in line and line.isascii() for line in lines)
    assert list(unpacked(lines, Source(source.text, source.path))) == reports


@pytest.mark.parametrize("text, kind", [
    (BLAMING, "plain"), (BLAMING.replace("\n", "\r\n"), "plain"), (MACROS, "markdown"), (RECORDS, "jsonl"), ("", "plain"), ("Hi {name}", "plain")
])  # fmt: skip
def test_a_report_read_back_is_the_same(linter: Linter, text: str, kind: str) -> None:
    back_and_forth(linter, Source(text, "a.txt"), kind)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from([
    "We can't do that.", "\U0001f600 sorry", "{{ name }}", "[reason]", "> quoted", "- item",
    "\ud83d", "\u00e9\u0301", "**no**", "<!-- replylint: ignore ALT001 -- x -->", "\r\n", "\n\n", " ", "\t",
]), max_size=12), kind=st.sampled_from(["plain", "markdown"]))  # fmt: skip
def test_any_report_read_back_is_the_same(linter: Linter, parts: list[str], kind: str) -> None:
    back_and_forth(linter, Source("".join(parts)), kind)


def test_every_field_has_a_form() -> None:
    """A field that is added to one of these must be written and read in `cache/stored.py`, or its files are judged anew each time."""
    from replylint.cache import stored

    assert {kind: [field.name for field in dataclasses.fields(kind) if field.name not in stored._KNOWN[kind]] for kind in (Draft, DraftReport, Finding, Rule)} == {
        Draft: [], DraftReport: [], Finding: [], Rule: []
    }  # fmt: skip


def test_what_has_no_form_is_not_kept(linter: Linter) -> None:
    report = next(iter(linter.run(formats.parse(Source(BLAMING), "plain"))))
    assert not isinstance(report, Failure)
    odd = dataclasses.replace(report, draft=dataclasses.replace(report.draft, text=report.draft.text + "more"))
    with pytest.raises(Unstorable):
        Packer().line(odd)
