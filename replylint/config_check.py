"""Whether a configuration or a profile names only what is there: profiles, rules, options of the right type, rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from replylint.config_file import Layer
from replylint.did_you_mean import did_you_mean
from replylint.errors import Failure
from replylint.model import Rule
from replylint.placed import Loc, Placed
from replylint.settings import RuleSetting, names_rule, selects_rule, typed_option


def faults_of(layer: Layer, rules: Sequence[Rule], profiles: Collection[str]) -> list[Failure]:
    """Every name in a layer that nothing answers to, in the order of the file."""
    blocks: list[tuple[Loc, Mapping[str, Any]]] = [((), layer.given), *((override.loc, override.given) for override in layer.overrides)]
    faults = [fault for loc, given in blocks for fault in _block_faults(layer.file, loc, given, rules, profiles)]
    return sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0))


def _block_faults(file: Placed, loc: Loc, given: Mapping[str, Any], rules: Sequence[Rule], profiles: Collection[str]) -> Iterator[Failure]:
    if "profile" in given and given["profile"] not in profiles:
        hint = did_you_mean(given["profile"], profiles, all_of_them=True)
        yield file.failure(f"unknown profile {given['profile']!r}", (*loc, "profile"), hint)
    yield from rule_faults(file, (*loc, "rules"), given.get("rules", {}), rules)
    for key in ("select", "ignore"):
        for number, word in enumerate(given.get(key, ())):
            if not any(selects_rule(word, rule) for rule in rules):
                hint = did_you_mean(word, rule_words(rules)) or "expected a code, the beginning of codes (ALT), or a name"
                yield file.failure(f"{word!r} selects no rule", (*loc, key, number), hint)


def rule_faults(file: Placed, loc: Loc, settings: Mapping[str, RuleSetting], rules: Sequence[Rule]) -> Iterator[Failure]:
    """Unknown rules, rules that are set twice, unknown options and options of the wrong type."""
    seen: dict[str, str] = {}
    for key, setting in settings.items():
        rule = next((rule for rule in rules if names_rule(key, rule)), None)
        if rule is None:
            hint = did_you_mean(key, rule_words(rules)) or "`replylint rules` lists them"
            yield file.failure("unknown rule", (*loc, key), hint, at_key=True)
            continue
        if rule.code in seen:
            yield file.failure(f"this rule is set already, as {seen[rule.code]!r}", (*loc, key), at_key=True)
        seen[rule.code] = key
        yield from _option_faults(file, (*loc, key), setting, rule)


def _option_faults(file: Placed, loc: Loc, setting: RuleSetting, rule: Rule) -> Iterator[Failure]:
    for name, value in setting.written.items():
        if name not in rule.options:
            hint = did_you_mean(name, ["severity", *rule.options], all_of_them=True)
            yield file.failure(f"{rule.code} has no option {name!r}", (*loc, name), hint, at_key=True)
            continue
        try:
            typed_option(value, rule.options[name])
        except ValueError as error:
            yield file.failure(str(error), (*loc, name))


def rule_words(rules: Iterable[Rule]) -> list[str]:
    """Every code and name."""
    return [word for rule in rules for word in (rule.code, rule.name)]
