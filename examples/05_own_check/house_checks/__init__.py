"""The checks of this package, as replylint's entry point finds them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from house_checks import ownership
from replylint.check_folder import read_check
from replylint.checks import FolderCheck


def get_checks() -> Iterable[FolderCheck]:
    """One check a folder."""
    yield read_check(Path(ownership.__file__).parent, package="replylint-house-checks", logic=ownership.check)
