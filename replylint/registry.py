"""Finds the checks: through the entry-point group `replylint.checks`, the same door for the shipped ones and anyone's own, and in directories of YAML-only checks.

An entry point names a module with `get_checks() -> Iterable[Check]` and, where it ships profiles, `get_profiles() -> Iterable[Profile]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import entry_points
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
    checks: list[Check] = []
    profiles: dict[str, Profile] = {}
    failures: list[Failure] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name != "shipped", entry.name)):
        package = entry.dist.name if entry.dist is not None else entry.value
        try:
            module = entry.load()
            checks.extend(module.get_checks())
            profiles.update({profile.name: profile for profile in getattr(module, "get_profiles", tuple)()})
        except ReplylintError as error:
            failures.extend(error.failures)
        except Exception as error:  # a plug-in may fail in any way; it must not take the others along
            failures.append(Failure(f"the checks of {package} ({entry.name} = {entry.value}) could not be loaded: {type(error).__name__}: {error}",
                                    hint="mend or uninstall that package; its checks were left out"))
    for directory in directories:
        checks.extend(read_checks_in(directory, package=str(directory)))
    if not checks:
        raise PluginError([*failures, Failure("no checks were found", hint="reinstall replylint: its checks are registered under the entry-point group replylint.checks")])
    return Registry(_merged(checks), profiles, tuple(failures))


def _merged(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The checks as they came. Two with the same row, or two rules with the same code or name, are an error that names both packages."""
    owners: dict[str, str] = {}
    faults: list[Failure] = []
    kept: list[Check] = []
    for check in checks:
        package = check.info.package or type(check).__module__
        keys = [f"row {check.info.row!r}", *(f"rule {key!r}" for rule in check.rules for key in (rule.code, rule.name))]
        for key in keys:
            if key in owners:
                faults.append(Failure(f"{key} is defined by {owners[key]} and by {package}", hint="rename one of the two, or uninstall one package"))
            owners.setdefault(key, package)
        kept.append(check)
    if faults:
        raise PluginError(faults)
    return tuple(kept)
