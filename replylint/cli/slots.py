"""The files of a run, one after the other: known from an earlier run, to be judged, or failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from replylint.asked import Asked, HasSettings
from replylint.cache.store import MOST_KEPT
from replylint.cli.inputs import Found, Inputs
from replylint.config import Config
from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.judging import Judging
from replylint.model import DraftReport

if TYPE_CHECKING:
    from replylint.cache.files import FileCache
    from replylint.cache.stored import Packer
    from replylint.cli.replay import Record

Event = tuple[int, HasSettings | None, DraftReport | Failure]  # the number of the slot that it belongs to comes first


@dataclass
class Slot:
    """One file, or what failed in its place. `asked` is None where its configuration has faults.

    `kept`: its results, known from an earlier run. `key`: what to keep its results under. `whole`: all that was found in it is in `lines`.
    """

    failure: Failure | None = None
    source: Source | None = None
    size: int = 0  # bytes
    asked: Asked | None = None
    key: str | None = None
    kept: Sequence[str] | None = None
    skipped: Sequence[str] = ()  # why there is nothing to judge in it
    whole: bool = True
    lines: list[str] = field(default_factory=list)
    packer: Packer | None = None
    room: int = MOST_KEPT  # characters

    @property
    def to_judge(self) -> Source | None:
        """The file, where nothing is known of it."""
        return self.source if self.kept is None else None

    def note(self, result: DraftReport | Failure) -> None:
        """One more result, if they are to be kept. What failed is tried again each time, so its file is not kept."""
        if self.key is None or not self.whole:
            return
        from replylint.cache.stored import Packer, Unstorable

        self.packer = self.packer or Packer()
        try:
            self.take([] if isinstance(result, Failure) else [self.packer.line(result)], self.skipped, not isinstance(result, Failure))
        except Unstorable:
            self.whole = False

    def take(self, lines: Sequence[str], skipped: Sequence[str], whole: bool) -> None:
        """More results, as lines."""
        self.skipped = skipped
        self.room -= sum(map(len, lines))
        self.whole = self.whole and whole and self.room > 0
        if self.whole and self.key is not None:
            self.lines.extend(lines)
        else:
            self.lines.clear()


class Slots:
    """Looks up every file of the inputs in the cache, where there is one. Counts the files that are taken from it as read."""

    def __init__(self, inputs: Inputs, judging: Judging, ask: Callable[[Config], Asked], cache: FileCache | None) -> None:
        self.inputs = inputs
        self.judging = judging
        self._ask = ask
        self._cache = cache
        self.found: Iterable[Found] | None = None  # where they are known already
        self.record: Record | None = None
        self._asked: dict[int, Asked] = {}

    def __iter__(self) -> Iterator[Slot]:
        for found in self.inputs.found() if self.found is None else self.found:
            yield from self.of(found)

    def of(self, found: Found) -> Iterator[Slot]:
        """The slot of a file, behind those of the faults of its configuration that were not told yet."""
        path = found.path if isinstance(found, Failure) else self.inputs.path_of(found)
        config, failures = self.judging.config_for(path)
        yield from (Slot(failure) for failure in failures)
        read = self._read(found)
        if isinstance(read, Failure):
            self.record = None
            yield Slot(read)
            return
        source, data = read
        slot = Slot(source=source, asked=None if config is None else self.asked(config), size=len(data))
        if self._cache is not None and slot.asked is not None:
            self._look_up(slot, data, self._cache)
        self._remember(slot, data)
        yield slot

    def _read(self, found: Found) -> tuple[Source, bytes] | Failure:
        if isinstance(found, Failure):
            return found
        data = self.inputs.content(found)
        if isinstance(data, Failure):
            return data
        source = self.inputs.decoded(found, data)
        return source if isinstance(source, Failure) else (source, data)

    def asked(self, config: Config) -> Asked:
        """The configuration with the command line over it; one object for each configuration."""
        if id(config) not in self._asked:
            self._asked[id(config)] = self._ask(config)
        return self._asked[id(config)]

    def _remember(self, slot: Slot, data: bytes) -> None:
        if self.record is None:
            return
        path = None if slot.source is None else slot.source.path
        if path is None or slot.asked is None:
            self.record = None
        else:
            self.record.add(path, data, slot.asked.settings_for(path))

    def _look_up(self, slot: Slot, data: bytes, cache: FileCache) -> None:
        assert slot.source is not None and slot.asked is not None
        path = slot.source.path
        slot.key = cache.key(data, slot.asked.settings_for(path), self.inputs.manner(path), self.inputs.request, path)
        known = cache.get(slot.key)
        if known is not None and not (known[0] and self.inputs.is_named(path)):  # what is skipped in a folder is a failure where it is named
            slot.skipped, slot.kept = known

    def keep(self, slot: Slot) -> None:
        """Keeps the results of a slot that was judged to its end."""
        if self._cache is not None and slot.key is not None and slot.whole:
            self._cache.put(slot.key, slot.skipped, slot.lines)


def judged(judging: Judging, inputs: Inputs, slots: Sequence[Slot]) -> Iterator[Event]:
    """Judges the slots that nothing is known of, all drafts in one stream, since a parse of many costs less. What cannot be told to be one file's spoils the rest."""
    numbers = [number for number, slot in enumerate(slots) if slot.to_judge is not None]
    if not numbers:
        return
    by_source = {id(slots[number].source): number for number in numbers}
    by_path = {source.path: number for number in numbers if (source := slots[number].source) is not None and source.path is not None}
    at = numbers[0]
    for asked, result in judging.run(_drafts(inputs, [slots[number] for number in numbers])):
        own = by_path.get(result.path or "") if isinstance(result, Failure) else by_source.get(id(result.draft.source))
        if own is None:
            for slot in slots[at:]:
                slot.whole = False
        at = max(at, own or 0)
        yield at, asked, result


def _drafts(inputs: Inputs, slots: Sequence[Slot]) -> Iterator[Draft | Failure]:
    for slot in slots:
        if slot.source is not None:
            before = len(inputs.skipped)
            yield from inputs.drafts(slot.source)
            slot.skipped = tuple(skipped.why for skipped in inputs.skipped[before:])
