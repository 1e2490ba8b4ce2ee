"""Which results of a run are told: those of changed replies, without the findings that are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from replylint.asked import HasSettings
from replylint.baseline import Baseline, Entry, read_baseline, read_for_writing, write_baseline
from replylint.changes import Changes, FileChanges
from replylint.cli.ci_options import DEFAULT_BASELINE, CiOptions
from replylint.cli.inputs import Inputs
from replylint.cli.slots import Slot
from replylint.draft import Draft
from replylint.errors import Failure, ReplylintError
from replylint.model import DraftReport
from replylint.reporters.cells import shown
from replylint.settings import Settings

_MOST_NAMED = 10


class Sieve:
    """`tell` is given lines about the baseline. `asked_rule`: whether the command line asks for a rule, by its code."""

    def __init__(self, options: CiOptions, inputs: Inputs, changes: Changes | None, tell: Callable[[str], None], asked_rule: Callable[[str], bool]) -> None:
        self._options = options
        self._inputs = inputs
        self._changes = changes
        self._tell = tell
        self._asked_rule = asked_rule
        self._baselines: dict[Path, Baseline | ReplylintError] = {}
        self._file: tuple[str | None, FileChanges] | None = None
        self._excused: DraftReport | None = None
        self._failed: set[str | None] = set()
        self.known = 0

    def begin(self) -> None:
        """Raises ReplylintError when the baseline that was named cannot be read."""
        if self._options.write_baseline is None and self._options.baseline is not None:
            self._baseline(None, None)

    def sifted(self, asked: HasSettings | None, report: DraftReport) -> DraftReport | None:
        """What is told of a draft; None for nothing. Raises ReplylintError for a faulty baseline, once."""
        if self._changes is not None and not self._is_changed(self._changes, report.draft):
            return None
        baseline = self._baseline(asked, report.draft.source.path)
        if baseline is None:
            return report
        left = baseline.all_known(report) if self._options.write_baseline is not None else baseline.without_known(report)
        self.known += len(report.findings) - len(left.findings)
        self._excused = left if report.findings and not left.findings else None
        return left

    def excuses(self, report: DraftReport) -> bool:
        """Whether all that was found in a draft is known, so that it does not fail for its score either."""
        return report is self._excused

    def read(self, slot: Slot) -> None:
        """A file was judged to its end."""
        if slot.source is not None and self._changes is None:
            baseline = self._baseline(slot.asked, slot.source.path)
            if baseline is not None:
                baseline.read(slot.source.path)

    def failed(self, failure: Failure) -> None:
        """Something of a file could not be judged."""
        self._failed.add(failure.path)

    def end(self) -> None:
        """Writes baselines, and tells what is stale in them. Raises ReplylintError, OSError."""
        if self._options.prune_baseline and not self._baselines:
            raise ReplylintError(Failure("--prune-baseline: there is no baseline", hint="name it with --baseline, or with `baseline:` in the configuration"))
        for baseline in self._baselines.values():
            if isinstance(baseline, ReplylintError):
                continue
            for path in self._failed:
                baseline.failed(path)
            if self._options.write_baseline is not None:
                count = write_baseline(baseline.path, [*baseline.kept(), *baseline.found])
                self._tell(f"{baseline.path}: {_counted(count, 'finding')} written; they are not reported any more")
            elif self._changes is None:
                self._end(baseline)

    def _end(self, baseline: Baseline) -> None:
        stale = baseline.stale(self._asked_rule)
        if self._options.prune_baseline:
            gone = {id(entry) for entry in stale}
            if stale:
                write_baseline(baseline.path, [entry for entry in baseline.entries if id(entry) not in gone])
            self._tell(f"{baseline.path}: {_counted(len(stale), 'entry', 'entries')} taken out")
        elif stale:
            self._tell(f"{baseline.path}: {_counted(len(stale), 'entry matches', 'entries match')} nothing any more (--prune-baseline takes them out):")
            for line in _named(stale):
                self._tell(f"  {line}")

    def _is_changed(self, changes: Changes, draft: Draft) -> bool:
        path = draft.source.path
        if self._file is None or self._file[0] != path:
            self._file = (path, changes.replies_of(path, self._drafts_before))
        return self._file[1].is_changed(draft)

    def _drafts_before(self, data: bytes, path: str) -> Iterator[Draft]:
        from replylint import sources

        source = sources.decode(data, path)
        if isinstance(source, Failure):
            return
        reader = Inputs((), self._inputs.input_format, self._inputs.request, rule_for=self._inputs.rule_for)
        yield from (draft for draft in reader.drafts(source) if isinstance(draft, Draft))

    def _baseline(self, asked: HasSettings | None, path: str | None) -> Baseline | None:
        name = self._path(asked.settings_for(path) if asked is not None else None)
        if name is None:
            return None
        if name not in self._baselines:
            try:
                self._baselines[name] = read_for_writing(name) if self._options.write_baseline is not None else read_baseline(name)
            except ReplylintError as error:
                self._baselines[name] = error
                raise
        known = self._baselines[name]
        return known if isinstance(known, Baseline) else None

    def _path(self, settings: Settings | None) -> Path | None:
        configured = settings.baseline if settings is not None else None
        if self._options.write_baseline is not None:
            return Path(self._options.write_baseline or self._options.baseline or configured or DEFAULT_BASELINE)
        if self._options.baseline is not None:
            return Path(self._options.baseline)
        return configured


def _named(entries: Iterable[Entry]) -> Iterator[str]:
    """A line for each reply."""
    codes: dict[tuple[str, str], list[str]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.path, entry.reply, entry.code)):
        codes.setdefault((entry.path, entry.reply), []).append(entry.code)
    for (path, reply), named in list(codes.items())[:_MOST_NAMED]:
        yield shown((path or "<input>") + (f' "{reply}"' if reply else "") + f": {', '.join(named)}")
    if len(codes) > _MOST_NAMED:
        yield f"and {len(codes) - _MOST_NAMED} more replies"


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
