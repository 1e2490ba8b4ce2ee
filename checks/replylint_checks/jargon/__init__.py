"""Does the reply use words that the customer knows?

Terms are data by field (check.yaml). An acronym is found by its form; those that most people know are data as well (acronyms.yaml). Neither
counts when the customer used it, when the draft explains it, or when it stands in a template's slot. One finding a term, where it first stands.
"""

from __future__ import annotations

import re

from replylint.checks import Row
from replylint.cues import CueHit
from replylint.model import Finding, Level, Span, Verdict
from replylint.moves.reply import Reply
from replylint.plain_words import as_written

from .acronyms import acronyms_of, is_explained, is_known

_LEVELS: tuple[Level, ...] = ("met", "weak", "unmet")
_EXPLAINS_NEXT = re.compile(r"\s*\([^)]{5,}\)|,? (?:which means|that is|i\.e\.|meaning|in other words)\b", re.IGNORECASE)
_NEAR = re.compile(r"[\s\w/&-]{0,14}")  # what may stand between two terms that a reader meets as one


def check(reply: Reply, row: Row) -> Verdict:
    """The verdict of the jargon row: one finding is weak, more are unmet."""
    hits = row.hits(reply)
    terms = _terms(reply, row, [hit for hit in hits if hit.group.id.startswith("term.")])
    developer = len({reply.text(hit.span).lower() for hit in hits if hit.group.id == "developer"}) > 1
    findings = terms + ([] if developer else _acronyms(reply, row, terms))
    wordy = _wordy(reply, row, [hit for hit in hits if hit.group.id == "wordy"])
    return row.verdict(_LEVELS[min(2, len(findings))], ", ".join(reply.quoted(finding.span) for finding in findings), findings + wordy)


def _wordy(reply: Reply, row: Row, hits: list[CueHit]) -> list[Finding]:
    """Stiff words with their plain ones: a matter of style, so no part of the verdict."""
    plain = row.rule("JRG003").replace
    return [
        row.finding("JRG003", hit.span, fix=row.plain_fix("JRG003", reply, hit.span), words=reply.quoted(hit.span), plain=plain[words])
        for hit in hits
        if (words := as_written(reply.text(hit.span))) in plain
    ]


def _terms(reply: Reply, row: Row, hits: list[CueHit]) -> list[Finding]:
    """Terms that the customer did not use, each where it first stands, unless it is explained there."""
    seen = {str(term).lower() for term in row.option("JRG001", "allow")}
    found: list[Finding] = []
    for hit in sorted(hits, key=lambda hit: (hit.span.start, -hit.span.end)):
        words = reply.text(hit.span).lower()
        used = reply.request_forms.issuperset(words.split()) or reply.request_forms.issuperset(re.findall(r"\w+", words))
        in_slot = any(slot.span.overlaps(hit.span) for slot in reply.draft.placeholders)
        if words in seen or used or in_slot or (found and _near(found[-1].span, hit.span, reply)):
            continue
        seen.add(words)
        if not _EXPLAINS_NEXT.match(reply.draft.text, hit.span.end):
            field = hit.group.id.removeprefix("term.").replace("-", " ")
            found.append(row.finding("JRG001", hit.span, fix=row.plain_fix("JRG001", reply, hit.span), words=reply.quoted(hit.span), field=field))
    return found


def _acronyms(reply: Reply, row: Row, terms: list[Finding]) -> list[Finding]:
    """Acronyms that nobody explained; those that stand side by side ("KYC/CDD") are one finding."""
    text = reply.draft.text
    seen = {str(term).upper() for term in row.option("JRG002", "allow")} | {form.upper() for form in reply.request_forms}
    spans: list[Span] = []
    for sentence in reply.body:
        for acronym, span in acronyms_of(sentence, reply):
            if acronym.upper() in seen or is_known(acronym) or is_explained(acronym, span, text) or any(_near(term.span, span, reply) for term in terms):
                seen.add(acronym.upper())
                continue
            seen.add(acronym.upper())
            if spans and _near(spans[-1], span, reply):
                spans[-1] = Span(spans[-1].start, span.end)
            else:
                spans.append(span)
    return [row.finding("JRG002", span, words=reply.quoted(span)) for span in spans]


def _near(first: Span, second: Span, reply: Reply) -> bool:
    """Two places overlap, or stand so close that a reviewer would underline them in one go ("KYC/CDD refresh", "under bond pending DDU clearance")."""
    low, high = sorted((first, second))
    return low.overlaps(high) or _NEAR.fullmatch(reply.draft.text, low.end, high.start) is not None
