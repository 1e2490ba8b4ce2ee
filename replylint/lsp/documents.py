"""What an editor has open, as this package sees it: a text with a version, and the format that it is read as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from replylint import formats
from replylint.config_file import YAML_NAMES

# The words that editors have for languages, where the file's name does not say what it is: VS Code's, Vim's, Helix's, Emacs's.
FORMAT_OF_LANGUAGE: Mapping[str, str] = {
    "markdown": "markdown",
    "gfm": "markdown",
    "plaintext": "plain",
    "text": "plain",
    "mail": "plain",
    "eml": "eml",
    "html": "html",
    "json": "json",
    "jsonc": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "yaml": "yaml",
    "csv": "csv",
    "tsv": "csv",
    "terraform": "terraform",
    "tf": "terraform",
    "hcl": "terraform",
    "po": "po",
    "gettext": "po",
}


@dataclass(frozen=True, eq=False)
class Document:
    """A version of a text. `path` is None for what has no file (`untitled:`, a scratch buffer); `folder` is where its configuration is looked for.

    Two versions are never equal, even where their texts are: what was found in one is not shown in the other.
    """

    uri: str
    text: str
    version: int | None
    language: str | None
    path: str | None
    folder: str

    @property
    def is_config(self) -> bool:
        """Whether it is a configuration file of replylint."""
        return self.path is not None and Path(self.path).name in YAML_NAMES

    @property
    def format(self) -> str | None:
        """The format that its file name stands for, else its language; None where neither is one of ours."""
        by_name = None if self.path is None else formats.format_of(self.path)
        return by_name or FORMAT_OF_LANGUAGE.get((self.language or "").lower())


def document_of(item: TextDocument, root: str | None) -> Document:
    """A version of what the editor has open. `root`: the folder of the workspace, for texts without a file."""
    path = to_fs_path(item.uri)
    folder = str(Path(path).parent) if path else root or "."
    return Document(item.uri, item.source, item.version, item.language_id, path or None, folder)
