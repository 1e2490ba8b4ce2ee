"""What a record says of a reply besides its text: that the issue is closed with it, why, the label. Evidence of what the reply does, kept in `Draft.meta`.

"closes": True · "close_reason": text · "label": the label that calls for the comment. (Of Zendesk's macros `macros.evidence_of` tells "status" and "kind".)
"""

from __future__ import annotations

from collections.abc import Mapping

from replylint.formats.tree import Map

_TRUE = frozenset({"true", "yes", "on"})
# Keys of the label bots beside "comment" (dessant/label-actions) and above one (peaceiris/actions-label-commenter).
_BOT_KEYS = frozenset({"close", "lock", "label", "unlabel", "reopen", "close-reason", "lock-reason"})
_BOT_PATH = frozenset({"labeled", "unlabeled"})


def evidence_of(map_: Map, above: Mapping[str, object]) -> dict[str, object]:
    """What a mapping says, laid over what was said above it: `close: true` of a label holds for the `comment` of its `issues:`."""
    said = dict(above)
    close, action, reason = map_.text_of("close"), map_.text_of("action"), map_.text_of("close-reason") or map_.text_of("close_reason")
    if close is not None or (action is not None and is_bot(map_)):
        said.pop("closes", None)
        if (close or "").lower() in _TRUE or (action or "").lower() == "close":
            said["closes"] = True
    if reason:
        said["close_reason"] = reason
    return said


def is_comment(map_: Map) -> bool:
    """Whether a mapping is a label's comment beside what else the bot is to do."""
    keys = {entry.key.text for entry in map_.entries}
    return "comment" in keys and not keys.isdisjoint(_BOT_KEYS)


def is_bot(map_: Map, path: tuple[str, ...] = ()) -> bool:
    """Whether a mapping is what a label bot is to do."""
    return is_comment(map_) or {"body", "action"} <= {entry.key.text for entry in map_.entries} or not _BOT_PATH.isdisjoint(path)
