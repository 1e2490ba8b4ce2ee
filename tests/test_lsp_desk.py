"""When what is judged, with a judge that is told when it is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from queue import Queue

import pytest
import pytest_asyncio

from replylint.draft import Source
from replylint.lsp.desk import Desk
from replylint.lsp.documents import Document
from replylint.lsp.judge import Judged, Superseded

pytestmark = pytest.mark.asyncio
WAIT = 30.0


class World:
    """A desk whose judge waits for `go` at every document; `begun` has what it began, `told` what came out."""

    def __init__(self) -> None:
        self.begun: Queue[str] = Queue()
        self.go: Queue[Exception | None] = Queue()
        self.told: asyncio.Queue[Judged] = asyncio.Queue()
        self.seen: list[str] = []
        self.desk = Desk(self.judge, self.told.put_nowait, lambda document, error: Judged(document, Source(f"crashed: {error}")))

    def judge(self, document: Document, before: Judged | None, is_stale: Callable[[], bool]) -> Judged:
        self.seen.append(document.text)
        self.begun.put(document.text)
        error = self.go.get(timeout=WAIT)
        if error is not None:
            raise error
        if is_stale():
            raise Superseded
        return Judged(document, Source(document.text))

    def put(self, text: str, uri: str = "a", *, at_once: bool = True) -> None:
        self.desk.put(Document(uri, text, None, "markdown", None, "."), at_once=at_once)

    async def begins(self) -> str:
        return await asyncio.wait_for(asyncio.to_thread(self.begun.get, timeout=WAIT), WAIT)

    async def tells(self) -> str:
        return (await asyncio.wait_for(self.told.get(), WAIT)).source.text


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    world = World()
    yield world
    world.desk.close()
    for _ in range(9):
        world.go.put(None)


async def test_a_version_that_changed_while_it_was_judged_is_not_told(world: World) -> None:
    world.put("old")
    assert await world.begins() == "old"
    world.put("middle")
    world.put("new")
    world.go.put(None)
    assert await world.begins() == "new"  # the middle one was never begun
    world.go.put(None)
    assert await world.tells() == "new"
    assert world.told.empty() and world.seen == ["old", "new"]


async def test_a_document_that_is_closed_is_not_told(world: World) -> None:
    world.put("first")
    await world.begins()
    world.desk.drop("a")
    world.put("second", "b")
    world.go.put(None)
    assert await world.begins() == "second"
    world.go.put(None)
    assert await world.tells() == "second"
    assert world.told.empty()


async def test_a_request_waits_for_the_version_that_is_open(world: World) -> None:
    world.put("old")
    await world.begins()
    world.put("new", at_once=False)
    asking = asyncio.ensure_future(world.desk.current("a", WAIT))
    world.go.put(None)
    assert await world.begins() == "new"
    world.go.put(None)
    judged = await asyncio.wait_for(asking, WAIT)
    assert judged is not None and judged.source.text == "new"
    assert world.seen == ["old", "new"]


async def test_a_request_is_not_kept_waiting_for_ever(world: World) -> None:
    world.put("slow")
    await world.begins()
    assert await world.desk.current("a", 0.01) is None
    assert await world.desk.current("unknown", WAIT) is None


async def test_a_request_ends_when_its_document_is_closed(world: World) -> None:
    world.put("slow")
    await world.begins()
    asking = asyncio.ensure_future(world.desk.current("a", WAIT))
    await asyncio.wait([asking], timeout=0)  # it begins to wait
    world.desk.drop("a")
    assert await asyncio.wait_for(asking, WAIT) is None


async def test_a_crash_is_told_and_the_next_version_is_judged(world: World) -> None:
    world.put("bad")
    await world.begins()
    world.go.put(ValueError("no"))
    assert await world.tells() == "crashed: no"
    world.put("good")
    await world.begins()
    world.go.put(None)
    assert await world.tells() == "good"


async def test_everything_that_is_open_is_judged_again(world: World) -> None:
    for uri in ("a", "b"):
        world.put(uri, uri)
        await world.begins()
        world.go.put(None)
        await world.tells()
    forgotten: list[int] = []
    world.desk.again(lambda: forgotten.append(len(world.seen)))
    for _ in range(2):
        await world.begins()
        world.go.put(None)
    assert {await world.tells(), await world.tells()} == {"a", "b"}
    assert forgotten == [2]  # before any of them


async def test_nothing_is_begun_after_the_end(world: World) -> None:
    world.put("first")
    await world.begins()
    world.desk.close()
    world.put("second")
    world.desk.again(lambda: None)
    world.go.put(None)
    assert await world.desk.current("a", WAIT) is None
    assert world.seen == ["first"]
