"""The requests and notifications that the server answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from replylint.config_file import PYPROJECT, YAML_NAMES
from replylint.lsp.actions import EXPLAIN, KINDS
from replylint.lsp.hover import hover_at, rule_page
from replylint.lsp.lenses import SCORE, lenses_of, scorecard_text, scores
from replylint.lsp.server import PATIENCE, Server
from replylint.model import Span
from replylint.registry import load

_CONFIG_NAMES = (*YAML_NAMES, PYPROJECT, "check.yaml")


def make(profile: str | None = None, config: Path | None = None) -> Server:
    """A server with all that it can do."""
    server = Server(profile, config)
    for method, answer in _FEATURES.items():
        server.feature(method)(answer)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=list(KINDS)))(code_action)
    server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))(code_lens)
    server.command(SCORE)(score)
    server.command(EXPLAIN)(explain)
    return server


def initialized(ls: Server, params: types.InitializedParams) -> None:
    """The session begins: the model is loaded while the author reads."""
    ls.warm()
    workspace = ls.client_capabilities.workspace
    watching = workspace and workspace.did_change_watched_files
    if watching and watching.dynamic_registration:
        watchers = [types.FileSystemWatcher(f"**/{name}") for name in _CONFIG_NAMES]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        ls.client_register_capability(types.RegistrationParams([types.Registration("replylint.config", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)]))


def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Judged as soon as the worker is free."""
    ls.open(params.text_document.uri, at_once=True)


def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Judged when the author pauses."""
    ls.open(params.text_document.uri, at_once=False)


def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """A configuration that was saved holds at once, also where the client watches no files."""
    if Path(params.text_document.uri).name in _CONFIG_NAMES:
        ls.desk.again(ls.linters.forget)


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Forgotten."""
    ls.close_document(params.text_document.uri)


def did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """A configuration was written or deleted by whomever."""
    if any(Path(change.uri).name in _CONFIG_NAMES for change in params.changes):
        ls.desk.again(ls.linters.forget)


def shutdown(ls: Server, params: None) -> None:
    """What is under way is given up."""
    ls.desk.close()


async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """What is wrong there, and the rule's page; the move that a sentence is."""
    judged = await ls.desk.current(params.text_document.uri, PATIENCE)
    if judged is None:
        return None
    sheet, wanted = ls.sheet(judged), ls.client_capabilities.text_document
    formats = (wanted.hover.content_format if wanted and wanted.hover else None) or [types.MarkupKind.Markdown]
    markdown = types.MarkupKind.Markdown in formats
    found = hover_at(judged, sheet.offset(params.position), markdown=markdown)
    if found is None:
        return None
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, found[0]), sheet.range(found[1]))


async def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done about the findings there."""
    judged = await ls.desk.current(params.text_document.uri, PATIENCE)
    if judged is None or not (judged.reports or judged.failures):
        return []
    sheet = ls.sheet(judged)
    start = sheet.offset(params.range.start)
    span, only = Span(start, max(start, sheet.offset(params.range.end))), params.context.only
    chosen = None if only is None else [str(getattr(kind, "value", kind)) for kind in only]
    actions = ls.actions(judged)
    return await ls.desk.in_worker(lambda: actions.at(span, chosen))


async def code_lens(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
    """The scores over the drafts."""
    judged = await ls.desk.current(params.text_document.uri, PATIENCE)
    return [] if judged is None else lenses_of(judged, ls.sheet(judged))


async def score(ls: Server, *arguments: Any) -> dict[str, Any]:
    """`replylint.score`: a document's address, or {uri, draft?, show?}. Answers with the scorecard of each draft; `show` shows it to the author as well."""
    given = arguments[0] if len(arguments) == 1 else None
    wanted = {"uri": given} if isinstance(given, str) else given
    if not isinstance(wanted, dict) or not isinstance(wanted.get("uri"), str) or not isinstance(wanted.get("draft", 0), int):
        raise JsonRpcInvalidParams(f"{SCORE}: expected the address of a document, or an object with `uri` and perhaps `draft`, the number of one from 0")
    judged = await ls.desk.current(wanted["uri"], PATIENCE)
    if judged is None:
        raise JsonRpcInvalidParams(f"{SCORE}: this document is not open, or its judgment takes too long")
    number = wanted.get("draft")
    answer = scores(judged, number)
    if wanted.get("show"):
        chosen = judged.reports if number is None else judged.reports[number : number + 1]
        ls.show("\n\n".join(scorecard_text(report) for report in chosen) or "replylint found no reply here")
    return answer


async def explain(ls: Server, *arguments: Any) -> str:
    """`replylint.explain`: a rule's code or name, or {code, uri?, show?}. Answers with its page in Markdown; `show` opens it for the author."""
    given = arguments[0] if len(arguments) == 1 else None
    wanted = {"code": given} if isinstance(given, str) else given
    if not isinstance(wanted, dict) or not isinstance(wanted.get("code"), str):
        raise JsonRpcInvalidParams(f"{EXPLAIN}: expected the code of a rule, such as ALT001, or an object with `code`")
    judged = ls.desk.known(str(wanted.get("uri")))
    registry = judged.registry if judged is not None and judged.registry is not None else await ls.desk.in_worker(load)
    rule, page = registry.rule(wanted["code"]), rule_page(wanted["code"], registry, markdown=True)
    if rule is None or page is None:
        raise JsonRpcInvalidParams(f"{EXPLAIN}: there is no rule {wanted['code']!r}")
    if wanted.get("show"):
        await ls.show_page(rule.row, registry, page)
    return page


_FEATURES: dict[str, Any] = {
    types.INITIALIZED: initialized,
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_SAVE: did_save,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_watched_files,
    types.SHUTDOWN: shutdown,
    types.TEXT_DOCUMENT_HOVER: hover,
}
