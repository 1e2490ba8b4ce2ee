"""The options of `check` that are about many files and repeated runs: known findings, changed replies, kept results, several processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

DEFAULT_BASELINE = ".replylint-baseline.json"
F = TypeVar("F", bound=Callable[..., Any])
_CONFIGURED = "\0"  # --write-baseline without a name


@dataclass(frozen=True, kw_only=True)
class CiOptions:
    """What they say. `jobs`: None to choose by the number of files, 0 for as many as there are processors. `write_baseline`: "" for the usual name."""

    baseline: str | None = None
    write_baseline: str | None = None
    prune_baseline: bool = False
    diff: str | None = None
    jobs: int | None = None
    no_cache: bool = False
    cache_dir: str | None = None
    verbose: bool = False


def ci_options(command: F) -> F:
    """Adds the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def refuse_combinations(options: CiOptions) -> None:
    """Raises click.UsageError for options that contradict each other."""
    if options.write_baseline is not None and options.prune_baseline:
        raise click.UsageError("--write-baseline writes all that is found; --prune-baseline only takes out: give one of them")
    if options.diff is not None and (options.write_baseline is not None or options.prune_baseline):
        raise click.UsageError("--diff judges only a part of the replies; a baseline is of all of them")


def _jobs(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    if value is None or value == "auto":
        return None if value is None else 0
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 512:
        raise click.BadParameter(f"{value!r} is not a number of processes; expected 1 or more, or auto")
    return int(value)


def _written(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    return "" if value == _CONFIGURED else value


_OPTIONS = (
    click.option("--baseline", metavar="FILE", type=click.Path(), help="Do not report the findings that are known in this file."),
    click.option(
        "--write-baseline", metavar="[FILE]", is_flag=False, flag_value=_CONFIGURED, callback=_written,
        help=f"Write what is found now to this file (default: the one of --baseline or of the configuration, else {DEFAULT_BASELINE}).",
    ),
    click.option("--prune-baseline", is_flag=True, help="Take entries out of the baseline that match nothing any more."),
    click.option("--diff", metavar="REF", help="Only replies that changed since this git commit, branch or tag."),
    click.option("-j", "--jobs", metavar="N|auto", callback=_jobs, help="How many processes judge, 1 or more; auto: one for each processor."),
    click.option("--no-cache", is_flag=True, help="Judge everything anew, and keep nothing."),
    click.option("--cache-dir", metavar="DIR", type=click.Path(), help="Where results are kept (default: REPLYLINT_CACHE_DIR, else the user's folder for caches)."),
    click.option("-v", "--verbose", is_flag=True, help="Say on standard error what the cache and the baseline did."),
)  # fmt: skip
