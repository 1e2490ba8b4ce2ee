"""A bar on the terminal while much is judged. On standard error, so that the report stays as it is; never where nobody watches."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_EVERY = 0.1  # seconds between two pictures


def may_show(quiet: bool) -> bool:
    """Whether a bar is wanted: on a terminal that can move its cursor, and not on a build server."""
    return not quiet and sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


class Bar:
    """Files and findings. It is drawn when the first file must be judged, and taken away while the report is written to a terminal."""

    def __init__(self, wanted: bool, out: TextIO) -> None:
        self._wanted = wanted
        self._shares_terminal = wanted and out.isatty()
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._drawn = 0.0

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.hide()
        self._wanted = False

    def begin(self) -> None:
        """There is something to judge. Imports rich."""
        if not self._wanted or self._progress is not None:
            return
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False)
        self._task = self._progress.add_task("judging the first drafts")
        self._show()

    def count(self, files: int, findings: int) -> None:
        """Draws the bar anew, ten times a second at most."""
        if self._progress is None or self._task is None or time.monotonic() - self._drawn < _EVERY:
            return
        self._progress.update(self._task, description=f"{files:,} files, {findings:,} findings")
        self._show()

    def hide(self) -> None:
        """Takes the bar off the terminal, until it is drawn again."""
        if self._progress is not None and self._progress.live.is_started:
            self._progress.stop()

    def make_room(self) -> None:
        """The report is about to be written; on the same terminal, the bar makes room for it."""
        if self._shares_terminal:
            self.hide()

    def _show(self) -> None:
        assert self._progress is not None
        if not self._progress.live.is_started:
            self._progress.start()
        self._progress.refresh()
        self._drawn = time.monotonic()
