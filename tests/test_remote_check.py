"""`check --server URL`: the same lines and the same exit status as without, from a service."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.serving import Running, environment, served

pytest.importorskip("starlette", reason="starlette is not installed: pip install 'replylint[serve]'")
DRAFTS = Path(__file__).parent.parent / "examples" / "01_drafts"
TOKEN = "correct-horse-battery"


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with served("--config", str(DRAFTS / "replylint.yaml"), env={"REPLYLINT_TOKEN": TOKEN}) as running:
        yield running


def check(*arguments: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    variables = {**environment(), "REPLYLINT_TOKEN": TOKEN, **env}
    return subprocess.run([sys.executable, "-m", "replylint", "check", *arguments], env=variables, input=stdin, capture_output=True, check=False, timeout=120)


@pytest.mark.parametrize("output_format", ["jsonl", "unix"])
def test_it_prints_the_same_and_ends_the_same(service: Running, output_format: str) -> None:
    arguments = [str(DRAFTS), "no-such-file.md", "-", "--stdin-filename", "a b.md", "--request", "May I?", "--format", output_format]
    stdin = "**No** \U0001f642 we can't do that.\r\n".encode()
    alone = check(*arguments, "--config", str(DRAFTS / "replylint.yaml"), stdin=stdin)
    through = check(*arguments, "--server", service.url, stdin=stdin)
    assert (through.returncode, through.stdout.splitlines(), through.stderr) == (alone.returncode, alone.stdout.splitlines(), alone.stderr)
    assert alone.stdout and alone.returncode == 2


@pytest.mark.parametrize(("text", "status"), [(b"We can't do that.", 1), (b"Your refund is on its way.", 0), (b"\xff", 2)])
def test_the_exit_status(service: Running, text: bytes, status: int) -> None:
    assert check("-", "--format", "jsonl", "--server", service.url, stdin=text).returncode == status


def test_a_report_can_go_into_a_file(service: Running, tmp_path: Path) -> None:
    ran = check("-", "--format=jsonl", f"--server={service.url}", "-o", str(tmp_path / "out.jsonl"), stdin=b"We can't do that.")
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert json.loads((tmp_path / "out.jsonl").read_text())["refusal"] == "full"


def test_a_wrong_token_is_said(service: Running) -> None:
    ran = check("-", "--format", "jsonl", "--server", service.url, stdin=b"No.", REPLYLINT_TOKEN="wrong-wrong-wrong-wrong")
    assert ran.returncode == 2
    assert b"a token is needed, or this one is wrong" in ran.stderr


def test_no_service_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ran = check("-", "--format", "jsonl", "--server", f"http://127.0.0.1:{port}", stdin=b"No.")
    assert ran.returncode == 2
    assert b"the service does not answer: Connection refused" in ran.stderr


@pytest.mark.parametrize(("arguments", "said"), [
    (["--server", "ftp://a", "--format", "jsonl"], b"that is no address of a service"),
    (["--server", "http://a:b", "--format", "jsonl"], b"that is no address of a service"),
    (["--server", "http://localhost"], b"with --server URL the --format is jsonl or unix"),
    (["--server", "http://localhost", "--format", "jsonl", "--select", "RSN"], b"--select: with --server the configuration of the service holds"),
])  # fmt: skip
def test_what_a_service_is_not_asked(arguments: list[str], said: bytes) -> None:
    ran = check("-", *arguments, stdin=b"No.")
    assert (ran.returncode, said in ran.stderr, b"Traceback" in ran.stderr) == (2, True, False), ran.stderr


class Busy(BaseHTTPRequestHandler):
    """A service that is busy twice, then answers what it is told to."""

    asked = 0
    answer: bytes = b'{"schema": 1, "results": [{"schema": 1, "id": null, "status": 0, "drafts": [], "failures": []}]}'

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        type(self).asked += 1
        busy = type(self).asked <= 2
        self.send_response(429 if busy else 200)
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(b'{"error": {"code": "busy", "message": "busy", "hint": ""}}' if busy else type(self).answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.parametrize(("answer", "status"), [(Busy.answer, 0), (b"<html>", 2)])
def test_a_busy_service_is_asked_again(answer: bytes, status: int) -> None:
    Busy.asked, Busy.answer = 0, answer
    with HTTPServer(("127.0.0.1", 0), Busy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        ran = check("-", "--format", "jsonl", "--server", f"http://127.0.0.1:{server.server_port}/", stdin=b"No.")
        server.shutdown()
    assert (ran.returncode, Busy.asked, b"Traceback" in ran.stderr) == (status, 3, False), ran.stderr
