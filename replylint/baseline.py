"""Findings that are known and not told again, kept in a file of the repository: by reply and words, and never by line.

An entry is matched in two ways. First by path, reply (title or id) and underlined words. Then, where its file is gone or its reply has another name
in the same file, by the whole text of the reply: so a renamed file or heading changes nothing as long as the reply stays as it was.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from replylint.draft import Source
from replylint.errors import Failure, ReplylintError
from replylint.fingerprint import digest, reply_key, words_key
from replylint.model import DraftReport, Finding, Span

SCHEMA = 1
_HINT = "mend it, or write it anew with --write-baseline"
_NAME_IT = "write --write-baseline=FILE, or the paths before the option"
_MARK = b'"replylint_baseline"'
_MOST_WORDS = 60


@dataclass(frozen=True)
class Entry:
    """A known finding. `path` is relative to the baseline's folder, with slashes; "" for standard input. `words` is for the reader.

    `finding` stands for rule, reply and words, `text` for the reply's whole text; `nth` tells apart what is the same in all of these.
    """

    path: str
    reply: str
    code: str
    words: str
    finding: str
    text: str
    nth: int = 0


class Baseline:
    """What is known, and what of it was found in this run. The drafts of a file come together."""

    def __init__(self, path: Path, entries: Iterable[Entry] = ()) -> None:
        self.path = path
        self.entries = tuple(entries)
        self._exact: defaultdict[tuple[str, str, int], list[Entry]] = defaultdict(list)
        self._by_text: defaultdict[tuple[str, str, str], list[Entry]] = defaultdict(list)
        for entry in self.entries:
            self._exact[entry.path, entry.finding, entry.nth].append(entry)
            self._by_text[entry.text, entry.code, entry.words].append(entry)
        self._used: set[int] = set()
        self._there: dict[str, bool] = {}
        self._read: set[str] = set()
        self._failed: set[str] = set()
        self._seen: Counter[str] = Counter()
        self._file: str | None = None
        self.found: list[Entry] = []

    def without_known(self, report: DraftReport) -> DraftReport:
        """A report with the findings that are new."""
        known = {id(finding) for finding, entry in self._entries_of(report) if self._take(entry)}
        return _with_findings(report, [finding for finding in report.findings if id(finding) not in known]) if known else report

    def all_known(self, report: DraftReport) -> DraftReport:
        """A report without findings, all of which go into the new baseline."""
        self.found += [entry for _, entry in self._entries_of(report)]
        return _with_findings(report, [])

    def read(self, path: str | None) -> None:
        """A file was judged, whether anything was found in it or not."""
        self._read.add(self._name(path))

    def failed(self, path: str | None) -> None:
        """Something of a file could not be judged, so it is not known what is found in it."""
        self._failed.add(self._name(path))

    def stale(self, asked: Callable[[str], bool] = lambda code: True) -> tuple[Entry, ...]:
        """Entries that match nothing any more: their file was judged, or is gone. `asked`: whether a rule was looked for in this run."""
        return tuple(
            entry for entry in self.entries
            if id(entry) not in self._used and entry.path not in self._failed and asked(entry.code) and (entry.path in self._read or not self._is_there(entry.path))
        )  # fmt: skip

    def kept(self) -> tuple[Entry, ...]:
        """What a new baseline takes over: the entries of files that were not judged and are still there."""
        return tuple(entry for entry in self.entries if (entry.path not in self._read or entry.path in self._failed) and self._is_there(entry.path))

    def _entries_of(self, report: DraftReport) -> list[tuple[Finding, Entry]]:
        draft = report.draft
        path = self._name(draft.source.path)
        if path != self._file:
            self._file = path
            self._seen.clear()
        self._read.add(path)
        text, reply = words_key(draft, Span(0, len(draft.text))), reply_key(draft)
        result = []
        for finding in sorted(report.findings, key=lambda finding: (finding.span, finding.rule.code)):
            words = words_key(draft, finding.span)
            name = digest(finding.rule.code, reply, words)
            entry = Entry(path, draft.title or draft.id or "", finding.rule.code, _cut(words), name, digest(text), self._seen[name])
            self._seen[name] += 1
            result.append((finding, entry))
        return result

    def _take(self, entry: Entry) -> bool:
        """Whether an entry stands for a finding; each stands for one."""
        exact = self._exact[entry.path, entry.finding, entry.nth]
        by_text = (known for known in self._by_text[entry.text, entry.code, entry.words] if known.path == entry.path or not self._is_there(known.path))
        for known in (*exact, *by_text):
            if id(known) not in self._used:
                self._used.add(id(known))
                return True
        return False

    def _name(self, path: str | None) -> str:
        if path is None:
            return ""
        full, base = os.path.abspath(path), os.path.abspath(self.path.parent)
        try:
            return os.path.relpath(full, base).replace(os.sep, "/")
        except ValueError:  # another drive
            return full.replace(os.sep, "/")

    def _is_there(self, name: str) -> bool:
        if name not in self._there:
            self._there[name] = name == "" or (self.path.parent / name).exists()
        return self._there[name]


def is_baseline(path: Path) -> bool:
    """Whether a file begins as a baseline does."""
    try:
        with open(path, "rb") as file:
            return _MARK in file.read(64)
    except OSError:
        return False


def read_baseline(path: Path) -> Baseline:
    """The baseline of a file. Raises ReplylintError that says where it is faulty."""
    shown = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ReplylintError(Failure("there is no such baseline", shown, hint=f"write it with --write-baseline={shown}")) from None
    except OSError as error:
        raise ReplylintError(Failure(f"the baseline cannot be read: {error.strerror or error}", shown)) from error
    except UnicodeDecodeError as error:
        raise ReplylintError(Failure("the baseline is not UTF-8 text", shown, hint=_HINT)) from error
    try:
        said = json.loads(text)
    except json.JSONDecodeError as error:
        raise ReplylintError(Failure(f"the baseline is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", shown, *Source(text).position(error.pos), hint=_HINT)) from error
    except RecursionError as error:
        raise ReplylintError(Failure("the baseline is nested too deep", shown, hint=_HINT)) from error
    return Baseline(path, _entries(said, shown))


def _entries(said: object, shown: str) -> list[Entry]:
    if not isinstance(said, Mapping) or "replylint_baseline" not in said or not isinstance(said.get("findings"), list):
        raise ReplylintError(Failure('is no baseline: expected {"replylint_baseline": 1, "findings": […]}', shown, 1, 1, hint=_HINT))
    if said["replylint_baseline"] != SCHEMA:
        raise ReplylintError(Failure(f"is a baseline of another form: {said['replylint_baseline']!r}, not {SCHEMA}", shown, 1, 1, hint="write it anew with --write-baseline"))
    entries = []
    for number, item in enumerate(said["findings"], start=1):
        try:
            entry = Entry(**item)
            if not (isinstance(entry.nth, int) and all(isinstance(part, str) for part in (entry.path, entry.reply, entry.code, entry.words, entry.finding, entry.text))):
                raise TypeError
        except TypeError:
            raise ReplylintError(Failure(f"its finding {number} is not understood: expected path, reply, code, words, finding and text", shown, hint=_HINT)) from None
        entries.append(entry)
    return entries


def write_baseline(path: Path, entries: Iterable[Entry]) -> int:
    """Writes a baseline, sorted, one finding a line, so that two branches can be merged; how many they are. Raises OSError, ReplylintError.

    A file that is no baseline is not written over.
    """
    read_for_writing(path)
    ordered = sorted(entries, key=lambda entry: (entry.path, entry.reply, entry.code, entry.words, entry.finding, entry.nth))
    lines = ",\n".join("  " + json.dumps(_said(entry), ensure_ascii=True) for entry in ordered)
    text = f'{{"replylint_baseline": {SCHEMA}, "findings": [\n{lines}\n]}}\n' if ordered else f'{{"replylint_baseline": {SCHEMA}, "findings": []}}\n'
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_text(text, "utf-8")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return len(ordered)


def read_for_writing(path: Path) -> Baseline:
    """The baseline that a new one replaces; a faulty one counts as empty. Raises ReplylintError for a file that is something else."""
    if path.is_dir():
        raise ReplylintError(Failure("is a folder; a baseline is a file", str(path), hint=_NAME_IT))
    try:
        return read_baseline(path)
    except ReplylintError:
        if path.is_file() and path.stat().st_size and not is_baseline(path):
            raise ReplylintError(Failure("is no baseline and is not written over", str(path), hint=_NAME_IT)) from None
        return Baseline(path)


def _said(entry: Entry) -> dict[str, object]:
    said: dict[str, object] = {"path": entry.path, "reply": entry.reply, "code": entry.code, "words": entry.words, "finding": entry.finding, "text": entry.text}
    return {**said, "nth": entry.nth} if entry.nth else said


def _cut(words: str) -> str:
    return words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1] + "…"


def _with_findings(report: DraftReport, kept: list[Finding]) -> DraftReport:
    still = {id(finding) for finding in kept}
    verdicts = tuple(replace(verdict, findings=tuple(finding for finding in verdict.findings if id(finding) in still)) for verdict in report.verdicts)
    return replace(report, findings=tuple(kept), verdicts=verdicts)
