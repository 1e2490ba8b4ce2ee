"""The file that keeps results: one sqlite3 table of texts by key. Every fault of it is caught here; a store that has one stops keeping."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SCHEMA = 1
FILE = f"results-{SCHEMA}.sqlite3"
LIMIT = 64_000_000  # bytes of kept texts; above it the oldest go
MOST_KEPT = 16_000_000  # characters of one text
_WAIT = 2.0  # seconds for another process to finish its write
_BATCH = 64
_DAY = 86_400
_CREATE = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL)"


def default_folder() -> Path:
    """Where the results of this user are kept: `REPLYLINT_CACHE_DIR`, else the platform's folder for caches."""
    named = os.environ.get("REPLYLINT_CACHE_DIR")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_cache_dir("replylint", appauthor=False))


def clear(folder: Path) -> int:
    """Deletes what is kept in a folder, and nothing else in it; how many bytes that were. Raises OSError."""
    freed = 0
    for path in _files(folder):
        with contextlib.suppress(FileNotFoundError):
            freed += path.stat().st_size
            path.unlink()
    return freed


def _files(folder: Path) -> list[Path]:
    return [path for name in ("results-*.sqlite3", "results-*.sqlite3-wal", "results-*.sqlite3-shm", "results-*.sqlite3-journal") for path in sorted(folder.glob(name))]


class Store:
    """Texts by key, for several processes at once. `note` is told why nothing is kept, where that is so. The folder and the file are the user's alone."""

    def __init__(self, folder: Path, note: Callable[[str], None] = lambda _: None, *, limit: int = LIMIT) -> None:
        self._path = folder / FILE
        self._note = note
        self._limit = limit
        self._waiting: dict[str, str] = {}
        self._touched: list[str] = []
        self._now = int(time.time())
        self._writes = True
        self._wrote = False
        self._database = self._opened()

    def get(self, key: str) -> str | None:
        """What was kept under a key; None when there is nothing, or nothing that can be read."""
        if key in self._waiting:
            return self._waiting[key]
        if self._database is None:
            return None
        try:
            row = self._database.execute("SELECT value, used FROM kept WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._stop(error)
            return None
        if row is None or not isinstance(row[0], str):
            return None
        if row[1] < self._now - _DAY:
            self._touched.append(key)
        return row[0]

    def put(self, key: str, value: str) -> None:
        """Keeps a text; one that is too long is not kept."""
        if self._database is None or not self._writes or len(value) > MOST_KEPT:
            return
        self._waiting[key] = value
        if len(self._waiting) >= _BATCH:
            self._write()

    def close(self) -> None:
        """Writes what waits, and deletes the oldest texts where there are too many."""
        self._write()
        if self._database is None:
            return
        try:
            if self._wrote:
                self._shrink(self._database)
            self._database.close()
        except sqlite3.Error as error:
            self._stop(error)
        self._database = None

    def _opened(self) -> sqlite3.Connection | None:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            return self._read_only(error)
        for attempt in (1, 2):
            try:
                return self._connected()
            except sqlite3.OperationalError as error:  # locked, a full disk, a folder that may not be written
                return self._read_only(error)
            except sqlite3.DatabaseError as error:
                self._note(f"the cache {self._path} was damaged and is begun anew ({error})")
                if attempt == 2 or not self._deleted():
                    return None
        return None

    def _connected(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
        try:
            # In one statement: another process may create the table between two.
            version, tables = database.execute("SELECT user_version, (SELECT count(*) FROM sqlite_master) FROM pragma_user_version").fetchone()
            if version != SCHEMA:
                if tables:
                    raise sqlite3.DatabaseError(f"its version is {version}, not {SCHEMA}")
                database.execute("PRAGMA auto_vacuum = INCREMENTAL")
                database.execute("PRAGMA journal_mode = WAL")
                with _transaction(database):
                    database.execute(_CREATE)
                    database.execute(f"PRAGMA user_version = {SCHEMA}")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("SELECT key, value, size, used FROM kept LIMIT 1").fetchone()
        except sqlite3.OperationalError as error:
            database.close()
            if "no such" in str(error):  # a table of another shape
                raise sqlite3.DatabaseError(str(error)) from error
            raise
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _read_only(self, error: Exception) -> sqlite3.Connection | None:
        """What another run has kept can be used where nothing can be added."""
        self._writes = False
        self._note(f"nothing is added to the cache {self._path} ({error})")
        try:
            if not self._path.stat().st_size:
                return None
            database = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
            database.execute("SELECT key, value, size, used FROM kept LIMIT 1").fetchone()
        except (OSError, sqlite3.Error):
            return None
        return database

    def _deleted(self) -> bool:
        try:
            for end in ("", "-wal", "-shm", "-journal"):
                Path(f"{self._path}{end}").unlink(missing_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            self._note(f"the cache {self._path} cannot be used ({error})")
            return False
        return True

    def _write(self) -> None:
        if self._database is None or not self._writes or not (self._waiting or self._touched):
            return
        rows = [(key, value, len(value), self._now) for key, value in self._waiting.items()]
        try:
            with _transaction(self._database):
                self._database.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", rows)
                self._database.executemany("UPDATE kept SET used = ? WHERE key = ?", [(self._now, key) for key in self._touched])
            self._wrote = self._wrote or bool(rows)
        except sqlite3.Error as error:
            self._stop(error)
        self._waiting, self._touched = {}, []

    def _shrink(self, database: sqlite3.Connection) -> None:
        """Deletes the texts that were not used for longest, down to three quarters of the limit."""
        total = database.execute("SELECT coalesce(sum(size), 0) FROM kept").fetchone()[0]
        if total <= self._limit:
            return
        with _transaction(database):
            for key, size in database.execute("SELECT key, size FROM kept ORDER BY used, rowid").fetchall():
                if total <= self._limit * 3 // 4:
                    break
                database.execute("DELETE FROM kept WHERE key = ?", (key,))
                total -= size
        database.execute("PRAGMA incremental_vacuum").fetchall()

    def _stop(self, error: Exception) -> None:
        self._note(f"the cache {self._path} is not used any more in this run ({error})")
        if isinstance(error, sqlite3.OperationalError):  # locked or full: what is there can still be read
            self._writes = False
            self._waiting, self._touched = {}, []
            return
        database, self._database = self._database, None
        if database is not None:
            with contextlib.suppress(sqlite3.Error):
                database.close()
        if self._writes:
            self._deleted()


@contextlib.contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    """A write of its own, short, that other processes wait for."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
