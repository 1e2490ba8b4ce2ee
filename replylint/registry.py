"""Finds the checks: through the entry-point group `replylint.checks`, the same door for the shipped ones and anyone's own, and in directories of YAML-only checks.

An entry point names a module with `get_checks() -> Iterable[Check]` and, where it ships profiles, `get_profiles() -> Iterable[Profile]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from replylint.check_folder import read_checks_in
from replylint.checks import Check, RowInfo
from replylint.errors import Failure, PluginError, ReplylintError
from replylint.housekeeping import HOUSEKEEPING_RULES
from replylint.model import Rule
from replylint.profiles import Profile

GROUP = "replylint.checks"


@dataclass(frozen=True)
class Registry:
    """Every check that was found, and what failed to load (the others go on; the exit status is 2)."""

    checks: tuple[Check, ...]
    profiles: Mapping[str, Profile]
    failures: tuple[Failure, ...] = ()

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """All rules by code, those of the engine (templates, suppressions) last."""
        return {rule.code: rule for check in self.checks for rule in check.rules} | {rule.code: rule for rule in HOUSEKEEPING_RULES}

    @cached_property
    def rows(self) -> tuple[RowInfo, ...]:
        """The rows of the guideline table, in the order of the checks."""
        return tuple(check.info for check in self.checks)

    def rule(self, code_or_name: str) -> Rule | None:
        """A rule by its code or its name, whatever the case; None if there is none."""
        wanted = code_or_name.lower()
        return next((rule for rule in self.rules.values() if wanted in (rule.code.lower(), rule.name)), None)


def load(directories: Sequence[Path] = ()) -> Registry:
    """The registry of the installed packages and of `directories`. Raises PluginError when no checks are found or two of them disagree."""
    found = installed()
    checks = list(found.checks)
    for directory in directories:
        checks.extend(read_checks_in(directory, package=str(directory)))
    if not checks:
        raise PluginError([*found.failures, Failure("no checks were found", hint="reinstall replylint: its checks are registered under the entry-point group replylint.checks")])
    faults = [*_disagreements(checks), *_disagreeing_profiles(found.profiles)]
    if faults:
        raise PluginError(faults)
    registry = Registry(tuple(checks), {profile.name: profile for _, profile in found.profiles}, found.failures)
    wrong = [fault for _, profile in found.profiles for fault in profile.validate_against(tuple(registry.rules.values()), [row.row for row in registry.rows])]
    return replace(registry, failures=(*registry.failures, *wrong)) if wrong else registry


@dataclass(frozen=True)
class Installed:
    """What came through the entry points: checks, profiles with the package of each, and what failed to load."""

    checks: tuple[Check, ...]
    profiles: tuple[tuple[str, Profile], ...]
    failures: tuple[Failure, ...]


@lru_cache(maxsize=1)
def installed() -> Installed:
    """The packages installed beside replylint, read once a process. One that fails is left out whole."""
    checks: list[Check] = []
    profiles: list[tuple[str, Profile]] = []
    failures: list[Failure] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name != "shipped", entry.name)):
        package = entry.dist.name if entry.dist is not None else entry.value
        try:
            own_checks, own_profiles = _of_package(entry)
        except ReplylintError as error:
            failures.extend(error.failures)
        except Exception as error:  # a plug-in may fail in any way; it must not take the others along
            failures.append(Failure(f"the checks of {package} ({entry.name} = {entry.value}) could not be loaded: {type(error).__name__}: {error}",
                                    hint="mend or uninstall that package; its checks were left out"))
        else:
            checks += own_checks
            profiles += [(package, profile) for profile in own_profiles]
    return Installed(tuple(checks), tuple(profiles), tuple(failures))


def _of_package(entry: EntryPoint) -> tuple[list[Check], list[Profile]]:
    """The checks and profiles behind an entry point. Raises whatever a plug-in can raise, also for what is no check."""
    module = entry.load()
    checks: list[Check] = list(module.get_checks())
    for check in checks:
        if not (isinstance(check.info, RowInfo) and callable(check.check) and all(isinstance(rule, Rule) for rule in check.rules)):
            raise TypeError(f"{check!r} is not a check: it needs `info`, `rules` and `check(reply, options)`")
    return checks, list(getattr(module, "get_profiles", tuple)())


def _disagreements(checks: Iterable[Check]) -> list[Failure]:
    """Two checks of the same row, and two rules with the same code or name (the engine's own included), whatever the case: each names both packages."""
    owners = {_key(key).casefold(): "replylint itself" for rule in HOUSEKEEPING_RULES for key in (rule.code, rule.name)}
    faults: list[Failure] = []
    for check in checks:
        package = check.info.package or type(check).__module__
        for key in (f"row {check.info.row!r}", *(_key(word) for rule in check.rules for word in (rule.code, rule.name))):
            if key.casefold() in owners:
                faults.append(Failure(f"{key} is defined by {owners[key.casefold()]} and by {package}", hint="rename one of the two, or uninstall one package"))
            owners.setdefault(key.casefold(), package)
    return faults


def _key(word: str) -> str:
    return f"rule {word!r}"


def _disagreeing_profiles(profiles: Iterable[tuple[str, Profile]]) -> list[Failure]:
    owners: dict[str, str] = {}
    faults: list[Failure] = []
    for package, profile in profiles:
        if profile.name in owners:
            faults.append(Failure(f"profile {profile.name!r} is defined by {owners[profile.name]} and by {package}", hint="rename one of the two, or uninstall one package"))
        owners.setdefault(profile.name, package)
    return faults
