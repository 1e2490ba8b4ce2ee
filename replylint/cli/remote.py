"""`check --server URL`: files are read here and judged by a service."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import click

from replylint.cli.guard import COULD_NOT_JUDGE, say
from replylint.cli.inputs import STDIN, paths_or_default, read_request
from replylint.cli.output import refuse_inputs, report_file
from replylint.draft import Source
from replylint.errors import Failure, ReplylintError

_FORMATS = ("jsonl", "unix")
_AT_ONCE = 50  # files to a request
_SECONDS, _TRIES = 60.0, 5


def check(url: str, *, paths: Sequence[str], output_format: str, input_format: str | None, request: str | None, profile: str | None, final: bool, preview: bool,
          stdin_filename: str | None, output: str | None, color: str) -> int:
    """Prints what the service says of the files, and answers the exit status. Raises ReplylintError when there is no service."""
    if output_format not in _FORMATS:
        raise click.UsageError(f"with --server URL the --format is {' or '.join(_FORMATS)}")
    refuse_inputs(output, paths)
    asked = {"input_format": input_format, "request": read_request(request), "profile": profile, "final": final or None, "preview": preview or None}
    service = _Service(url)
    unread: dict[str, Any] = {"status": COULD_NOT_JUDGE, "drafts": [], "failures": []}
    status = 0
    with report_file(output) as out:
        sources = _sources(paths_or_default(paths), stdin_filename)
        while some := list(islice(sources, _AT_ONCE)):
            answers = iter(service.ask({"drafts": [{"text": one.text, "path": one.path} for one in some if isinstance(one, Source)], **asked}))
            for one in some:
                answer = unread if isinstance(one, Failure) else next(answers)
                failures = [one] if isinstance(one, Failure) else [Failure(**failure) for failure in answer["failures"]]
                out.writelines(_lines(answer["drafts"], output_format))
                out.flush()
                say(failures)
                status = max(status, answer["status"])
    return status


def _sources(paths: Sequence[str], stdin_filename: str | None) -> Iterator[Source | Failure]:
    import sys

    from replylint import sources

    for path in paths:
        if path == STDIN:
            yield sources.decode(sys.stdin.buffer.read(), stdin_filename)
            continue
        for item in sources.find((path,)):
            yield item if isinstance(item, Failure) else sources.read(item)


def _lines(drafts: Iterable[dict[str, Any]], output_format: str) -> Iterator[str]:
    from replylint.reporters.cells import shown
    from replylint.reporters.places import NO_PATH
    from replylint.reporters.records import dumps

    for draft in drafts:
        if output_format == "jsonl":
            yield dumps(draft) + "\n"
        else:
            for one in draft["findings"]:
                yield f"{one['path'] or NO_PATH}:{one['line']}:{one['column']}: {one['code']} {shown(one['message'])}\n"


class _Service:
    """A service at a URL. The token comes from the environment, where no list of processes shows it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("http", "https") or not parts.hostname or port == -1 or parts.query or parts.username:
            raise ReplylintError(Failure(f"--server {url}: that is no address of a service", hint="write it as `replylint serve` says it: http://127.0.0.1:8377/"))
        self._url = url
        self._path = f"{parts.path.rstrip('/')}/v1/lint/batch"
        self._host = parts.hostname
        self._connection = (HTTPSConnection if parts.scheme == "https" else HTTPConnection)(parts.hostname, port, timeout=_SECONDS)

    def ask(self, question: dict[str, Any]) -> list[dict[str, Any]]:
        """The answers to a batch. A service that is busy is asked again. Raises ReplylintError."""
        headers = {"Content-Type": "application/json"}
        if token := os.environ.get("REPLYLINT_TOKEN"):
            headers["Authorization"] = f"Bearer {token.strip()}"
        for left in range(_TRIES - 1, -1, -1):
            try:
                self._connection.request("POST", self._path, json.dumps(question), headers)
                response = self._connection.getresponse()
                answer = json.loads(response.read())
            except (OSError, HTTPException, ValueError) as error:
                self._connection.close()
                message = f"{self._url}: the service does not answer: {getattr(error, 'strerror', None) or type(error).__name__}"
                raise ReplylintError(Failure(message, hint="`replylint serve` starts one; its first line says where")) from error
            if response.status in (429, 503) and left:
                time.sleep(min(float(response.headers.get("Retry-After", "1")), 10))
                continue
            break
        if response.status != 200:
            said = answer.get("error", {}) if isinstance(answer, dict) else {}
            raise ReplylintError(Failure(f"{self._url}: {said.get('message') or f'the service answered {response.status}'}", hint=said.get("hint", "")))
        results: list[dict[str, Any]] = answer["results"]
        return results
