"""A table of a TOML file with the lines of its keys, as far as the text shows them.

The standard library's parser gives data without places, so table headers and `key =` lines are looked up in the text. What stands inside an inline
table or a list of several lines gets the place of the key around it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from replylint.errors import Failure
from replylint.placed import Loc, Placed

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"[ \t]*(?P<open>\[\[?)[ \t]*(?P<name>{_DOTTED})[ \t]*\]\]?[ \t]*(?:#.*)?")
_KEY = re.compile(rf"[ \t]*(?P<name>{_DOTTED})[ \t]*=")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column (\d+)\)|\s*\(at end of document\)")


def read_toml_table(text: str, path: str | None, table: tuple[str, ...]) -> Placed | None:
    """The table of that name with its places; None when the file has none. A file that is no TOML is in `faults`, never raised."""
    try:
        data: object = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Placed({}, path, faults=(_syntax_fault(str(error), text, path),))
    except RecursionError:
        return Placed({}, path, faults=(Failure("nested too deep", path),))
    for name in table:
        data = data.get(name) if isinstance(data, dict) else None
    if data is None:
        return None
    places = _places(text, table)
    return Placed(data, path, places, places)


def _syntax_fault(message: str, text: str, path: str | None) -> Failure:
    found = _AT_LINE.search(message)
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (len(_lines(text)), 1)
    return Failure(f"not TOML: {_AT_LINE.sub('', message)}", path, line, column)


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|\n|\r", text)


def _places(text: str, table: tuple[str, ...]) -> dict[Loc, tuple[int, int]]:
    found: dict[Loc, tuple[int, int]] = {}
    for full, place in _named(text):
        if full[: len(table)] == table:
            loc = full[len(table) :]
            for length in range(len(loc) + 1):
                found.setdefault(loc[:length], place)
    return found


def _named(text: str) -> Iterator[tuple[Loc, tuple[int, int]]]:
    """Every header and key with its full name; tables of a list are counted, so `[[a]]` twice is (a, 0) and (a, 1)."""
    counts: dict[Loc, int] = {}
    here: Loc = ()
    for number, line in enumerate(_lines(text), start=1):
        header = _HEADER.fullmatch(line)
        if header:
            here = _counted(_parts(header["name"]), counts, new=header["open"] == "[[")
            yield here, (number, header.start("open") + 1)
        elif key := _KEY.match(line):
            yield (*here, *_parts(key["name"])), (number, key.start("name") + 1)


def _counted(parts: Loc, counts: dict[Loc, int], *, new: bool) -> Loc:
    full: Loc = ()
    for position, part in enumerate(parts):
        full = (*full, part)
        if new and position == len(parts) - 1:
            counts[full] = counts.get(full, -1) + 1
        if full in counts:
            full = (*full, counts[full])
    return full


def _parts(dotted: str) -> Loc:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in re.findall(_PART, dotted))
