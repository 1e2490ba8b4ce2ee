"""What a run of `check` is put together from: configurations, inputs, cache, processes, what is told."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from replylint.asked import Asked, HasSettings
from replylint.cli.inputs import Found, Inputs, paths_or_default, read_request
from replylint.cli.options import check_words, load_config
from replylint.cli.output import is_same
from replylint.cli.slots import Slots
from replylint.errors import Failure
from replylint.judging import Judging
from replylint.settings import Settings

if TYPE_CHECKING:
    from replylint.cache.files import FileCache
    from replylint.cache.setups import Setups
    from replylint.cache.store import Store
    from replylint.changes import Changes
    from replylint.cli.check import CheckOptions
    from replylint.cli.pool import Pool
    from replylint.cli.replay import Record, Replays
    from replylint.config import Config
    from replylint.runner import Linter

_MOST_AHEAD = 5_000  # files that are looked at before the first is judged
_MANY_FILES = 1_000  # from here on it pays to start processes unasked
_MOST_UNASKED = 4


class Session:
    """One run. `tell` takes lines for standard error. Raises ReplylintError for options that nothing answers to."""

    def __init__(self, options: CheckOptions, tell: Callable[[str], None]) -> None:
        self.options = options
        self._store, self._environment = (None, None) if options.no_cache or options.mends else _opened(options, tell)
        setups = self._setups()
        self.judging = self._judging(setups)
        paths, request = paths_or_default(options.paths), read_request(options.request)
        gitignore = None if options.no_gitignore else self.judging.respects_gitignore
        self.inputs = Inputs(
            paths, options.input_format, request, options.stdin_filename, self._excluded, self.judging.source_rule, gitignore, options.force_exclude
        )
        self.changes = _changes(options.diff)
        self._cache = self._file_cache()
        self.slots = Slots(self.inputs, self.judging, self._asked, self._cache)
        self._many = False

    def close(self) -> None:
        """Writes what is to be kept."""
        if self._store is not None:
            self._store.close()

    def replays(self, paper: Iterable[object]) -> Replays | None:
        """Earlier runs that were asked the same, where this run only prints. `paper`: what the report looks like."""
        from replylint.cli.replay import Replays, can_be_replayed, run_words

        if self._store is None or self._environment is None or not can_be_replayed(self.options):
            return None
        return Replays(self._store, self._environment, run_words(self.options, self.inputs.request, paper, "" if self.changes is None else self.changes.key))

    def look_ahead(self) -> Record | None:
        """The record of all files, before any is judged; None where they cannot be known so soon. The slots take the files from here."""
        from replylint.cli.replay import read_ahead

        found = self._found()
        ahead = deque(islice(found, _MOST_AHEAD + 1))
        self._many = len(ahead) >= _MANY_FILES
        record = self.new_record()
        is_known = record is not None and len(ahead) <= _MOST_AHEAD and read_ahead(ahead, record, self._known_settings)
        self.slots.found = chain((ahead.popleft() for _ in range(len(ahead))), found)  # what was taken is not held any longer
        return record if is_known else None

    def new_record(self) -> Record | None:
        """An empty record; None without a cache."""
        from replylint.cli.replay import Record

        return None if self._cache is None else Record(self._cache.settings_key)

    def pool(self, on_work: Callable[[], None]) -> Pool | None:
        """The processes that judge; None for this one alone."""
        from replylint.cli.pool import Order, Pool, cores

        options, jobs = self.options, 1 if self.options.mends else self.options.jobs  # what is mended is judged again on the way
        if jobs is None:
            jobs = min(cores(), _MOST_UNASKED) if self._many else 1
        elif jobs == 0:
            jobs = cores()
        if jobs == 1:
            return None
        order = Order(
            tuple(self.inputs.paths), options.stdin_filename, options.config_path, options.profile, options.select, options.ignore,
            options.final or None, options.preview or None, options.input_format, self.inputs.request,
        )  # fmt: skip
        return Pool(jobs, order, self.inputs, 2 if options.jobs is None else 1, on_work)

    def asked_of(self, path: str | None) -> HasSettings | None:
        """What knows the settings of a file that was judged."""
        config = self.judging.sound_config(path)
        return self.judging.linter_of(path) if config is None else self.slots.asked(config)

    def asks_for(self, code: str) -> bool:
        """Whether the command line leaves a rule on, as far as its code tells; where rules are named by their names, it does not."""
        select, ignore = self.options.select, self.options.ignore
        if any(not word[-1:].isdigit() and not word.isupper() for word in ignore):
            return False
        upper = code.upper()
        return (not select or any(upper.startswith(word.upper()) for word in select)) and not any(upper.startswith(word.upper()) for word in ignore)

    def _found(self) -> Iterator[Found]:
        for item in self.inputs.found():
            if self.changes is None or item is None or isinstance(item, Failure) or self.changes.has(str(item)):
                yield item

    def _excluded(self, path: Path) -> bool:
        """What the walk leaves out: what the configuration says, and files that this program writes."""
        if self.judging.excludes(path) or (self.options.output is not None and is_same(path, self.options.output)):
            return True
        if path.suffix != ".json":
            return False
        from replylint.baseline import is_baseline

        return is_baseline(path)

    def _setups(self) -> Setups | None:
        if self._store is None or self._environment is None:
            return None
        from replylint.cache.setups import Setups

        options = self.options
        return Setups(self._store, self._environment, repr((options.profile, options.select, options.ignore)))

    def _judging(self, setups: Setups | None) -> Judging:
        name = self.options.config_path
        known = setups.config(Path(name)) if setups is not None and name is not None else None
        config = None if name is None else known or load_config(name)
        return Judging(lambda found: linter_for(found, self.options), config, setups, is_sound=known is not None)

    def _asked(self, config: Config) -> Asked:
        options = self.options
        return Asked(config, profile=options.profile, select=options.select, ignore=options.ignore, final=options.final or None, preview=options.preview or None)

    def _known_settings(self, path: str) -> Settings | None:
        config = self.judging.sound_config(path)
        return None if config is None else self.slots.asked(config).settings_for(path)

    def _file_cache(self) -> FileCache | None:
        if self._store is None or self._environment is None:
            return None
        from replylint.cache.files import FileCache

        return FileCache(self._store, self._environment)


def linter_for(config: Config, options: CheckOptions) -> Linter:
    """The linter of a configuration under the options. Raises ReplylintError for words of the command line that name nothing."""
    from replylint.runner import Linter

    linter = Linter(config, profile=options.profile, select=options.select, ignore=options.ignore, final=options.final or None, preview=options.preview or None,
                    forgets=not options.mends)
    check_words(linter.registry, profile=options.profile, select=options.select, ignore=options.ignore)
    return linter


def _opened(options: CheckOptions, tell: Callable[[str], None]) -> tuple[Store | None, str | None]:
    from replylint.cache.environment import environment_digest
    from replylint.cache.store import Store, default_folder

    store = Store(Path(options.cache_dir) if options.cache_dir else default_folder(), tell if options.verbose else lambda _: None)
    environment = environment_digest(store)
    return (store, environment) if environment is not None else (None, None)


def _changes(ref: str | None) -> Changes | None:
    if ref is None:
        return None
    from replylint.changes import changes_since

    return changes_since(ref)
