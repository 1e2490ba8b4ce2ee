"""How checks come in: through entry points and directories, and what happens when a package fails or two of them disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from replylint import registry
from replylint.errors import Failure, PluginError
from replylint.profiles import read_profile
from replylint.registry import GROUP
from tests.own_checks import WordCheck


@dataclass
class Entry:
    """An entry point as a package registers it."""

    name: str
    package: str
    checks: Any = ()
    profiles: Iterable[Any] = ()
    error: BaseException | None = None
    value: str = field(default="some.module")

    @property
    def dist(self) -> Any:
        return SimpleNamespace(name=self.package)

    def load(self) -> Any:
        if self.error is not None:
            raise self.error
        return SimpleNamespace(get_checks=lambda: self.checks() if callable(self.checks) else self.checks, get_profiles=lambda: self.profiles)


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    registry.installed.cache_clear()
    yield
    registry.installed.cache_clear()


def install(monkeypatch: pytest.MonkeyPatch, *entries: Entry) -> None:
    def entry_points(*, group: str) -> list[Entry]:
        assert group == GROUP == "replylint.checks"
        return list(entries)

    monkeypatch.setattr(registry, "entry_points", entry_points)


def tea(**more: Any) -> WordCheck:
    return WordCheck(**{"row": "tea", "code": "TEA001", "word": "tea", **more})


def test_the_shipped_checks_come_through_the_same_door() -> None:
    found = registry.load()
    assert found.failures == ()
    assert [row.row for row in found.rows][:2] == ["acknowledgment", "clarity"]
    assert {"support", "government", "open-source", "chat"} <= set(found.profiles)
    assert list(found.rules)[-2:] == ["TPL001", "SUP001"]


def test_a_rule_is_found_by_code_or_name_whatever_the_case() -> None:
    found = registry.load()
    wanted = found.rules["ALT001"]
    assert found.rule("alt001") is found.rule("Missing-Alternative") is wanted
    assert found.rule("sup001") is found.rules["SUP001"]
    assert found.rule("ALT") is None


def test_packages_are_read_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    def checks() -> list[WordCheck]:
        read.append(1)
        return [tea()]

    install(monkeypatch, Entry("own", "tea-house", checks))
    assert registry.load().checks == registry.load().checks
    assert len(read) == 1


def test_the_shipped_rows_come_first_then_the_others_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    install(
        monkeypatch,
        Entry("b", "second", [tea(row="b", code="BBB001", name="b")]),
        Entry("shipped", "replylint", [tea(row="s", code="SSS001", name="s")]),
        Entry("a", "first", [tea(row="a", code="AAA001", name="a")]),
    )
    assert [row.row for row in registry.load().rows] == ["s", "a", "b"]


@pytest.mark.parametrize("entry", [
    Entry("broken", "tea-house", error=ImportError("no module named kettle")),
    Entry("broken", "tea-house", error=SystemError("odd")),
    Entry("broken", "tea-house", checks=None),
    Entry("broken", "tea-house", checks=["a word", "another"]),
    Entry("broken", "tea-house", checks=[SimpleNamespace(info="x", rules=(), check=print)]),
], ids=["import", "system", "none", "strings", "shape"])  # fmt: skip
def test_a_plug_in_that_fails_takes_no_other_along(monkeypatch: pytest.MonkeyPatch, entry: Entry) -> None:
    install(monkeypatch, entry, Entry("own", "milk-bar", [WordCheck("milk", "MLK001", "milk")]))
    found = registry.load()
    assert [row.row for row in found.rows] == ["milk"]
    (failure,) = found.failures
    assert "tea-house" in failure.message and "broken = some.module" in failure.message
    assert "left out" in failure.hint


def test_a_plug_in_that_fails_halfway_is_left_out_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def halfway() -> Iterator[WordCheck]:
        yield tea()
        raise ValueError("the kettle broke")

    install(monkeypatch, Entry("half", "tea-house", halfway), Entry("own", "milk-bar", [WordCheck("milk", "MLK001", "milk")]))
    found = registry.load()
    assert [row.row for row in found.rows] == ["milk"]
    assert "ValueError: the kettle broke" in found.failures[0].message


def test_faults_of_a_packages_own_files_keep_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Failure("no such thing", "check.yaml", 3, 5)
    install(monkeypatch, Entry("bad", "tea-house", error=PluginError(fault)), Entry("own", "milk-bar", [WordCheck("milk", "MLK001", "milk")]))
    assert registry.load().failures == (fault,)


def test_an_interrupt_is_no_fault_of_a_plug_in(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Entry("slow", "tea-house", error=KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        registry.load()


def test_no_checks_at_all_is_an_error_and_never_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    with pytest.raises(PluginError, match="no checks were found") as raised:
        registry.load()
    assert "reinstall" in raised.value.failures[0].hint
    install(monkeypatch, Entry("broken", "tea-house", error=ImportError("kettle")))
    registry.installed.cache_clear()
    with pytest.raises(PluginError) as raised:
        registry.load()
    assert ["kettle" in failure.message for failure in raised.value.failures] == [True, False]


@pytest.mark.parametrize(("other", "said"), [
    ({"row": "tea", "code": "OTH001", "word": "other"}, ["row 'tea'"]),
    ({"row": "other", "code": "TEA001", "word": "other"}, ["rule 'TEA001'"]),
    ({"row": "other", "code": "tea001", "word": "other"}, ["rule 'tea001'"]),
    ({"row": "other", "code": "OTH001", "word": "other", "name": "no-tea"}, ["rule 'no-tea'"]),
    ({"row": "tea", "code": "TEA001", "word": "tea"}, ["row 'tea'", "rule 'TEA001'", "rule 'no-tea'"]),
])  # fmt: skip
def test_two_packages_that_disagree_are_both_named(monkeypatch: pytest.MonkeyPatch, other: dict[str, Any], said: list[str]) -> None:
    install(monkeypatch, Entry("a", "tea-house", [tea(package="tea-house")]), Entry("b", "milk-bar", [WordCheck(**other, package="milk-bar")]))
    with pytest.raises(PluginError) as raised:
        registry.load()
    assert [failure.message for failure in raised.value.failures] == [f"{key} is defined by tea-house and by milk-bar" for key in said]


def test_the_engines_own_rules_cannot_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Entry("a", "tea-house", [tea(code="TPL001", package="tea-house")]))
    with pytest.raises(PluginError, match="rule 'TPL001' is defined by replylint itself and by tea-house"):
        registry.load()


PROFILE = "title: Tea\nwhy: A tea house.\nrules:\n  TEA001: {severity: error}\nrows: {tea: on}\n"


def test_profiles_come_with_their_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_text(PROFILE)
    install(monkeypatch, Entry("a", "tea-house", [tea()], [read_profile(tmp_path / "tea.yaml")]))
    assert set(registry.load().profiles) == {"tea"}


def test_two_profiles_of_one_name_are_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_text(PROFILE)
    profile = read_profile(tmp_path / "tea.yaml")
    install(monkeypatch, Entry("a", "tea-house", [tea()], [profile]), Entry("b", "milk-bar", [], [profile]))
    with pytest.raises(PluginError, match="profile 'tea' is defined by tea-house and by milk-bar"):
        registry.load()


def test_a_profile_that_names_what_is_not_there_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_text(PROFILE.replace("TEA001", "TEA002").replace("{tea: on}", "{teas: off}"))
    install(monkeypatch, Entry("a", "tea-house", [tea()], [read_profile(tmp_path / "tea.yaml")]))
    found = registry.load()
    assert [(failure.line, failure.column, failure.hint) for failure in found.failures] == [(4, 3, "did you mean 'TEA001'?"), (5, 8, "did you mean 'tea'?")]
    assert [row.row for row in found.rows] == ["tea"]


CHECK = """\
row: pets
title: Pets
question: Are there no pet names?
scope: any
rules:
  - code: PET001
    name: pet-name
    severity: info
    message: 'There is "{words}".'
    suggestion: Say what animal it is.
    find: {kind: phrase, groups: [pet], level: weak}
phrases:
  - {id: pet, why: a pet name, any: [doggo]}
"""


def write(folder: Path, text: str = CHECK, name: str = "pets") -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "check.yaml").write_text(text)
    return folder


def test_a_check_of_yaml_only_in_a_directory(tmp_path: Path) -> None:
    found = registry.load([write(tmp_path)])
    assert found.rows[-1].row == "pets"
    assert found.rules["PET001"].name == "pet-name"
    assert found.rows[-1].package == str(tmp_path)


def test_a_directory_is_read_anew_each_time(tmp_path: Path) -> None:
    registry.load([write(tmp_path)])
    (tmp_path / "pets" / "check.yaml").write_text(CHECK.replace("pet-name", "animal-name"))
    assert registry.load([tmp_path]).rules["PET001"].name == "animal-name"
    assert "PET001" not in registry.load().rules


def test_a_directory_that_takes_a_shipped_rule_names_both(tmp_path: Path) -> None:
    with pytest.raises(PluginError) as raised:
        registry.load([write(tmp_path, CHECK.replace("PET001", "ALT001"))])
    assert raised.value.failures[0].message == f"rule 'ALT001' is defined by replylint and by {tmp_path}"


@pytest.mark.parametrize(("change", "said"), [
    (("title: Pets\n", ""), "the key 'title' is missing"),
    (("scope: any", "scope: some"), "`scope` must be refusal or any, not 'some'"),
    (("scope: any", "scoop: any"), "a check has no key 'scoop'"),
    (("severity: info", "severity: bad"), "'bad' is not a valid Severity"),
    (("kind: phrase", "kind: phrases"), "`find.kind` must be one of phrase, missing, count, order, not 'phrases'"),
    (("groups: [pet]", "groups: [pets]"), "no phrase group 'pets'; there are pet"),
    (("level: weak", "level: poor"), "`find.level` must be one of weak, unmet, met, not 'poor'"),
    (("groups: [pet], ", ""), "`find` of kind phrase needs groups"),
    (("any: [doggo]", "any: ['(doggo']"), "a bracket is not closed"),
    (("any: [doggo]", "any: ['{dogs}']"), "no word class 'dogs'"),
    (("row: pets", "row: [pets"), "not valid YAML"),
])  # fmt: skip
def test_a_fault_in_a_check_names_the_file_and_what_was_expected(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(PluginError) as raised:
        registry.load([write(tmp_path, CHECK.replace(*change))])
    (failure,) = raised.value.failures
    assert failure.path == str(tmp_path / "pets" / "check.yaml")
    assert said in failure.message


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="no such directory of checks"):
        registry.load([tmp_path / "nothing"])


def test_a_failing_plug_in_is_told_by_the_command_line_with_status_2(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from replylint.cli import main

    install(monkeypatch, Entry("bad", "tea-house", error=ImportError("kettle")), Entry("own", "milk-bar", [WordCheck("milk", "MLK001", "milk")]))
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("No milk today.\n")
    result = CliRunner().invoke(main, ["check", "a.txt", "--format", "unix"])
    assert result.exit_code == 2
    assert result.stdout.startswith("a.txt:1:4: MLK001 ")
    assert result.stderr.count("tea-house") == 1
    assert "Traceback" not in result.stderr

