"""The command line. Every command is a module of its own; what is heavy is imported when a command runs, so that `--help` is quick."""

from __future__ import annotations

import click

from replylint.cli.cache import cache
from replylint.cli.check import check
from replylint.cli.daemon import daemon
from replylint.cli.explain import explain
from replylint.cli.guard import GuardedGroup
from replylint.cli.init import init
from replylint.cli.lsp import lsp
from replylint.cli.mcp import mcp
from replylint.cli.moves import moves
from replylint.cli.rules import rules
from replylint.cli.schema import schema
from replylint.cli.serve import serve
from replylint.cli.watch import watch


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from replylint import __version__

    click.echo(f"replylint {__version__}")
    context.exit()


@click.group(cls=GuardedGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Show the version and exit.")
def main() -> None:
    """Checks replies that turn a customer down: is the no clear, kind, explained, and is there a way on?

    Exit status: 0 nothing found, 1 something was found, 2 something could not be judged.
    """


for _command in (check, watch, rules, explain, moves, schema, init, cache, lsp, mcp, serve, daemon):
    main.add_command(_command)
