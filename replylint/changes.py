"""Which replies of the working tree are not as they were in a git commit.

git tells which files differ and how they were; the replies of both versions are read and compared. So a reply that was only moved, or stands below an
added line, is not changed, and one whose heading, request or comment is another, is.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from replylint.draft import Draft
from replylint.errors import Failure, ReplylintError

_HINT = "--diff compares with a commit of the repository that holds the working directory"
_OF_A_PLACE = frozenset({"front_matter_offset"})  # what a draft's `meta` says of its place and not of its content
_GONE = "D"
_SUBMODULE = b"160000 "

Read = Callable[[bytes, str], Iterable[Draft]]


@dataclass(frozen=True)
class Changes:
    """The working tree against `base`, a commit. `before`: the blob that each changed file was made from ("" for a new one), by its real path."""

    root: str
    base: str
    before: dict[str, str]
    tracked: frozenset[str] = field(repr=False)
    submodules: tuple[str, ...] = ()

    def has(self, path: str | None) -> bool:
        """Whether anything in a file can have changed. What has no path, is not tracked or lies elsewhere counts as new; submodules have their own history."""
        real = None if path is None else os.path.realpath(path)
        if real is None or real in self.before:
            return True
        return real not in self.tracked and not any(real.startswith(folder + os.sep) for folder in self.submodules)

    def replies_of(self, path: str | None, read: Read) -> FileChanges:
        """The changed replies of a file. `read` gives the drafts of bytes under a name."""
        real = None if path is None else os.path.realpath(path)
        if path is None or real is None or not (self.before.get(real, "") if real in self.before else real in self.tracked):
            return FileChanges(Counter(), is_new=True)
        # A file that did not change is asked for when standard input has its name.
        blob = self.before.get(real) or f"{self.base}:{os.path.relpath(real, os.path.realpath(self.root)).replace(os.sep, '/')}"
        return FileChanges(Counter(_content(draft) for draft in read(_git("cat-file", "blob", blob, cwd=self.root), path)))

    @cached_property
    def key(self) -> str:
        """Stands for all of it."""
        return json.dumps([self.base, sorted(self.before.items()), sorted(self.tracked)])


@dataclass
class FileChanges:
    """How often each reply was in a file; as often it is not new."""

    left: Counter[str]
    is_new: bool = False

    def is_changed(self, draft: Draft) -> bool:
        """Whether a reply is not as before. Asked once for each, in their order."""
        if self.is_new:
            return True
        content = _content(draft)
        self.left[content] -= 1
        return self.left[content] < 0


def _content(draft: Draft) -> str:
    """All of a draft that matters to what is said of it, and nothing of where it stands. The id is left out: it may be a number that counts."""
    meta = {key: value for key, value in draft.meta.items() if key not in _OF_A_PLACE}
    slots = [slot.raw for slot in draft.placeholders]
    comments = [comment.text for comment in draft.comments]
    regions = [(region.kind, region.span.start, region.span.end) for region in draft.regions]
    return json.dumps([draft.title, draft.request, draft.text, slots, comments, regions, meta], default=str)


def changes_since(ref: str) -> Changes:
    """What differs from the last commit that the working tree and `ref` have in common. Raises ReplylintError that says what git lacks."""
    if not ref or ref.startswith("-"):
        raise ReplylintError(Failure(f"--diff {ref!r}: expected a commit, a branch or a tag", hint="for example --diff origin/main"))
    root = os.fsdecode(_git("rev-parse", "--show-toplevel")).removesuffix("\n")
    base = _base(ref)
    before: dict[str, str] = {}
    parts = _git("diff", "--raw", "-z", "-M", "--no-ext-diff", "--no-relative", "--ignore-submodules=all", "--no-abbrev", base, "--", cwd=root).split(b"\0")
    waiting = iter(part for part in parts if part)
    for head in waiting:
        _, _, blob, _, status = head.decode("ascii").lstrip(":").split(" ")
        name = next(waiting)
        if status[0] in "RC":
            name = next(waiting)
        if status[0] != _GONE:
            before[_real(root, name)] = blob if blob.strip("0") and status[0] != "A" else ""
    entries = [line.partition(b"\t") for line in _git("ls-files", "--stage", "-z", cwd=root).split(b"\0") if line]
    submodules = tuple(_real(root, name) for head, _, name in entries if head.startswith(_SUBMODULE))
    return Changes(root, base, before, frozenset(_real(root, name) for _, _, name in entries), submodules)


def _real(root: str, name: bytes) -> str:
    return os.path.realpath(os.path.join(root, os.fsdecode(name)))


def _base(ref: str) -> str:
    """The commit where the working tree's history and `ref` part."""
    commit = _asked("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    shallow = _asked("rev-parse", "--is-shallow-repository") == "true"
    deeper = "this clone is shallow; fetch the whole history (git fetch --unshallow; with actions/checkout: fetch-depth: 0)"
    if commit is None:
        hint = deeper if shallow else f"check the spelling, or fetch it: git fetch origin {ref.removeprefix('origin/')}"
        raise ReplylintError(Failure(f"--diff {ref}: git knows no such commit", hint=hint))
    base = _asked("merge-base", commit, "HEAD")
    if base is None:
        raise ReplylintError(Failure(f"--diff {ref}: it has no commit in common with the working tree", hint=deeper if shallow else "compare with a branch of the same history"))
    return base


def _asked(*words: str) -> str | None:
    """What git answers; None where it says no."""
    done = _run(words)
    return os.fsdecode(done.stdout).strip() if done.returncode == 0 else None


def _git(*words: str, cwd: str | None = None) -> bytes:
    done = _run(words, cwd)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        what = said[0].removeprefix("fatal: ") if said else f"git {words[0]} ended with {done.returncode}"
        raise ReplylintError(Failure(f"--diff: {what}", hint=_HINT))
    return done.stdout


def _run(words: Sequence[str], cwd: str | None = None) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *words], cwd=cwd, capture_output=True, check=False, stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C"})
    except FileNotFoundError:
        raise ReplylintError(Failure("--diff: git is not installed, or not in PATH", hint="install git, or leave --diff out")) from None
    except OSError as error:
        raise ReplylintError(Failure(f"--diff: git cannot be run: {error.strerror or error}")) from error
