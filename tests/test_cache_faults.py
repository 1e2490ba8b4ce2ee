"""No fault of the cache costs more than time: damage, a full disk, a lock, many processes; and it is the user's alone."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from replylint.cache import store as stores
from tests.cached_runs import file, filled, folder, parsed_texts, run, said

here = pytest.fixture(filled)
parses = pytest.fixture(parsed_texts)


# Damage


def damage_bytes(path: Path) -> None:
    path.write_bytes(b"no database at all, and long enough to look like one" * 100)


def damage_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[2000:] = os.urandom(len(data) - 2000)
    path.write_bytes(data)


def damage_cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def damage_schema(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE kept (other)")
        database.execute(f"PRAGMA user_version = {stores.SCHEMA}")


def damage_version(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")


def damage_values(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE kept SET value = replace(value, 'TON003', 'TON004') || 'x'")


def damage_kinds(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE kept SET value = x'ff00'")


@pytest.mark.parametrize("damage", [damage_bytes, damage_middle, damage_cut, damage_schema, damage_version, damage_values, damage_kinds])
def test_a_damaged_cache_costs_time_only(here: Path, damage: Any) -> None:
    right = said(run("."))
    for _ in range(2):
        damage(file())
        assert said(run(".")) == right
        assert said(run(".")) == right


def test_a_damaged_cache_is_told_with_verbose(here: Path) -> None:
    run(".")
    damage_bytes(file())
    assert "was damaged and is begun anew" in run(".", "--verbose").stderr
    assert run(".", "--verbose").stderr == ""


# Folders, disks and locks


def test_a_folder_that_cannot_be_made(here: Path) -> None:
    right = said(run(".", "--no-cache"))
    assert said(run(".", "--cache-dir", "good.txt/cache")) == right
    assert said(run(".", "--cache-dir", "/proc/nowhere")) == right
    assert "nothing is added to the cache" in run(".", "--cache-dir", "/proc/nowhere", "-v").stderr
    (here / "cache" / stores.FILE).mkdir(parents=True)
    assert said(run(".", "--cache-dir", "cache")) == right


def test_a_cache_that_may_not_be_written_is_still_read(here: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    right = said(run("bad.txt"))
    real = os.open

    def refusing(path: Any, flags: int, *more: Any, **others: Any) -> int:
        if str(path).startswith(str(folder())):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *more, **others)

    monkeypatch.setattr(os, "open", refusing)
    parses.clear()
    before = file().read_bytes()
    assert said(run("bad.txt")) == right and parses == []
    run("good.txt")
    assert len(parses) == 1 and file().read_bytes() == before


def test_a_full_disk(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = said(run(".", "--no-cache"))
    run("good.txt")
    with sqlite3.connect(file()) as database:
        pages = database.execute("PRAGMA page_count").fetchone()[0]
    real = sqlite3.connect

    def small(*arguments: Any, **more: Any) -> sqlite3.Connection:
        database = real(*arguments, **more)
        database.execute(f"PRAGMA max_page_count = {pages}")
        return database

    monkeypatch.setattr(sqlite3, "connect", small)
    assert said(run(".")) == right
    assert "full" in run(".", "-v").stderr


def test_a_locked_cache_is_waited_for_and_then_left(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = said(run(".", "--no-cache"))
    run("good.txt")
    monkeypatch.setattr(stores, "_WAIT", 0.01)
    other = sqlite3.connect(file(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert said(run(".")) == right
    other.execute("ROLLBACK")
    other.close()
    assert said(run(".")) == right


def test_the_folder_and_the_file_are_the_users_alone(here: Path) -> None:
    run(".")
    assert stat.S_IMODE(folder().stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder().iterdir()} == {0o600}


def test_many_processes_at_once(here: Path) -> None:
    right = said(run(".", "--no-cache", "--format", "jsonl"))
    command = [sys.executable, "-m", "replylint", "check", ".", "--format", "jsonl"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [(*process.communicate(), process.returncode) for process in processes] == [right] * 3
    with sqlite3.connect(file()) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM kept").fetchone()[0] >= 5


def test_no_cache_touches_nothing(here: Path) -> None:
    run(".", "--no-cache")
    assert not folder().exists()
