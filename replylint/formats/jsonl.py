"""One JSON object a line: `{"id", "text", "request"?, …}`. The value of "text" is a reply in plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in typeshed

from replylint.draft import Draft, Piece, PieceTable, Source
from replylint.errors import Failure
from replylint.formats import plain
from replylint.formats.blocks import ranges_of

_HINT = 'each line is one JSON object such as {"id": "1", "text": "Hello, …"}'
_SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_OWN = frozenset({"id", "text", "request"})


def read(source: Source) -> Iterator[Draft | Failure]:
    """A draft for each record, in order; a Failure for each line that is none. Empty lines are skipped; other keys go into `Draft.meta`."""
    for number, (start, end) in enumerate(ranges_of(source.text), start=1):
        line = source.text[start:end]
        if line.strip(" \t\ufeff"):
            yield _record(source, line, number, start)


def _record(source: Source, line: str, number: int, start: int) -> Draft | Failure:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        return Failure(f"is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", source.path, number, error.pos + 1, _HINT)
    except (ValueError, RecursionError) as error:
        return Failure(f"cannot be read as JSON: {error}", source.path, number, 1, _HINT)
    if not isinstance(record, dict):
        return Failure(f"expected a JSON object, found {_named(record)}", source.path, number, len(line) - len(line.lstrip()) + 1, _HINT)
    places = _places(line)
    begin = len(line) - len(line.lstrip())
    text, request = record.get("text"), record.get("request")
    if not isinstance(text, str):
        found = f'"text" is {_named(text)}' if "text" in record else 'there is no "text"'
        return Failure(f'expected a string under "text", but {found}', source.path, number, places.get("text", begin) + 1, _HINT)
    if request is not None and not isinstance(request, str):
        hint = "leave the key out where it is not known"
        return Failure(f'expected a string under "request", found {_named(request)}', source.path, number, places["request"] + 1, hint)
    name = record.get("id")
    is_name = isinstance(name, (str, int, float)) and not isinstance(name, bool)
    meta = {key: value for key, value in record.items() if key not in _OWN}
    return plain.read(source, text, given_pieces=_pieces(line, places["text"], start), id=str(name) if is_name else str(number), request=request, meta=meta)


def _named(value: object) -> str:
    kinds = {"dict": "an object", "list": "a list", "str": "a string", "bool": "true or false", "NoneType": "null"}
    return kinds.get(type(value).__name__, "a number")


def _places(line: str) -> dict[str, int]:
    """Where the value of each key of a valid object begins; of a key that comes twice the last, which is the one that counts."""
    decoder = json.JSONDecoder()
    places: dict[str, int] = {}
    at = _skip(line, line.index("{") + 1)
    while line[at] != "}":
        if line[at] == ",":
            at = _skip(line, at + 1)
        key, at = scanstring(line, at + 1)
        at = _skip(line, _skip(line, at) + 1)
        places[key] = at
        at = _skip(line, decoder.raw_decode(line, at)[1])
    return places


def _skip(line: str, at: int) -> int:
    match = _SPACE.match(line, at)
    return match.end() if match else at


def _pieces(line: str, at: int, base: int) -> PieceTable:
    """The way from a string's value back to its literal, which begins at `at` of the line: escapes are the pieces that are not exact."""
    stop = scanstring(line, at + 1)[1] - 1
    pieces: list[Piece] = []
    length, done = 0, at + 1
    for escape in _ESCAPE.finditer(line, at + 1, stop):
        if done < escape.start():
            pieces.append(Piece(length, length + escape.start() - done, base + done, base + escape.start(), True))
            length += escape.start() - done
        done = escape.end()
        pieces.append(Piece(length, length + 1, base + escape.start(), base + done, False))
        length += 1
    if done < stop:
        pieces.append(Piece(length, length + stop - done, base + done, base + stop, True))
    return PieceTable(tuple(pieces))
