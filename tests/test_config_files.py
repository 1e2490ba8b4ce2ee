"""Which files a configuration comes from: those that it extends, a table of pyproject.toml, and the one that is found above a draft."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from replylint.config import Config
from replylint.errors import ConfigError
from replylint.model import Severity
from replylint.settings import RuleSetting
from tests.written_config import faults, places, write

# Files that extend others


def test_what_is_extended_lies_below(tmp_path: Path) -> None:
    write(tmp_path, """\
profile: government
ignore: [A]
rules: {ALT002: {severity: info, most: 2}, TON001: off}
overrides: [{files: a.md, final: yes}]
exclude: [x.md]
""", "shared/base.yaml")
    write(tmp_path, "profile: chat\nmin-score: 50\n", "shared/second.yaml")
    path = write(tmp_path, "extends: [shared/base.yaml, ./shared/second.yaml]\nignore: [B]\nrules: {ALT002: {most: 4}}\n")
    config = Config.load(path)
    settings = config.settings_for(tmp_path / "a.md")
    assert (settings.profile, settings.min_score, settings.ignore, settings.final) == ("chat", 50, ("A", "B"), False)
    assert settings.rules["ALT002"] == RuleSetting(Severity.INFO, False, {"most": 4})
    assert settings.rules["TON001"].off is True
    assert settings.origin == (tmp_path / "shared/base.yaml", tmp_path / "shared/second.yaml", path)
    assert config.settings_for(tmp_path / "shared/a.md").final  # a base's globs count from the base
    assert config.excludes(tmp_path / "shared/x.md")
    assert not config.excludes(tmp_path / "x.md")


def test_a_pyproject_can_be_extended_and_extend(tmp_path: Path) -> None:
    write(tmp_path, "profile: chat\n", "base.yaml")
    write(tmp_path, '[tool.replylint]\nextends = "base.yaml"\nmin-score = 3\n', "team/../pyproject.toml")
    settings = Config.load(write(tmp_path, "extends: ../pyproject.toml\n", "team/replylint.yaml")).settings_for(None)
    assert (settings.profile, settings.min_score) == ("chat", 3)


def test_a_file_that_two_extend_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, "profile: government\n", "root.yaml")
    write(tmp_path, "extends: root.yaml\nprofile: chat\n", "left.yaml")
    write(tmp_path, "extends: root.yaml\n", "right.yaml")
    settings = Config.load(write(tmp_path, "extends: [left.yaml, right.yaml]\n")).settings_for(None)
    assert settings.profile == "chat"
    assert [path.name for path in settings.origin] == ["root.yaml", "left.yaml", "right.yaml", "replylint.yaml"]


def test_a_cycle_shows_its_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, "extends: a.yaml\n")
    write(tmp_path, "final: yes\nextends:\n  - b.yaml\n", "a.yaml")
    write(tmp_path, "extends: [./replylint.yaml]\n", "b.yaml")
    (fault,) = faults(path)
    assert (fault.path, fault.line, fault.column) == ("b.yaml", 1, 11)
    assert fault.message == "extends[0]: a configuration cannot extend itself: replylint.yaml -> a.yaml -> b.yaml -> replylint.yaml"
    assert "replylint.yaml -> replylint.yaml" in faults(write(tmp_path, "extends: replylint.yaml\n"))[0].message


def test_faults_of_all_files_are_told_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, "extends: [base.yaml, none.yaml, folder]\nfinal: x\n")
    write(tmp_path, "extends: ../deep.yaml\nprevieuw: yes\n", "base.yaml")
    (tmp_path / "folder").mkdir()
    assert [(fault.path, fault.line, fault.column, fault.message) for fault in faults(path)] == [
        ("replylint.yaml", 2, 8, "final: expected true or false, got 'x'"),
        ("base.yaml", 2, 1, "previeuw: unknown key"),
        ("base.yaml", 1, 10, f"extends[0]: {tmp_path.parent / 'deep.yaml'}: there is no such file"),
        ("replylint.yaml", 1, 22, "extends[1]: none.yaml: there is no such file"),
        ("replylint.yaml", 1, 33, "extends[2]: folder: is a directory; expected a file"),
    ]


# pyproject.toml


def test_pyproject(tmp_path: Path) -> None:
    path = write(tmp_path, """\
[project]
name = "shop"
[tool.replylint]
profile = "chat"
fail-on = "error"
select = "ALT"
[tool.replylint.rules]
ALT002 = "off"
TON001 = {severity = "info", most = 2}
too-many-options = false
[[tool.replylint.overrides]]
files = ["*.md"]
final = true
""", "pyproject.toml")
    settings = Config.load(path).settings_for(tmp_path / "a.md")
    assert (settings.profile, settings.fail_on, settings.select, settings.final) == ("chat", Severity.ERROR, ("ALT",), True)
    assert settings.rules["TON001"] == RuleSetting(Severity.INFO, False, {"most": 2})
    assert settings.rules["too-many-options"].off is True


def test_faults_in_pyproject_point_at_the_key(tmp_path: Path) -> None:
    path = write(tmp_path, """\
[tool.other]
final = 3
[ tool . replylint ] # ours
final = "yes"
  profil = "chat"
rules.ALT002 = "of"
allow = [
  "fine",
  7,
]
[tool.replylint.rules."TON001"]
severity = "loud"
[[tool.replylint.overrides]]
files = "*.md"
[[tool.replylint.overrides]]
files = "*.txt"
min-score = 4
[tool.replylint.overrides.rules]
CLR004 = 1979-05-27
""", "pyproject.toml")
    assert places(faults(path)) == [
        (4, 1, "final: expected true or false, got 'yes'"),
        (5, 3, "profil: unknown key"),
        (6, 1, "rules.ALT002: expected off, on, error, warning or info, got 'of'"),
        (7, 1, "allow[1]: expected text, got 7"),
        (12, 1, "rules.TON001.severity: expected off, on, error, warning or info, got 'loud'"),
        (17, 1, "overrides[1].min-score: unknown key"),
        (19, 1, "overrides[1].rules.CLR004: expected off, on, error, warning, info or a mapping with severity and options, got datetime.date(1979, 5, 27)"),
    ]


def test_broken_toml_has_its_place(tmp_path: Path) -> None:
    assert places(faults(write(tmp_path, "[tool.replylint]\nfinal = yes\n", "pyproject.toml"))) == [(2, 9, "not TOML: Invalid value")]
    assert places(faults(write(tmp_path, "[project]\nname = 'x'\n", "pyproject.toml"))) == [(None, None, "has no table [tool.replylint]")]


# Finding


def test_found_upwards_until_git(tmp_path: Path) -> None:
    path = write(tmp_path, "profile: chat\n")
    draft = write(tmp_path, "Hello", "team/drafts/a.md")
    assert Config.find(draft) == path
    assert Config.find(tmp_path / "team/not/there/yet.md") == path
    assert Config.discover(draft).settings_for(draft).profile == "chat"
    (tmp_path / "team/.git").write_text("gitdir: elsewhere\n")
    assert Config.find(draft) is None
    assert Config.discover(draft) == Config.default()
    near = write(tmp_path, "profile: government\n", "team/.replylint.yaml")  # beside .git: still looked at
    assert Config.find(draft) == near


def test_yaml_wins_over_pyproject_and_foreign_pyprojects_are_passed(tmp_path: Path) -> None:
    outer = write(tmp_path, "[tool.replylint]\nprofile = 'chat'\n", "pyproject.toml")
    write(tmp_path, "[project]\nname = 'x'\n", "in/pyproject.toml")
    write(tmp_path, "not toml at all", "in/deep/pyproject.toml")
    write(tmp_path, b"# replylint caf\xe9\n", "in/deep/er/latin/pyproject.toml")
    write(tmp_path, "[project]\ndependencies = ['replylint']\n", "in/deep/er/pyproject.toml")
    assert Config.find(tmp_path / "in/deep/er/latin/a.md") == outer
    yaml = write(tmp_path, "")
    assert Config.find(tmp_path / "a.md") == yaml


def test_a_broken_pyproject_that_speaks_of_us_is_told(tmp_path: Path) -> None:
    write(tmp_path, "[tool.replylint]\nfinal = \n", "pyproject.toml")
    with pytest.raises(ConfigError, match=r"pyproject.toml:2:9: not TOML"):
        Config.discover(tmp_path)


def test_two_names_in_one_directory(tmp_path: Path) -> None:
    write(tmp_path, "")
    write(tmp_path, "", ".replylint.yaml")
    with pytest.raises(ConfigError, match="both there"):
        Config.discover(tmp_path / "a.md")


def test_messages_show_paths_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "x: 1", "in/replylint.yaml")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as raised:
        Config.discover(Path("in"))
    assert raised.value.failures[0].path == os.path.join("in", "replylint.yaml")
