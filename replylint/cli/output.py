"""Where the report goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from replylint.errors import Failure, ReplylintError


def is_same(path: str | Path, other: str | Path) -> bool:
    """Whether two paths lead to one file; it need not be there yet."""
    return os.path.realpath(path) == os.path.realpath(other)


def refuse_inputs(output: str | None, inputs: Sequence[str | None]) -> None:
    """Raises ReplylintError when the report would be written over a file that the run reads. Folders and devices are no such files."""
    if output is None or not os.path.isfile(output):
        return
    for name in inputs:
        if name and is_same(name, output):
            raise ReplylintError(Failure("is read by this run; the report would replace it", output, hint="give --output another name"))


@contextlib.contextmanager
def report_file(path: str | None) -> Iterator[TextIO]:
    """Where the report goes. What an encoding does not have is written as an escape: a report with one odd sign is better than none.

    A file gets its name when the report is whole, so a run that stops leaves the last report as it was. Raises OSError.
    """
    if path is None:
        out = sys.stdout
        if hasattr(out, "reconfigure"):
            out.reconfigure(errors="backslashreplace")
        yield out
        return
    with _takes_place_of(path) as beside, open(beside, "w", encoding="utf-8", errors="backslashreplace") as file:
        yield file


def replace_file(path: str, data: bytes) -> None:
    """Writes a file anew, whole or not at all; its mode and a link to it stay. Raises OSError."""
    with _takes_place_of(path) as beside, open(beside, "wb") as file:
        file.write(data)


@contextlib.contextmanager
def _takes_place_of(path: str) -> Iterator[str]:
    """The file to write: one beside `path` that takes its place at the end, or `path` itself where that cannot be. Raises OSError."""
    real = os.path.realpath(path)  # a link stays a link
    beside = None if os.path.exists(path) and not _may_be_replaced(path) else _beside(real)
    if beside is None:
        yield path
        return
    try:
        yield beside
        if os.path.exists(real):
            shutil.copymode(real, beside)
        os.replace(beside, real)
    except BaseException:  # an interrupt too
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def _may_be_replaced(path: str) -> bool:
    """A pipe or /dev/null is written to, not replaced; so is a file that may not be written, which then says why."""
    return os.path.isfile(path) and os.access(path, os.W_OK)


def _beside(path: str) -> str | None:
    """A new file in the same folder, in no format that a walk looks for; None where there can be none: opening the file itself then says why."""
    folder, name = os.path.split(path)
    beside = os.path.join(folder, f".{name}.{os.getpid()}.part")
    try:
        open(beside, "x").close()
    except OSError:
        return None
    return beside
