"""The parts of a letter that are not its body: headers and subject at the top, signature and mail history at the end.

Works on blocks, so that plain text and Markdown agree. Careful on purpose: text taken for a signature is not judged, so a sentence never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from replylint.draft import RegionKind
from replylint.formats.blocks import Block, Line

_SUBJECT = re.compile(r"\*{0,2}subject(?: line)?[ \t]*:\*{0,2}[ \t]*", re.IGNORECASE)
_HEADER = re.compile(r"\*{0,2}(?:from|to|cc|bcc|date|sent|reply-to|message-id|in-reply-to|importance|attachments?)[ \t]*:\*{0,2}(?:\s|$)", re.IGNORECASE)

_ORIGINAL = re.compile(r"-{2,}[ \t]*(?:original|forwarded) message[ \t]*-{2,}|begin forwarded message:", re.IGNORECASE)
_WROTE = re.compile(r"On\b(?=.*\d).{4,200}\bwrote:")
_FROM = re.compile(r"\*{0,2}From:", re.IGNORECASE)
_SENT = re.compile(r"\*{0,2}(?:Sent|Date):", re.IGNORECASE)

_GREETING = re.compile(r"(?:hi|hello|dear|hey|greetings|good (?:morning|afternoon|evening|day))\b", re.IGNORECASE)

_CLOSERS = (
    r"(?:(?:with )?(?:my |our )?(?:kind(?:est)?|best|warm(?:est)?|many|friendly)[ ,]+)?(?:regards|wishes)(?: from .{1,20})?"
    r"|(?:all the |my |our )?best|(?:with )?many thanks"
    r"|(?:yours )?(?:very )?(?:sincerely|truly|faithfully|respectfully|cordially)(?: yours)?|yours|warmly|cheers|take care|with (?:appreciation|gratitude)"
)
_THANKS = r"thanks|thank you|thanks (?:again|so much|a lot|in advance)|thank you (?:again|very much|so much|in advance)|thanks and regards|thanks & regards"
_CLOSING = re.compile(rf"[*_]*(?:(?P<formula>{_CLOSERS})|{_THANKS})[*_]*[ \t]*[,!.\u2014\u2013-]*[*_]*", re.IGNORECASE)
_NAME = r"[A-Z\[{<%][^\s.!?:]*(?:[ \t]+[^\s.!?:]+){0,4}"
_CLOSING_WITH_NAME = re.compile(rf"(?i:{_CLOSERS}),[ \t]+{_NAME}")
_DASHED = re.compile(rf"[-\u2013\u2014~]{{1,2}}[ \t]*{_NAME}")
_TEAM = re.compile(r"(?:The|Your)\b[^.!?:]{1,40}\b[Tt]eam")
_SLOT = re.compile(r"[{%<\[$]{1,3}[\w .]{0,40}signature[\w ]{0,20}[}%>\]$]{1,3}", re.IGNORECASE)
_POSTSCRIPT = re.compile(r"\*{0,2}P\.?[ ]?S\b", re.IGNORECASE)

_ADDRESS = r"(?:\]\(\S{1,200}\)|[ \t]*<\S{1,200}>)?"
_PROGRAM = re.compile(
    rf"(?:Sent from (?:my|\[?Outlook|Mail|Yahoo|Gmail|Proton)(?:[ \t]+[^\s.!?:,\]]+){{0,4}}|(?:Download|Get) \[?Outlook for \w+){_ADDRESS}\.?", re.IGNORECASE
)
_LAST_SENTENCE = re.compile(r"[.!?][\"')\u201d\u2019]*[ \t]+(?P<last>[^.!?]+[.!]?)")

_MOST_LINES = 5
_LONGEST_LINE = 60


class _Place(NamedTuple):
    """A line of a block. `text` begins with the marker where the line is a list item's."""

    block: int
    line: int
    text: str
    kind: RegionKind | None = None


def is_greeting(line: str) -> bool:
    """Whether a line opens a letter: "Hi Sam,", "Dear [Name]"."""
    return _GREETING.match(line) is not None


def mark(given: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the letter's parts split off and marked; headers other than the subject are left out."""
    return _mark_signature(given, _mark_history(given, _mark_headers(given, list(blocks))))


def _text(given: str, line: Line) -> str:
    return given[line.start : line.end]


def _mark_headers(given: str, blocks: list[Block]) -> list[Block]:
    first = next((number for number, block in enumerate(blocks) if block.kind != "heading"), None)
    if first is None or blocks[first].kind is not None:
        return blocks
    lines = blocks[first].lines
    count, subject, sender = 0, None, False
    for line in lines:
        text = _text(given, line)
        if match := _SUBJECT.match(text):
            subject = Line(line.start + match.end(), line.end, True)
        elif not _HEADER.match(text):
            break
        sender = sender or _FROM.match(text) is not None
        count += 1
    if subject is None and not (sender and count > 1):
        return blocks
    parts = [Block((subject,), "subject", subject.start)] if subject is not None and subject.start < subject.end else []
    rest = [Block(lines[count:])] if count < len(lines) else []
    return [*blocks[:first], *parts, *rest, *blocks[first + 1 :]]


def _mark_history(given: str, blocks: list[Block]) -> list[Block]:
    """Marks earlier mails as quotes: all of the rest, or only the line that introduces `>` lines, below which the reply may go on."""
    result: list[Block] = []
    for number, block in enumerate(blocks):
        at = _history_start(given, block) if block.kind in {None, "list_item"} else None
        if at is None:
            result.append(block)
            continue
        before, history = _split(block, at)
        follows = blocks[number + 1] if number + 1 < len(blocks) else None
        introduces = follows is not None and follows.kind == "quote" and len(history.lines) <= 2
        if not introduces and not before and all(earlier.kind is not None for earlier in result):
            result.append(block)  # nothing was said yet: a reply that begins so is no history
            continue
        group = follows.group if follows is not None and introduces else history.lines[0].start
        result += [*before, Block(history.lines, "quote", group)]
        if not introduces:
            return result + [Block(later.lines, "quote", group) for later in blocks[number + 1 :]]
    return result


def _history_start(given: str, block: Block) -> int | None:
    """The line of a block with which an earlier mail begins."""
    texts = [_text(given, line) for line in block.lines]
    for number, text in enumerate(texts):
        if _ORIGINAL.match(text):
            return number
        if _FROM.match(text) and any(_SENT.match(later) for later in texts[number + 1 : number + 4]):
            return number
        if text.startswith("On ") and (_WROTE.fullmatch(text) or (number + 1 < len(texts) and _WROTE.fullmatch(f"{text} {texts[number + 1]}"))):
            return number
    return None


def _split(block: Block, at: int) -> tuple[list[Block], Block]:
    return ([Block(block.lines[:at], block.kind, block.group)] if at else []), Block(block.lines[at:], block.kind, block.group)


def _mark_signature(given: str, blocks: list[Block]) -> list[Block]:
    end = len(blocks)
    while end and blocks[end - 1].kind == "quote":
        end -= 1
    place = _delimiter(given, blocks[:end])
    if place is None:
        end = _before_postscript(given, blocks, end)
        place = _closing(list(_last_places(given, blocks[:end])))
    if place is None:
        blocks, place = _split_closing(given, blocks, end)
    if place is None:
        return blocks
    before, signature = _split(blocks[place.block], place.line)
    parts = [Block(block.lines, "signature", 0) for block in (signature, *blocks[place.block + 1 : end])]
    return [*blocks[: place.block], *before, *parts, *blocks[end:]]


def _split_closing(given: str, blocks: list[Block], end: int) -> tuple[list[Block], _Place | None]:
    """The blocks with a closing formula at the end of a paragraph ("… was declined. Kind regards.") on a line of its own, and that line."""
    last = blocks[end - 1] if end else None
    if last is None or last.kind is not None or not last.lines:
        return blocks, None
    *above, line = last.lines
    begin = max(line.start, line.end - 2 * _LONGEST_LINE)
    match = next((found for found in _LAST_SENTENCE.finditer(given, begin, line.end) if found.end() == line.end), None)
    formula = _CLOSING.fullmatch(match["last"]) if match else None
    if match is None or not ((formula and formula["formula"]) or _CLOSING_WITH_NAME.fullmatch(match["last"])):
        return blocks, None
    cut = Line(line.start, begin + len(given[begin : match.start("last")].rstrip()), True)
    split = Block((*above, cut, Line(match.start("last"), line.end, line.hard)), None, last.group)
    return [*blocks[: end - 1], split, *blocks[end:]], _Place(end - 1, len(above) + 1, match["last"])


def _delimiter(given: str, blocks: Sequence[Block]) -> _Place | None:
    """The line "-- ", below which mail programs put the signature."""
    below = sum(len(block.lines) for block in blocks)
    for number, block in enumerate(blocks):
        for index, line in enumerate(block.lines):
            below -= 1
            is_delimiter = line.end - line.start == 2 and _text(given, line) == "--"
            if is_delimiter and (given[line.end : line.end + 1] == " " or below <= 2 * _MOST_LINES):
                return _Place(number, index, "--")
    return None


def _before_postscript(given: str, blocks: list[Block], end: int) -> int:
    """Where the blocks in front of a closing "P.S." end: the signature stands above it."""
    for number in range(end - 1, max(-1, end - 4), -1):
        if blocks[number].lines and _POSTSCRIPT.match(_text(given, blocks[number].lines[0])):
            return number
    return end


def _last_places(given: str, blocks: Sequence[Block]) -> Iterator[_Place]:
    """The last lines, the last one first, as far as a signature can reach."""
    count = 0
    for number in range(len(blocks) - 1, -1, -1):
        block = blocks[number]
        if block.kind not in {None, "list_item"}:
            return
        for index in range(len(block.lines) - 1, -1, -1):
            line = block.lines[index]
            is_item = block.kind == "list_item" and not index and 0 < line.start - block.group < 6
            yield _Place(number, index, given[block.group : line.end] if is_item else _text(given, line), block.kind)
            count += 1
            if count > _MOST_LINES:
                return


def _closing(places: list[_Place]) -> _Place | None:
    """The line with which the signature begins. What a mail program adds below ("Sent from my phone") belongs to it."""
    added = next((count for count, place in enumerate(places) if not _PROGRAM.fullmatch(place.text)), len(places))
    if 0 < added < len(places):
        return _closing(places[added:]) or places[added - 1]
    for count, place in enumerate(places):
        if _is_sentence(place.text):
            break
        match = _CLOSING.fullmatch(place.text) if place.kind is None else None
        # "Thank you!" as the last line of all thanks somebody; with a name below it, it closes the letter.
        if (match and (count or match.group("formula"))) or _CLOSING_WITH_NAME.fullmatch(place.text):
            return place
    return places[0] if _is_signed(places) else None


def _is_signed(places: Sequence[_Place]) -> bool:
    """Whether the last line is a name without a closing formula: "- Ana", "The Support Team"."""
    if len(places) < 2 or len(places[0].text) > _LONGEST_LINE:
        return False
    last, above = places[:2]
    if _SLOT.fullmatch(last.text):
        return True
    said = above.kind is None and above.text.endswith((".", "!", "?", ",", ")"))
    if _DASHED.fullmatch(last.text):
        return said  # a list's last item has another above it, or a line that introduces it
    return _TEAM.fullmatch(last.text) is not None and last.kind is None and (said or last.line == 0)


def _is_sentence(text: str) -> bool:
    words = len(text.split())
    return len(text) > _LONGEST_LINE or words > 7 or text.endswith((":", "?")) or (words >= 4 and text.endswith((".", "!")))
