"""No test keeps results in the user's own folder, and none is given those of another test."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def cache_of_this_test(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPLYLINT_CACHE_DIR", str(tmp_path_factory.mktemp("kept") / "cache"))
