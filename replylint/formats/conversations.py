"""Conversations as lists of turns: what our side says are replies, what the customer says is not."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.formats import shape_words as words
from replylint.formats.tree import List, Map, Node, Scalar

_ROLES = ("speaker", "role", "sender", "from", "author", "author_type", "sender_type", "type")
_TEXTS = ("text", "content", "message", "body", "utterance", "value")


def our_turns(list_: List) -> list[tuple[int, Scalar]]:
    """The texts of our side with the number of their turn; nothing where the list is no conversation of two sides."""
    turns = list(_turns_of(list_))
    if len(turns) < 2 or not any(role in words.THEIR_SIDE for _, role, _ in turns):
        return []
    return [(number, text) for number, role, text in turns if role in words.OUR_SIDE]


def _turns_of(list_: List) -> Iterator[tuple[int, str, Scalar]]:
    for number, item in enumerate(list_, start=1):
        role, text = _turn(item)
        if isinstance(role, Scalar) and isinstance(text, Scalar) and text.is_string:
            yield number, role.text.strip().lower(), text


def _turn(item: Node) -> tuple[Node | None, Node | None]:
    if isinstance(item, List):
        return (item.items[0], item.items[1]) if len(item.items) == 2 else (None, None)
    if isinstance(item, Map):
        role = next((value for name in _ROLES if isinstance(value := item.get(name), Scalar)), None)
        return role, next((value for name in _TEXTS if isinstance(value := item.get(name), Scalar)), None)
    return None, None
