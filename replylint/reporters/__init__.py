"""Writes what was found: one module a format. Reporters only read; everything they print is in the values they are given.

A reporter is told `begin`, then `draft` and `failure` as they come, then `end`; it writes at once, so that a long run shows its results as it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TextIO

from replylint.errors import Failure, Skipped
from replylint.model import DraftReport, Refusal, Severity


@dataclass(frozen=True, slots=True)
class Paper:
    """What a reporter writes on. `width` is in terminal cells; `color` asks for a terminal's colours; `quiet` for findings and nothing else.

    `hint` is a last line for a reader who wants to know more ("" for none).
    """

    out: TextIO
    quiet: bool = False
    color: bool = False
    width: int = 100
    hint: str = ""

    def can_show(self, text: str) -> bool:
        """Whether the encoding of the output has the characters of `text`."""
        try:
            text.encode(getattr(self.out, "encoding", None) or "utf-8")
        except (UnicodeEncodeError, LookupError):
            return False
        return True


@dataclass(frozen=True)
class Summary:
    """A run in figures. `files` counts all that were opened, also those `skipped` because they hold nothing to judge (`skipped_files` says which and
    why); `failed` counts what could not be judged, files or single drafts.
    """

    drafts: int = 0
    refusals: Mapping[Refusal, int] | None = None
    findings: Mapping[Severity, int] | None = None
    files: int = 0
    skipped: int = 0
    failed: int = 0
    skipped_files: tuple[Skipped, ...] = ()

    def refusing(self, kind: Refusal) -> int:
        """How many drafts refuse in that way."""
        return (self.refusals or {}).get(kind, 0)

    def found(self, severity: Severity) -> int:
        """How many findings have that severity."""
        return (self.findings or {}).get(severity, 0)


class Reporter(Protocol):
    """One format of output."""

    def begin(self) -> None: ...

    def draft(self, report: DraftReport) -> None: ...

    def failure(self, failure: Failure) -> None:
        """Something could not be judged. The command line prints it on standard error whatever the format; only a format with a place for it does more."""
        ...

    def end(self, summary: Summary) -> None: ...


def _text(paper: Paper) -> Reporter:
    from replylint.reporters.text import TextReporter

    return TextReporter(paper)


def _json(paper: Paper) -> Reporter:
    from replylint.reporters.records import JsonReporter

    return JsonReporter(paper)


def _jsonl(paper: Paper) -> Reporter:
    from replylint.reporters.records import JsonLinesReporter

    return JsonLinesReporter(paper)


def _unix(paper: Paper) -> Reporter:
    from replylint.reporters.unix import UnixReporter

    return UnixReporter(paper)


REPORTERS: Mapping[str, Callable[[Paper], Reporter]] = {"text": _text, "json": _json, "jsonl": _jsonl, "unix": _unix}
