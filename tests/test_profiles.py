from __future__ import annotations

from pathlib import Path

import pytest

from replylint.errors import ConfigError
from replylint.model import Rule, Severity
from replylint.profiles import read_profile
from replylint.settings import Settings

SHIPPED = Path(__file__).parent.parent / "checks" / "replylint_checks" / "profiles"


def rule(code: str, name: str, row: str = "tone", *, preview: bool = False, **options: object) -> Rule:
    return Rule(code, name, row, Severity.WARNING, "m", "s", preview, options)


def write(folder: Path, text: str, name: str = "clinic.yaml") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_a_profile_is_read(tmp_path: Path) -> None:
    profile = read_profile(write(tmp_path, """\
title: Clinic
why: >
  Patients
  wait.
rules:
  ALT002: off
  TON001: {severity: error, most: 2}
rows: {jargon: off, tone: on}
"""))
    assert (profile.name, profile.title, profile.why) == ("clinic", "Clinic", "Patients wait.")
    assert profile.rules["ALT002"].off is True
    assert (profile.rules["TON001"].severity, profile.rules["TON001"].options) == (Severity.ERROR, {"most": 2})
    assert profile.rows_off == {"jargon"}


def test_all_faults_of_a_profile_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "titel: Clinic\nwhy: x\nrules:\n  ALT002: of\nrows:\n  tone: maybe\n")
    with pytest.raises(ConfigError) as raised:
        read_profile(path)
    assert [(fault.line, fault.column, fault.message) for fault in raised.value.failures] == [
        (1, 1, "needs the key 'title'"),
        (1, 1, "titel: unknown key"),
        (4, 11, "rules.ALT002: expected off, on, error, warning or info, got 'of'"),
        (6, 9, "rows.tone: expected off or on, got 'maybe'"),
    ]
    assert raised.value.failures[1].hint == "did you mean 'title'?"


def test_a_broken_profile_has_one_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        read_profile(write(tmp_path, "title: [Clinic\n"))
    assert [(fault.line, fault.column) for fault in raised.value.failures] == [(1, 8)]


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        read_profile(tmp_path / "none.yaml")


def test_unknown_rules_options_and_rows_have_their_places(tmp_path: Path) -> None:
    profile = read_profile(write(tmp_path, "title: t\nwhy: w\nrules:\n  ALT009: off\n  TON001:\n    moast: 3\nrows:\n  tonne: off\n"))
    faults = profile.validate_against([rule("TON001", "dismissive", most=2), rule("ALT002", "too-many-options")], ["tone", "jargon"])
    assert [(fault.line, fault.column, fault.hint) for fault in faults] == [
        (4, 3, "did you mean 'ALT002'?"),
        (6, 5, "did you mean 'most'?"),
        (8, 3, "did you mean 'tone'?"),
    ]


def test_shipped_profiles_say_what_they_change_and_why() -> None:
    profiles = {path.stem: read_profile(path) for path in sorted(SHIPPED.glob("*.yaml"))}
    assert set(profiles) == {"support", "government", "open-source", "chat"}
    off = {name: {code for code, setting in profile.rules.items() if setting.off} for name, profile in profiles.items()}
    assert off == {"support": {"APO002"}, "government": {"ACK003", "APO002"}, "open-source": {"FUP001", "FUP002", "APO002"}, "chat": {"APO002"}}
    rows = {name: set(profile.rows_off) for name, profile in profiles.items()}
    assert rows == {"support": set(), "government": {"gratitude"}, "open-source": {"jargon"}, "chat": {"gratitude", "follow_up"}}
    assert profiles["open-source"].rules["THX001"].severity is Severity.INFO


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_deviation_of_a_shipped_profile_has_a_comment_above_it(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    entries = [number for number, line in enumerate(lines) if line.startswith("  ") and line.rstrip().endswith((": off", ": info")) and "#" not in line]
    assert entries
    for number in entries:
        above = number - 1
        while lines[above].rstrip().endswith((": off", ": info")) and not lines[above].lstrip().startswith("#"):
            above -= 1
        assert lines[above].lstrip().startswith("#"), lines[number]


def test_a_profile_lies_below_the_configuration(tmp_path: Path) -> None:
    profile = read_profile(write(tmp_path, "title: t\nwhy: w\nrules: {APO002: off, TON001: {severity: error, most: 2}, NEW001: error}\n"))
    apology, tone, new = rule("APO002", "missing-apology"), rule("TON001", "dismissive", most=5, words=("a",)), rule("NEW001", "new-thing", preview=True)
    assert not Settings().is_on(apology, profile.rules)
    assert Settings().with_(select=["missing-apology"]).is_on(apology, profile.rules)
    setting = Settings().setting_of(tone, profile.rules)
    assert (setting.severity, setting.options) == (Severity.ERROR, {"most": 2})
    assert not Settings().is_on(new, profile.rules)  # a profile gives a preview rule its severity, but does not turn it on
    assert Settings(preview=True).is_on(new, profile.rules)
