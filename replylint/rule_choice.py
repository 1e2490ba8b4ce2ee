"""Which rules are on for a path, how severe, with which options: profile, configuration and command line laid over each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from replylint.model import Finding, Rule
from replylint.registry import Registry
from replylint.settings import Settings


@dataclass(frozen=True)
class RuleChoice:
    """`rules`: those that are on, as configured, by code. `options`: what was set, by code. `rows_off`: rows that the profile does not ask."""

    profile: str
    rules: Mapping[str, Rule]
    options: Mapping[str, Mapping[str, object]]
    rows_off: frozenset[str]

    @property
    def active(self) -> frozenset[str]:
        """Codes of the rules that are on."""
        return frozenset(self.rules)

    def kept(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings of rules that are on, with the rule as configured."""
        return tuple(
            finding if finding.rule is self.rules[finding.rule.code] else replace(finding, rule=self.rules[finding.rule.code])
            for finding in findings
            if finding.rule.code in self.rules
        )


def choose(registry: Registry, settings: Settings) -> RuleChoice:
    """The choice for one path's settings. Raises ConfigError for an option of the wrong type."""
    profile = registry.profiles.get(settings.profile)
    base = profile.rules if profile is not None else {}
    rules: dict[str, Rule] = {}
    options: dict[str, Mapping[str, object]] = {}
    for code, rule in registry.rules.items():
        setting = settings.setting_of(rule, base)
        options[code] = setting.options
        if settings.is_on(rule, base):
            rules[code] = replace(rule, severity=setting.severity) if setting.severity is not None else rule
    return RuleChoice(settings.profile, rules, options, profile.rows_off if profile is not None else frozenset())
