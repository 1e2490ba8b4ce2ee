"""`check --fix` and `--diff-fix`: what was found in a file is mended there, or shown as a diff; the report is of what is left."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from replylint.cli.output import replace_file
from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.fixing import is_fixable
from replylint.judging import Judged

if TYPE_CHECKING:
    from replylint.cli.inputs import Inputs
    from replylint.mending import Mended

NO_PATH = "-"


class Fixer:
    """Mends the files of a run one by one, as soon as all their results are there. With `only_show` it writes diffs instead of files.

    `fixed` counts findings, `files` those files that changed. What comes from standard input goes to standard output, fixed.
    """

    def __init__(self, inputs: Inputs, judge: Callable[[Iterable[Draft | Failure]], Iterator[Judged]], *, only_show: bool) -> None:
        self._inputs = inputs
        self._judge = judge
        self._only_show = only_show
        self._piped: bytes | None = None
        self.fixed = 0
        self.files = 0

    def run(self, results: Iterable[Judged]) -> Iterator[Judged]:
        """The results of the files as they are when their fixes are made."""
        for _, group in groupby(results, key=lambda result: _path(result[1])):
            yield from self._of_file(list(group))

    def _of_file(self, results: list[Judged]) -> Iterator[Judged]:
        from replylint.mending import mend

        reports = [result for _, result in results if not isinstance(result, Failure)]
        if not any(is_fixable(report.draft, finding) for report in reports for finding in report.findings):
            yield from results
            return
        source = reports[0].draft.source
        mended = mend(source, results, self._inputs.drafts_of, self._judge)
        failed = self._keep(source, mended) if mended.fixed else None
        yield from results if failed is not None else mended.results
        yield from ((None, failure) for failure in [*mended.failures, *([failed] if failed else [])])

    def _keep(self, source: Source, mended: Mended) -> Failure | None:
        """Writes the file, or its diff; a Failure when that cannot be done."""
        if self._only_show:
            return self._show(source, mended)
        elif self._inputs.piped is not None and source == self._inputs.piped[0]:
            from replylint.sources import encode

            self._piped = encode(mended.source.text, self._inputs.piped[1])
        else:
            failure = _rewritten(source, mended.source)
            if failure is not None:
                return failure
        self._count(mended)
        return None

    def _show(self, source: Source, mended: Mended) -> Failure | None:
        """Writes the diff of a file in the file's own bytes, as `git diff` does: with its byte order mark, and in its encoding."""
        piped = self._inputs.piped
        data = piped[1] if piped is not None and source == piped[0] else _data_of(source)
        if isinstance(data, Failure):
            return data
        sys.stdout.flush()
        sys.stdout.buffer.write("".join(_diff(_as_bytes(source, data), _as_bytes(mended.source, data))).encode("utf-8", "surrogateescape"))
        sys.stdout.buffer.flush()
        self._count(mended)
        return None

    def _count(self, mended: Mended) -> None:
        self.fixed += mended.fixed
        self.files += 1

    def finish(self) -> None:
        """Writes what came from standard input, mended or as it was, and for a diff what it amounts to."""
        if self._only_show:
            from click import echo

            findings, files = _counted(self.fixed, "finding"), _counted(self.files, "file")
            echo(f"would fix {findings} in {files}" if self.fixed else "nothing to fix", err=True)
        elif self._inputs.piped is not None:
            sys.stdout.flush()
            sys.stdout.buffer.write(self._inputs.piped[1] if self._piped is None else self._piped)
            sys.stdout.buffer.flush()


def _path(result: object) -> str | None:
    return result.path if isinstance(result, Failure) else result.draft.source.path  # type: ignore[attr-defined]  # a DraftReport


def _counted(number: int, what: str) -> str:
    return f"{number} {what if number == 1 else what + 's'}"


def _rewritten(old: Source, new: Source) -> Failure | None:
    """Writes a file anew in its own encoding, unless it is no longer what was judged."""
    from replylint import sources

    data = _data_of(old)
    if isinstance(data, Failure):
        return data
    assert old.path is not None  # or it had no data
    try:
        written = sources.encode(new.text, data)
        if sources.decode(written, old.path) != new:
            return Failure("cannot be written in its own encoding; nothing was changed", old.path, hint="save it as UTF-8")
        replace_file(old.path, written)
    except OSError as error:
        return Failure(f"cannot be written: {error.strerror or error}", old.path, hint="check the permissions; nothing was changed")
    return None


def _data_of(source: Source) -> bytes | Failure:
    """The bytes of a file, as long as they are what was judged."""
    from replylint import sources

    if source.path is None:
        return Failure("has no file to write to")
    try:
        with open(source.path, "rb") as file:
            data = file.read()
    except OSError as error:
        return Failure(f"cannot be read again: {error.strerror or error}", source.path, hint="check the permissions; nothing was changed")
    now = sources.decode(data, source.path)
    if isinstance(now, Failure) or now.text != source.text:
        return Failure("was changed while it was judged; nothing was written", source.path, hint="run it again")
    return data


def _as_bytes(source: Source, like: bytes) -> Source:
    """A text in the encoding of a file, read as UTF-8 with what is none in surrogates; as it is where its lines would fall apart (UTF-16, UTF-32)."""
    from replylint import sources

    try:
        data = sources.encode(source.text, like)
    except UnicodeEncodeError:
        return source
    return source if b"\0" in data else Source(data.decode("utf-8", "surrogateescape"), source.path)


def _diff(old: Source, new: Source) -> Iterator[str]:
    """A unified diff that `patch` takes. Lines end with LF only, so that a CR stays in its line."""
    name = old.path or NO_PATH
    for line in difflib.unified_diff(_lines(old.text), _lines(new.text), name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    return [part + "\n" for part in text.split("\n")[:-1]] + ([last] if (last := text.rsplit("\n", 1)[-1]) else [])
