"""Where the daemon is found, and whether it is ours. Read by the thin client, so nothing is imported that the interpreter has not loaded anyhow."""

from __future__ import annotations

import os
import stat
import sys
from zlib import crc32

_MOST_BYTES = 100  # of a socket's path; systems allow 104 to 108


def socket_path() -> str | None:
    """The daemon's socket for this installation and user; None where there can be none: a folder that others may write to, a path that is too long."""
    folder = _runtime_folder()
    if folder is None:
        return None
    installation = "\0".join((sys.executable, sys.prefix, __file__, *(os.environ.get(name, "") for name in ("PYTHONPATH", "PYTHONUTF8", "PYTHONHOME"))))
    path = os.path.join(folder, f"{crc32(os.fsencode(installation)):08x}.sock")
    return path if len(os.fsencode(path)) <= _MOST_BYTES else None


def lock_path(socket: str) -> str:
    """The file that a daemon keeps locked while it lives."""
    return socket.removesuffix(".sock") + ".lock"


def is_private(folder: str) -> bool:
    """Whether a folder is a real one, ours, and closed to everyone else."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _runtime_folder() -> str | None:
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = os.path.join(given, "replylint") if os.path.isabs(given) else os.path.join(os.environ.get("TMPDIR") or "/tmp", f"replylint-{os.getuid()}")
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        pass
    except OSError:
        return None
    return folder if is_private(folder) else None
