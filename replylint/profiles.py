"""A profile: good practice is contested, so which rules are asked, and how firmly, is data with its reason beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from replylint.errors import ConfigError, Failure
from replylint.model import Rule
from replylint.placed import Placed, read_text, read_yaml, shown_path
from replylint.settings import RuleSetting


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
    from replylint.config_schema import ProfileModel, validated

    text = read_text(path)
    if isinstance(text, Failure):
        raise ConfigError(text)
    file = read_yaml(text, shown_path(path))
    model, faults = validated(ProfileModel, file, path.parent)
    if faults or model is None:
        raise ConfigError(faults)
    rules = {key: rule.setting() for key, rule in model.rules.items()}
    return Profile(path.stem, model.title, " ".join(model.why.split()), rules, frozenset(row for row, word in model.rows.items() if word == "off"), path, file)
