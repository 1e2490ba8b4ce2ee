"""The same conversation with the MCP server over standard input and output, over HTTP and with the older handshake; what is refused, and how it stops."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

import replylint

pytest.importorskip("mcp", reason="the MCP SDK is not installed: pip install 'replylint[mcp]'")

import anyio
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from replylint.mcp_server.answers import Answers
from replylint.mcp_server.server import server_of
from replylint.reporters.schema import schema
from tests.known_replies import NO
from tests.mcp_client import ENVIRONMENT, SECONDS, default_answers, talk

answers = pytest.fixture(scope="module")(default_answers)
INITIALIZE = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


def first_line(pipe: IO[bytes]) -> str:
    """The next line of a pipe, or a failure when none comes."""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        assert selector.select(SECONDS), "nothing was written"
    return pipe.readline().decode()


def started(*arguments: str, cwd: Path, **pipes: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **ENVIRONMENT}
    return subprocess.Popen([sys.executable, "-m", "replylint", "mcp", *arguments], cwd=cwd, env=environment, bufsize=0, **pipes)


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a free port."""
    process = started("--http", "0", cwd=tmp_path_factory.mktemp("http"), stderr=subprocess.PIPE)
    try:
        assert process.stderr is not None
        line = first_line(process.stderr)
        assert line.startswith("replylint mcp: http://127.0.0.1:"), line
        yield line.split()[-1]
    finally:
        process.terminate()
        process.wait(SECONDS)


async def whole_conversation(client: Client) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"lint_reply", "explain_rule", "list_rules"}
    assert tools["lint_reply"].output_schema == schema()
    assert all(tool.annotations is not None and tool.annotations.read_only_hint for tool in tools.values())

    result = await client.call_tool("lint_reply", {"text": NO, "request": "May I come on Sunday?"})
    expected = replylint.lint(NO, request="May I come on Sunday?", final=True)
    assert not result.is_error
    assert result.structured_content == replylint.record(expected.drafts[0])
    assert [part.text for part in result.content] == [replylint.brief(expected)]

    wrong = await client.call_tool("lint_reply", {})
    assert (wrong.is_error, wrong.content[0].text) == (True, "lint_reply: text is missing")

    explained = await client.call_tool("explain_rule", {"rule": "alt001"})
    assert explained.content[0].text.startswith("ALT001 missing-alternative (warning; row alternatives)")
    table = (await client.call_tool("list_rules", {})).structured_content
    assert table["profile"] == "support"
    assert "ALT001" in {rule["code"] for row in table["rows"] for rule in row["rules"]}

    resource = (await client.read_resource("replylint://rules/ALT001")).contents[0]
    assert (resource.mime_type, resource.text.splitlines()[0]) == ("text/markdown", "# ALT001 missing-alternative")
    prompt = await client.get_prompt("rewrite_refusal", {"text": NO, "request": "May I come on Sunday?"})
    said = prompt.messages[0].content.text
    assert replylint.brief(expected) in said
    quoted = "\n".join(f"> {line}".rstrip() for line in NO.splitlines())
    assert f"<reply>\n{quoted}\n</reply>" in said and "<request>\n> May I come on Sunday?\n</request>" in said


# Conversations


def test_over_standard_input_and_output(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+") as log:
        server = StdioServerParameters(command=sys.executable, args=["-m", "replylint", "mcp"], env=ENVIRONMENT, cwd=tmp_path)
        talk(stdio_client(server, errlog=log), whole_conversation)
        log.seek(0)
        assert log.read() == "", "no text of a draft is logged, and nothing else either"


def test_over_http(http: str) -> None:
    talk(http, whole_conversation)


def test_two_clients_over_http_at_once(http: str) -> None:
    async def both() -> None:
        with anyio.fail_after(SECONDS):
            async with Client(http) as one, Client(http) as other, anyio.create_task_group() as tasks:
                for client in (one, other, one, other):
                    tasks.start_soon(whole_conversation, client)

    anyio.run(both)


def test_with_the_older_handshake(answers: Answers) -> None:
    async def bounded() -> None:
        with anyio.fail_after(SECONDS):
            async with Client(server_of(answers), mode="legacy") as client:
                await whole_conversation(client)

    anyio.run(bounded)


# What is refused, and the end


def test_requests_before_the_handshake_are_refused_and_only_the_protocol_is_written(tmp_path: Path) -> None:
    process = started(cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    number = 0

    def ask(method: str, params: dict[str, Any] | None = None) -> Any:
        nonlocal number
        number += 1
        process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params or {}}).encode() + b"\n")  # type: ignore[union-attr]
        answer = json.loads(first_line(process.stdout))  # type: ignore[arg-type]
        assert (answer["jsonrpc"], answer["id"]) == ("2.0", number)
        return answer

    call = {"name": "lint_reply", "arguments": {"text": NO}}
    try:
        assert ask("tools/call", call)["error"]["code"] == -32602
        process.stdin.write(b"no JSON\n\n[1, 2]\n\xff\xfe\n")
        assert ask("initialize", INITIALIZE)["result"]["serverInfo"]["version"] == replylint.__version__
        process.stdin.write(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}\n')
        assert ask("tools/call", call)["result"]["structuredContent"]["refusal"] == "full"
        assert ask("no/such")["error"]["code"] == -32601
        process.stdin.close()
        assert process.wait(SECONDS) == 0
        assert process.stdout.read() == b""
    finally:
        process.kill()
        process.wait(SECONDS)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{broken", {}, 400),
        (b"x" * 5_000_000, {}, 413),
        (b"{}", {"Host": "attacker.example"}, 421),
        (b"{}", {"Origin": "https://attacker.example"}, 403),
        (b"{}", {"Content-Type": "text/plain"}, 400),
    ],
)
def test_what_http_refuses(http: str, body: bytes, headers: dict[str, str], status: int) -> None:
    from http.client import HTTPConnection
    from urllib.parse import urlsplit

    place = urlsplit(http)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=SECONDS)
    try:
        connection.request("POST", place.path, body, {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers})
        assert connection.getresponse().status == status
    finally:
        connection.close()


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_http_stops_when_it_is_told_to(tmp_path: Path, number: signal.Signals, status: int) -> None:
    process = started("--http", "localhost:0", cwd=tmp_path, stderr=subprocess.PIPE)
    try:
        assert process.stderr is not None
        url = first_line(process.stderr).split()[-1]
        talk(url, whole_conversation)
        process.send_signal(number)
        assert process.wait(SECONDS) == status
        assert b"Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.wait(SECONDS)
