"""What was said before a reply: the earlier messages of a conversation, newest last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from replylint.formats.shape_words import THEIR_SIDE

Turn = str | Mapping[str, object]


def last_request(thread: Sequence[Turn]) -> str | None:
    """What the customer wrote last; None where no message is the customer's.

    A message is a string, which is taken for the customer's words, or a mapping with "role" and "text" ("content" will do). The customer's roles are
    customer, user, client, visitor, guest, requester and the like, whatever the case; a message of any other role is not the customer's.

    Raises TypeError for a message of another shape, with its number.
    """
    if isinstance(thread, (str, bytes, Mapping)) or not isinstance(thread, Sequence):
        raise TypeError(f"thread is {type(thread).__name__}; expected a list of messages, newest last")
    said = [_turn(message, number) for number, message in enumerate(thread, start=1)]
    return next((text for role, text in reversed(said) if role in THEIR_SIDE and text.strip()), None)


def _turn(message: object, number: int) -> tuple[str, str]:
    """Role and words of one message."""
    if isinstance(message, str):
        return "customer", message
    if not isinstance(message, Mapping):
        raise TypeError(f'message {number} of the thread is {type(message).__name__}; expected a string or {{"role": …, "text": …}}')
    role = message.get("role", "customer")
    text = message.get("text", message.get("content"))
    if not isinstance(role, str) or not isinstance(text, str):
        raise TypeError(f'message {number} of the thread needs strings under "role" and "text"')
    return role.strip().lower(), text
