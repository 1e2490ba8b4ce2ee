"""What can go wrong, said so that the user can mend it.

A `Failure` is a value: it travels in the report beside the results, so that one bad draft never stops the others. A `ReplylintError` is for what
stops a run before it starts (a faulty configuration, a missing model); the command line prints it and exits with 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that could not be judged, and where: a file, a draft, a line of a configuration.

    `line` and `column` are 1-based code points of the file; None where the fault is the whole file's. `hint` says what to do,
    `id` which draft it was, where that is known.
    """

    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    hint: str = ""
    id: str | None = None

    def __str__(self) -> str:
        place = " ".join((self.path or "<input>").splitlines())  # a name may hold a line end
        if self.line is not None:
            place += f":{self.line}:{self.column or 1}"
        return f"{place}: {self.message}" + (f"\n  {self.hint}" if self.hint else "")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file in which nothing was found to judge, and why. No fault when it was only met on a walk; `as_failure` where it was named."""

    path: str | None
    why: str

    def as_failure(self) -> Failure:
        """What to tell whoever named this file."""
        hint = "docs/formats.md lists what is recognised; `sources:` in the configuration says where the replies of any other file are"
        return Failure(self.why, self.path, hint=hint)


class ReplylintError(Exception):
    """Stops a run before it judges anything. Carries every fault that was found, not only the first."""

    def __init__(self, failures: Sequence[Failure] | Failure | str) -> None:
        if isinstance(failures, str):
            failures = Failure(failures)
        self.failures: tuple[Failure, ...] = (failures,) if isinstance(failures, Failure) else tuple(failures)
        super().__init__("\n".join(str(failure) for failure in self.failures))


class ConfigError(ReplylintError):
    """The configuration has faults; each carries its file:line:column."""


class PluginError(ReplylintError):
    """A package of checks could not be loaded, or two of them disagree."""


class ModelError(ReplylintError):
    """The language model is not installed or cannot be used."""
