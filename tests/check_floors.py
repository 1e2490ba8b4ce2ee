"""Holds measured figures against the floors: `python tests/check_floors.py FIGURES.json [FLOORS.json]`.

FIGURES.json is what a scoring run wrote: by set, its figures. FLOORS.json (default: floors.json beside this file) has, by set, a least value for each figure
that is watched; `refusal.f1` is the `f1` in `refusal`, and a name that begins with `most:` has a greatest value. Exit status 1 when one does not hold.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).parent / "floors.json"
MOST = "most:"


def figure(of: Mapping[str, Any], name: str) -> float | None:
    """A figure by its dotted name; None where the run has none."""
    value: Any = of
    for key in name.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def rows(figures: Mapping[str, Any], floors: Mapping[str, Mapping[str, float]]) -> Iterator[tuple[str, str, float | None, float, bool]]:
    """Set, figure, measured, bound, and whether it holds. What was not measured does not hold."""
    for name, bounds in floors.items():
        for wanted, bound in bounds.items():
            measured = figure(figures.get(name, {}), wanted.removeprefix(MOST))
            holds = measured is not None and (measured <= bound if wanted.startswith(MOST) else measured >= bound)
            yield name, wanted, measured, bound, holds


def main(arguments: Sequence[str]) -> int:
    """Prints a line a floor; 1 when one does not hold."""
    figures = json.loads(Path(arguments[0]).read_text("utf-8"))
    floors = json.loads((Path(arguments[1]) if len(arguments) > 1 else FLOORS).read_text("utf-8"))
    broken = 0
    for name, wanted, measured, bound, holds in rows(figures, floors):
        broken += not holds
        shown = "not measured" if measured is None else f"{measured:.3f}"
        print(f"{'ok   ' if holds else 'BELOW'} {name:<24} {wanted:<52} {shown:>12}  (floor {bound:.3f})")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
