"""`replylint watch`: for authors, the report of a draft anew whenever it is saved."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from replylint.cli.check import CheckOptions, report_on
from replylint.cli.guard import say
from replylint.cli.options import config_option, load_config, profile_option, split_commas
from replylint.errors import Failure, ReplylintError

if TYPE_CHECKING:
    from replylint.judging import Judging

_PAUSE = 200  # milliseconds after which the watcher says that nothing happened; the first time it says so it is sure to be listening
_SETTINGS = frozenset({"replylint.yaml", ".replylint.yaml", "pyproject.toml", ".gitignore", "check.yaml"})


@click.command(short_help="Report on drafts anew whenever they are saved.")
@click.argument("paths", nargs=-1, type=click.Path())
@config_option
@profile_option
@click.option("--select", metavar="IDS", multiple=True, callback=split_commas, help="Only these rules, as for check.")
@click.option("--ignore", metavar="IDS", multiple=True, callback=split_commas, help="Not these rules.")
@click.option("--final", is_flag=True, help="The drafts are about to be sent: unfilled slots are reported.")
@click.option("--preview", is_flag=True, help="Also use the rules that are not yet precise enough to be on.")
@click.option("-q", "--quiet", is_flag=True, help="Findings only, each on one line.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours; auto: on a terminal, unless NO_COLOR is set.")
def watch(paths: tuple[str, ...], **given: object) -> None:
    """Check drafts now and whenever they are saved: files, folders, by default the current one. Ctrl-C ends it with status 0.

    Needs the extra `watch`: pip install 'replylint[watch]'.
    """
    try:
        watched = Watched(CheckOptions(paths=paths or (".",), fail_on="never", **given))  # type: ignore[arg-type]  # click has checked them
        follow(changes_under(watched.options.paths), watched)
    except KeyboardInterrupt:
        click.echo()


def changes_under(paths: Sequence[str]) -> Iterator[Collection[str]]:
    """The files that change, in batches; the first batch is empty and comes as soon as no later change can be missed.

    Folders are listened to and not files, since editors save by putting a new file in the place of the old one. Raises ReplylintError without watchfiles
    and for a path that is not there.
    """
    missing = [Failure("no such file or directory", path, hint="check the spelling, or the folder that you are in") for path in paths if not os.path.exists(path)]
    if missing:
        raise ReplylintError(missing)
    try:
        import watchfiles
    except ImportError:
        raise ReplylintError(Failure("watch needs the package watchfiles", hint="pip install 'replylint[watch]'")) from None
    folders = {path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path)) for path in paths}
    recursive = any(os.path.isdir(path) for path in paths)
    is_first = True
    for batch in watchfiles.watch(*folders, rust_timeout=_PAUSE, yield_on_timeout=True, recursive=recursive):
        if batch or is_first:
            yield {path for _, path in batch}
        is_first = False


class Watched:
    """What is watched. Configurations are read anew for each report; the language model is loaded once a process."""

    def __init__(self, options: CheckOptions) -> None:
        self.options = options

    def touched(self, changed: Collection[str]) -> list[str]:
        """The paths to report on when files have changed: those among them that are drafts of ours, or all when a configuration changed."""
        if not changed or any(os.path.basename(path) in _SETTINGS for path in changed):
            return list(self.options.paths)
        from replylint import sources

        judging = self._judging()
        ours = sources.find(
            self.options.paths,
            exclude=judging.excludes,
            include=lambda path: judging.source_rule(str(path)) is not None,
            gitignore=judging.respects_gitignore,
        )
        real = {os.path.realpath(path) for path in changed}
        return [str(path) for path in ours if isinstance(path, Path) and os.path.realpath(path) in real]

    def report(self, paths: Sequence[str]) -> None:
        """Prints the report on some of the paths."""
        from replylint.cli.replay import Tee
        from replylint.cli.session import Session

        session = Session(dataclasses.replace(self.options, paths=tuple(paths)), lambda line: None)
        try:
            report_on(session, Tee(sys.stdout))
        finally:
            session.close()

    def _judging(self) -> Judging:
        from replylint.cli.session import linter_for
        from replylint.judging import Judging

        config = None if self.options.config_path is None else load_config(self.options.config_path)
        return Judging(lambda found: linter_for(found, self.options), config)


def follow(changes: Iterable[Collection[str]], watched: Watched, clear: Callable[[], None] = click.clear) -> None:
    """A report for every batch of changed files that has one of ours. What goes wrong with one is told, and the next has its turn."""
    for changed in changes:
        try:
            paths = watched.touched(changed)
            if not paths:
                continue
            clear()
            watched.report(paths)
        except ReplylintError as error:
            say(error.failures)
        except Exception as error:  # an author goes on writing; the next save is another try
            say([Failure(f"{type(error).__name__}: {error}", hint="this is a fault of replylint or of a plug-in; please report it")])
        click.echo(f"watching {', '.join(watched.options.paths)}; Ctrl-C ends")
        sys.stdout.flush()
