"""A client of the MCP server that waits for no answer for ever, and the server's environment."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
from mcp import Client

from replylint.config import Config
from replylint.mcp_server.answers import Answers

ROOT = Path(__file__).parent.parent
SECONDS = 90
ENVIRONMENT = {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "checks"))), "PYTHONIOENCODING": "utf-8"}
Talk = Callable[[Client], Awaitable[None]]


def default_answers() -> Answers:
    """What a server without a configuration answers. A module makes a fixture of it: `answers = pytest.fixture(scope="module")(default_answers)`."""
    return Answers(Config.default())


def talk(target: Any, conversation: Talk) -> None:
    """Runs a conversation with a server, and no longer than a minute and a half."""

    async def bounded() -> None:
        with anyio.fail_after(SECONDS):
            async with Client(target) as client:
                await conversation(client)

    anyio.run(bounded)
