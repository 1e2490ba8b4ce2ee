"""The HTTP service: what is asked at which address, and the answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from replylint import __version__
from replylint.reporters.records import SCHEMA, dumps
from replylint.service import live_page, openapi, rule_records
from replylint.service.desk import Desk
from replylint.service.door import Door
from replylint.service.engine import Answer
from replylint.service.limits import Limits
from replylint.service.question import Question, read_json, read_question
from replylint.service.refused import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import ASGIApp

JSON_LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
_DROPPED = 4_000_000  # bytes


class Service:
    """The endpoints, around a desk at which they wait."""

    def __init__(self, desk: Desk, limits: Limits) -> None:
        self._desk = desk
        self._limits = limits

    def app(self) -> ASGIApp:
        """The application, behind its door."""
        page = live_page.routes()
        routes = [
            *page,
            Route("/v1/lint", self.lint, methods=["POST"]),
            Route("/v1/lint/batch", self.batch, methods=["POST"]),
            Route("/v1/rules", self.rules),
            Route("/v1/rules/{code}", self.rule),
            Route("/healthz", self.health),
            Route("/openapi.json", self.openapi),
        ]
        cors = Middleware(CORSMiddleware, allow_origins=self._limits.origins, allow_methods=["GET", "POST"], allow_headers=["authorization", "content-type"])
        starlette = Starlette(
            routes=routes,
            middleware=[cors] if self._limits.origins else [],
            exception_handlers={Refused: _refused, HTTPException: _no_such, Exception: _fault},
            lifespan=self._lifespan,
        )
        return Door(starlette, self._limits, open_paths=frozenset({"/healthz", *(route.path for route in page)}))

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self._desk.load()
        yield
        self._desk.close()

    async def lint(self, request: Request) -> Response:
        """One draft."""
        _expect(request, ("application/json",))
        async with self._desk.place():
            question = read_question(read_json(await self._desk.read(_body(request, self._limits.body))))
            (answer,) = await self._desk.ask([question], _hung_up(request))
        if isinstance(answer, Refused):
            raise answer
        return _json(answer.record())

    async def batch(self, request: Request) -> Response:
        """Many drafts: a list, an object with `drafts` and defaults for all of them, or JSON Lines. One that is faulty does not stop the others."""
        kind = _expect(request, ("application/json", *JSON_LINES))
        async with self._desk.place():
            body = await self._desk.read(_body(request, self._limits.body))
            questions = _lines(body) if kind in JSON_LINES else _items(read_json(body))
            if len(questions) > self._limits.batch:
                message = f"{len(questions):,} drafts are too many for one request: the limit is {self._limits.batch:,}"
                raise Refused(413, "too_many", message, "send them in several, or start the service with a larger --max-batch")
            answers = await self._desk.ask(questions, _hung_up(request))
        records = [_item(number, answer) for number, answer in enumerate(answers, 1)]
        if kind in JSON_LINES:
            return Response("".join(dumps(one) + "\n" for one in records), media_type=kind)
        return _json({"schema": SCHEMA, "results": records})

    async def rules(self, request: Request) -> Response:
        """The guideline table in one profile."""
        linter = self._desk.engine.linter_for(request.query_params.get("profile"))
        return _json(rule_records.table(linter))

    async def rule(self, request: Request) -> Response:
        """What a rule is about."""
        return _json(rule_records.page(self._desk.engine.linter, request.path_params["code"]))

    async def health(self, _: Request) -> Response:
        """Whether a draft would be judged at once."""
        state = {"status": "ok" if self._desk.ready else "stopping" if self._desk.closed else "loading", "version": __version__}
        return _json(state) if self._desk.ready else _json(state, 503, {"Retry-After": "1"})

    async def openapi(self, _: Request) -> Response:
        """This service, described."""
        return _json(openapi.document(self._limits))


def _json(value: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(dumps(value), status, headers, "application/json")


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return JSONResponse(error.body(), error.status, dict(error.headers))


async def _fault(_: Request, __: Exception) -> Response:
    return JSONResponse(Refused(500, "fault", "the service has a fault; its log says where", "please report it").body(), 500)


async def _no_such(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known = {404: ("not_found", "there is nothing at this address"), 405: ("wrong_method", "this address does not take that method")}
    code, message = known.get(error.status_code, ("refused", str(error.detail)))
    return JSONResponse(Refused(error.status_code, code, message, "GET /openapi.json lists what there is").body(), error.status_code, error.headers)


def _expect(request: Request, kinds: Sequence[str]) -> str:
    """The media type of a request that is one of `kinds`. Raises Refused (415). Asking for it keeps out forms of other sites, too."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        raise Refused(415, "wrong_media_type", "the body is not said to be JSON", f"send it with Content-Type: {' or '.join(kinds)}")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(415, "compressed", "a compressed body is not read", "send it as it is")
    return kind


async def _body(request: Request, most: int) -> bytes:
    """The body. Raises Refused (413); a little more than allowed is read and dropped, since many callers hear no answer before they have said all."""
    announced = request.headers.get("content-length", "")
    parts: list[bytes] = []
    length = int(announced) if announced.isdigit() else 0
    if length <= most + _DROPPED:
        length = 0
        async for part in request.stream():
            length += len(part)
            if length <= most:
                parts.append(part)
            elif length > most + _DROPPED:
                break
    if length > most:
        raise Refused(413, "too_large", f"the body is longer than {most:,} bytes", "send less, or start the service with a larger --max-body", {"Connection": "close"})
    return b"".join(parts)


def _hung_up(request: Request) -> Callable[[], Awaitable[None]]:
    async def waiting() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    return waiting


def _items(value: object) -> list[Question | Refused]:
    defaults: dict[str, Any] = {}
    if isinstance(value, dict):
        defaults = {key: one for key, one in value.items() if key != "drafts"}
        value = value.get("drafts")
    if not isinstance(value, list):
        raise Refused(422, "wrong_type", "expected a list of questions", 'send [{"text": "…"}, …], or {"drafts": [{"text": "…"}, …], "profile": "…"}')
    return [_question(one, defaults) for one in value]


def _lines(body: bytes) -> list[Question | Refused]:
    questions: list[Question | Refused] = []
    for line in body.split(b"\n"):
        if line.strip():
            try:
                questions.append(_question(read_json(line), {}))
            except Refused as refused:
                questions.append(refused)
    return questions


def _question(value: object, defaults: dict[str, Any]) -> Question | Refused:
    try:
        return read_question(value, defaults)
    except Refused as refused:
        return refused


def _item(number: int, answer: Answer | Refused) -> dict[str, Any]:
    """One result of a batch; a question that was none is a failure at its place."""
    if isinstance(answer, Answer):
        return answer.record()
    failure = {"path": None, "line": None, "column": None, "message": f"draft {number}: {answer.message}", "hint": answer.hint}
    return {"schema": SCHEMA, "id": None, "status": 2, "drafts": [], "failures": [failure]}


