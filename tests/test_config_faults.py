"""Faults of a configuration: all at once, each at its place, and with the name that was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from replylint.config import Config
from replylint.errors import ConfigError
from tests.written_config import PROFILES, RULES, faults, places, write

# Keys and values


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


def test_a_quoted_word_is_no_truth_value_and_no_number(tmp_path: Path) -> None:
    assert places(faults(write(tmp_path, "final: 'yes'\nmin-score: '7'\n"))) == [
        (1, 8, "final: expected true or false, got 'yes'"),
        (2, 12, "min-score: expected a whole number from 0 to 100, got '7'"),
    ]


def test_duplicate_keys_are_told_with_the_other_faults(tmp_path: Path) -> None:
    found = faults(write(tmp_path, "final: yes\nrules:\n  ALT002: off\n  ALT002: on\nfinal: no\nx: 1\n"))
    assert places(found) == [
        (4, 3, "the key 'ALT002' is there already, on line 3"),
        (5, 1, "the key 'final' is there already, on line 1"),
        (6, 1, "x: unknown key"),
    ]


@pytest.mark.parametrize(("text", "got"), [("- a\n", "a list"), ("off\n", "'off'"), ("12", "'12'")])
def test_not_a_mapping(tmp_path: Path, text: str, got: str) -> None:
    assert places(faults(write(tmp_path, text))) == [(1, 1, f"expected a mapping, got {got}")]


def test_places_behind_a_byte_order_mark_crlf_and_emoji(tmp_path: Path) -> None:
    found = faults(write(tmp_path, "\ufeffallow: ['👩‍🚀 café']\r\nfinal: perhaps\r\n"))
    assert places(found) == [(2, 8, "final: expected true or false, got 'perhaps'")]
    assert places(faults(write(tmp_path, "{allow: '👍👍', final: x}"))) == [(1, 22, "final: expected true or false, got 'x'")]


# Files that cannot be read


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
