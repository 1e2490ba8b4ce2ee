"""What is asked of the service: one draft with what is known of it, read from JSON with every fault named."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from replylint.did_you_mean import did_you_mean
from replylint.formats import FORMATS
from replylint.service.refused import Refused
from replylint.turns import last_request

_META = ("thread", "policy", "sent_at", "requested_at")


@dataclass(frozen=True)
class Question:
    """One draft to judge; None stands for what the service's configuration says.

    `path` is what to call its file: it tells the format where none is named, and the configuration may say something of it. `meta` is passed on to the
    checks as it came.
    """

    text: str = field(repr=False)
    id: str | None = None
    request: str | None = field(default=None, repr=False)
    profile: str | None = None
    input_format: str | None = None
    path: str | None = None
    final: bool | None = None
    preview: bool | None = None
    brief: bool = False
    meta: Mapping[str, Any] = field(default_factory=dict, repr=False)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_name(value: object) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _is_thread(value: object) -> bool:
    return isinstance(value, list)


def _is_time(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        datetime.fromisoformat(value.removesuffix("Z") + ("+00:00" if value.endswith("Z") else ""))
    except ValueError:
        return False
    return True


def _is_policy(value: object) -> bool:
    return isinstance(value, (str, list, dict))


_KEYS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "text": (_is_text, "a string"),
    "id": (_is_name, "a string or a whole number"),
    "request": (_is_text, "a string"),
    "thread": (_is_thread, "a list of messages, newest last"),
    "policy": (_is_policy, "a string, a list or an object"),
    "sent_at": (_is_time, "a date or a date and a time of ISO 8601"),
    "requested_at": (_is_time, "a date or a date and a time of ISO 8601"),
    "path": (_is_text, "a string"),
    "profile": (_is_text, "a string"),
    "input_format": (_is_text, f"one of {', '.join(FORMATS)}"),
    "final": (_is_flag, "true or false"),
    "preview": (_is_flag, "true or false"),
    "brief": (_is_flag, "true or false"),
}


def read_json(body: bytes) -> Any:
    """The value of a JSON text in UTF-8. Raises Refused (400) that says where it breaks off, and never what stands there."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(400, "not_utf8", f"the body is not UTF-8: byte {error.start} cannot be read", "send JSON in UTF-8") from None
    try:
        return json.loads(text.removeprefix("\ufeff"), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = f"the body is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]} (line {error.lineno}, column {error.colno})"
        raise Refused(400, "bad_json", message, 'send an object such as {"text": "Hello, …"}') from None
    except RecursionError:
        raise Refused(400, "bad_json", "the body is nested too deeply", 'send an object such as {"text": "Hello, …"}') from None
    except ValueError:
        raise Refused(400, "bad_json", "the body holds a number that cannot be read", 'send an object such as {"text": "Hello, …"}') from None


def _no_constant(_: str) -> Any:
    raise ValueError


def read_question(value: object, defaults: Mapping[str, Any] | None = None) -> Question:
    """A question from its JSON value. Raises Refused (422) with the first fault; `defaults` are keys that it may leave out."""
    if not isinstance(value, dict):
        raise Refused(422, "wrong_type", f"expected an object, found {_named(value)}", 'send an object such as {"text": "Hello, …"}')
    given = {key: one for key, one in {**(defaults or {}), **value}.items() if one is not None}
    for key, one in given.items():
        if key not in _KEYS:
            raise Refused(422, "unknown_key", f'"{key[:40]}" is no key of a question', did_you_mean(key, _KEYS) or f"the keys are {', '.join(_KEYS)}")
        fits, expected = _KEYS[key]
        if not fits(one):
            raise Refused(422, "wrong_type", f'"{key}": expected {expected}, found {_named(one)}', "see /openapi.json")
    if "text" not in given:
        raise Refused(422, "no_text", 'there is no "text"', 'send an object such as {"text": "Hello, …"}')
    if (wanted := given.get("input_format")) is not None and wanted not in FORMATS:
        raise Refused(422, "unknown_format", f'there is no input_format "{wanted[:40]}"', did_you_mean(wanted, FORMATS, all_of_them=True))
    if "thread" in given:
        last = _last_request(given["thread"])
        given.setdefault("request", last)
    meta = {key: given.pop(key) for key in _META if key in given}
    if "id" in given:
        given["id"] = str(given["id"])
    return Question(**given, meta=meta)


def _last_request(thread: list[Any]) -> str | None:
    for number, message in enumerate(thread, 1):
        if not isinstance(message, (str, dict)):
            said = f'message {number} of the thread is {_named(message)}; expected a string or an object with "role" and "text"'
            raise Refused(422, "wrong_type", said, "see /openapi.json")
    try:
        return last_request(thread)
    except TypeError as error:
        raise Refused(422, "wrong_type", str(error), "see /openapi.json") from None


def _named(value: object) -> str:
    kinds = {"dict": "an object", "list": "a list", "str": "a string", "bool": "true or false", "NoneType": "null"}
    return kinds.get(type(value).__name__, "a number")
