"""The Python API: one draft or many, from code."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from replylint import formats, sources
from replylint.config import Config
from replylint.draft import Draft, Source
from replylint.errors import Failure, Skipped
from replylint.judging import Judging
from replylint.model import DraftReport, Report
from replylint.runner import Linter

ConfigLike = Config | Mapping[str, Any] | str | os.PathLike[str]


def lint(text: str, request: str | None = None, profile: str | None = None, config: ConfigLike | None = None, *, input_format: str = "plain") -> Report:
    """Judges one draft.

    `text` is the reply, `request` what the customer wrote (some rules need it), `profile` a name as in `replylint rules`, `config` a Config, the path of a
    configuration file, or its content as a mapping; None is the defaults, no file is looked for. Findings count in code points of `Draft.text`;
    `finding_span = report.drafts[0].draft.to_given(finding.span)` counts in `text`.

    Raises TypeError for a text or request that is no str, ConfigError for a faulty configuration, ModelError when the language model is missing. The model
    is loaded once a process.
    """
    for name, value in (("text", text), ("request", "" if request is None else request)):
        if not isinstance(value, str):
            raise TypeError(f"{name} is {type(value).__name__}; expected str")
    linter = _linter(_config(config), profile)
    drafts = formats.parse(Source(text), input_format)
    asked = (item.as_failure() if isinstance(item, Skipped) else _asked(item, request) for item in drafts)
    return _report(linter.run(asked), linter.registry.failures)


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


def _asked(item: Draft | Failure, request: str | None) -> Draft | Failure:
    """The draft with the request beside it; a record's own request goes before."""
    return item if isinstance(item, Failure) or request is None or item.request is not None else replace(item, request=request)


def _config(config: ConfigLike | None) -> Config:
    if config is None:
        return _DEFAULT
    if isinstance(config, Config):
        return config
    return Config.from_mapping(config) if isinstance(config, Mapping) else Config.load(config)


_DEFAULT = Config.default()


@lru_cache(maxsize=8)
def _default_linter(profile: str | None) -> Linter:
    return Linter(_DEFAULT, profile=profile)


def _linter(config: Config, profile: str | None) -> Linter:
    """The checks are loaded once for the defaults; another configuration is read for each call, so hold a Linter for many drafts."""
    return _default_linter(profile) if config is _DEFAULT else Linter(config, profile=profile)


def _report(results: Iterable[DraftReport | Failure], failures: Iterable[Failure]) -> Report:
    drafts: list[DraftReport] = []
    failed = list(failures)
    for result in results:
        if isinstance(result, Failure):
            failed.append(result)
        else:
            drafts.append(result)
    return Report(tuple(drafts), tuple(failed))
