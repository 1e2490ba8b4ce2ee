"""Zendesk's macros, triggers and automations: a list of actions, each a field and a value, one of which is the comment."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.formats.body import Markup
from replylint.formats.tree import List, Map, Node, Scalar

_COMMENTS = ("comment_value", "comment_value_html")
_NOTIFICATIONS = frozenset({"notification_user", "notification_requester", "notification_group"})


def is_macro(map_: Map) -> bool:
    """Whether a mapping lists actions, each with a field."""
    return any(True for _ in _actions_of(map_))


def comments_of(map_: Map) -> Iterator[tuple[Node, Markup]]:
    """The texts that a macro sends, with their markup. Where the same is there as text and as HTML, the text."""
    actions = list(_actions_of(map_))
    comments = [action for action in actions if action[0] in _COMMENTS and _text_in(action[1]) is not None]
    plain = [action for action in comments if action[0] == _COMMENTS[0]]
    for field, value in [*(plain or comments), *(action for action in actions if action[0] in _NOTIFICATIONS)]:
        text = _text_in(value)
        if text is not None:
            yield text, "html" if field.endswith("_html") else "auto"


def evidence_of(map_: Map) -> dict[str, object]:
    """What the macro does besides: "status", the one it sets; "kind" is "note" when the comment is for colleagues only."""
    actions = dict(_actions_of(map_))
    said: dict[str, object] = {}
    status, public = actions.get("status"), actions.get("comment_mode_is_public")
    if isinstance(status, Scalar):
        said["status"] = status.text
    if isinstance(public, Scalar) and public.text.lower() == "false":
        said["kind"] = "note"
    return said


def _actions_of(map_: Map) -> Iterator[tuple[str, Node]]:
    for name in ("actions", "action", "actions_json"):
        listed = map_.get(name)
        for action in listed if isinstance(listed, List) else (listed,):
            if isinstance(action, Map):
                field, value = action.text_of("field"), action.get("value")
                if field is not None and value is not None:
                    yield field, value


def _text_in(value: Node) -> Scalar | None:
    """The text of a value: a string, or the last of a list with the channel or the receiver and the subject before it."""
    last = value.items[-1] if isinstance(value, List) and value.items else value
    return last if isinstance(last, Scalar) and last.is_string and last.text.strip() else None
