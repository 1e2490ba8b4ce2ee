"""CSV and TSV as a tree: a list of mappings, one a row, the header's names as keys. A cell that holds JSON is the tree of that JSON.

The csv module of the standard library tells no positions, so cells are found here, by the same rules: quotes, doubled quotes, line breaks inside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replylint.draft import PieceTable, PieceWriter, Source
from replylint.errors import Failure, Skipped
from replylint.formats import json_tree
from replylint.formats.tree import Entry, List, Map, Node, Scalar
from replylint.model import Span

_DELIMITERS = ",;\t|"
_DECLARED = re.compile(r"sep=(.)(?:\r\n|\n|\r)", re.IGNORECASE)  # the first line that Excel writes and reads
_LINE_END = re.compile(r"\r\n|\n|\r")
_QUOTED = re.compile(r'[ ]*"([^"]*(?:""[^"]*)*)"')
_OPENED = re.compile(r'[ ]*"')
_JSON_NAME = re.compile(r"(?:^|[_ .])json$|^actions?$", re.IGNORECASE)
_LOOKS_LIKE_JSON = re.compile(r'\s*(?:\[\s*[\[{"]|\{\s*")')
_MOST_CELLS = 250_000
_SAMPLE = 5

Row = list[Scalar]


def parse(source: Source) -> tuple[List, list[Failure | Skipped]]:
    """The rows of a file that could be read, and what is wrong with the others; no rows and Skipped for more cells than a file of replies has."""
    start, delimiter = _delimiter(source)
    faults: list[Failure | Skipped] = []
    rows: list[Node] = []
    header: Row | None = None
    cells = 0
    for row in _rows(source, start, delimiter):
        if isinstance(row, Failure):
            faults.append(row)
            continue
        cells += len(row)
        if cells > _MOST_CELLS:
            return List((), Span(0, len(source.text))), [Skipped(source.path, f"more than {_MOST_CELLS:,} cells")]
        if header is None:
            header = row
        elif len(row) > len(header):
            hint = "a cell that holds the delimiter, a quote or a line break must stand in double quotes"
            faults.append(_fault(source, row[len(header)], f"the row has {len(row)} cells, the header {len(header)}", hint))
        else:
            rows.append(Map(tuple(_entries(source, header, row, faults)), Span(row[0].span.start, row[-1].span.end)))
    return List(tuple(rows), Span(0, len(source.text))), faults


def _entries(source: Source, header: Row, row: Row, faults: list[Failure | Skipped]) -> Iterator[Entry]:
    for key, cell in zip(header, row):
        value: Node = cell
        if _LOOKS_LIKE_JSON.match(cell.text):
            try:
                value = json_tree.tree_of(cell.text, cell.pieces)
            except json_tree.TooLargeError:
                continue
            except json_tree.NotJsonError as error:
                if _JSON_NAME.search(key.text):  # elsewhere a text may begin with a bracket
                    at = min(error.offset, max(len(cell.text) - 1, 0))
                    place = cell.pieces.to_origin(Span(at, at)).start
                    faults.append(Failure(f"the cell {error!s}", source.path, *source.position(place), "mend the JSON in this cell"))
        yield Entry(key, value)


def _fault(source: Source, cell: Scalar, message: str, hint: str) -> Failure:
    return Failure(message, source.path, *source.position(cell.span.start), hint)


def _delimiter(source: Source) -> tuple[int, str]:
    """Where the rows begin, and what parts their cells: as declared, by the suffix, else what parts the first rows into most cells."""
    declared = _DECLARED.match(source.text)
    if declared:
        return declared.end(), declared.group(1)
    if (source.path or "").lower().endswith(".tsv"):
        return 0, "\t"
    return 0, max(_DELIMITERS, key=lambda delimiter: _fit(source, delimiter))


def _fit(source: Source, delimiter: str) -> int:
    """How many cells each of the first rows has at least, the header as it is: a sentence has commas too."""
    counts = []
    for row in _rows(source, 0, delimiter):
        if isinstance(row, Failure):
            break
        counts.append(len(row))
        if len(counts) == _SAMPLE:
            break
    return min(counts[0], max(counts[1:], default=counts[0])) if counts else 0


def _rows(source: Source, at: int, delimiter: str) -> Iterator[Row | Failure]:
    """The rows that hold anything. A quote that is never closed ends the reading: where its cell was to end can't be known."""
    text = source.text
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    row: Row = []
    while at < len(text) or row:
        cell = _cell(text, at, plain)
        if cell is None:
            start = text.index('"', at)
            yield Failure("this quoted cell is never closed", source.path, *source.position(start), 'a double quote inside a quoted cell is written twice: ""')
            return
        row.append(cell[0])
        at = cell[1]
        if text.startswith(delimiter, at):
            at += 1
            if at < len(text):
                continue
            row.append(Scalar("", PieceTable(()), Span(at, at)))
        if len(row) > 1 or row[0].text:
            yield row
        row = []
        end = _LINE_END.match(text, at)
        at = end.end() if end else len(text)


def _cell(text: str, at: int, plain: re.Pattern[str]) -> tuple[Scalar, int] | None:
    """A cell and where it ends; None where its quote is never closed. What follows a closing quote belongs to the cell, as the csv module has it."""
    quoted = _QUOTED.match(text, at)
    if quoted is None and _OPENED.match(text, at):
        return None
    rest = plain.match(text, quoted.end() if quoted else at)
    assert rest is not None  # it matches nothing too
    writer = PieceWriter(text)
    if quoted:
        start, end = quoted.span(1)
        while (pair := text.find('""', start, end)) >= 0:
            writer.keep(start, pair)
            writer.fill('"', pair, pair + 2)
            start = pair + 2
        writer.keep(start, end)
    writer.keep(rest.start(), rest.end())
    return Scalar(writer.text, writer.table, Span(at, rest.end())), rest.end()

