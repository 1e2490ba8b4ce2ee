"""The server: what the client says comes in here, and what was found goes out. Everything here runs in the event loop and waits for nothing long."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lsprotocol.types import (
    LogMessageParams,
    MessageType,
    PublishDiagnosticsParams,
    ShowDocumentParams,
    ShowMessageParams,
    TextDocumentSyncKind,
)
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import PositionCodec

from replylint import __version__
from replylint.draft import Source
from replylint.errors import Failure
from replylint.lsp.actions import Actions
from replylint.lsp.desk import Desk
from replylint.lsp.diagnostics import diagnostics_of, page_of
from replylint.lsp.documents import Document, document_of
from replylint.lsp.judge import Judge, Judged
from replylint.lsp.lenses import headline
from replylint.lsp.linters import Linters
from replylint.lsp.positions import Sheet
from replylint.lsp.protocol import Protocol
from replylint.registry import Registry

PATIENCE = 5.0  # seconds that a request waits for the result of a version; the model takes one or two to load


class Server(LanguageServer):
    """One client's session. Texts are sent whole with each change: pygls counts lines otherwise than the protocol does where a text has other separators."""

    protocol: Protocol

    def __init__(self, profile: str | None = None, config: Path | None = None) -> None:
        super().__init__("replylint", __version__, text_document_sync_kind=TextDocumentSyncKind.Full, protocol_cls=Protocol)
        self.linters = Linters(profile, config)
        self.judge = Judge(self.linters)
        self.desk = Desk(self.judge.judge, self._publish, _crashed)
        self._lenses: dict[str, list[str]] = {}

    def open(self, uri: str, *, at_once: bool) -> None:
        """The document has a version that is to be judged."""
        item = self.workspace.text_documents.get(unquote(uri))  # the key that pygls has for it
        if item is not None:  # a change of what was never opened
            self.desk.put(document_of(item, self.root), at_once=at_once)

    def close_document(self, uri: str) -> None:
        """Nothing is said any more of a document that is not open."""
        self.desk.drop(uri)
        self._lenses.pop(uri, None)
        self.text_document_publish_diagnostics(PublishDiagnosticsParams(uri, []))

    def warm(self) -> None:
        """Loads the checks and the model, so that the first document does not wait longer than it must."""

        text = Document("warm:", "We can't do that.", None, "plaintext", None, self.root or os.curdir)
        self.desk.warm(lambda: self.judge.judge(text, None, lambda: False))

    @property
    def root(self) -> str | None:
        """The folder that the editor has open; the first of several."""
        folders = list(self.workspace.folders.values())
        return (to_fs_path(folders[0].uri) if folders else None) or self.workspace.root_path

    def sheet(self, judged: Judged) -> Sheet:
        """The text of a version in the client's way of counting."""
        return Sheet(judged.source, self.codec)

    def actions(self, judged: Judged) -> Actions:
        """What can be done about the findings of a version."""
        edits = self.client_capabilities.workspace and self.client_capabilities.workspace.workspace_edit
        return Actions(judged, self.sheet(judged), self.linters, versioned=bool(edits and edits.document_changes))

    @property
    def codec(self) -> PositionCodec:
        """The client's way of counting, as it was agreed on."""
        return self.workspace.position_codec

    def show(self, text: str) -> None:
        """A message to the author."""
        self.window_show_message(ShowMessageParams(MessageType.Info, text))

    async def show_page(self, row: str, registry: Registry, text: str) -> None:
        """A rule's page: in the editor where it can show a file, else as a message."""
        window = self.client_capabilities.window
        page = page_of(row, registry)
        if page is not None and window is not None and window.show_document is not None and window.show_document.support:
            await self.window_show_document_async(ShowDocumentParams(page.as_uri(), take_focus=True))
        else:
            self.show(text)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Faults go to the client's log; no draft's text does."""
        self.window_log_message(LogMessageParams(MessageType.Error, f"replylint: {type(error).__name__} ({getattr(source, '__name__', source)})"))

    def _publish(self, judged: Judged) -> None:
        document = judged.document
        found = diagnostics_of(judged, self.sheet(judged))
        self.text_document_publish_diagnostics(PublishDiagnosticsParams(document.uri, found, document.version))
        self._refresh_lenses(judged)

    def _refresh_lenses(self, judged: Judged) -> None:
        """Tells the client that the lenses it has are old ones: it asks for them when a text changes, which is too early."""
        new, uri = [headline(report) for report in judged.reports], judged.document.uri
        workspace = self.client_capabilities.workspace
        if new != self._lenses.get(uri) and workspace is not None and workspace.code_lens is not None and workspace.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)
        self._lenses[uri] = new


def _crashed(document: Document, error: BaseException) -> Judged:
    """What is told of a version that we could not judge, and should have."""
    hint = "this is a fault of replylint or of a plug-in; `replylint check` shows more of it"
    return Judged(document, Source(document.text, document.path), failures=(Failure(f"replylint stopped at this document: {type(error).__name__}", hint=hint),))
