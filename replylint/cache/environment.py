"""What judges: the program, its weights, the installed checks and the libraries that read and parse. One digest stands for all of them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from replylint.cache.store import Store

GROUP = "replylint.checks"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def digest(*parts: str | bytes) -> str:
    """Hexadecimal digits that stand for some texts in their order."""
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        whole.update(b"%d:" % len(data))
        whole.update(data)
    return whole.hexdigest()


def folder_digest(folder: Path) -> str:
    """Stands for the names and the bytes of all files in a folder, compiled ones left out. "" for a folder that is not there."""
    whole = hashlib.blake2b(digest_size=16)
    found = False
    for name, path in _files(folder):
        found = True
        data = Path(path).read_bytes()
        whole.update(f"{name}:{len(data)}:".encode("utf-8", "surrogateescape"))
        whole.update(data)
    return whole.hexdigest() if found else ""


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = os.path.join(top, name)
            yield os.path.relpath(path, folder).replace(os.sep, "/"), path


def environment_digest(store: Store) -> str | None:
    """None when it cannot be told what judges (an import hook hides a package's files): then nothing can be kept.

    What is installed is looked up once and remembered in the store; the files of the program and of the checks are read each time, since anyone may edit them.
    """
    try:
        stamp = digest("installed", *_listing())
        known = store.get(stamp)
        if known is None:
            said = _installed()
            if said is None:
                return None
            store.put(stamp, json.dumps(said))
        else:
            said = json.loads(known)
        parts = [folder_digest(Path(place)) if os.path.isdir(place) else digest(Path(place).read_bytes()) for place in said["places"]]
        return digest(folder_digest(Path(__file__).parent.parent), *parts, *said["names"])
    except (OSError, ValueError, ImportError, KeyError, TypeError):
        return None


def _listing() -> Iterator[str]:
    """What changes when a package is installed, removed or moved."""
    for place in sys.path:
        folder = place or os.getcwd()
        if not os.path.isdir(folder):
            continue
        yield folder
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if entry.name.endswith((".dist-info", ".egg-info", ".pth", ".egg-link")):
                yield f"{entry.name} {entry.stat().st_mtime_ns}"


def _installed() -> dict[str, list[str]] | None:
    """Names, entry points and versions, and the places of the packages of checks."""
    from importlib.metadata import entry_points

    names: list[str] = []
    places: list[str] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        found = _places(entry.module.partition(".")[0])
        if found is None:
            return None
        names += [entry.name, entry.value, entry.dist.name if entry.dist is not None else ""]
        places += found
    return {"places": places, "names": [*names, *(f"{name}={_version(name)}" for name in _libraries())]}


def _places(name: str) -> list[str] | None:
    """The folders of a package, or the file of a module, found without importing it; None where nobody can tell."""
    from importlib.util import find_spec

    spec = find_spec(name)
    if spec is None:
        return []  # it cannot be loaded, and will be told to be missing
    if spec.submodule_search_locations is not None:
        return list(spec.submodule_search_locations)
    return [spec.origin] if spec.origin is not None and os.path.isfile(spec.origin) else None


def _libraries() -> list[str]:
    """What replylint needs to run, extras left out."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        needed = [line for line in requires("replylint") or () if "extra ==" not in line]
    except PackageNotFoundError:
        needed = ["spacy", "numpy"]
    return sorted({match.group().lower() for line in needed if (match := _NAME.match(line))})


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def model_digest(model: str) -> str:
    """Stands for a language model: the name of a package and where it is installed, or the files of a folder."""
    if os.path.isdir(model):
        sizes = (f"{name}:{os.path.getsize(path)}" for name, path in _files(Path(model)))
        return digest("folder", Path(model, "meta.json").read_bytes() if Path(model, "meta.json").is_file() else "", *sizes)
    for place in sys.path:
        found = Path(place or os.curdir, model, "meta.json")
        if found.is_file():
            return digest(model, found.read_bytes())
    return model
