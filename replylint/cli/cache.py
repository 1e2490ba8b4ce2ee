"""`replylint cache`: where results are kept, and how to get rid of them."""

from __future__ import annotations

from pathlib import Path

import click

from replylint.cli.guard import COULD_NOT_JUDGE, say
from replylint.errors import Failure

_folder = click.option("--cache-dir", metavar="DIR", type=click.Path(), help="The folder, where it is not the usual one.")


@click.group(short_help="Show or delete the results that are kept between runs.")
def cache() -> None:
    """Results of earlier runs are kept, so that what has not changed is not judged again."""


@cache.command("path", short_help="Print the folder.")
@_folder
def print_path(cache_dir: str | None) -> None:
    """Print the folder where results are kept."""
    click.echo(_named(cache_dir))


@cache.command("clear", short_help="Delete what is kept.")
@_folder
@click.pass_context
def clear_folder(context: click.Context, cache_dir: str | None) -> None:
    """Delete all results that are kept, and no other file of that folder."""
    from replylint.cache.store import clear

    folder = _named(cache_dir)
    try:
        freed = clear(folder)
    except OSError as error:
        say([Failure(f"cannot be deleted: {error.strerror or error}", error.filename or str(folder))])
        context.exit(COULD_NOT_JUDGE)
    click.echo(f"{folder}: {freed / 1e6:.1f} MB deleted")


def _named(cache_dir: str | None) -> Path:
    from replylint.cache.store import default_folder

    return Path(cache_dir) if cache_dir else default_folder()
