"""A session from its first to its last byte: what comes too early, too late, broken or not at all, and the two ways to the server."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from click.testing import CliRunner

from replylint.cli import main
from tests.lsp_editor import WAIT, server_command

DRAFT = "You should have read the terms before you booked!!!\n"
OPEN = {"textDocument": {"uri": "file:///tmp/a.md", "languageId": "markdown", "version": 1, "text": DRAFT}}


class Wire:
    """A server and the bytes to and from it. Each read ends: a server that says nothing is killed when the time is over."""

    def __init__(self, *arguments: str, environment: dict[str, str] | None = None) -> None:
        command, its_own = server_command(*arguments)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**its_own, **(environment or {})})
        assert self.process.stdin is not None and self.process.stdout is not None
        self.to: BinaryIO = self.process.stdin  # type: ignore[assignment]
        self.back: BinaryIO = self.process.stdout  # type: ignore[assignment]

    def raw(self, body: bytes, length: int | None = None) -> None:
        self.to.write(b"Content-Length: %d\r\n\r\n%b" % (len(body) if length is None else length, body))
        self.to.flush()

    def send(self, method: str, params: object = None, number: int | None = None) -> None:
        self.raw(json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **({} if number is None else {"id": number})}).encode())

    def read(self) -> dict[str, Any]:
        return read_message(self.back)

    def answer(self, number: int) -> dict[str, Any]:
        while True:
            message = self.read()
            if message.get("id") == number and "method" not in message:
                return message

    def diagnostics(self) -> list[str | None]:
        while True:
            message = self.read()
            if message.get("method") == "textDocument/publishDiagnostics":
                return [one.get("code") for one in message["params"]["diagnostics"]]

    def greet(self) -> dict[str, Any]:
        self.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 1)
        greeting = self.answer(1)
        self.send("initialized", {})
        return greeting

    def end(self) -> int:
        return self.process.wait(WAIT)


def read_message(stream: BinaryIO) -> dict[str, Any]:
    length = 0
    while (line := stream.readline()).strip():
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    assert length, "the server said nothing more"
    message: dict[str, Any] = json.loads(stream.read(length))
    return message


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield from closing(wire)


def closing(wire: Wire) -> Iterator[Wire]:
    """Without a test that hangs: what was not ended is killed."""
    from threading import Timer

    timer = Timer(WAIT, wire.process.kill)
    timer.start()
    try:
        yield wire
    finally:
        timer.cancel()
        wire.process.kill()
        wire.process.wait()
        for stream in (wire.process.stdin, wire.process.stdout, wire.process.stderr):
            with contextlib.suppress(OSError):
                stream.close()  # type: ignore[union-attr]


def test_requests_before_initialize_are_refused_and_notifications_dropped(wire: Wire) -> None:
    wire.send("textDocument/didOpen", OPEN)
    wire.send("textDocument/hover", {"textDocument": {"uri": "file:///tmp/a.md"}, "position": {"line": 0, "character": 0}}, 7)
    assert wire.answer(7)["error"] == {"code": -32002, "message": "expected initialize first"}
    wire.send("shutdown", None, 8)
    assert wire.answer(8)["error"]["code"] == -32002
    assert wire.greet()["result"]["serverInfo"]["name"] == "replylint"
    wire.send("textDocument/didOpen", OPEN)
    assert wire.diagnostics() == ["TON003", "TON004"]


def test_initialize_is_answered_without_the_parser(tmp_path: Path) -> None:
    """The answer cannot wait for what is not there: a spaCy that hangs on import until the test lets it go."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    (tmp_path / "spacy.py").write_text(f"open({str(gate)!r}).read()\nraise ImportError('no spaCy today')\n", "utf-8")
    path = os.pathsep.join([str(tmp_path), server_command()[1]["PYTHONPATH"]])
    for wire in closing(Wire(environment={"PYTHONPATH": path})):
        greeting = wire.greet()
        wire.send("textDocument/didOpen", OPEN)  # before the model is there
        wire.send("nonsense/request", {}, 2)
        assert wire.answer(2)["error"]["code"] == -32601  # it goes on answering
        gate.write_text("go on")
        assert greeting["result"]["capabilities"]["hoverProvider"]
        wire.send("shutdown", None, 3)
        assert "result" in wire.answer(3)
        wire.send("exit")
        assert wire.end() == 0


def test_a_document_that_is_opened_before_the_model_is_ready_is_judged_when_it_is(wire: Wire) -> None:
    wire.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 1)
    wire.send("initialized", {})
    wire.send("textDocument/didOpen", OPEN)
    assert wire.diagnostics() == ["TON003", "TON004"]


def test_initialize_comes_once(wire: Wire) -> None:
    wire.greet()
    wire.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 2)
    assert wire.answer(2)["error"]["code"] == -32600


def test_a_request_after_shutdown_is_refused_and_exit_is_clean(wire: Wire) -> None:
    wire.greet()
    wire.send("shutdown", None, 2)
    assert wire.answer(2)["result"] is None
    wire.send("textDocument/hover", {"textDocument": {"uri": "file:///tmp/a.md"}, "position": {"line": 0, "character": 0}}, 3)
    assert wire.answer(3)["error"]["code"] == -32600
    wire.send("exit")
    assert wire.end() == 0


def test_an_exit_without_shutdown_and_a_client_that_is_gone_end_the_server(wire: Wire) -> None:
    wire.greet()
    wire.send("textDocument/didOpen", OPEN)  # in the middle of its work
    wire.send("exit")
    assert wire.end() == 1
    for other in closing(Wire()):
        other.greet()
        other.send("textDocument/didOpen", OPEN)
        other.to.close()
        assert other.end() == 1


@pytest.mark.parametrize("body", [
    b"{",
    b"[]",
    b'"hello"',
    b"null",
    b"\xff\xfe",
    b'{"jsonrpc": "1.0", "id": 1, "method": "x"}',
    b'{"jsonrpc": "2.0"}',
    b'{"jsonrpc": "2.0", "id": 5, "method": "textDocument/hover", "params": {"position": 3}}',
    b'{"jsonrpc": "2.0", "id": 6, "result": {"a": 1}}',
    b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"uri": 3}}}',
    b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {}}',
    b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 99}}',
    b"[" * 20000,
])  # fmt: skip
def test_a_broken_message_is_survived(wire: Wire, body: bytes) -> None:
    wire.greet()
    wire.raw(body)
    wire.send("textDocument/didOpen", OPEN)
    assert wire.diagnostics() == ["TON003", "TON004"]


def test_no_word_of_a_draft_is_written_to_standard_error(wire: Wire) -> None:
    wire.greet()
    wire.send("textDocument/didOpen", OPEN)
    assert wire.diagnostics()
    wire.send("textDocument/didChange", {"textDocument": {"uri": "file:///tmp/never.md", "version": 2}, "contentChanges": [{"text": DRAFT}]})
    wire.raw(json.dumps({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"text": DRAFT}}}).encode())
    wire.send("workspace/executeCommand", {"command": "replylint.score", "arguments": [{"text": DRAFT}]}, 4)
    assert "error" in wire.answer(4)
    wire.send("shutdown", None, 5)
    wire.answer(5)
    wire.send("exit")
    _, said = wire.process.communicate(timeout=WAIT)
    assert b"terms" not in said


def test_what_is_printed_while_a_draft_is_judged_is_not_sent_to_the_client(tmp_path: Path) -> None:
    chatty = "print('the parser comes')\n        os.system('echo and a child of it')\n"
    finder = f"class Finder:\n    def find_spec(self, name, path, target=None):\n        if name != 'spacy': return None\n        {chatty}\n"
    (tmp_path / "sitecustomize.py").write_text(f"import os, sys\n{finder}\nsys.meta_path.insert(0, Finder())\n", "utf-8")
    for wire in closing(Wire(environment={"PYTHONPATH": os.pathsep.join([str(tmp_path), server_command()[1]["PYTHONPATH"]])})):
        wire.greet()
        wire.send("textDocument/didOpen", OPEN)
        assert wire.diagnostics() == ["TON003", "TON004"]
        wire.to.close()
        assert wire.end() == 1
        assert wire.process.stderr is not None
        said = wire.process.stderr.read()
        assert b"the parser comes" in said and b"and a child of it" in said


def test_one_client_is_served_at_a_port_and_others_are_turned_away() -> None:
    command, environment = server_command("--tcp", "127.0.0.1:0")
    server = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment)
    try:
        assert server.stderr is not None
        said = server.stderr.readline().decode()
        assert said.startswith("replylint lsp: listening on 127.0.0.1:")
        address = ("127.0.0.1", int(said.rsplit(":", 1)[1]))
        with socket.create_connection(address, WAIT) as client, client.makefile("rwb") as stream:
            for number, (method, params) in enumerate([("initialize", {"processId": None, "rootUri": None, "capabilities": {}}), ("shutdown", None)], start=1):
                body = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode()
                stream.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
                stream.flush()
                assert read_message(stream)["id"] == number  # type: ignore[arg-type]
                if number == 1:
                    with socket.create_connection(address, WAIT) as other:
                        assert other.recv(1) == b""
        assert server.wait(WAIT) == 0
    finally:
        server.kill()
        server.communicate()


def test_a_client_that_hangs_up_in_the_middle_of_a_message_ends_the_server() -> None:
    command, environment = server_command("--tcp", "localhost:0")
    server = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment)
    try:
        assert server.stderr is not None
        port = int(server.stderr.readline().decode().rsplit(":", 1)[1])
        with socket.create_connection(("localhost", port), WAIT) as client:
            client.sendall(b'Content-Length: 500\r\n\r\n{"jsonrpc":')
        assert server.wait(WAIT) == 1
        assert b"Traceback" not in server.communicate(timeout=WAIT)[1]
    finally:
        server.kill()
        server.communicate()


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = CliRunner().invoke(main, ["lsp", "--tcp", f"127.0.0.1:{taken.getsockname()[1]}"])
    assert done.exit_code == 2
    assert "ddress already in use" in done.output


@pytest.mark.parametrize("address", ["0.0.0.0:80", "example.org:80", "192.168.1.4:1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:x", ":80", "[::]:80"])
def test_only_addresses_of_this_machine_are_served(address: str) -> None:
    done = CliRunner().invoke(main, ["lsp", "--tcp", address])
    assert done.exit_code == 2
    assert "expected " in done.output


def test_a_profile_that_is_none_is_told_in_the_document() -> None:
    for wire in closing(Wire("--profile", "nobody")):
        wire.greet()
        wire.send("textDocument/didOpen", OPEN)
        while (message := wire.read()).get("method") != "textDocument/publishDiagnostics":
            pass
        (fault,) = message["params"]["diagnostics"]
        assert fault["message"].startswith("unknown profile 'nobody'")


def test_a_configuration_can_be_named_for_all(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("rules: {TON003: off}\n", "utf-8")
    for wire in closing(Wire("--stdio", "--config", str(tmp_path / "mine.yaml"))):
        wire.greet()
        wire.send("textDocument/didOpen", OPEN)
        assert wire.diagnostics() == ["TON004"]


def test_without_the_extra_it_says_what_to_install() -> None:
    code = "import sys\nsys.modules['pygls'] = None\nfrom replylint.cli import main\nmain(['lsp'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=server_command()[1], check=False, timeout=WAIT)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'replylint[lsp]'" in done.stderr
