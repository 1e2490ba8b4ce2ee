"""Configurations as files of a test, the faults that they are told to have, and rules for them to set."""

from __future__ import annotations

from pathlib import Path

import pytest

from replylint.config import Config
from replylint.errors import ConfigError, Failure
from replylint.model import Rule, Severity

ALT = Rule("ALT002", "too-many-options", "alternatives", Severity.WARNING, "m", "s",
           options={"most": 3, "share": 0.5, "strict": False, "word": "x", "terms": ["a"]})
TON = Rule("TON001", "dismissive", "tone", Severity.ERROR, "m", "s")
NEW = Rule("CLR004", "hard-to-read", "clarity", Severity.INFO, "m", "s", preview=True)
RULES = [ALT, TON, NEW]
PROFILES = ["support", "government", "chat"]


def write(folder: Path, text: str | bytes, name: str = "replylint.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def faults(path: Path) -> tuple[Failure, ...]:
    with pytest.raises(ConfigError) as raised:
        Config.load(path)
    return raised.value.failures


def places(found: tuple[Failure, ...] | list[Failure]) -> list[tuple[int | None, int | None, str]]:
    return [(fault.line, fault.column, fault.message) for fault in found]
