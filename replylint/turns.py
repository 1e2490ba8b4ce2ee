"""What was said before a reply: the earlier messages of a conversation, newest last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from replylint.formats.shape_words import THEIR_SIDE

Turn = str | Mapping[str, object]
_TEXT_PARTS = ("text", "input_text", "output_text")  # what the chat models of several makers call it; pictures, sounds and calls are no words


def last_request(thread: Sequence[Turn]) -> str | None:
    """What the customer wrote last; None where no message is the customer's.

    A message is a string, which is taken for the customer's words, or a mapping with "role" and "text" ("content" will do). Its words are a string or, as
    chat models have it, a list of parts, of which those of the type text are read; a message without words (a call of a tool) says nothing. The customer's
    roles are customer, user, client, visitor, guest, requester and the like, whatever the case; a message of any other role is not the customer's.

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
    if not isinstance(role, str):
        raise TypeError(f'message {number} of the thread needs a string under "role"')
    side = role.strip().lower()
    if side in THEIR_SIDE and not {"text", "content"} & message.keys():  # most likely misspelt
        raise TypeError(f'message {number} of the thread, the customer\'s, has neither "text" nor "content"')
    return side, _words(message.get("text") if message.get("text") is not None else message.get("content"), number)


def _words(said: object, number: int) -> str:
    """The text of a message's content: a string, a list of parts, or nothing."""
    if said is None or isinstance(said, str):
        return said or ""
    if not isinstance(said, list):
        raise TypeError(f'message {number} of the thread needs a string, a list of parts or null under "text" or "content"')
    texts = []
    for part in said:
        if isinstance(part, str):
            texts.append(part)
        elif not isinstance(part, Mapping):
            raise TypeError(f'a part of message {number} of the thread is {type(part).__name__}; expected a string or {{"type": "text", "text": …}}')
        elif part.get("type", "text") in _TEXT_PARTS and isinstance(text := part.get("text"), str):
            texts.append(text)
    return "\n".join(texts)
