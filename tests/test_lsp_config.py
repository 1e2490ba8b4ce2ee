"""The configuration of a document, found upwards from it and read anew when it changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol.types import DiagnosticSeverity, DidChangeWatchedFilesParams, FileChangeType, FileEvent, Position

from tests.lsp_editor import Editor, codes

pytestmark = pytest.mark.asyncio(loop_scope="module")

DRAFT = "Hi Rosa,\n\nYou should have read the terms before you booked!!!\n\nSam\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    editor = Editor()
    await editor.start()
    root = tmp_path_factory.mktemp("configured")
    (root / ".git").mkdir()
    await editor.initialize(root)
    editor.root = root
    yield editor
    await editor.stop()


def write(editor: Editor, name: str, text: str) -> str:
    path: Path = editor.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path.as_uri()


def tell(editor: Editor, uri: str, kind: FileChangeType = FileChangeType.Changed) -> None:
    editor.published.clear()
    editor.client.workspace_did_change_watched_files(DidChangeWatchedFilesParams([FileEvent(uri, kind)]))


async def test_the_client_is_asked_to_watch_configurations(editor: Editor) -> None:
    await editor.found(editor.open((editor.root / "watch.md").as_uri(), DRAFT))
    (registration,) = editor.registered
    assert registration.method == "workspace/didChangeWatchedFiles"
    assert [watcher["globPattern"] for watcher in registration.register_options["watchers"]] == ["**/replylint.yaml", "**/.replylint.yaml", "**/pyproject.toml", "**/check.yaml"]


async def test_each_document_has_the_configuration_above_it(editor: Editor) -> None:
    write(editor, "strict/replylint.yaml", "rules: {TON003: error, TON004: info}\n")
    write(editor, "loose/replylint.yaml", "rules: {TON003: off}\n")
    strict = await editor.found(editor.open((editor.root / "strict/a.md").as_uri(), DRAFT))
    loose = await editor.found(editor.open((editor.root / "loose/a.md").as_uri(), DRAFT))
    assert [one.severity for one in strict] == [DiagnosticSeverity.Error, DiagnosticSeverity.Information]
    assert "TON003" not in codes(loose) and "TON004" in codes(loose)


async def test_a_configuration_that_changes_is_read_anew(editor: Editor) -> None:
    config = write(editor, "moving/replylint.yaml", "rules: {TON003: off}\n")
    uri = editor.open((editor.root / "moving/a.md").as_uri(), DRAFT)
    assert "TON003" not in codes(await editor.found(uri))
    write(editor, "moving/replylint.yaml", "rules: {TON004: off}\n")
    tell(editor, config)
    found = codes(await editor.found(uri))
    assert "TON003" in found and "TON004" not in found
    (editor.root / "moving/replylint.yaml").unlink()
    tell(editor, config, FileChangeType.Deleted)
    assert {"TON003", "TON004"} <= set(codes(await editor.found(uri)))


async def test_a_change_is_seen_with_the_next_keystroke_where_nobody_watches(editor: Editor) -> None:
    write(editor, "unwatched/base.yaml", "rules: {TON003: off}\n")
    write(editor, "unwatched/replylint.yaml", "extends: base.yaml\n")
    uri = editor.open((editor.root / "unwatched/a.md").as_uri(), DRAFT)
    assert "TON003" not in codes(await editor.found(uri))
    write(editor, "unwatched/base.yaml", "rules: {TON003: error, TON004: off}\n")
    editor.change(uri, DRAFT + "\n")
    found = codes(await editor.found(uri))
    assert "TON003" in found and "TON004" not in found


async def test_a_faulty_configuration_is_told_in_the_document_with_the_way_there(editor: Editor) -> None:
    config = write(editor, "faulty/replylint.yaml", "profile: support\nrules: {TON03: off}\n")
    uri = editor.open((editor.root / "faulty/a.md").as_uri(), DRAFT)
    (fault,) = await editor.found(uri)
    assert (fault.severity, fault.range.start) == (DiagnosticSeverity.Error, Position(0, 0))
    assert fault.message.startswith("not judged, since ") and "replylint.yaml:2:9 has a fault" in fault.message
    (related,) = fault.related_information or []
    assert (related.location.uri, related.location.range.start) == (config, Position(1, 8))
    write(editor, "faulty/replylint.yaml", "rules: {TON003: off}\n")
    tell(editor, config)
    found = await editor.found(uri)
    assert "TON004" in codes(found) and "TON003" not in codes(found)


async def test_a_configuration_that_is_open_has_its_faults_at_their_places(editor: Editor) -> None:
    text = "profile: support\nrules: {TON03: off}\n"
    uri = write(editor, "opened/replylint.yaml", text)
    editor.open(uri, text, "yaml")
    (fault,) = await editor.found(uri)
    assert (fault.range.start, fault.severity) == (Position(1, 8), DiagnosticSeverity.Error)
    write(editor, "opened/replylint.yaml", "rules: {TON003: off}\n")
    editor.published.clear()
    editor.save(uri)
    assert await editor.found(uri) == []


async def test_excluded_files_are_left_alone(editor: Editor) -> None:
    write(editor, "partly/replylint.yaml", "exclude: [drafts/]\n")
    assert await editor.found(editor.open((editor.root / "partly/drafts/a.md").as_uri(), DRAFT)) == []
    assert await editor.found(editor.open((editor.root / "partly/a.md").as_uri(), DRAFT)) != []


async def test_replies_are_where_the_configuration_says(editor: Editor) -> None:
    write(editor, "sources/replylint.yaml", "sources:\n  - files: '*.dat'\n    format: json\n    text: $.wordings[*]\n")
    uri = editor.open((editor.root / "sources/a.dat").as_uri(), '{"wordings": ["You should have checked. We can\'t move it."]}', "unknown")
    assert "TON003" in codes(await editor.found(uri))


async def test_a_file_that_is_deleted_on_the_disk_is_judged_as_long_as_it_is_open(editor: Editor) -> None:
    uri = write(editor, "gone/a.md", DRAFT)
    editor.open(uri, DRAFT)
    await editor.found(uri)
    (editor.root / "gone/a.md").unlink()
    (editor.root / "gone").rmdir()
    editor.change(uri, DRAFT + "\nSam\n")
    assert "TON003" in codes(await editor.found(uri))


async def test_a_document_without_a_file_has_the_configuration_of_the_workspace(editor: Editor) -> None:
    config = write(editor, "replylint.yaml", "rules: {TON003: off}\n")
    tell(editor, config, FileChangeType.Created)
    found = codes(await editor.found(editor.open("untitled:Untitled-1", DRAFT)))
    assert "TON003" not in found and "TON004" in found
