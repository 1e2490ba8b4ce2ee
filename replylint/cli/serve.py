"""`replylint serve`: the HTTP service and the live page."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import click

from replylint.cli.guard import say
from replylint.cli.options import config_option, load_config, profile_option
from replylint.errors import Failure, ReplylintError

TOKEN_VARIABLE = "REPLYLINT_TOKEN"
_PORT, _BODY, _BATCH, _QUEUE, _SECONDS = 8377, 4_000_000, 1_000, 64, 30.0


@click.command(short_help="Answer over HTTP, with a live page.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen. Another than this machine's own needs a token.")
@click.option("--port", default=_PORT, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@config_option
@profile_option
@click.option("--token-file", metavar="FILE", type=click.Path(), help=f"Ask for the token in this file. ${TOKEN_VARIABLE} does the same.")
@click.option("--insecure", is_flag=True, help="Listen on other addresses without a token: whoever reaches the port can use it.")
@click.option("--allow-origin", "origins", metavar="ORIGIN", multiple=True, help="A site whose pages may call the service, such as https://desk.example. Repeatable.")
@click.option("--allow-host", "hosts", metavar="NAME", multiple=True, help="A name under which the service may be called, beside localhost and addresses. Repeatable.")
@click.option("--max-body", default=_BODY, show_default=True, metavar="BYTES", type=click.IntRange(1_000), help="The longest request.")
@click.option("--max-batch", default=_BATCH, show_default=True, metavar="N", type=click.IntRange(1), help="The most drafts in one request.")
@click.option("--queue", default=_QUEUE, show_default=True, metavar="N", type=click.IntRange(1), help="The most requests that wait; more are told to come again.")
@click.option("--timeout", default=_SECONDS, show_default=True, metavar="SECONDS", type=click.FloatRange(0.1), help="The longest that a request waits.")
@click.pass_context
def serve(context: click.Context, /, host: str, port: int, config_path: str | None, profile: str | None, token_file: str | None, insecure: bool,
          origins: tuple[str, ...], hosts: tuple[str, ...], max_body: int, max_batch: int, queue: int, timeout: float) -> None:
    """Answer over HTTP until stopped, and show a page that checks a draft while it is written.

    POST /v1/lint judges a draft, /v1/lint/batch many; /openapi.json describes the rest. Nothing that is sent is stored or logged.
    """
    _refuse_without_packages()
    from replylint.service.engine import Engine
    from replylint.service.limits import Limits
    from replylint.service.run import bound, is_loopback, run

    token = read_token(token_file)
    if token is None and not insecure and not is_loopback(host):
        hint = f"give a token with --token-file FILE or ${TOKEN_VARIABLE}, or say --insecure"
        raise ReplylintError(Failure(f"--host {host} can be reached from other machines, and there is no token", hint=hint))
    names = frozenset(name.lower() for name in (*hosts, host, *([] if is_loopback(host) else [socket.gethostname()])))
    for origin in origins:
        _refuse_no_origin(origin)
    engine = Engine(load_config(config_path), profile)
    say(engine.registry.failures)
    with bound(host, port) as listening:
        context.exit(run(engine, listening, Limits(max_body, max_batch, queue, timeout, token, names, origins)))


def _refuse_without_packages() -> None:
    try:
        import starlette
        import uvicorn
    except ImportError as error:
        raise ReplylintError(Failure(f"the package {error.name} is not installed", hint="pip install 'replylint[serve]'")) from error
    del starlette, uvicorn


def _refuse_no_origin(origin: str) -> None:
    scheme, separator, host = origin.partition("://")
    if scheme not in ("http", "https") or not separator or not host or "/" in host or "*" in host:
        raise ReplylintError(Failure(f"--allow-origin {origin}: that is no origin", hint="write it as a browser does, such as https://desk.example, without a path"))


def read_token(path: str | None) -> str | None:
    """The token of a file, else of the environment; None without either. Raises ReplylintError for one that is none."""
    if path is None:
        token = os.environ.get(TOKEN_VARIABLE)
        where = f"${TOKEN_VARIABLE}"
    else:
        where = f"--token-file {path}"
        try:
            token = Path(path).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ReplylintError(Failure(f"{where}: cannot be read: {getattr(error, 'strerror', None) or error}", hint="name a file with the token in its first line")) from None
        if os.name == "posix" and Path(path).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            click.echo(f"replylint: {path} can be read by others (chmod 600 {path})", err=True)
    if token is None:
        return None
    token = token.strip()
    if len(token) < 16 or not token.isascii() or any(character.isspace() for character in token):
        raise ReplylintError(Failure(f"{where}: that is no token", hint="16 or more letters, digits or signs without a space: `openssl rand -hex 32` makes one"))
    return token
