"""`check --daemon` and `check --server`: somebody else does the work. A daemon never comes here: `replylint.front` has handed the command over by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
_SERVER = "replylint.server"
_PASSED_ON = {"paths", "output_format", "input_format", "request", "profile", "final", "preview", "stdin_filename", "output", "color"}


class ServedCommand(click.Command):
    """A command that a service may be asked to do."""

    def invoke(self, ctx: click.Context) -> Any:
        url = ctx.meta.get(_SERVER)
        if url is None or "://" not in url:
            return super().invoke(ctx)
        refused = [
            option.opts[0]
            for option in self.params
            if isinstance(option, click.Option) and option.expose_value and option.name not in _PASSED_ON
            and ctx.get_parameter_source(option.name or "") is click.core.ParameterSource.COMMANDLINE
        ]  # fmt: skip
        if refused:
            raise click.UsageError(f"{', '.join(refused)}: with --server the configuration of the service holds")
        from replylint.cli.remote import check

        given = {name: value for name, value in ctx.params.items() if name in _PASSED_ON}
        ctx.exit(check(url, **given))


def service_options(command: Decorated) -> Decorated:
    """The options `--daemon` and `--server`."""

    def keep(context: click.Context, _: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.meta[_SERVER] = value

    daemon = click.option(
        "--daemon/--no-daemon",
        default=None,
        expose_value=False,
        help="Let a process that keeps the model loaded do the work; where none runs, one is started for the next time.",
    )
    server = click.option(
        "--server", metavar="URL|SOCKET", expose_value=False, callback=keep, help="Let this service or daemon do the work; of a service the configuration holds."
    )
    return daemon(server(command))
