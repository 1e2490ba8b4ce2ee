"""What a configuration says is what holds: values as they are written, which rules are on, and overrides by path."""

from __future__ import annotations

from pathlib import Path

import pytest

from replylint.config import Config
from replylint.errors import ConfigError
from replylint.model import Rule, Severity
from replylint.settings import RuleSetting, Settings
from tests.written_config import ALT, NEW, TON, write

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


def test_an_alias_may_be_used(tmp_path: Path) -> None:
    settings = Config.load(write(tmp_path, "ignore: &x [ALT]\noverrides: [{files: a.md, select: *x}]")).settings_for(tmp_path / "a.md")
    assert (settings.ignore, settings.select) == (("ALT",), ("ALT",))


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


def test_options_are_read_as_the_rule_expects_them(tmp_path: Path) -> None:
    settings = Config.load(write(tmp_path, "rules:\n  too-many-options: {most: 5, share: 1, strict: yes, word: 404}\n")).settings_for(None)
    assert settings.setting_of(ALT).options == {"most": 5, "share": 1.0, "strict": True, "word": "404"}


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
