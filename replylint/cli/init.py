"""`replylint init`: a first configuration, with every key explained."""

from __future__ import annotations

from pathlib import Path

import click

from replylint.errors import Failure, ReplylintError

FILE_NAME = "replylint.yaml"
STARTER = Path(__file__).parent / "starter.yaml"


@click.command(short_help="Write a commented configuration.")
@click.option("--format", "file_format", type=click.Choice(["yaml"]), default="yaml", help="The format of the file; there is one.")
@click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
def init(file_format: str, force: bool) -> None:
    """Write a commented replylint.yaml into the current directory."""
    path = Path(FILE_NAME)
    if not force and (path.exists() or path.is_symlink()):
        raise ReplylintError(Failure("is there already", FILE_NAME, hint="edit it, or overwrite it with `replylint init --force`"))
    path.write_text(STARTER.read_text("utf-8"), "utf-8")
    click.echo(str(path))
