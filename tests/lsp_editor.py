"""An editor for tests: pytest-lsp's client with what a person at it does. Every wait is bounded, and none is a sleep."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsprotocol import types
from lsprotocol.types import ClientCapabilities, Diagnostic, Position, PositionEncodingKind, PublishDiagnosticsParams, Range
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, default_converter, register_lsp_features

ROOT = Path(__file__).parent.parent
WAIT = 90.0  # seconds; loading the model takes two on a quiet machine


def server_command(*arguments: str) -> tuple[list[str], dict[str, str]]:
    """The server of this tree, and its environment."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "checks"), os.environ.get("PYTHONPATH", "")])
    return [sys.executable, "-m", "replylint", "lsp", *arguments], {**os.environ, "PYTHONPATH": path}


def capabilities(encoding: str | None, like: str = "visual_studio_code@v1.65.2") -> ClientCapabilities:
    """What a client says that it can do, with the encoding that it offers; None: it says nothing, which is UTF-16."""
    told = client_capabilities(like)
    told.general = told.general or types.GeneralClientCapabilities()
    told.general.position_encodings = None if encoding is None else [PositionEncodingKind(encoding)]
    return told


class Editor:
    """One session. `published` has what was said of each document, newest last."""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding
        self.published: dict[str, list[PublishDiagnosticsParams]] = {}
        self.lens_refreshes = 0
        self.client = LanguageClient(converter_factory=default_converter)
        self._news = asyncio.Event()
        register_lsp_features(self.client, {name: answer for name, answer in DEFAULT_CLIENT_FEATURES.items() if name != types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS})
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(self._on_diagnostics())
        self.client.feature(types.CLIENT_REGISTER_CAPABILITY)(self._on_registration())
        self.client.feature(types.WORKSPACE_CODE_LENS_REFRESH)(self._on_refresh())
        self.registered: list[types.Registration] = []
        self.versions: dict[str, int] = {}

    async def start(self, *arguments: str) -> None:
        """Starts the server; nothing is said to it yet."""
        command, environment = server_command(*arguments)
        await self.client.start_io(*command, env=environment)

    async def initialize(self, root: Path | None = None, told: ClientCapabilities | None = None) -> types.InitializeResult:
        """The greeting of a session."""
        folders = None if root is None else [types.WorkspaceFolder(root.as_uri(), root.name)]
        params = types.InitializeParams(capabilities=told or capabilities(self.encoding), workspace_folders=folders, root_uri=None if root is None else root.as_uri())
        return await self.soon(self.client.initialize_session(params))

    async def stop(self) -> None:
        """Ends the session and the server."""
        await self.soon(self.client.shutdown_session())
        await self.soon(self.client.stop())

    async def soon(self, thing: Any) -> Any:
        """What an awaitable gives, or a failure of the test when it gives nothing."""
        return await asyncio.wait_for(thing, WAIT)

    def open(self, uri: str, text: str, language: str = "markdown") -> str:
        self.versions[uri] = 1
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, language, 1, text)))
        return uri

    def change(self, uri: str, text: str) -> int:
        """The text anew; the answer is its version."""
        self.versions[uri] += 1
        name = types.VersionedTextDocumentIdentifier(version=self.versions[uri], uri=uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(name, [types.TextDocumentContentChangeWholeDocument(text)]))
        return self.versions[uri]

    def save(self, uri: str) -> None:
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def close(self, uri: str) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def found(self, uri: str, where: Callable[[PublishDiagnosticsParams], bool] | None = None) -> list[Diagnostic]:
        """What is said of the version that is open now."""
        version = self.versions.get(uri)
        told = where or (lambda params: params.version == version)
        while True:
            for params in reversed(self.published.get(uri, [])):
                if told(params):
                    return list(params.diagnostics)
            self._news.clear()
            await self.soon(self._news.wait())

    async def hover(self, uri: str, line: int, character: int) -> types.Hover | None:
        place = types.HoverParams(types.TextDocumentIdentifier(uri), Position(line, character))
        hover: types.Hover | None = await self.soon(self.client.text_document_hover_async(place))
        return hover

    async def actions(self, uri: str, place: Range, only: list[str] | None = None) -> list[types.CodeAction]:
        context = types.CodeActionContext([], only=only)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), place, context)
        return list(await self.soon(self.client.text_document_code_action_async(params)))

    async def lenses(self, uri: str) -> list[types.CodeLens]:
        return list(await self.soon(self.client.text_document_code_lens_async(types.CodeLensParams(types.TextDocumentIdentifier(uri)))))

    async def command(self, name: str, *arguments: Any) -> Any:
        return await self.soon(self.client.workspace_execute_command_async(types.ExecuteCommandParams(name, list(arguments))))

    def _on_diagnostics(self) -> Callable[[PublishDiagnosticsParams], None]:
        def answer(params: PublishDiagnosticsParams) -> None:
            self.published.setdefault(params.uri, []).append(params)
            self._news.set()

        return answer

    def _on_registration(self) -> Callable[[types.RegistrationParams], None]:
        def answer(params: types.RegistrationParams) -> None:
            self.registered += params.registrations
            self._news.set()

        return answer

    def _on_refresh(self) -> Callable[[None], None]:
        def answer(params: None) -> None:
            self.lens_refreshes += 1
            self._news.set()

        return answer


def codes(found: list[Diagnostic]) -> list[str]:
    """The codes of diagnostics, in order; what could not be judged has none."""
    return [str(one.code) for one in found if one.code is not None]


def only(found: list[Diagnostic], code: str) -> Diagnostic:
    """The one with that code."""
    (one,) = (one for one in found if one.code == code)
    return one


def underlined(text: str, place: Range, encoding: str | None) -> str:
    """The words at a place, cut out as a client does that counts in that encoding."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    coding, width = {"utf-8": ("utf-8", 1), "utf-32": ("utf-32-le", 4)}.get(encoding or "", ("utf-16-le", 2))
    cut = lines[place.start.line : place.end.line + 1]
    first, last = (line.encode(coding) for line in (cut[0], cut[-1]))
    if len(cut) == 1:
        return first[width * place.start.character : width * place.end.character].decode(coding)
    return "\n".join([first[width * place.start.character :].decode(coding), *cut[1:-1], last[: width * place.end.character].decode(coding)])


def edited(text: str, edit: types.WorkspaceEdit | None, encoding: str | None) -> str:
    """The text with an edit made, as a client makes it. The changes must not overlap."""
    assert edit is not None
    changes = [change for one in edit.document_changes or [] if isinstance(one, types.TextDocumentEdit) for change in one.edits]
    changes += [change for one in (edit.changes or {}).values() for change in one]
    coding, width = {"utf-8": ("utf-8", 1), "utf-32": ("utf-32-le", 4)}.get(encoding or "", ("utf-16-le", 2))
    lines = [*text.splitlines(keepends=True), ""]

    def offset(place: Position) -> int:
        before = lines[place.line].encode(coding)[: width * place.character].decode(coding)
        return sum(map(len, lines[: place.line])) + len(before)

    for change in sorted(changes, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        assert isinstance(change, types.TextEdit)
        text = text[: offset(change.range.start)] + change.new_text + text[offset(change.range.end) :]
    return text
