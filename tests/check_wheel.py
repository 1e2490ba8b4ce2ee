"""Compares a wheel with the source tree: `python tests/check_wheel.py dist/*.whl`. Every file of the two packages must be in it, and nothing else."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = {"replylint": ROOT / "replylint", "replylint_checks": ROOT / "checks" / "replylint_checks"}


def wanted() -> set[str]:
    """Every file of the two packages in the source tree, as it is named in a wheel."""
    files = ((package, top, path) for package, top in SOURCES.items() for path in top.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {f"{package}/{path.relative_to(top).as_posix()}" for package, top, path in files}


def inside(wheel: zipfile.ZipFile) -> set[str]:
    """Every file of a wheel but its metadata."""
    return {name for name in wheel.namelist() if ".dist-info/" not in name}


def main(path: str) -> int:
    """Prints what differs; 0 when nothing does."""
    with zipfile.ZipFile(path) as wheel:
        missing, more = sorted(wanted() - inside(wheel)), sorted(inside(wheel) - wanted())
        size = sum(info.compress_size for info in wheel.infolist())
    for name in missing:
        print(f"not in the wheel: {name}")
    for name in more:
        print(f"in the wheel, and not in the source: {name}")
    print(f"{Path(path).name}: {len(wanted()) - len(missing)} of {len(wanted())} files, {size / 1e6:.1f} MB")
    return 1 if missing or more else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
