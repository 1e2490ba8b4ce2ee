"""Results that are kept between runs: the same output with and without them, nothing heavy imported for them, and no fault of theirs that costs more than time."""

from __future__ import annotations

import dataclasses
import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
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

BLAMING = "Hi Rosa,\n\nWe can't move your pottery lesson to Sunday because the studio is closed then. You should have checked the calendar.\n"
APPROVING = "Hi Rosa,\n\nYour refund is on its way to you. Thank you for your patience!\n"
MACROS = (
    "---\nreplylint: {ignore: {ALT001: the desk adds it}}\n---\n\n# Refusals\n\n## No refund\n\nHi {{ name }},\n\nWe **can't** refund the\ntandem \U0001f6b2, sorry.\n\n"
    "<!-- replylint: ignore TON003 -- agreed -->\nYou should have read the terms.\n\n## No exchange\n\n> Can I swap it?\n\nWe can\u2019t exchange it. That is our policy.\n"
)
RECORDS = json.dumps({"id": "a", "text": BLAMING, "request": "Could I come on \u201cSunday\u201d?"}) + "\n" + json.dumps({"id": "b", "text": APPROVING, "mood": [1, None]}) + "\n"
HEAVY = ("spacy", "pydantic", "rich", "tree_sitter", "numpy")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()  # no configuration is looked for above
    (tmp_path / "bad.txt").write_text(BLAMING, "utf-8")
    (tmp_path / "good.txt").write_text(APPROVING, "utf-8")
    (tmp_path / "macros.md").write_text(MACROS, "utf-8")
    (tmp_path / "records.jsonl").write_text(RECORDS, "utf-8")
    (tmp_path / "empty.txt").write_text("\n", "utf-8")
    return tmp_path


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The texts that went through the parser."""
    from replylint import nlp

    seen: list[str] = []
    real = nlp.pipe

    def counting(drafts: Any, model: str = nlp.DEFAULT_MODEL) -> Any:
        drafts = list(drafts)
        seen.extend(draft.text for draft in drafts)
        return real(drafts, model)

    monkeypatch.setattr(nlp, "pipe", counting)
    yield seen


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=stdin)


def said(result: Result) -> tuple[str, str, int]:
    return result.stdout, result.stderr, result.exit_code


def folder() -> Path:
    return Path(os.environ["REPLYLINT_CACHE_DIR"])


def file() -> Path:
    return folder() / stores.FILE


# The same output


@pytest.mark.parametrize("arguments", [[], ["-q"], ["--format", "json"], ["--format", "jsonl"], ["--format", "unix"], ["--color", "always"], ["--min-score", "90"]])
def test_the_output_is_the_same_without_a_cache_with_a_new_one_and_with_a_full_one(here: Path, arguments: list[str]) -> None:
    without = said(run(".", "--no-cache", *arguments))
    assert without[2] == 1
    assert [said(run(".", *arguments)) for _ in range(3)] == [without] * 3


def test_results_of_one_format_serve_another(here: Path, parses: list[str]) -> None:
    run(".")
    before = len(parses)
    assert said(run(".", "--format", "json")) == said(run(".", "--format", "json", "--no-cache"))
    assert len(parses) == 2 * before  # once for the cache, once without it


def test_only_what_changed_is_judged_again(here: Path, parses: list[str]) -> None:
    run(".")
    parses.clear()
    (here / "good.txt").write_text(APPROVING.replace("refund", "voucher"), "utf-8")
    result = run(".", "-q")
    assert len(parses) == 1 and "voucher" in parses[0]
    assert said(result) == said(run(".", "-q", "--no-cache"))


def test_a_file_that_is_moved_or_copied_is_known(here: Path, parses: list[str]) -> None:
    run("bad.txt", "--format", "unix")
    parses.clear()
    (here / "deeper").mkdir()
    (here / "bad.txt").rename(here / "deeper" / "worse.txt")
    result = run("deeper", "--format", "unix")
    assert parses == []
    assert "deeper/worse.txt:3:80: TON003" in result.stdout


def test_a_page_is_read_anew_where_its_folder_says_another_thing(here: Path, parses: list[str]) -> None:
    page = "## One\n\nWe can't repair your lamp.\n\n## Two\n\nWe can't exchange your shoes.\n"
    for folder in ("docs", "canned", "elsewhere"):
        (here / folder).mkdir()
        (here / folder / "a.md").write_text(page, "utf-8")
    assert [len(run(f"{folder}/a.md", "--format", "jsonl").stdout.splitlines()) for folder in ("docs", "canned", "elsewhere")] == [1, 2, 1]
    assert len(parses) == 3


def test_the_request_and_the_format_are_part_of_the_key(here: Path, parses: list[str]) -> None:
    for arguments in ([], ["--request", "Could I come on Sunday?"], ["--request", ""], ["--input-format", "markdown"]):
        parses.clear()
        run("bad.txt", *arguments)
        assert len(parses) == 1, arguments


@pytest.mark.parametrize("setting", ["profile: chat", "rules: {TON003: off}", "rules: {TON003: error}", "ignore: [TON003]", "select: [ALT]",
                                     "allow: [You should have]", "final: true", "preview: true", "max-length: 10", "overrides: [{files: bad.txt, ignore: [TON]}]"])  # fmt: skip
def test_settings_with_a_say_in_the_findings_are_part_of_the_key(here: Path, setting: str) -> None:
    run("bad.txt", "--format", "json")
    (here / "replylint.yaml").write_text(setting + "\n")
    assert [said(run("bad.txt", "--format", "json")) for _ in range(3)] == [said(run("bad.txt", "--format", "json", "--no-cache"))] * 3


def test_settings_without_a_say_are_not(here: Path, parses: list[str]) -> None:
    assert run("bad.txt").exit_code == 1
    parses.clear()
    (here / "replylint.yaml").write_text("fail-on: never\nexclude: [good.txt]\n")
    assert run("bad.txt").exit_code == 0
    assert run("bad.txt", "--fail-on", "info").exit_code == 1
    assert parses == []


def test_a_changed_file_that_is_extended_is_seen(here: Path) -> None:
    (here / "base.yaml").write_text("ignore: [TON003]\n")
    (here / "replylint.yaml").write_text("extends: base.yaml\n")
    assert all("TON003" not in run("bad.txt", "-q").stdout for _ in range(3))
    (here / "base.yaml").write_text("ignore: [ALT001]\n")
    assert all("TON003" in run("bad.txt", "-q").stdout for _ in range(3))


def test_a_check_in_a_folder_is_part_of_the_key(here: Path) -> None:
    check = here / "own" / "house"
    check.mkdir(parents=True)
    text = (
        "row: house\ntitle: House\nquestion: Is it?\nweight: 0.5\nscope: any\nrules:\n  - {code: HSE001, name: office-phrase, severity: warning, message: m, suggestion: s, "
        "find: {kind: phrase, groups: [office]}}\nphrases:\n  - {id: office.a, why: w, any: [WORD]}\n"
    )
    (check / "check.yaml").write_text(text.replace("WORD", "lesson"))
    (here / "replylint.yaml").write_text("checks: own\nselect: [HSE]\n")
    assert [run("bad.txt", "--format", "unix").stdout for _ in range(3)] == ["bad.txt:3:28: HSE001 m\n"] * 3
    (check / "check.yaml").write_text(text.replace("WORD", "calendar"))
    assert [run("bad.txt", "--format", "unix").stdout for _ in range(3)] == ["bad.txt:3:108: HSE001 m\n"] * 3


def test_faulty_settings_are_told_each_time(here: Path) -> None:
    run(".")
    (here / "replylint.yaml").write_text("profle: chat\n")
    results = [said(run(".")) for _ in range(3)]
    assert results == [said(run(".", "--no-cache"))] * 3
    assert results[0][2] == 2 and "replylint.yaml:1:1" in results[0][1]


def test_what_failed_is_tried_again(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from replylint.checks import FolderCheck

    with monkeypatch.context() as broken:
        broken.setattr(FolderCheck, "check", lambda *_: 1 / 0)
        assert run("bad.txt").exit_code == 2
        assert "crashed on this draft" in run("bad.txt").stderr
    assert said(run("bad.txt")) == said(run("bad.txt", "--no-cache"))
    (here / "records.jsonl").write_text(RECORDS + "{\n", "utf-8")
    assert [said(run("records.jsonl")) for _ in range(2)] == [said(run("records.jsonl", "--no-cache"))] * 2
    assert run("records.jsonl").exit_code == 2


def test_standard_input_is_kept_too(here: Path, parses: list[str]) -> None:
    results = [said(run("-", "--format", "unix", stdin=BLAMING)) for _ in range(2)]
    assert results[0] == results[1] and "<input>:3:80" in results[0][0]
    assert len(parses) == 1


def test_a_pipe_is_read_once(here: Path) -> None:
    os.mkfifo(here / "pipe")
    for _ in range(2):
        writer = subprocess.Popen([sys.executable, "-c", "import sys; open('pipe', 'w').write(sys.argv[1])", BLAMING])
        assert "pipe:3:80: TON003" in run("pipe", "--format", "unix").stdout
        assert writer.wait() == 0


@pytest.mark.parametrize("words", [[], ["--format", "json"], ["--config", "replylint.yaml"], ["--write-baseline=known.json"]])
def test_nothing_heavy_is_imported_when_nothing_changed(here: Path, words: list[str]) -> None:
    """With what an earlier run printed, and (where more is done than print) with the results of its files."""
    (here / "replylint.yaml").write_text("profile: support\nrules: {ALT001: error, TON003: {severity: warning}}\noverrides: [{files: 'a*', profile: chat}]\n")
    command = ["check", ".", *words]
    code = f"import sys\nfrom replylint.cli import main\ntry: main({command!r})\nexcept SystemExit: print('heavy:', [n for n in {HEAVY!r} if n in sys.modules])"
    last = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=here).stdout.splitlines()[-1] for _ in range(2)]
    assert "spacy" in last[0] and last[1] == "heavy: []"


# Faults of the cache


def damage_bytes(path: Path) -> None:
    path.write_bytes(b"no database at all, and long enough to look like one" * 100)


def damage_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[2000:] = os.urandom(len(data) - 2000)
    path.write_bytes(data)


def damage_cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def damage_schema(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE kept (other)")
        database.execute(f"PRAGMA user_version = {stores.SCHEMA}")


def damage_version(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")


def damage_values(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE kept SET value = replace(value, 'TON003', 'TON004') || 'x'")


def damage_kinds(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE kept SET value = x'ff00'")


@pytest.mark.parametrize("damage", [damage_bytes, damage_middle, damage_cut, damage_schema, damage_version, damage_values, damage_kinds])
def test_a_damaged_cache_costs_time_only(here: Path, damage: Any) -> None:
    right = said(run("."))
    for _ in range(2):
        damage(file())
        assert said(run(".")) == right
        assert said(run(".")) == right


def test_a_damaged_cache_is_told_with_verbose(here: Path) -> None:
    run(".")
    damage_bytes(file())
    assert "was damaged and is begun anew" in run(".", "--verbose").stderr
    assert run(".", "--verbose").stderr == ""


def test_a_folder_that_cannot_be_made(here: Path) -> None:
    right = said(run(".", "--no-cache"))
    assert said(run(".", "--cache-dir", "good.txt/cache")) == right
    assert said(run(".", "--cache-dir", "/proc/nowhere")) == right
    assert "nothing is added to the cache" in run(".", "--cache-dir", "/proc/nowhere", "-v").stderr
    (here / "cache" / stores.FILE).mkdir(parents=True)
    assert said(run(".", "--cache-dir", "cache")) == right


def test_a_cache_that_may_not_be_written_is_still_read(here: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    right = said(run("bad.txt"))
    real = os.open

    def refusing(path: Any, flags: int, *more: Any, **others: Any) -> int:
        if str(path).startswith(str(folder())):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *more, **others)

    monkeypatch.setattr(os, "open", refusing)
    parses.clear()
    before = file().read_bytes()
    assert said(run("bad.txt")) == right and parses == []
    run("good.txt")
    assert len(parses) == 1 and file().read_bytes() == before


def test_a_full_disk(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = said(run(".", "--no-cache"))
    run("good.txt")
    with sqlite3.connect(file()) as database:
        pages = database.execute("PRAGMA page_count").fetchone()[0]
    real = sqlite3.connect

    def small(*arguments: Any, **more: Any) -> sqlite3.Connection:
        database = real(*arguments, **more)
        database.execute(f"PRAGMA max_page_count = {pages}")
        return database

    monkeypatch.setattr(sqlite3, "connect", small)
    assert said(run(".")) == right
    assert "full" in run(".", "-v").stderr


def test_a_locked_cache_is_waited_for_and_then_left(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = said(run(".", "--no-cache"))
    run("good.txt")
    monkeypatch.setattr(stores, "_WAIT", 0.01)
    other = sqlite3.connect(file(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert said(run(".")) == right
    other.execute("ROLLBACK")
    other.close()
    assert said(run(".")) == right


def test_the_folder_and_the_file_are_the_users_alone(here: Path) -> None:
    run(".")
    assert stat.S_IMODE(folder().stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder().iterdir()} == {0o600}


def test_many_processes_at_once(here: Path) -> None:
    right = said(run(".", "--no-cache", "--format", "jsonl"))
    command = [sys.executable, "-m", "replylint", "check", ".", "--format", "jsonl"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [(*process.communicate(), process.returncode) for process in processes] == [right] * 3
    with sqlite3.connect(file()) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM kept").fetchone()[0] >= 5


def test_no_cache_touches_nothing(here: Path) -> None:
    run(".", "--no-cache")
    assert not folder().exists()


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
