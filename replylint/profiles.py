"""A profile: good practice is contested, so which rules are asked, and how firmly, is data with its reason beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from replylint.errors import ConfigError, Failure
from replylint.model import Rule, Severity
from replylint.placed import Placed, Scalar, read_text, read_yaml, shown_path
from replylint.settings import RuleSetting

_SEVERITIES = {severity.value: severity for severity in Severity}


@dataclass(frozen=True)
class Profile:
    """Deviations from what the checks themselves say. `name` is the file's; `rows_off` are rows of the table that are not asked at all."""

    name: str
    title: str
    why: str
    rules: Mapping[str, RuleSetting] = field(default_factory=dict, hash=False)
    rows_off: frozenset[str] = frozenset()
    path: Path | None = None
    file: Placed = field(default_factory=lambda: Placed({}), repr=False, compare=False)

    def validate_against(self, rules: Sequence[Rule], rows: Collection[str]) -> list[Failure]:
        """Every rule, option and row that the profile names and that is not there, with its place."""
        from replylint.config_check import rule_faults
        from replylint.did_you_mean import did_you_mean

        named = self.file.data.get("rows") if isinstance(self.file.data, Mapping) else None
        faults = list(rule_faults(self.file, ("rules",), self.rules, rules))
        for row in named or ():
            if row not in rows:
                faults.append(self.file.failure("unknown row", ("rows", row), did_you_mean(row, rows, all_of_them=True), at_key=True))
        return faults


def read_profile(path: Path) -> Profile:
    """A profile from its YAML file: `title`, `why`, `rules` as in the configuration, `rows: {row: off}`. Raises ConfigError with every fault."""
    text = read_text(path)
    if isinstance(text, Failure):
        raise ConfigError(text)
    file = read_yaml(text, shown_path(path))
    return _plain_profile(path, file) or _validated_profile(path, file)


def _plain_profile(path: Path, file: Placed) -> Profile | None:
    """A profile that says nothing but words, as the shipped ones do: read without the schema, whose import costs as much as reading all checks.

    None for any other, also for one with faults: the schema knows how to tell them.
    """
    data = file.data
    if file.faults or not isinstance(data, Mapping) or not {"title", "why"} <= set(data) <= {"title", "why", "rules", "rows"}:
        return None
    title, why, rules, rows = data["title"], data["why"], data.get("rules", {}), data.get("rows", {})
    if not (isinstance(title, Scalar) and isinstance(why, Scalar) and title.text.strip() and why.text.strip()):
        return None
    if not (isinstance(rules, Mapping) and isinstance(rows, Mapping)):
        return None
    if not all(isinstance(word, Scalar) and word.text in ("off", *_SEVERITIES) for word in rules.values()):
        return None
    if not all(isinstance(word, Scalar) and word.text == "off" for word in rows.values()):
        return None
    settings = {code: RuleSetting(_SEVERITIES.get(word.text), word.text == "off") for code, word in rules.items()}
    return Profile(path.stem, title.text, " ".join(why.text.split()), settings, frozenset(rows), path, file)


def _validated_profile(path: Path, file: Placed) -> Profile:
    from replylint.config_schema import ProfileModel, validated

    model, faults = validated(ProfileModel, file, path.parent)
    if faults or model is None:
        raise ConfigError(faults)
    rules = {key: rule.setting() for key, rule in model.rules.items()}
    return Profile(path.stem, model.title, " ".join(model.why.split()), rules, frozenset(row for row, word in model.rows.items() if word == "off"), path, file)
