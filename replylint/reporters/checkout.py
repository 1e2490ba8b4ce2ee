"""Paths as a build server knows them: from the top of the checkout, with forward slashes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from replylint.reporters.places import NO_PATH

# Where GitHub and GitLab say that the repository stands.
_VARIABLES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


@dataclass(frozen=True, slots=True)
class Checkout:
    """The folder that paths are told from."""

    top: str

    @classmethod
    def found(cls, environment: Mapping[str, str] = os.environ) -> Checkout:
        """The build server's checkout where the run is inside it, else the current directory."""
        here = os.getcwd()
        tops = (environment.get(name) for name in _VARIABLES)
        return cls(next((top for top in tops if top and _below(here, top) is not None), here))

    def path(self, path: str | None) -> str:
        """A path from the top of the checkout; a path outside it whole; a name in angle brackets for text without a path."""
        if path is None:
            return NO_PATH
        whole = os.path.abspath(path)
        below = _below(whole, self.top)
        return PurePath(whole if below is None else below).as_posix()


def _below(path: str, top: str) -> str | None:
    """A path from `top`; None where it is not inside. The second try is for links above the checkout."""
    for one, other in ((path, os.path.abspath(top)), (os.path.realpath(path), os.path.realpath(top))):
        try:
            if os.path.commonpath((one, other)) == other:
                return os.path.relpath(one, other)
        except ValueError:  # two drives
            return None
    return None
