"""`replylint init`: a first configuration, with every key explained."""

from __future__ import annotations

from pathlib import Path

import click

from replylint.errors import Failure, ReplylintError

FILE_NAME = "replylint.yaml"
STARTER = Path(__file__).parent / "starter.yaml"


@click.command(short_help="Write a commented configuration.")
@click.option("--format", "file_format", type=click.Choice(["yaml"]), default="yaml", help="The format of the file; there is one.")
@click.option("--force", is_flag=True, help="Write it even if there is a configuration; a replylint.yaml is overwritten.")
def init(file_format: str, force: bool) -> None:
    """Write a commented replylint.yaml into the current directory."""
    path = Path(FILE_NAME)
    if not force and (path.exists() or path.is_symlink()):
        raise ReplylintError(Failure("is there already", FILE_NAME, hint="edit it, or overwrite it with `replylint init --force`"))
    if not force:
        _refuse_second()
    path.write_text(STARTER.read_text("utf-8"), "utf-8")
    click.echo(str(path))


def _refuse_second() -> None:
    """Raises ReplylintError when another file of the current directory holds a configuration: one of the two would not be read."""
    from replylint.config import Config

    found = Config.find(".")
    if found is not None and found.parent == Path.cwd():
        what = "has a [tool.replylint] already" if found.name == "pyproject.toml" else "is there already"
        raise ReplylintError(Failure(what, found.name, hint=f"edit it, or move what it says into {FILE_NAME}: write that with `replylint init --force`"))
