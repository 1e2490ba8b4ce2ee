"""The Python API: one draft or many, from code. Every function may be called from any thread; the model is loaded once a process."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

from replylint import formats, nlp, sources
from replylint.config import Config
from replylint.draft import Draft, Source
from replylint.errors import Failure, Skipped
from replylint.judging import Judging
from replylint.model import DraftReport, Report
from replylint.runner import Linter
from replylint.turns import Turn, last_request

ConfigLike = Config | Mapping[str, Any] | str | os.PathLike[str]
Item = str | Mapping[str, Any]


def lint(
    text: str,
    request: str | None = None,
    profile: str | None = None,
    config: ConfigLike | None = None,
    *,
    thread: Sequence[Turn] | None = None,
    final: bool | None = None,
    input_format: str = "plain",
) -> Report:
    """Judges one draft.

    `text` is the reply, `request` what the customer wrote (some rules need it). `thread` is what was said before, newest last: strings (the customer's
    words) or mappings with "role" and "text"; without `request`, the customer's last message in it is the request, and nothing else of it is used.
    `profile` is a name as in `replylint rules`, `config` a Config, the path of a configuration file, or its content as a mapping; None is the defaults, no
    file is looked for. `final`: the reply is about to be sent, so a slot that is not filled in is an error; None leaves that to the configuration.

    Findings count in code points of `Draft.text`; `report.drafts[0].draft.to_given(finding.span)` counts in `text`.

    Raises TypeError for an argument of the wrong type, ConfigError for a faulty configuration, ModelError when the language model is missing.
    """
    _check_types(profile, final)
    asked = _request(text, request, thread)
    linter = _linter(_config(config), profile, final)
    return _report(linter.run(_drafts_of(text, asked, input_format)), linter.registry.failures)


async def alint(
    text: str,
    request: str | None = None,
    profile: str | None = None,
    config: ConfigLike | None = None,
    *,
    thread: Sequence[Turn] | None = None,
    final: bool | None = None,
    input_format: str = "plain",
) -> Report:
    """`lint` in a thread of the event loop's pool, so that the loop goes on meanwhile. A call that is cancelled is still judged, for nobody."""
    from asyncio import to_thread

    return await to_thread(lint, text, request, profile, config, thread=thread, final=final, input_format=input_format)


def lint_many(
    items: Iterable[Item], profile: str | None = None, config: ConfigLike | None = None, *, final: bool | None = None, input_format: str = "plain"
) -> Iterator[DraftReport | Failure]:
    """Judges drafts as they come, in order, 32 at a time: of a stream without end no more is held.

    An item is the text of a reply, or a mapping with "text" and, where they are known, "request", "thread" (as `lint` takes them) and "id" (a string or a
    whole number); other keys go into `Draft.meta`. A draft has the id of its item, else the item's number from 1. What cannot be judged is a Failure at its
    place, with that id; one bad item never stops the others. Bad is also an item with a value of the wrong type, with a key that is a misspelt one of these,
    and with a word that holds for all items ("profile", "final").

    Raises TypeError and ConfigError at once, for one text in place of many, a wrong argument and a faulty configuration; ModelError, when the
    first result is asked for, where the language model is missing.
    """
    if isinstance(items, (str, bytes, Mapping)):
        raise TypeError(f"items is {type(items).__name__}; expected many of them: [item]")
    _check_types(profile, final)
    linter = _linter(_config(config), profile, final)
    return _streamed(linter, items, input_format)


def _streamed(linter: Linter, items: Iterable[Item], input_format: str) -> Iterator[DraftReport | Failure]:
    yield from linter.registry.failures
    drafts = (draft for number, item in enumerate(items, start=1) for draft in _drafts_of_item(item, str(number), input_format))
    while batch := list(islice(drafts, nlp.BATCH_SIZE)):
        yield from linter.run(batch)


def lint_paths(paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], profile: str | None = None, config: ConfigLike | None = None) -> Report:
    """Judges every draft in files and folders, or in the one that is named. What cannot be read is in `failures`, and so is a file that was named and
    holds no reply; in a folder such files are passed over.

    Without `config`, each file's configuration is found upwards from it.
    """
    paths = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    judging = Judging(lambda found: Linter(found, profile=profile), None if config is None else _config(config))
    names = [os.fspath(path) for path in paths]
    found = sources.find(
        names,
        exclude=judging.excludes,
        include=lambda path: judging.source_rule(str(path)) is not None,
        gitignore=judging.respects_gitignore,
    )
    inputs = (item for path in found for item in _drafts(path, names, judging))
    return _report((result for _, result in judging.run(inputs)), ())


def _drafts(path: Path | Failure, named: Sequence[str], judging: Judging) -> Iterator[Draft | Failure]:
    source = path if isinstance(path, Failure) else sources.read(path)
    if isinstance(source, Failure):
        yield source
        return
    for item in formats.read(source, judging.source_rule(source.path)):
        if not isinstance(item, Skipped):
            yield item
        elif sources.is_named(source.path, named):
            yield item.as_failure()


def _drafts_of(text: str, request: str | None, input_format: str) -> Iterator[Draft | Failure]:
    """The drafts in a text, each with the request beside it; a record's own request goes before."""
    for item in formats.parse(Source(text), input_format):
        if isinstance(item, Skipped):
            yield item.as_failure()
        else:
            yield item if isinstance(item, Failure) or request is None or item.request is not None else replace(item, request=request)


def _drafts_of_item(item: Item, number: str, input_format: str) -> Iterator[Draft | Failure]:
    record: Mapping[str, Any] = item if isinstance(item, Mapping) else {"text": item}
    name = number if record.get("id") is None else str(record["id"])
    try:
        if not isinstance(item, (str, Mapping)):
            raise TypeError(f"expected a string or a mapping, found {type(item).__name__}")
        if "text" not in record:
            raise TypeError('there is no "text"')
        _check_keys(record)
        request = _request(record["text"], record.get("request"), record.get("thread"))
    except TypeError as error:
        yield Failure(f"item {number}: {error}", hint='an item is a text, or a mapping such as {"id": "1", "text": "Hello, …"}', id=name)
        return
    meta = {str(key): value for key, value in record.items() if key not in _ITEM_KEYS}
    for draft in _drafts_of(record["text"], request, input_format):
        if isinstance(draft, Failure):
            yield replace(draft, id=name)
        else:
            yield replace(draft, id=name if draft.id is None else draft.id, meta={**meta, **draft.meta})


_ITEM_KEYS = frozenset({"id", "text", "request", "thread"})
_FOR_ALL = frozenset({"profile", "config", "final", "input_format"})
_MISSPELT = 0.85  # of two words that are alike; "requst" is, "requester" is a word of its own


def _check_keys(record: Mapping[str, Any]) -> None:
    """Raises TypeError for what would be passed over in silence: another key goes to the checks as it is."""
    if not isinstance(record.get("id"), (str, int, type(None))) or isinstance(record.get("id"), bool):
        raise TypeError(f"id is {type(record['id']).__name__}; expected str or int")
    for key in map(str, record.keys() - _ITEM_KEYS):
        if key in _FOR_ALL:
            raise TypeError(f'"{key}" is no key of an item; it holds for all: lint_many(items, {key}=…)')
        for known in sorted(_ITEM_KEYS):
            if not key.startswith(known) and SequenceMatcher(None, key.lower(), known).ratio() >= _MISSPELT:
                raise TypeError(f'"{key[:40]}" is no key of an item; did you mean "{known}"?')


def _check_types(profile: str | None, final: bool | None) -> None:
    """Raises TypeError for an argument that is none."""
    for name, value, kind in (("profile", profile, str), ("final", final, bool)):
        if not isinstance(value, (kind, type(None))):
            raise TypeError(f"{name} is {type(value).__name__}; expected {kind.__name__}")


def _request(text: str, request: str | None, thread: Sequence[Turn] | None) -> str | None:
    """What the customer wrote. Raises TypeError for what is of the wrong type."""
    for name, value in (("text", text), ("request", "" if request is None else request)):
        if not isinstance(value, str):
            raise TypeError(f"{name} is {type(value).__name__}; expected str")
    last = None if thread is None else last_request(thread)
    return last if request is None else request


def _config(config: ConfigLike | None) -> Config:
    if config is None:
        return _DEFAULT
    if isinstance(config, Config):
        return config
    return Config.from_mapping(config) if isinstance(config, Mapping) else Config.load(config)


_DEFAULT = Config.default()
_MAKING = Lock()


@lru_cache(maxsize=16)
def _default_linter(profile: str | None, final: bool | None) -> Linter:
    return Linter(_DEFAULT, profile=profile, final=final)


def _linter(config: Config, profile: str | None, final: bool | None) -> Linter:
    """The checks are loaded once for the defaults; another configuration is read for each call, so hold a Linter for many drafts."""
    with _MAKING:  # threads that come at once wait for the first of them, and do not all read the checks
        return _default_linter(profile, final) if config is _DEFAULT else Linter(config, profile=profile, final=final)


def _report(results: Iterable[DraftReport | Failure], failures: Iterable[Failure]) -> Report:
    drafts: list[DraftReport] = []
    failed = list(failures)
    for result in results:
        if isinstance(result, Failure):
            failed.append(result)
        else:
            drafts.append(result)
    return Report(tuple(drafts), tuple(failed))
