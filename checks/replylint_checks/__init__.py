"""The shipped checks: every folder here with a check.yaml is one row of the guideline table. They come in through the same door as anyone's own."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from replylint.check_folder import read_check
from replylint.checks import FolderCheck
from replylint.profiles import Profile, read_profile

_HERE = Path(__file__).parent
ROWS = ("acknowledgment", "clarity", "jargon", "tone", "reason", "alternatives", "gratitude", "apology", "positive_language", "follow_up")


def get_checks() -> Iterable[FolderCheck]:
    """The checks in the order of the guideline table."""
    for row in ROWS:
        module = import_module(f"{__name__}.{row}")
        yield read_check(_HERE / row, package="replylint", logic=getattr(module, "check", None))


def get_profiles() -> Iterable[Profile]:
    """The shipped profiles."""
    for path in sorted((_HERE / "profiles").glob("*.yaml")):
        yield read_profile(path)
