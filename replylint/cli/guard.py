"""How every command ends: the exit status, and never a traceback for what the user did."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Iterable
from typing import Any

import click

from replylint.errors import Failure, ReplylintError

COULD_NOT_JUDGE = 2
INTERRUPTED = 130
PIPE_CLOSED = 141  # as a program that the signal SIGPIPE ended


def say(failures: Iterable[Failure]) -> None:
    """Prints what failed on standard error, after what was printed so far."""
    sys.stdout.flush()
    for failure in failures:
        # What has a place without a path came from standard input.
        click.echo(str(failure if failure.path or failure.line is not None else dataclasses.replace(failure, path="replylint")), err=True)


class GuardedGroup(click.Group):
    """A group of commands whose faults become messages and exit statuses."""

    def main(self, *args: Any, **extra: Any) -> Any:
        if sys.stdout is None:  # the shell's `>&-`
            click.echo("replylint: standard output is closed", err=True)
            sys.exit(COULD_NOT_JUDGE)
        return super().main(*args, **extra)

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except BrokenPipeError:  # `--help` prints while the command line is read
            _leave_pipe()
            raise click.exceptions.Exit(PIPE_CLOSED) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except ReplylintError as error:
            say(error.failures)
        except BrokenPipeError:
            _leave_pipe()
            ctx.exit(PIPE_CLOSED)  # whoever read the output has seen enough
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(INTERRUPTED)
        except OSError as error:  # a full disk, a vanished directory; files of the input are guarded where they are read
            say([Failure(error.strerror or str(error), error.filename)])
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            import traceback

            traceback.print_exc()
            say(
                [
                    Failure(
                        f"stopped: {type(error).__name__}: {error}", hint="this is a fault of replylint or of a plug-in; please report it with the lines above"
                    )
                ]
            )
        ctx.exit(COULD_NOT_JUDGE)


def _leave_pipe() -> None:
    """Points the output at nothing, so that the interpreter's own last flush does not fail as well."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
    except (OSError, ValueError):  # an output without a file behind it has no last flush to fear
        return
