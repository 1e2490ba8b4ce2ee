"""Which files are found, and how bytes become text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from replylint.draft import Source
from replylint.errors import Failure
from replylint.formats import SUFFIXES
from replylint.sources import decode, find, read


def names(tmp_path: Path, *paths: str) -> list[str]:
    return [item.relative_to(tmp_path).as_posix() if isinstance(item, Path) else f"! {item.message}" for item in find([str(tmp_path / path) for path in paths])]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.md", "c.jsonl", "d.MARKDOWN", "skip.py", "sub/e.md", ".hidden/f.md", "node_modules/g.md", "none/x.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Hello.")
    return tmp_path


def test_a_folder_is_walked_in_order_for_known_suffixes(tree: Path) -> None:
    assert names(tree, "") == ["a.md", "b.txt", "c.jsonl", "d.MARKDOWN", "sub/e.md"]


def test_what_is_named_is_taken_whatever_its_suffix_and_only_once(tree: Path) -> None:
    assert names(tree, "skip.py", "a.md", "a.md", "sub", "sub/../sub/e.md") == ["skip.py", "a.md", "sub/e.md"]
    assert names(tree, ".hidden") == [".hidden/f.md"]


def test_of_github_only_what_is_called_like_replies(tmp_path: Path) -> None:
    for name in ("label-actions.yml", "SAVED_REPLIES.md", "PULL_REQUEST_TEMPLATE.md", "dependabot.yml", "workflows/ci.yml", "workflows/stale.yml", "replies/a.md"):
        path = tmp_path / ".github" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: b")
    assert names(tmp_path, "") == [".github/SAVED_REPLIES.md", ".github/label-actions.yml", ".github/replies/a.md", ".github/workflows/stale.yml"]
    assert ".github/dependabot.yml" in names(tmp_path, ".github")


def test_a_folder_given_twice_is_not_called_empty(tree: Path) -> None:
    assert names(tree, "sub", "sub") == ["sub/e.md"]


def test_missing_and_empty_are_failures_beside_the_rest(tree: Path) -> None:
    found = list(find([str(tree / "gone.md"), str(tree / "none"), str(tree / "a.md")]))
    assert isinstance(found[0], Failure)
    assert found[0].message == "no such file or directory"
    assert found[0].path == str(tree / "gone.md")
    assert isinstance(found[1], Failure)
    assert found[1].message == f"no drafts found in {tree / 'none'}: looked for " + ", ".join(f"*{suffix}" for suffix in SUFFIXES)
    assert found[2] == tree / "a.md"


def test_what_is_excluded_is_not_met(tree: Path) -> None:
    found = list(find([str(tree)], exclude=lambda path: path.name in {"sub", "b.txt"}))
    assert [item.name for item in found if isinstance(item, Path)] == ["a.md", "c.jsonl", "d.MARKDOWN"]


def test_a_loop_of_links_ends(tree: Path) -> None:
    (tree / "sub" / "loop").symlink_to(tree, target_is_directory=True)
    (tree / "sub" / "same.md").symlink_to(tree / "a.md")
    assert names(tree, "") == ["a.md", "b.txt", "c.jsonl", "d.MARKDOWN", "sub/e.md"]


def test_a_broken_link_fails_when_read(tree: Path) -> None:
    (tree / "sub" / "broken.md").symlink_to(tree / "nowhere.md")
    result = read(tree / "sub" / "broken.md")
    assert "sub/broken.md" in names(tree, "sub")
    assert isinstance(result, Failure)
    assert result.message == "cannot be read: No such file or directory"


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="needs a user whom permissions bind")
def test_an_unreadable_file_says_why(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Hello.")
    path.chmod(0)
    result = read(path)
    assert isinstance(result, Failure)
    assert result.message == "cannot be read: Permission denied"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_the_unicode_encodings_are_read_without_their_mark(encoding: str) -> None:
    assert decode("Caf\u00e9 \U0001f600\r\nok".encode(encoding), "a.md") == Source("Caf\u00e9 \U0001f600\r\nok", "a.md")


def test_big_endian_is_read_too() -> None:
    assert decode(b"\xfe\xff\x00H\x00i", None) == Source("Hi", None)


def test_latin_1_is_refused_at_its_first_byte() -> None:
    result = decode("Hello\r\nna\u00efve \u00fc".encode("latin-1"), "a.md")
    assert isinstance(result, Failure)
    assert (result.line, result.column) == (2, 3)
    assert "0xEF" in result.message
    assert result.hint == "save it as UTF-8"
    assert str(result).startswith("a.md:2:3: is not UTF-8 text")


@pytest.mark.parametrize(("data", "place"), [(b"ab\nc\0d", (2, 2)), (b"\x89PNG\r\n\x1a\n\0\0", (3, 1)), (b"\xff\xfea\0\0\0", (1, 2))])
def test_nul_bytes_make_a_binary_file(data: bytes, place: tuple[int, int]) -> None:
    result = decode(data, "a.txt")
    assert isinstance(result, Failure)
    assert result.message.startswith("is a binary file")
    assert (result.line, result.column) == place


def test_half_a_utf_16_character_is_refused() -> None:
    result = decode(b"\xff\xfeH\0i", "a.txt")
    assert isinstance(result, Failure)
    assert (result.line, result.column) == (1, 2)
    assert "UTF-16" in result.message


def test_empty_files_are_texts() -> None:
    assert decode(b"", "a.txt") == Source("", "a.txt")
    assert decode(b"\xef\xbb\xbf", "a.txt") == Source("", "a.txt")
