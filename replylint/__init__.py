"""replylint: a linter for the reply that says no.

    >>> import replylint
    >>> report = replylint.lint("We can't do that.", request="Could you refund my ticket?")
    >>> report.drafts[0].refusal
    'full'

Importing it is cheap: spaCy is imported when the first draft is parsed.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself takes longer to import than the thin client of the daemon takes to answer

__version__ = "0.1.0"

__all__ = [
    "Config",
    "DraftReport",
    "Failure",
    "Finding",
    "Linter",
    "Move",
    "MoveKind",
    "ReplylintError",
    "Report",
    "Rule",
    "Severity",
    "Span",
    "Verdict",
    "__version__",
    "alint",
    "brief",
    "lint",
    "lint_many",
    "lint_paths",
    "record",
]

if TYPE_CHECKING:
    from typing import Any

    from replylint.api import alint, lint, lint_many, lint_paths
    from replylint.config import Config
    from replylint.errors import Failure, ReplylintError
    from replylint.model import DraftReport, Finding, Move, MoveKind, Report, Rule, Severity, Span, Verdict
    from replylint.reporters.prompt import brief
    from replylint.reporters.records import record
    from replylint.runner import Linter

_HOMES = {
    "alint": "replylint.api",
    "brief": "replylint.reporters.prompt",
    "lint": "replylint.api",
    "lint_many": "replylint.api",
    "lint_paths": "replylint.api",
    "record": "replylint.reporters.records",
    "Config": "replylint.config",
    "Linter": "replylint.runner",
    "Failure": "replylint.errors",
    "ReplylintError": "replylint.errors",
}


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first asked for."""
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "replylint.model")), name)


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted(__all__)
