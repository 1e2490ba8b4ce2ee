"""What a text is, where it is no whole reply: a piece that agents join to others, a note among colleagues. Careful: a short reply is a reply.

Said by the author (`meta["kind"]`, the front matter, a comment `<!-- replylint: fragment -->`), else recognised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from replylint.draft import Draft

Kind = Literal["reply", "fragment", "note"]

UNSURE = "it may turn nothing down, so what it lacks is not reported"
FRAGMENT = "a fragment, so it is not scored as a whole reply"
INTERNAL_NOTE = "an internal note, so it was not judged"
BESIDE = "it stands among replies and does not read as one, so it was not judged"
BESIDE_KEY = "beside"  # of `Draft.meta`, where its reader says so
NOT_ENGLISH = "not in English, so it was not judged"
# What the notes of drafts that were set aside are called when they are counted: one, several.
SET_ASIDE: Mapping[str, tuple[str, str]] = {
    FRAGMENT: ("fragment", "fragments"),
    INTERNAL_NOTE: ("internal note", "internal notes"),
    BESIDE: ("section that reads as no reply", "sections that read as no reply"),
    NOT_ENGLISH: ("not in English", "not in English"),
}

_PUBLIC_KEY = "comment_mode_is_public"  # Zendesk's word for who sees a comment
_KINDS: tuple[Kind, ...] = ("reply", "fragment", "note")
_SAID = re.compile(r"\s*replylint\s*:\s*(fragment|note|reply)\s*", re.IGNORECASE)
_NOTE_TITLE = re.compile(r"\W*(?:\[?internal\]?|private|agents? only|staff only)\b.{0,40}\b(?:notes?|comments?|only)\b.{0,40}|\W*internal\W*", re.IGNORECASE)
_NOTE_START = re.compile(r"[\W_]*(?:internal (?:note|comment|use only)|(?:note|notes) (?:to|for) (?:self|agents?|(?:the )?team|staff|colleagues))\b[^.!?\n]{0,40}:", re.IGNORECASE)
_PIECES = r"(?:signature|greeting|salutation|closing|sign-?off|footer|header|snippet|disclaimer|opening|opener|closer|intro(?:duction)?|outro)"
_FRAGMENT_TITLE = re.compile(
    rf"\W*(?:(?:e-?mail|standard|default|generic|general|common|basic|simple|short|formal|friendly|our|my|the|agent|support|team)[\s_-]+)*{_PIECES}s?"
    r"(?:[\s_-]+(?:line|block|text|phrase|paragraph|sentence|remark|template|snippet|macro|message))?s?\W*\d*\W*",
    re.IGNORECASE,
)
_MOST_WORDS_OF_TITLED, _MOST_WORDS = 60, 40
_GREETING = re.compile(r"(?:hi|hello|dear|hey|greetings|good (?:morning|afternoon|evening|day))\b(?: [^\s.!?,:]{1,20}){0,4}[,!.:]?", re.IGNORECASE)
# Sentences that close any reply. All the text must be such sentences, and one of the first kind among them.
_OFFER = (
    r"(?:please )?(?:if|should) you (?:(?:do|ever|still|also) )?(?:have|need|require|run into)\b[^.!?\n]{0,60}"
    r"\b(?:question|concern|problem|issue|query|anything|assistance|help|information)"
    r"|(?:please )?(?:(?:do not|don't|never) hesitate|feel free) to\b"
    r"|(?:please )?let (?:us|me) know if (?:you have|you need|there(?:'s| is)) (?:any|anything|more|further)"
    r"|is there anything else"
)
_THANKS = r"(?:thank you|thanks)(?: (?:again|so much|very much))?" + (
    r"(?: for (?:your (?:patience|understanding|time|business|interest)|contacting us|reaching out|being)\b[^.!?\n]{0,40})?"
)
_WISH = r"(?:have|enjoy) (?:a|the|your)\b[^.!?\n]{0,30}|we(?:'re| are) (?:always )?(?:here|happy|glad) to help\b[^.!?\n]{0,30}|we look forward to hearing from you"
_OFFERED = re.compile(rf"(?:{_OFFER})[^.!?\n]{{0,160}}", re.IGNORECASE)
_CLOSED = re.compile(rf"(?:{_THANKS}|{_WISH})", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+")
_WORD = re.compile(r"\w+")


def kind_of(draft: Draft) -> Kind:
    """Whether a draft is a whole reply, a fragment of one, or a note that no customer reads."""
    said = _said(draft)
    if said is not None:
        return said
    if str(draft.meta.get(_PUBLIC_KEY, "")).lower() == "false" or draft.meta.get(BESIDE_KEY) is True or _is_note(draft):
        return "note"
    return "fragment" if _is_fragment(draft) else "reply"


def _said(draft: Draft) -> Kind | None:
    front = draft.meta.get("front_matter")
    own = front.get("replylint") if isinstance(front, Mapping) else None
    declared = [
        draft.meta.get("kind"),
        *(match[1].lower() for comment in draft.comments if (match := _SAID.fullmatch(comment.text))),
        own.get("kind") if isinstance(own, Mapping) else None,
        front.get("kind") if isinstance(front, Mapping) else None,
    ]
    return next((kind for said in declared for kind in _KINDS if said == kind), None)


def _is_note(draft: Draft) -> bool:
    return _NOTE_TITLE.fullmatch(draft.title or "") is not None or _NOTE_START.match(draft.text) is not None


def _is_fragment(draft: Draft) -> bool:
    body = _body(draft)
    words = len(_WORD.findall(body[:4000]))
    if not words:
        return bool(draft.text.strip()) and any(region.kind == "signature" for region in draft.regions)
    if words <= _MOST_WORDS_OF_TITLED and _FRAGMENT_TITLE.fullmatch(draft.title or draft.id or ""):
        return True
    if words > _MOST_WORDS:
        return False
    if _GREETING.fullmatch(body.strip()):
        return True
    sentences = [sentence.strip(" \t,;:-\u2013\u2014\"'") for sentence in _SENTENCE.findall(body.replace("\u2019", "'"))]
    offered = [bool(_OFFERED.fullmatch(sentence)) for sentence in sentences if sentence]
    closed = [bool(_CLOSED.fullmatch(sentence)) for sentence in sentences if sentence]
    return any(offered) and all(one or other for one, other in zip(offered, closed))


def _body(draft: Draft) -> str:
    """The text without signature, quotes and headings."""
    kept, at = [], 0
    for region in sorted(draft.regions, key=lambda region: region.span):
        if region.kind != "list_item":
            kept.append(draft.text[at : region.span.start])
            at = max(at, region.span.end)
    return "\n".join([*kept, draft.text[at:]])
