"""The service under load, with rude callers, while it is stopped; all of it bounded."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.serving import ROOT, Running, environment, served

pytest.importorskip("starlette", reason="starlette is not installed: pip install 'replylint[serve]'")
TOKEN = "correct-horse-battery"
REPLY = "We can't lend the tandem on Sunday, because it is being repaired. You can have it on Monday."


@pytest.fixture(scope="module")
def guarded() -> Iterator[Running]:
    with served("--timeout", "2", env={"REPLYLINT_TOKEN": TOKEN}) as running:
        yield running


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}"])
def test_without_the_token_nothing_is_told(guarded: Running, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    with guarded.client(headers=headers) as client:
        for response in (client.post("/v1/lint", json={"text": "a"}), client.post("/v1/lint/batch", json=[]), client.get("/v1/rules"), client.get("/openapi.json")):
            assert (response.status_code, response.json()["error"]["code"], response.headers["www-authenticate"]) == (401, "no_token", "Bearer")
        assert (client.get("/").status_code, client.get("/healthz").status_code) == (200, 200)


def test_with_the_token_all_is(guarded: Running) -> None:
    with guarded.client(headers={"Authorization": f"bearer {TOKEN}"}) as client:
        assert client.post("/v1/lint", json={"text": "a"}).status_code == 200
        assert client.get("/openapi.json").json()["security"] == [{"token": []}]


def spoken(running: Running, text: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", running.port), timeout=30)
    connection.sendall(text)
    return connection


HEAD = f"POST /v1/lint HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n".encode()


def test_half_a_body_is_waited_for_so_long_and_no_longer(guarded: Running) -> None:
    with spoken(guarded, HEAD + b'{"text": ') as connection:
        answer = connection.recv(4096)
        assert answer.startswith(b"HTTP/1.1 408")
        while connection.recv(4096):
            pass  # and the connection is closed


def test_half_a_head_is_waited_for_so_long_and_no_longer(guarded: Running) -> None:
    with spoken(guarded, b"POST /v1/lint HTTP/1.1\r\nHost: loc") as connection:
        assert connection.recv(4096) == b""


@pytest.mark.parametrize("text", [b"\x16\x03\x01\x02\x00\x01", b"GET /" + b"a" * 200_000, b"POST /v1/lint HTTP/1.1\r\nContent-Length: -5\r\n\r\n"])
def test_what_is_no_http_is_turned_away(guarded: Running, text: bytes) -> None:
    try:
        with spoken(guarded, text) as connection:
            assert connection.recv(4096)[:12] in (b"HTTP/1.1 400", b"")
    except ConnectionError:
        pass
    assert httpx.get(f"{guarded.url}healthz", trust_env=False).status_code == 200


def test_callers_that_hang_up_do_no_harm(guarded: Running) -> None:
    for number in range(40):
        spoken(guarded, HEAD[: None if number % 2 else -30] + b'{"text": "We can').close()
    body = b'{"text": "' + b"We can't do that. " * 400 + b'"}'
    whole = HEAD.replace(b"500", str(len(body)).encode()) + body
    for _ in range(10):
        spoken(guarded, whole).close()
    with guarded.client(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        assert client.post("/v1/lint", json={"text": REPLY}).status_code == 200
    assert "Traceback" not in guarded.said()


def test_a_thousand_at_once_are_all_answered(guarded: Running) -> None:
    async def one(client: httpx.AsyncClient, number: int) -> int | str:
        try:
            response = await client.post("/v1/lint", json={"text": REPLY, "id": number})
        except httpx.TransportError as error:
            return type(error).__name__
        if response.status_code == 200:
            assert response.json()["id"] == str(number)
        elif response.headers["content-type"] == "application/json":
            assert int(response.headers["retry-after"]) >= 1
        return response.status_code

    async def some(first: int) -> list[int | str]:
        async with httpx.AsyncClient(base_url=guarded.url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=120, trust_env=False) as client:
            return list(await asyncio.gather(*(one(client, number) for number in range(first, first + 20))))

    async def all_of_them() -> Counter[int | str]:
        answers = await asyncio.gather(*(some(first) for first in range(0, 1_000, 20)))  # a client of 1,000 connections is itself slow
        return Counter(answer for some_answers in answers for answer in some_answers)

    counts = asyncio.run(all_of_them())
    assert sum(counts.values()) == 1_000
    assert set(counts) <= {200, 429, 503}, counts
    assert counts[200] >= 50
    assert httpx.get(f"{guarded.url}healthz", trust_env=False).json()["status"] == "ok"
    assert "Traceback" not in guarded.said()


class SlowEngine:
    """Judges when it is let; what the desk does meanwhile can be looked at."""

    registry = SimpleNamespace(rules={})

    def __init__(self) -> None:
        self.go = threading.Event()
        self.judged: list[str] = []

    def load(self) -> None:
        """Loaded at once."""

    def judge(self, question: Any) -> Any:
        if not self.go.wait(30):
            raise TimeoutError
        if question.text == "crash":
            raise ValueError(question.text + " zanzibarquince")
        self.judged.append(question.text)
        return SimpleNamespace(record=lambda: {"text": question.text})


@asynccontextmanager
async def desk_of(engine: SlowEngine, *, places: int = 3, seconds: float = 20) -> AsyncIterator[tuple[Any, httpx.AsyncClient]]:
    from replylint.service.app import Service
    from replylint.service.desk import Desk
    from replylint.service.limits import Limits

    desk = Desk(engine, places=places, seconds=seconds)  # type: ignore[arg-type]
    app = Service(desk, Limits()).app()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        try:
            yield desk, client
        finally:
            engine.go.set()
            desk.close()


def asked(client: httpx.AsyncClient, text: str) -> asyncio.Task[httpx.Response]:
    return asyncio.ensure_future(client.post("/v1/lint", json={"text": text}))


async def until(true: Any) -> None:
    while not true():
        await asyncio.sleep(0)


def test_a_full_queue_tells_when_to_come_again() -> None:
    async def run() -> None:
        engine = SlowEngine()
        async with desk_of(engine, places=3) as (desk, client):
            waiting = [asked(client, str(number)) for number in range(3)]
            await until(lambda: desk._taken == 3)
            refused = await client.post("/v1/lint", json={"text": "one too many"})
            assert (refused.status_code, refused.json()["error"]["code"], refused.headers["retry-after"]) == (429, "busy", "1")
            engine.go.set()
            assert [(await one).json() for one in waiting] == [{"text": "0"}, {"text": "1"}, {"text": "2"}]
            assert (await client.post("/v1/lint", json={"text": "now"})).status_code == 200

    asyncio.run(run())


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    async def run() -> None:
        engine = SlowEngine()
        async with desk_of(engine, seconds=0.05) as (_, client):
            late = await client.post("/v1/lint", json={"text": "slow"})
            assert (late.status_code, late.json()["error"]["code"]) == (503, "timeout")
            assert late.headers["retry-after"] == "1"

    asyncio.run(run())


def test_what_nobody_waits_for_is_not_judged() -> None:
    from replylint.service.desk import CallerGone
    from replylint.service.question import Question

    async def run() -> None:
        engine = SlowEngine()
        async with desk_of(engine) as (desk, _):
            hung_up = asyncio.Event()

            async def never() -> None:
                await asyncio.Event().wait()

            async def when_told() -> None:
                await hung_up.wait()

            first = asyncio.ensure_future(desk.ask([Question("first")], never))
            second = asyncio.ensure_future(desk.ask([Question("second")], when_told))
            third = asyncio.ensure_future(desk.ask([Question("third")], never))
            await asyncio.sleep(0)
            hung_up.set()
            with pytest.raises(CallerGone):
                await second
            engine.go.set()
            await asyncio.gather(first, third)
            assert engine.judged == ["first", "third"]

    asyncio.run(run())


def test_a_fault_is_answered_and_logged_without_words(capsys: pytest.CaptureFixture[str]) -> None:
    async def run() -> None:
        engine = SlowEngine()
        engine.go.set()
        async with desk_of(engine) as (_, client):
            response = await client.post("/v1/lint", json={"text": "crash"})
            assert (response.status_code, response.json()["error"]["code"]) == (500, "fault")
            assert (await client.post("/v1/lint", json={"text": "next"})).status_code == 200

    asyncio.run(run())
    said = capsys.readouterr()
    assert "ValueError at " in said.err and "test_service_load.py" in said.err
    assert "zanzibarquince" not in said.err + said.out


def test_it_is_ready_only_when_the_model_is_loaded_and_not_when_it_stops() -> None:
    async def run() -> None:
        engine = SlowEngine()
        loading = threading.Event()
        engine.load = lambda: loading.wait(30) and None  # type: ignore[method-assign,assignment]
        async with desk_of(engine) as (desk, client):
            loaded = desk.load()
            response = await client.get("/healthz")
            assert (response.status_code, response.json()["status"], response.headers["retry-after"]) == (503, "loading", "1")
            loading.set()
            await loaded
            assert (await client.get("/healthz")).json()["status"] == "ok"
            desk.close()
            assert (await client.get("/healthz")).json()["status"] == "stopping"
            assert (await client.post("/v1/lint", json={"text": "a"})).json()["error"]["code"] == "stopping"

    asyncio.run(run())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_what_it_has_begun_before_it_stops(number: signal.Signals) -> None:
    with served() as running:
        body = b'[{"text": "' + REPLY.encode() * 20 + b'"}]'
        with spoken(running, b"POST /v1/lint/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body) as connection:
            assert httpx.get(f"{running.url}healthz", trust_env=False).status_code == 200  # the other one has been read by then
            running.process.send_signal(number)
            answer = b""
            while part := connection.recv(65536):
                answer += part
        assert answer.startswith(b"HTTP/1.1 200") and b'"results"' in answer
        assert running.process.wait(30) == 0
        assert "Traceback" not in running.said()
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{running.url}healthz", trust_env=False)


def test_it_can_be_stopped_while_it_loads() -> None:
    with served(wait=False) as running:
        assert running.stop() == 0
        assert "Traceback" not in running.said()


def serve(*options: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "replylint", "serve", *options]
    return subprocess.run(command, cwd=ROOT, env=environment(**env), capture_output=True, text=True, check=False, timeout=120)


def test_answers_are_sent_at_once() -> None:
    """asyncio turns Nagle's algorithm off, but only for a socket that says that it is TCP."""
    from replylint.service.run import bound

    with bound("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP


def test_a_port_in_use_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = serve("--port", str(port))
    assert ran.returncode == 2
    assert ran.stderr == f"replylint: port {port} of 127.0.0.1 is in use\n  stop what runs there, or take another --port; 0 takes a free one\n"


@pytest.mark.parametrize(("options", "said"), [
    (["--host", "0.0.0.0"], "--host 0.0.0.0 can be reached from other machines, and there is no token"),
    (["--host", "::"], "--host :: can be reached from other machines, and there is no token"),
    (["--host", "no.such.name.invalid"], "--host no.such.name.invalid: there is no such address"),
    (["--profile", "suport"], "unknown profile 'suport'"),
    (["--allow-origin", "*"], "--allow-origin *: that is no origin"),
    (["--allow-origin", "https://desk.example/path"], "that is no origin"),
    (["--token-file", "no-such-file"], "--token-file no-such-file: cannot be read: No such file or directory"),
    (["--config", "no-such-file.yaml"], "no-such-file.yaml"),
    (["--queue", "0"], "--queue"),
])  # fmt: skip
def test_what_cannot_be_served_is_said(options: list[str], said: str) -> None:
    ran = serve("--port", "0", *options)
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
    assert said in ran.stderr


def test_without_the_extra_it_says_what_to_install() -> None:
    code = "import sys; sys.modules['uvicorn'] = None; sys.argv = ['replylint', 'serve']; from replylint.front import main; main()"
    ran = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=False, timeout=120)
    assert (ran.returncode, ran.stderr) == (2, "replylint: the package uvicorn is not installed\n  pip install 'replylint[serve]'\n")


def test_a_missing_model_stops_it(tmp_path: Path) -> None:
    config = tmp_path / "replylint.yaml"
    config.write_text("model: en_no_such_model\n")
    ran = serve("--port", "0", "--config", str(config))
    assert ran.returncode == 2
    assert "the language model 'en_no_such_model' is not installed" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_token_comes_from_a_file_that_others_cannot_read(tmp_path: Path) -> None:
    from replylint.cli.serve import read_token
    from replylint.errors import ReplylintError

    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o600)
    assert read_token(str(file)) == TOKEN
    for wrong in ("", "short", "two words are no token", "é" * 20):
        file.write_text(wrong)
        with pytest.raises(ReplylintError, match="that is no token"):
            read_token(str(file))
