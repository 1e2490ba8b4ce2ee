"""From paths and bytes to `Source`s: which files hold drafts, and how their bytes are read.

What cannot be read is a `Failure` in the stream of results, so that one bad file never hides the others.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from replylint.config_file import YAML_NAMES
from replylint.draft import Source
from replylint.errors import Failure
from replylint.formats import SUFFIXES, format_of
from replylint.git_ignore import GitIgnore

# GitHub's folder is hidden and yet where maintainers keep their saved replies and the comments of their bots, among much else.
_GITHUB = ".github"
_REPLIES_IN_GITHUB = re.compile(r"saved.?repl|canned|replies|responses|macros|label.?(?:actions|commenter)|stale|lock\b", re.IGNORECASE)
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})

# A mail may be written in another character set, which its headers name.
_MAIL_HEADERS = re.compile(rb"(?:From [^\r\n]{1,300}\r?\n)?(?:[!-9;-~]{1,80}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2}")
_CHARSET = re.compile(rb"content-type:[^;\r\n]{0,100};(?:[^\r\n]|\r?\n[ \t]){0,300}?charset=\"?([\w.:-]{1,40})", re.IGNORECASE)

# The longer mark first: the one of UTF-32 LE begins with the one of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def find(
    paths: Sequence[str],
    *,
    exclude: Callable[[Path], bool] | None = None,
    include: Callable[[Path], bool] | None = None,
    gitignore: Callable[[Path], bool] | None = None,
    force_exclude: bool = False,
) -> Iterator[Path | Failure]:
    """The files to read, each real file once, in the order of `paths` and sorted within a folder.

    A file that is named is always taken. A folder is walked for the known suffixes, our own configuration aside; hidden folders are skipped unless
    they are named themselves; of `.github` only what is called like replies is taken.
    `exclude` turns away files and folders met on the walk, with `force_exclude` also named ones; `include` takes files of other suffixes too. `gitignore`
    says of a folder that is walked whether what git ignores is left out. A missing path and a folder without drafts are Failures.
    """
    seen: set[str] = set()
    for name in paths:
        if not name:  # an unset variable, most likely; Path would take it for the current directory
            yield Failure('"": no such file or directory', hint="a path is empty; the current directory is .")
            continue
        path = Path(name)
        if force_exclude and exclude is not None and exclude(path):
            continue
        if path.is_dir():
            found = False
            ignored = GitIgnore(path) if gitignore is not None and gitignore(path) else None
            for item in _walk(path, _either(exclude, ignored), include):
                found = True
                if isinstance(item, Failure) or _is_new(item, seen):
                    yield item
            if not found:
                looked_for = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
                hint = "name the file itself to have it read whatever its suffix"
                if ignored is not None and any(not isinstance(item, Failure) for item in _walk(path, exclude, include)):
                    hint = "git ignores what is there; --no-gitignore reads it all the same"
                elif exclude is not None and any(not isinstance(item, Failure) for item in _walk(path, None, include)):
                    hint = "`exclude` in the configuration leaves out what is there"
                yield Failure(f"no drafts found in {' '.join(name.splitlines())}: looked for {looked_for}", path=name, hint=hint)
        elif path.exists():
            if _is_new(path, seen):
                yield path
        else:
            yield Failure("no such file or directory", path=name, hint="check the spelling, or the folder that you are in")


def is_named(path: str | None, names: Sequence[str]) -> bool:
    """Whether a file that was found is one of `names`, and no find of a walk. What has no path, as standard input, is."""
    return path is None or os.path.realpath(path) in {os.path.realpath(name) for name in names if not os.path.isdir(name)}


def _either(exclude: Callable[[Path], bool] | None, ignored: GitIgnore | None) -> Callable[[Path], bool] | None:
    """What turns away an entry: the configuration, or git."""
    if ignored is None:
        return exclude
    return lambda path: (exclude is not None and exclude(path)) or ignored.ignores(path, is_folder=path.is_dir())


def _is_new(path: Path, seen: set[str]) -> bool:
    real = os.path.realpath(path)
    if real in seen:
        return False
    seen.add(real)
    return True


def _walk(top: Path, exclude: Callable[[Path], bool] | None, include: Callable[[Path], bool] | None) -> Iterator[Path | Failure]:
    """Files with a known suffix under `top`. Each real folder is entered once, so a loop of symbolic links ends."""
    entered: set[str] = set()
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        if not _is_new(folder, entered):
            continue
        try:
            entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
        except OSError as error:
            yield Failure(f"cannot be listed: {error.strerror or error}", path=str(folder), hint="check the permissions, or leave it out")
            continue
        folders = []
        for entry in entries:
            if exclude is not None and exclude(entry):
                continue
            if entry.is_dir():
                if (not entry.name.startswith(".") or entry.name == _GITHUB) and entry.name not in _SKIPPED_FOLDERS:
                    folders.append(entry)
            elif entry.is_file() or entry.is_symlink():
                is_known = format_of(entry) is not None and entry.name not in YAML_NAMES and _may_hold_replies(entry.relative_to(top))
                if is_known or (include is not None and include(entry)):
                    yield entry
        waiting.extend(reversed(folders))


def _may_hold_replies(path: Path) -> bool:
    """Whether a file's name says so where it stands in `.github`; elsewhere any may."""
    below = path.as_posix().rpartition(f"{_GITHUB}/")
    return not (below[1] and (not below[0] or below[0].endswith("/"))) or _REPLIES_IN_GITHUB.search(below[2]) is not None


def read(path: str | Path) -> Source | Failure:
    """The file's text, or why there is none."""
    data = content(path)
    return data if isinstance(data, Failure) else decode(data, str(path))


def content(path: str | Path) -> bytes | Failure:
    """The file's bytes, or why there are none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        return Failure(f"cannot be read: {error.strerror or error}", path=str(path), hint="check that the file is there and that you may read it")


def encode(text: str, like: bytes) -> bytes:
    """Text as the bytes of a file whose bytes were `like`: in its encoding, with its byte order mark."""
    mark, encoding = _encoding_of(like)
    try:
        like[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        encoding = _declared(like) or encoding
    return mark + text.encode(encoding)


def _encoding_of(data: bytes) -> tuple[bytes, str]:
    """The byte order mark and the encoding."""
    return next(((mark, encoding) for mark, encoding in _MARKS if data.startswith(mark)), (b"", "utf-8"))


def decode(data: bytes, path: str | None) -> Source | Failure:
    """Bytes as text: UTF-8, or UTF-16 and UTF-32 with a byte order mark, which is not part of the text."""
    mark, encoding = _encoding_of(data)
    data = data[len(mark) :]
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        of_mail = _declared(data) if encoding == "utf-8" and b"\0" not in data else None
        if of_mail is not None:
            return Source(data.decode(of_mail), path)
        if encoding == "utf-8" and b"\0" in data:
            return _binary(data[: data.index(0)].decode("utf-8", "replace"), path)
        line, column = _end(data[: error.start].decode(encoding))
        message = f"is not {encoding.upper()} text: the byte 0x{data[error.start]:02X} cannot be read there ({error.reason})"
        return Failure(message, path, line, column, "save it as UTF-8")
    if "\0" in text:
        return _binary(text[: text.index("\0")], path)
    return Source(text, path)


def _declared(data: bytes) -> str | None:
    """The character set that a mail says it is written in; None for what is no mail, or says none that fits.

    Only one that reads all of it will do; Latin-1, which reads anything, is what mail programs fall back on.
    """
    if not _MAIL_HEADERS.match(data):
        return None
    for name in dict.fromkeys([*_CHARSET.findall(data[:200_000]), b"latin-1"]):
        try:
            encoding: str = name.decode("ascii").strip()
            data.decode(encoding)
        except (LookupError, ValueError):  # an unknown name, or not written in it
            continue
        return encoding
    return None


def _binary(before: str, path: str | None) -> Failure:
    line, column = _end(before)
    return Failure("is a binary file: it holds a NUL byte", path, line, column, "give a text file; if it is text in UTF-16, save it as UTF-8")


def _end(text: str) -> tuple[int, int]:
    return Source(text).position(len(text))
