"""The service as a process of its own, on a free port of this machine, for clients that are not ours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
JSON = {"Content-Type": "application/json"}


def environment(**more: str) -> dict[str, str]:
    """What a fresh interpreter needs to find this tree."""
    search = os.pathsep.join(part for part in (str(ROOT), str(ROOT / "checks"), os.environ.get("PYTHONPATH", "")) if part)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REPLYLINT_")}
    return {**kept, "PYTHONPATH": search, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", **more}


@dataclass
class Running:
    """A service that runs, and what it has said on standard error so far."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    @property
    def port(self) -> int:
        return int(self.url.rstrip("/").rpartition(":")[2])

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def client(self, **more: object) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=60, trust_env=False, **more)  # type: ignore[arg-type]

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(30)


@contextmanager
def served(*options: str, wait: bool = True, env: Mapping[str, str] | None = None) -> Iterator[Running]:
    """A service, ready to answer unless `wait` is false; it is stopped at the end."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        command = [sys.executable, "-m", "replylint", "serve", "--port", "0", *options]
        with log.open("w") as file:
            process = subprocess.Popen(command, cwd=folder, env=environment(**(env or {})), stdout=file, stderr=file, stdin=subprocess.DEVNULL, text=True)
        try:
            yield Running(process, _wait_for(process, log, r"(http://\S+)"), log) if not wait else _ready(process, log)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(30)


def _ready(process: subprocess.Popen[str], log: Path) -> Running:
    url = _wait_for(process, log, r"(http://\S+)")
    _wait_for(process, log, r"^(ready)$")
    return Running(process, url, log)


def _wait_for(process: subprocess.Popen[str], log: Path, pattern: str) -> str:
    """What a line of the log says, as soon as it does."""
    for _ in range(1200):
        found = re.search(pattern, log.read_text("utf-8"), re.MULTILINE)
        if found:
            return found[1]
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"the service said no {pattern}: {log.read_text('utf-8')}")
