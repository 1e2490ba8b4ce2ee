"""Characters that nobody sees. They come with text that was copied or laid out, and inside a word they would hide it: "can<U+200B>not"."""

from __future__ import annotations

import re

_CONTROLS = r"\x00-\x08\x0e-\x1b\x7f"  # white space is none of them
_NOTHING = r"\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_JOINERS = r"\u200c\u200d"  # they shape letters of some scripts and make one picture of several emoji
_HALVES = r"\ud800-\udfff"  # half a surrogate pair (JSON can hold one) is no character and would stop the parser
UNREAD = re.compile(f"[{_CONTROLS}{_NOTHING}{_JOINERS}{_HALVES}]")
_UNSEEN = re.compile(f"[{_CONTROLS}{_NOTHING}{_JOINERS}]+")
_EDGES = re.compile(rf"[\s{_CONTROLS}{_NOTHING}{_JOINERS}]*")
_FIRST_JOINED = "\u0300"  # no letter below this one is shaped by a joiner


def reading(text: str, at: int) -> str | None:
    """What an UNREAD character is read as: "" where it is passed over, a sign for half a character; None where it stays, between what it joins."""
    char = text[at]
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return None if char in "\u200c\u200d" and 0 < at < len(text) - 1 and _is_joined(text[at - 1]) and _is_joined(text[at + 1]) else ""


def _is_joined(char: str) -> bool:
    return char >= _FIRST_JOINED and not char.isspace() and not "\u2000" <= char <= "\u206f" and UNREAD.match(char) is None


def seen(text: str) -> str:
    """The text without the characters that nobody sees, for asking whether anything is in it."""
    return _UNSEEN.sub("", text)


def edges(text: str) -> tuple[int, int]:
    """Where what is seen of a line begins and ends, white space aside; two equal numbers where there is nothing."""
    start = _edge(text)
    return (start, len(text) - _edge(text[start:][::-1])) if start < len(text) else (0, 0)


def _edge(text: str) -> int:
    match = _EDGES.match(text)
    return 0 if match is None else match.end()
