"""The suppressions written in or with a draft: comments of the markup, the front matter's `replylint:` key, a JSON record's `ignore`.

    <!-- replylint: ignore ALT001, missing-reason -- the warehouse note is sent apart -->     this block; alone on its line: the next block
    <!-- replylint: ignore-draft APO001 -- legal asked for it -->                             the whole draft
    <!-- replylint: ignore-start TON001 -- quoted by the customer's wish --> … <!-- replylint: ignore-end -->

A block is a line of `Draft.text`: a paragraph, a list item, a heading, since hard wraps are joined there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from replylint.did_you_mean import did_you_mean
from replylint.draft import Comment, Draft
from replylint.model import Span

VERBS = ("ignore", "ignore-draft", "ignore-start", "ignore-end")
KINDS = ("fragment", "note", "reply")  # what a comment may say of its draft instead; `kinds` reads that
EXAMPLE = "<!-- replylint: ignore ALT001 -- the reason -->"
NO_REASON_YET = "WHY?"  # what an editor leaves for the author to replace; it is no reason, so SUP001 asks for one

_COMMENT = re.compile(r"\s*(?:<!--)?\s*replylint(?:\s*:|\s+(?=ignore))\s*(?P<verb>[\w-]*)(?P<rest>.*?)(?:-->)?\s*", re.DOTALL | re.IGNORECASE)
_FAR = 2000
_REASON = re.compile(r"(?:^|\s+)(?:--+|\u2013|\u2014)(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One rule silenced. `words`: the rule as it was written; `where`: the stretch of `Draft.text`, None for all of it; `at`: the text next to it.

    `of_file`: it stands in the file's front matter and holds for every draft of the file; nothing else does. `place`: its comment in the given text.
    """

    words: str
    reason: str
    where: Span | None
    at: Span
    of_file: bool = False
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class Malformed:
    """What looks like a suppression and is none."""

    message: str
    suggestion: str
    at: Span
    of_file: bool = False
    place: Span | None = None


def read_suppressions(draft: Draft) -> list[Suppression | Malformed]:
    """Everything that a draft says of suppression, faults included, in order."""
    start = Span(0, 0)
    found: list[Suppression | Malformed] = []
    front = draft.meta.get("front_matter")
    if isinstance(front, Mapping) and "replylint" in front:
        said = front["replylint"]
        keys = set(said) if isinstance(said, Mapping) else set()
        if not keys or keys - {"ignore", "kind"}:
            found.append(Malformed("the front matter's `replylint` is not understood", "expected `replylint: {ignore: {ALT001: the reason}}`", start, True))
        found += _listed(said.get("ignore") if isinstance(said, Mapping) else None, start, of_file=True)
    found += _listed(draft.meta.get("ignore"), start, of_file=False)
    return found + list(_from_comments(draft))


def _listed(said: object, at: Span, *, of_file: bool) -> Iterator[Suppression | Malformed]:
    """`{ALT001: reason}`, `[{rule: ALT001, reason: …}]`, or rules without a reason."""
    if isinstance(said, Mapping):
        entries = [(str(rule), reason) for rule, reason in said.items()]
    else:
        items = said if isinstance(said, (list, tuple)) else [] if said is None else [said]
        entries = []
        for item in items:
            if isinstance(item, Mapping) and set(item) <= {"rule", "reason"} and isinstance(item.get("rule"), str):
                entries.append((str(item["rule"]), item.get("reason")))
            elif isinstance(item, str):
                entries.append((item, None))
            else:
                yield Malformed("an entry of `ignore` is not understood", "expected {rule: ALT001, reason: the reason}", at, of_file)
    for rule, reason in entries:
        given = str(reason).strip() if isinstance(reason, (str, int, float)) and not isinstance(reason, bool) else ""
        yield Suppression(rule.strip(), "" if given == NO_REASON_YET else given, None, at, of_file)


def _from_comments(draft: Draft) -> Iterator[Suppression | Malformed]:
    open_: list[tuple[Suppression, int]] = []  # with the text position where it begins
    for comment in sorted(draft.comments, key=lambda comment: comment.span):
        match = _COMMENT.fullmatch(comment.text)
        if match is None:
            continue
        verb, (words, reason) = match["verb"].lower(), _rules_and_reason(match["rest"])
        if verb in KINDS and not words and not reason:
            continue
        alone = _alone(draft, comment)
        after, before = _following(draft, comment.span.end), _preceding(draft, comment.span.start)
        at = _shown_at(draft, comment, before, after)
        if verb not in VERBS or not (words or verb == "ignore-end"):
            yield replace(_malformed(verb, at), place=comment.span)
        elif verb == "ignore-end":
            for ended in _ended(open_, words, 0 if before is None else before + 1, at):
                yield ended if ended.place is not None else replace(ended, place=comment.span)
        elif verb == "ignore-start":
            open_ += [(Suppression(word, reason, None, at, place=comment.span), len(draft.text) if after is None else after) for word in words]
        else:
            where = None if verb == "ignore-draft" else _block(draft, comment, alone, before, after)
            yield from (Suppression(word, reason, where, at, place=comment.span) for word in words)
    for suppression, begin in open_:
        yield replace(suppression, where=Span(begin, len(draft.text)))
        yield Malformed(f"the suppression of {suppression.words} is not ended", "write <!-- replylint: ignore-end --> where it ends", suppression.at, place=suppression.place)


def _rules_and_reason(rest: str) -> tuple[list[str], str]:
    rules, *reason = _REASON.split(rest, maxsplit=1)
    given = reason[0].strip() if reason else ""
    return [word.strip() for word in rules.split(",") if word.strip()], "" if given == NO_REASON_YET else given


def _malformed(verb: str, at: Span) -> Malformed:
    if verb in VERBS:
        return Malformed("a suppression names no rule", f"expected {EXAMPLE}", at)
    return Malformed(f"{verb!r} is no word of a suppression", did_you_mean(verb, VERBS) or f"expected {EXAMPLE}", at)


def _ended(open_: list[tuple[Suppression, int]], words: list[str], end: int, at: Span) -> Iterator[Suppression | Malformed]:
    wanted = {word.casefold() for word in words}
    ended = [entry for entry in open_ if not wanted or entry[0].words.casefold() in wanted]
    for word in sorted(wanted - {suppression.words.casefold() for suppression, _ in ended}) if wanted else [] if ended else [""]:
        yield Malformed(f"ignore-end {word}".strip() + " ends nothing", "take it out, or write the ignore-start that it ends with the same rule", at)
    for entry in ended:
        open_.remove(entry)
        yield replace(entry[0], where=Span(entry[1], max(entry[1], end)))


def _block(draft: Draft, comment: Comment, alone: bool, before: int | None, after: int | None) -> Span:
    """The block that a comment holds for: the next one when it is alone on its line, else the one that it stands in."""
    if alone:
        inside = after
    else:
        line = max(draft.given.rfind("\n", 0, comment.span.start), draft.given.rfind("\r", 0, comment.span.start)) + 1
        same = before is not None and draft.to_given(Span(before, before + 1)).end > line
        inside = before if same or after is None else after
    if inside is None:
        return Span(len(draft.text), len(draft.text))
    end = draft.text.find("\n", inside)
    return Span(draft.text.rfind("\n", 0, inside) + 1, len(draft.text) if end < 0 else end)


def _alone(draft: Draft, comment: Comment) -> bool:
    """Whether nothing but comments and white space stands on the lines of a comment."""
    given, span = draft.given, comment.span
    begin = max(given.rfind("\n", 0, span.start), given.rfind("\r", 0, span.start)) + 1
    stop = min((end for end in (given.find("\n", span.end), given.find("\r", span.end)) if end >= 0), default=len(given))
    left, right = given[begin : span.start], given[span.end : stop]
    for other in draft.comments:
        if begin <= other.span.start and other.span.end <= span.start:
            left = left.replace(given[other.span.start : other.span.end], "")
        elif span.end <= other.span.start and other.span.end <= stop:
            right = right.replace(given[other.span.start : other.span.end], "")
    return not left.strip() and not right.strip()


def _shown_at(draft: Draft, comment: Comment, before: int | None, after: int | None) -> Span:
    """A comment has no text of its own, so it is shown at the text on the nearest line: where that begins, or behind it."""
    if after is None:
        return Span(0, 0) if before is None else Span(before + 1, before + 1)
    if before is None:
        return Span(after, after)
    above = _lines_between(draft.given, draft.to_given(Span(before, before + 1)).end, comment.span.start)
    below = _lines_between(draft.given, comment.span.end, draft.to_given(Span(after, after + 1)).start)
    return Span(before + 1, before + 1) if above < below or not above else Span(after, after)


def _lines_between(given: str, start: int, end: int) -> int:
    """Line ends between two places; no further than a long comment's length, so that a page full of comments stays cheap."""
    stretch = given[start : min(end, start + _FAR)]
    return max(stretch.count("\n"), stretch.count("\r")) + max(0, end - start - _FAR)


def _preceding(draft: Draft, offset: int) -> int | None:
    """The last character of the text, white space apart, that comes from before a place of the given text."""
    for piece in reversed(draft.pieces.pieces):
        if piece.origin_start >= offset or (not piece.exact and piece.origin_end > offset):
            continue
        stop = min(piece.end, piece.start + offset - piece.origin_start) if piece.exact else piece.end
        kept = draft.text[piece.start : stop].rstrip()
        if kept:
            return piece.start + len(kept) - 1
    return None


def _following(draft: Draft, offset: int) -> int | None:
    """The first character of the text, white space apart, that comes from behind a place of the given text."""
    for piece in draft.pieces.pieces:
        if piece.origin_end <= offset or (not piece.exact and piece.origin_start < offset):
            continue
        begin = piece.start + max(0, offset - piece.origin_start) if piece.exact else piece.start
        kept = draft.text[begin : piece.end].lstrip()
        if kept:
            return piece.end - len(kept)
    return None
