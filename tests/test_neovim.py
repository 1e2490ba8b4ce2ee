"""A real editor: Neovim without a window, with the configuration of examples/04_editor, and what it shows read back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lsp_editor import ROOT, WAIT, server_command

NVIM = shutil.which("nvim")
pytestmark = pytest.mark.skipif(NVIM is None, reason="there is no nvim; on Debian: apt-get install neovim")

MARKDOWN = "Hi Zoë 🙂\n\n🙂🎨 It is late. You should have read the terms before you booked.\n"
RECORDS = '[\n  {"title": "🎨 No", "body": "🙂 It is late. You should have read the terms."}\n]\n'


def shown(folder: Path, encoding: str, *files: Path) -> dict[str, Any]:
    """What Neovim shows for these files. It finds a `replylint` on the path that is this tree's."""
    command, environment = server_command()
    script = folder / "bin" / "replylint"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{command[0]}" -m replylint "$@"\n', "utf-8")
    script.chmod(0o755)
    told = folder / "told.json"
    environment = {
        **environment,
        "PATH": os.pathsep.join([str(script.parent), environment.get("PATH", "")]),
        **{f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")},
        "REPLYLINT_FILES": "\n".join(map(str, files)),
        "REPLYLINT_TOLD": str(told),
        "REPLYLINT_ENCODING": encoding,
        "REPLYLINT_WAIT": str(WAIT / 2),
    }
    run = [str(NVIM), "--headless", "-n", "-u", str(ROOT / "examples/04_editor/neovim.lua"), "-c", "filetype on", "-S", str(ROOT / "tests/read_back.lua")]
    done = subprocess.run(run, env=environment, cwd=folder, capture_output=True, text=True, timeout=4 * WAIT, stdin=subprocess.DEVNULL, check=False)
    assert told.exists(), done.stderr + done.stdout
    answer: dict[str, Any] = json.loads(told.read_text("utf-8"))
    return answer


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the command is a shell script")
@pytest.mark.parametrize("encoding", ["", "utf-8"])
def test_neovim_shows_the_findings_where_they_stand(tmp_path: Path, encoding: str) -> None:
    """In the encoding that it offers by itself (UTF-16 before 0.11), and in UTF-8. Neovim's own columns are bytes."""
    page, records = tmp_path / "reply draft.md", tmp_path / "macros.json"
    page.write_text(MARKDOWN, "utf-8")
    records.write_text(RECORDS, "utf-8")
    answer = shown(tmp_path, encoding, page, records)
    newer = (answer["version"]["major"], answer["version"]["minor"]) >= (0, 11)
    for file, text, line in zip(answer["files"], (MARKDOWN, RECORDS), (2, 1), strict=True):
        assert file["encoding"] == ("utf-8" if encoding or newer else "utf-16")
        for moment in ("found", "typed"):
            (blame,) = (one for one in file[moment] if one["code"] == "TON003")
            words = text.split("\n")[line].encode()[blame["column"] : blame["end_column"]].decode()
            assert (blame["line"], words, blame["severity"], blame["source"]) == (line, "You should have read", 2, "replylint")
        assert file["emptied"] == []
