from __future__ import annotations

import os
from pathlib import Path

import pytest

from replylint.config import Config
from replylint.errors import ConfigError, Failure
from replylint.model import Rule, Severity
from replylint.settings import RuleSetting, Settings

ALT = Rule("ALT002", "too-many-options", "alternatives", Severity.WARNING, "m", "s",
           options={"most": 3, "share": 0.5, "strict": False, "word": "x", "terms": ["a"]})
TON = Rule("TON001", "dismissive", "tone", Severity.ERROR, "m", "s")
NEW = Rule("CLR004", "hard-to-read", "clarity", Severity.INFO, "m", "s", preview=True)
RULES = [ALT, TON, NEW]
PROFILES = ["support", "government", "chat"]


def write(folder: Path, text: str | bytes, name: str = "replylint.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def faults(path: Path) -> tuple[Failure, ...]:
    with pytest.raises(ConfigError) as raised:
        Config.load(path)
    return raised.value.failures


def places(found: tuple[Failure, ...] | list[Failure]) -> list[tuple[int | None, int | None, str]]:
    return [(fault.line, fault.column, fault.message) for fault in found]


# What is said is read


def test_every_key(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    path = write(tmp_path, """\
profile: government
model: en_core_web_md
final: true
preview: true
fail-on: never
min-score: 70
rules:
  ALT002: {severity: error, most: 4, terms: [SLA, 404, no]}
  dismissive: off
select: [ALT, TON001]
ignore: [hard-to-read]
allow: ["as soon as possible"]
checks: [own]
exclude: ["archive/**"]
max-length: 900
""")
    settings = Config.load(path).settings_for(None)
    assert (settings.profile, settings.model, settings.final, settings.preview) == ("government", "en_core_web_md", True, True)
    assert (settings.fail_on, settings.min_score, settings.max_length) == (None, 70, 900)
    assert (settings.select, settings.ignore, settings.allow) == (("ALT", "TON001"), ("hard-to-read",), ("as soon as possible",))
    assert (settings.checks_dirs, settings.exclude, settings.origin) == ((tmp_path / "own",), ("archive/**",), (path,))
    assert settings.rules["dismissive"] == RuleSetting(off=True)
    assert settings.setting_of(ALT) == RuleSetting(Severity.ERROR, False, {"most": 4, "terms": ["SLA", "404", "no"]})


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n", "{}", "~", "rules:\nignore:\n  # - ALT001\noverrides:\n"])
def test_an_empty_file_is_the_default(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    assert Config.load(path).settings_for("a.md") == Settings(origin=(path,))
    assert Config.default().settings_for("a.md") == Settings()


@pytest.mark.parametrize("text", ["\ufefffinal: yes\r\nrules:\r\n  ALT002: off\r\n", "final: On\rrules:\r  ALT002: off\r"])
def test_byte_order_mark_and_line_ends(tmp_path: Path, text: str) -> None:
    settings = Config.load(write(tmp_path, text)).settings_for(None)
    assert settings.final is True
    assert settings.rules["ALT002"].off is True


def test_places_behind_a_byte_order_mark_crlf_and_emoji(tmp_path: Path) -> None:
    found = faults(write(tmp_path, "\ufeffallow: ['👩‍🚀 café']\r\nfinal: perhaps\r\n"))
    assert places(found) == [(2, 8, "final: expected true or false, got 'perhaps'")]
    assert places(faults(write(tmp_path, "{allow: '👍👍', final: x}"))) == [(1, 22, "final: expected true or false, got 'x'")]


# The traps of YAML 1.1


def test_words_stay_what_was_written(tmp_path: Path) -> None:
    settings = Config.load(write(tmp_path, """\
profile: no
allow: [no, off, 2024-05-01, 12:30:00, 0x1F, 1_000, 'null', 010, 1e3]
ignore: [on]
rules:
  ALT002: off
  TON001: on
  CLR004: {most: 010, when: 2024-05-01, at: 12:30, yes: no}
""")).settings_for(None)
    assert settings.profile == "no"
    assert settings.allow == ("no", "off", "2024-05-01", "12:30:00", "0x1F", "1_000", "null", "010", "1e3")
    assert settings.ignore == ("on",)
    assert (settings.rules["ALT002"].off, settings.rules["TON001"].off) == (True, False)
    assert settings.rules["CLR004"].options == {"most": 10, "when": "2024-05-01", "at": "12:30", "yes": "no"}


@pytest.mark.parametrize(("written", "off"), [("off", True), ("OFF", True), ("'off'", True), ("no", True), ("false", True), ("on", False), ("true", False)])
def test_a_rule_is_switched(tmp_path: Path, written: str, off: bool) -> None:
    assert Config.load(write(tmp_path, f"rules: {{ALT002: {written}}}")).settings_for(None).rules["ALT002"].off is off


@pytest.mark.parametrize(("written", "value"), [("yes", True), ("true", True), ("On", True), ("no", False), ("off", False), ("False", False)])
def test_a_truth_value(tmp_path: Path, written: str, value: bool) -> None:
    assert Config.load(write(tmp_path, f"final: {written}")).settings_for(None).final is value


def test_a_quoted_word_is_no_truth_value_and_no_number(tmp_path: Path) -> None:
    assert places(faults(write(tmp_path, "final: 'yes'\nmin-score: '7'\n"))) == [
        (1, 8, "final: expected true or false, got 'yes'"),
        (2, 12, "min-score: expected a whole number from 0 to 100, got '7'"),
    ]


def test_options_are_read_as_the_rule_expects_them(tmp_path: Path) -> None:
    settings = Config.load(write(tmp_path, "rules:\n  too-many-options: {most: 5, share: 1, strict: yes, word: 404}\n")).settings_for(None)
    assert settings.setting_of(ALT).options == {"most": 5, "share": 1.0, "strict": True, "word": "404"}


# Faults


def test_all_faults_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, """\
profle: chat
fail-on: warn
min-score: 101
max-length: 0
final: maybe
select: {ALT: 1}
rules:
  ALT002: of
  TON001:
    severity: fatal
  CLR004: [1]
overrides:
  - file: "*.md"
    final: 3
  - files: []
  - files: "docs/*"
    min-score: 3
exclude: ["!"]
checks:
  - nowhere
allow: [ok, [x], ""]
""")
    found = faults(path)
    assert places(found) == [
        (1, 1, "profle: unknown key"),
        (2, 10, "fail-on: expected error, warning, info or never, got 'warn'"),
        (3, 12, "min-score: expected a whole number from 0 to 100, got '101'"),
        (4, 13, "max-length: expected a whole number of 1 or more, got '0'"),
        (5, 8, "final: expected true or false, got 'maybe'"),
        (6, 9, "select: expected a list"),
        (8, 11, "rules.ALT002: expected off, on, error, warning or info, got 'of'"),
        (10, 15, "rules.TON001.severity: expected off, on, error, warning or info, got 'fatal'"),
        (11, 11, "rules.CLR004: expected off, on, error, warning, info or a mapping with severity and options, got a list"),
        (13, 5, "overrides[0]: needs the key 'files'"),
        (13, 5, "overrides[0].file: unknown key"),
        (14, 12, "overrides[0].final: expected true or false, got '3'"),
        (15, 12, "overrides[1].files: expected at least one"),
        (17, 5, "overrides[2].min-score: unknown key"),
        (18, 11, "exclude[0]: expected a pattern for files like *.md or docs/**, got '!'"),
        (20, 5, "checks[0]: expected a directory that is there, got 'nowhere'"),
        (21, 13, "allow[1]: expected text, got a list"),
        (21, 18, "allow[2]: expected text that is not empty, got ''"),
    ]
    assert {fault.path for fault in found} == {str(path)}
    hints = {fault.message: fault.hint for fault in found}
    assert hints["profle: unknown key"] == "did you mean 'profile'?"
    assert hints["overrides[0].file: unknown key"] == "did you mean 'files'?"
    assert hints["fail-on: expected error, warning, info or never, got 'warn'"] == "did you mean 'warning'?"
    assert hints["overrides[2].min-score: unknown key"] == "it holds for all files and stands outside of overrides"


def test_an_underscore_is_an_unknown_key_with_a_hint(tmp_path: Path) -> None:
    found = faults(write(tmp_path, "fail_on: error\n"))
    assert [str(fault) for fault in found] == [f"{tmp_path / 'replylint.yaml'}:1:1: fail_on: unknown key\n  did you mean 'fail-on'?"]


def test_duplicate_keys_are_told_with_the_other_faults(tmp_path: Path) -> None:
    found = faults(write(tmp_path, "final: yes\nrules:\n  ALT002: off\n  ALT002: on\nfinal: no\nx: 1\n"))
    assert places(found) == [
        (4, 3, "the key 'ALT002' is there already, on line 3"),
        (5, 1, "the key 'final' is there already, on line 1"),
        (6, 1, "x: unknown key"),
    ]


@pytest.mark.parametrize(("text", "place"), [
    ("rules: [a, b\nfinal: yes\n", (2, 6)),
    ("rules: [a, b\n", (1, 8)),
    ("allow: 'open\n", (1, 8)),
    ("final: yes\n\tpreview: no\n", (2, 1)),
    ("allow: *nothing\n", (1, 8)),
    ("final: yes\n---\nfinal: no\n", (2, 1)),
    ("allow: é\nmodel: \x07x\n", (2, 8)),
    ("rules: {ALT002: !off x}\n", (1, 17)),
    ("rules: &r\n  ALT002: {x: *r}\n", (1, 8)),
    ("<<: {final: yes}\n", (1, 1)),
    ("? [a]\n: b\n", (1, 3)),
])
def test_yaml_that_cannot_be_read(tmp_path: Path, text: str, place: tuple[int, int]) -> None:
    found = faults(write(tmp_path, text))
    assert [(fault.line, fault.column) for fault in found] == [place]


def test_aliases_that_multiply_are_refused(tmp_path: Path) -> None:
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    found = faults(write(tmp_path, text))
    assert any("more than 50000 values" in fault.message for fault in found)


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000 + "x", "{a: " * 60 + "x" + "}" * 60])
def test_deep_nesting_is_refused(tmp_path: Path, text: str) -> None:
    (fault,) = faults(write(tmp_path, "allow:\n  " + text))
    assert (fault.line, fault.message) == (2, "nested more than 50 levels deep")
    (fault,) = faults(write(tmp_path, "[tool.replylint]\nallow = " + "[" * 100_000, "pyproject.toml"))
    assert fault.message == "nested too deep"


def test_an_alias_may_be_used(tmp_path: Path) -> None:
    settings = Config.load(write(tmp_path, "ignore: &x [ALT]\noverrides: [{files: a.md, select: *x}]")).settings_for(tmp_path / "a.md")
    assert (settings.ignore, settings.select) == (("ALT",), ("ALT",))


@pytest.mark.parametrize(("text", "got"), [("- a\n", "a list"), ("off\n", "'off'"), ("12", "'12'")])
def test_not_a_mapping(tmp_path: Path, text: str, got: str) -> None:
    assert places(faults(write(tmp_path, text))) == [(1, 1, f"expected a mapping, got {got}")]


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert places(faults(tmp_path / "none.yaml")) == [(None, None, "there is no such file")]
    (tmp_path / "replylint.yaml").mkdir()
    assert places(faults(tmp_path / "replylint.yaml")) == [(None, None, "is a directory; expected a file")]
    with pytest.raises(ConfigError, match="is a directory"):
        Config.discover(tmp_path)
    assert places(faults(write(tmp_path, b"final: yes\nallow: caf\xe9\n", "latin.yaml"))) == [(2, 11, "is not UTF-8 text")]

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    path = write(tmp_path, "final: yes", "locked.yaml")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert places(faults(path)) == [(None, None, "cannot be read: Permission denied")]


# Unknown names


def test_names_that_nothing_answers_to(tmp_path: Path) -> None:
    config = Config.load(write(tmp_path, """\
profile: goverment
rules:
  ALT020: off
  dismisive: error
  alt002: {moast: 3, most: three, share: yes, strict: 1, word: [x], terms: x}
  too-many-options: off
  CLR004: {severity: info, most: 1}
select: [AL, XYZ, hard-to-red]
ignore:
  - TON001
  - TON9
overrides:
  - files: "*.txt"
    profile: chatt
    rules: {TON01: off}
"""))
    found = config.validate_against(RULES, PROFILES)
    assert [(fault.line, fault.column, fault.message, fault.hint) for fault in found] == [
        (1, 10, "profile: unknown profile 'goverment'", "did you mean 'government'?"),
        (3, 3, "rules.ALT020: unknown rule", "did you mean 'ALT002'?"),
        (4, 3, "rules.dismisive: unknown rule", "did you mean 'dismissive'?"),
        (5, 12, "rules.alt002.moast: ALT002 has no option 'moast'", "did you mean 'most'?"),
        (5, 28, "rules.alt002.most: expected a whole number, got 'three'", ""),
        (5, 42, "rules.alt002.share: expected a number, got 'yes'", ""),
        (5, 55, "rules.alt002.strict: expected true or false, got '1'", ""),
        (5, 64, "rules.alt002.word: expected text, got a list", ""),
        (5, 76, "rules.alt002.terms: expected a list, got 'x'", ""),
        (6, 3, "rules.too-many-options: this rule is set already, as 'alt002'", ""),
        (7, 28, "rules.CLR004.most: CLR004 has no option 'most'", "there are: severity"),
        (8, 14, "select[1]: 'XYZ' selects no rule", "expected a code, the beginning of codes (ALT), or a name"),
        (8, 19, "select[2]: 'hard-to-red' selects no rule", "did you mean 'hard-to-read'?"),
        (11, 5, "ignore[1]: 'TON9' selects no rule", "did you mean 'TON001'?"),
        (14, 14, "overrides[0].profile: unknown profile 'chatt'", "did you mean 'chat'?"),
        (15, 13, "overrides[0].rules.TON01: unknown rule", "did you mean 'TON001'?"),
    ]


def test_a_truth_value_is_no_number_and_the_other_way_round() -> None:
    config = Config.from_mapping({"rules": {"ALT002": {"most": True, "strict": 0, "terms": [1]}}})
    assert [fault.message for fault in config.validate_against(RULES, PROFILES)] == [
        "rules.ALT002.most: expected a whole number, got true",
        "rules.ALT002.strict: expected true or false, got 0",
        "rules.ALT002.terms: expected text, got 1",
    ]


def test_a_sound_configuration_has_no_faults(tmp_path: Path) -> None:
    config = Config.load(write(tmp_path, "profile: chat\nrules: {Alt002: {most: 2, terms: [no, 1]}, DISMISSIVE: info}\nselect: [alt, ton0, Hard-To-Read]\n"))
    assert config.validate_against(RULES, PROFILES) == []


# Which rules are on


def test_rules_that_are_on() -> None:
    def on(rule: Rule, **mapping: object) -> bool:
        return Config.from_mapping(mapping).settings_for(None).is_on(rule)

    assert on(TON)
    assert not on(TON, rules={"dismissive": "off"})
    assert not on(TON, ignore=["ton"])
    assert not on(TON, select=["ALT"])
    assert on(TON, select=["TON001"], rules={"TON001": "off"})  # named: wanted
    assert not on(TON, select=["TON"], rules={"TON001": "off"})  # a prefix only narrows
    assert not on(TON, select=["TON001"], ignore=["dismissive"])
    assert not on(NEW)
    assert on(NEW, preview=True)
    assert on(NEW, rules={"CLR004": "warning"})
    assert on(NEW, select=["hard-to-read"])
    assert not on(NEW, select=["CLR"])
    assert not on(NEW, rules={"CLR004": {"most": 1}})


# Overrides by path


def test_later_overrides_win_and_lists_add_up(tmp_path: Path) -> None:
    config = Config.load(write(tmp_path, """\
profile: support
ignore: [A]
rules: {TON001: {severity: error, most: 1}}
overrides:
  - {files: ["*.md", "!README.md"], profile: chat, ignore: [B], allow: [x], final: on}
  - {files: [/drafts/], profile: government, rules: {TON001: {most: 2}}, select: [C]}
"""))
    plain, markdown, both = (config.settings_for(tmp_path / name) for name in ("notes.txt", "docs/a.md", "drafts/deep/a.md"))
    assert (plain.profile, plain.ignore, plain.final) == ("support", ("A",), False)
    assert (markdown.profile, markdown.ignore, markdown.allow, markdown.final) == ("chat", ("A", "B"), ("x",), True)
    assert (both.profile, both.ignore, both.select) == ("government", ("A", "B"), ("C",))
    assert both.rules["TON001"] == RuleSetting(Severity.ERROR, False, {"most": 2})
    assert config.settings_for(tmp_path / "docs/README.md").profile == "support"
    assert config.settings_for(tmp_path / "docs/drafts/a.txt").profile == "support"  # anchored with the slash


def test_paths_count_from_the_file_not_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config.load(write(tmp_path, "overrides: [{files: /drafts/*.md, profile: chat}]\nexclude: [old/]\n"))
    (tmp_path / "drafts").mkdir()
    monkeypatch.chdir(tmp_path / "drafts")
    assert config.settings_for("a.md").profile == "chat"
    assert config.settings_for("../drafts/a.md").profile == "chat"
    assert config.settings_for("../a.md").profile == "support"
    assert config.settings_for(tmp_path.parent / "drafts" / "a.md").profile == "support"
    assert config.excludes("old/a.md")
    assert not config.excludes("older/a.md")


def test_the_same_settings_are_the_same_object(tmp_path: Path) -> None:
    config = Config.load(write(tmp_path, "rules: {ALT002: off}\noverrides: [{files: '*.md', final: yes}]"))
    one = config.settings_for(tmp_path / "a.md")
    assert config.settings_for(tmp_path / "b/c.md") is one
    assert config.settings_for(tmp_path / "a.txt") is config.settings_for(None)
    assert config.settings_for(tmp_path / "a.txt") is not one
    assert config.settings_for(tmp_path / "a.md", profile="chat") is config.settings_for(tmp_path / "b.md", profile="chat")
    assert config.settings_for(None, select=["ALT"]).select == ("ALT",)
    assert len({one, config.settings_for(tmp_path / "x.md")}) == 1


def test_the_command_line_is_laid_over() -> None:
    settings = Settings(ignore=("A",), select=("B",)).with_(ignore=["C"], select=["D"], profile="chat")
    assert (settings.ignore, settings.select, settings.profile) == (("A", "C"), ("D",), "chat")


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


# The Python API


def test_from_a_mapping() -> None:
    mapping = {"fail_on": "never", "min-score": 40, "rules": {"ALT002": {"severity": Severity.INFO}}, "allow": ("a", "b")}
    settings = Config.from_mapping(mapping).settings_for(None)
    assert (settings.fail_on, settings.min_score, settings.allow, settings.origin) == (None, 40, ("a", "b"), ())
    assert settings.rules["ALT002"].severity is Severity.INFO
    with pytest.raises(ConfigError) as raised:
        Config.from_mapping({"min_score": True, "nope": 1})
    assert [(fault.path, fault.line, fault.message) for fault in raised.value.failures] == [
        (None, None, "min-score: expected a whole number from 0 to 100, got true"),
        (None, None, "nope: unknown key"),
    ]
