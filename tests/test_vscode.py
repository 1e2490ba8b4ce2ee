"""The extension for Visual Studio Code: its own tests on Node, and what its manifest says of the server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from click.testing import CliRunner

from replylint.cli import main
from replylint.lsp.documents import FORMAT_OF_LANGUAGE
from tests.lsp_editor import ROOT, WAIT

EXTENSION = ROOT / "examples" / "04_editor" / "vscode"
MANIFEST = json.loads((EXTENSION / "package.json").read_text("utf-8"))


def node() -> str | None:
    """A Node that has `--test` with folders: 20 or newer."""
    found = shutil.which("node")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout if found else ""
    version = re.match(r"v(\d+)", said)
    return found if version and int(version[1]) >= 20 else None


@pytest.mark.skipif(node() is None, reason="there is no Node 20 or newer")
def test_the_tests_of_the_extension_pass_on_node() -> None:
    done = subprocess.run([str(node()), "--test", "test/"], cwd=EXTENSION, capture_output=True, text=True, timeout=WAIT, check=False)
    assert done.returncode == 0, done.stdout
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE) or re.search(r"pass (\d+)", done.stdout)
    assert passed is not None and int(passed[1]) >= 15


def test_its_languages_are_those_of_the_server() -> None:
    languages = MANIFEST["contributes"]["configuration"]["properties"]["replylint.languages"]["default"]
    assert [language for language in languages if language not in FORMAT_OF_LANGUAGE] == []


def test_the_arguments_that_it_gives_are_options_of_the_command() -> None:
    options = CliRunner().invoke(main, ["lsp", "--help"]).output
    settings = (EXTENSION / "lib" / "settings.js").read_text("utf-8")
    for option in re.findall(r"'(--[\w-]+)'", settings):
        assert option in options


def test_nothing_of_its_dependencies_is_in_the_repository() -> None:
    ignored = (EXTENSION / ".gitignore").read_text("utf-8").split()
    assert {"node_modules/", "*.vsix"} <= set(ignored)
