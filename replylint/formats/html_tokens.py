"""A page of HTML as tags, text, entities and comments, each with its place. Takes anything: what is broken is text, or left out as browsers do.

The standard library's parser keeps lines and columns of tags only, takes quadratic time on broken pages, and knows nothing of slots such as `<Name>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from replylint.formats import placeholders
from replylint.formats.slot_words import HTML_ELEMENTS

TokenKind = Literal["open", "close", "text", "entity", "comment"]


class Token(NamedTuple):
    """`text[start:end]`; `name` is a tag's, in lower case."""

    kind: TokenKind
    start: int
    end: int
    name: str = ""


_SIGN = re.compile(r"[<&]")
_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[A-Za-z][^\s/<>]{0,80})(?:[^<>\"']|\"[^\"<]{0,4000}\"|'[^'<]{0,4000}'|[\"'](?=[\s/>])){0,500}>")
_CUT_TAG = re.compile(r"</?(?P<name>[A-Za-z][^\s/<>]{0,80})(?:\s[^<>]{0,2000})?\Z")  # a page that was cut off within a tag
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,8}|#\d{1,9}|[A-Za-z][A-Za-z0-9]{1,31});?")
_DECLARATION = re.compile(r"<![^<>]{0,2000}>|<!\[[^<>]{0,200}\]>")
_ATTRIBUTE = re.compile(r"(?:^|\s)(class|id)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_UNSHOWN = frozenset({"script", "style", "title"})
_RAW = _UNSHOWN | {"textarea", "select", "svg", "noscript", "iframe", "object"}
_CLOSED = re.compile(r"</([A-Za-z][A-Za-z0-9]{0,30})")


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, in order; they leave out nothing but declarations and the contents of scripts, styles and their like.

    What a `<title>` holds is its closing token.
    """
    closed = {match[1].lower(): match.start() for match in _CLOSED.finditer(text)}  # "<TITLE>" is a slot, but none where there is a "</TITLE>"
    slots = [(slot.start, slot.end) for slot in placeholders.find(text) if text[slot.start] == "<"]
    hidden = {start: end for start, end in slots if text[start + 1 : end - 1].lower() not in closed}
    ends = text.rfind(">"), text.rfind("-->")
    begin = at = 0
    while sign := _SIGN.search(text, at):
        start = sign.start()
        token, end = _at(text, start, hidden, ends)
        if end is None:
            at = start + 1
            continue
        if begin < start:
            yield Token("text", begin, start)
        if token is not None:
            yield token
            if token.kind == "open" and token.name in _RAW:
                stop = _raw_end(text, token, end, closed)
                if token.name == "title":
                    yield Token("close", end, max(end, text.rfind("<", end, stop)), "title")
                end = stop
        begin = at = end
    if begin < len(text):
        yield Token("text", begin, len(text))


def _at(text: str, start: int, hidden: dict[int, int], ends: tuple[int, int]) -> tuple[Token | None, int | None]:
    """The token at an opening sign and where it ends; no end where the sign is text. `ends`: the last signs in the text that can end a tag and a comment."""
    if start in hidden:
        return Token("text", start, hidden[start]), hidden[start]
    if text[start] == "&":
        match = _ENTITY.match(text, start)
        return (Token("entity", start, match.end()), match.end()) if match else (None, None)
    if text.startswith("<!--", start):
        end = text.find("-->", start + 4) if start + 4 <= ends[1] else -1
        return (Token("comment", start, end + 3), end + 3) if end >= 0 else (None, start + 4)
    if start > ends[0]:
        cut = _CUT_TAG.match(text, start)
        return None, cut.end() if cut and _is_element(cut["name"]) else None
    if declaration := _DECLARATION.match(text, start):
        return None, declaration.end()
    tag = _TAG.match(text, start)
    if tag is None or not _is_element(tag["name"]):
        return None, None
    return Token("close" if tag["slash"] else "open", start, tag.end(), tag["name"].lower()), tag.end()


def _is_element(name: str) -> bool:
    """Whether a name is that of an element, also of a custom one or one with a namespace; addresses in angle brackets have none."""
    if name.lower() in HTML_ELEMENTS:
        return True
    return re.fullmatch(r"[A-Za-z][\w.]*[-:][\w:-]*\w", name) is not None and name.partition(":")[0].lower() not in {"mailto", "http", "https", "tel"}


def _raw_end(text: str, token: Token, start: int, closed: Mapping[str, int]) -> int:
    """Where the content of an element ends that holds no text of the page; where it is never closed, at the page's end or at once.

    `closed`: where the last end tag of each name stands.
    """
    match = re.compile(rf"</{token.name}\s*>", re.IGNORECASE).search(text, start) if closed.get(token.name, -1) >= start else None
    if match is None:
        return len(text) if token.name in _UNSHOWN else start
    return match.end()


def marks_of(text: str, token: Token) -> str:
    """The classes and the id of a tag, in lower case."""
    found = _ATTRIBUTE.findall(text, token.start, token.end)
    return " ".join(double or single or bare for _, double, single, bare in found).lower()
