"""A configuration with the options of one run laid over it. Light: neither the checks nor the language model are loaded to ask it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from replylint.config import Config
from replylint.settings import Settings


class HasSettings(Protocol):
    """What knows the settings of every path."""

    def settings_for(self, path: str | None) -> Settings: ...


class Asked:
    """What is asked of each path: what the configuration says, with options over it that hold for all paths."""

    def __init__(self, config: Config, *, profile: str | None = None, select: Sequence[str] = (), ignore: Sequence[str] = (),
                 final: bool | None = None, preview: bool | None = None) -> None:
        self.config = config
        over = (("profile", profile), ("select", tuple(select)), ("final", final), ("preview", preview))
        self._over: Mapping[str, Any] = {name: value for name, value in over if value not in (None, ())}
        self._ignore = tuple(ignore)
        self._ignoring: dict[Settings, Settings] = {}

    def settings_for(self, path: str | None) -> Settings:
        """What holds for a path. Two paths under the same settings get the same object."""
        settings = self.config.settings_for(path, **self._over)
        if not self._ignore:
            return settings
        if settings not in self._ignoring:
            self._ignoring[settings] = settings.with_(ignore=self._ignore)
        return self._ignoring[settings]
