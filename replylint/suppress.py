"""Silences one rule at one place with a reason, and says which suppressions give none, do nothing or name no rule (SUP001).

SUP001 is shown at the comment; its span is empty and stands where the text on the nearest line begins, or behind it, since a comment has no text of its own.
For front matter and records it is the draft's beginning; what is wrong with the front matter is told at one draft of the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from replylint.did_you_mean import did_you_mean
from replylint.draft import Draft
from replylint.model import Finding, Rule, Span
from replylint.settings import names_rule
from replylint.suppress_read import EXAMPLE, Malformed, Suppression, read_suppressions

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_Name = tuple[int, Span | None, str]


@dataclass(frozen=True, slots=True)
class Applied:
    """What the suppressions of one draft did: the findings kept, those silenced and SUP001's own.

    `said` names each suppression, the same for all drafts that share it: those of the front matter hold for the file, those of a record or a comment for
    all variants of a template. Of these, `idle` silenced nothing here, and `faults` are wrong in any draft.
    """

    kept: tuple[Finding, ...]
    silenced: tuple[Finding, ...] = ()
    said: frozenset[_Name] = frozenset()
    idle: tuple[tuple[_Name, Finding], ...] = ()
    faults: tuple[tuple[_Name, Finding], ...] = ()


def apply(draft: Draft, findings: Sequence[Finding], rules: Mapping[str, Rule], sup001: Rule, active: Collection[str] | None = None) -> tuple[Finding, ...]:
    """The findings that are kept, with SUP001's, in the order of the text.

    `rules`: all rules by code, also those that are off, so that no suppression of them counts as unknown. `active`: the codes that were looked for (None:
    all); a suppression of another rule is not called unused.
    """
    return apply_to_file([(draft, findings)], rules, sup001, active)[0]


def apply_to_file(drafts: Sequence[tuple[Draft, Sequence[Finding]]], rules: Mapping[str, Rule], sup001: Rule,
                  active: Collection[str] | None = None) -> list[tuple[Finding, ...]]:
    """As `apply`, for all drafts of one file: a suppression that several share is unused only when none of them needed it, and its faults are told once."""
    applied = [judge(draft, findings, rules, sup001, active) for draft, findings in drafts]
    needed = {name for one in applied for name in one.said - {name for name, _ in one.idle}}
    results, told = [], set[tuple[_Name, str]]()
    for one in applied:
        faults: list[Finding] = []
        for name, fault in (*one.faults, *((name, fault) for name, fault in one.idle if name not in needed)):
            if (name, fault.message) not in told and fault not in faults:
                told.add((name, fault.message))
                faults.append(fault)
        results.append(tuple(sorted([*one.kept, *faults], key=lambda finding: (finding.span, finding.rule.code))))
    return results


def judge(draft: Draft, findings: Sequence[Finding], rules: Mapping[str, Rule], sup001: Rule, active: Collection[str] | None = None) -> Applied:
    """What a draft's suppressions do, in its parts."""
    said = read_suppressions(draft) if draft.comments or draft.meta else []
    if not said:
        return Applied(tuple(findings))
    silenced: set[int] = set()
    faults: list[tuple[_Name, Finding]] = []
    idle: list[tuple[_Name, Finding]] = []
    names = [_name(draft, entry) for entry in said]
    for name, entry in zip(names, said):
        rule = None if isinstance(entry, Malformed) else _rule_named(entry.words, rules)
        if isinstance(entry, Malformed) or rule is None or rule.code == sup001.code:
            faults.append((name, _not_a_suppression(entry, rule, rules, sup001)))
            continue
        held = [number for number, finding in enumerate(findings) if finding.rule.code == rule.code and _holds(entry, finding.span)]
        silenced.update(held)
        if not held and (active is None or rule.code in active):
            idle.append((name, _fault(sup001, entry, f"suppression of {rule.code} is not needed: there is nothing to silence", "take it out")))
        elif not entry.reason:
            said_ = f"suppression of {rule.code} gives no reason"
            faults.append((name, _fault(sup001, entry, said_, f"write why: {EXAMPLE.replace('ALT001', rule.code)}")))
    return Applied(
        tuple(finding for number, finding in enumerate(findings) if number not in silenced),
        tuple(finding for number, finding in enumerate(findings) if number in silenced),
        frozenset(names),
        tuple(idle),
        tuple(faults),
    )


def _name(draft: Draft, entry: Suppression | Malformed) -> _Name:
    """What tells a suppression from the others of a file, and makes it the same one in every draft that it holds for."""
    shared = 0 if entry.of_file else id(draft.given) if "variant" in draft.meta else id(draft)
    return shared, entry.place, entry.words if isinstance(entry, Suppression) else ""


def _rule_named(words: str, rules: Mapping[str, Rule]) -> Rule | None:
    return next((rule for rule in rules.values() if names_rule(words, rule)), None)


def _holds(entry: Suppression, span: Span) -> bool:
    """Whether a finding begins in the suppressed stretch."""
    return entry.where is None or entry.where.start <= span.start <= entry.where.end


def _fault(sup001: Rule, entry: Suppression | Malformed, message: str, suggestion: str) -> Finding:
    return Finding(sup001, entry.at, message, suggestion, comment=entry.place)


def _not_a_suppression(entry: Suppression | Malformed, rule: Rule | None, rules: Mapping[str, Rule], sup001: Rule) -> Finding:
    if isinstance(entry, Malformed):
        return _fault(sup001, entry, entry.message, entry.suggestion)
    if rule is not None:
        return _fault(sup001, entry, f"{rule.code} cannot be suppressed", "mend or take out the suppression that it is about")
    first, *rest = entry.words.split()
    if rest and _rule_named(first, rules) is not None:
        return _fault(sup001, entry, f"suppression of {first} is not understood", f"write its reason behind ` -- `: {EXAMPLE.replace('ALT001', first)}")
    known = [word for known in rules.values() for word in (known.code, known.name)]
    hint = did_you_mean(entry.words, known) or "`replylint rules` lists them"
    return _fault(sup001, entry, f"suppression of {entry.words!r}: there is no such rule", hint)


def without_allowed(draft: Draft, findings: Iterable[Finding], phrases: Sequence[str]) -> tuple[Finding, ...]:
    """The findings that are not about an allowed phrase (`allow` of the configuration): case, width of spaces and shape of apostrophes apart.

    About it are those that lie wholly in it, and those that are told of their words ("{words}" in the message) where most of these are the phrase's. What is
    missing is told of a sentence whose words are not to blame: it is silenced by no phrase inside that sentence.
    """
    if not phrases:
        return tuple(findings)
    patterns = [r"\s+".join(re.escape(word).replace("’", "'").replace("'", "['’]") for word in phrase.split()) for phrase in phrases]
    allowed = [Span(*match.span()) for pattern in patterns if pattern for match in re.finditer(pattern, draft.text, re.IGNORECASE)]
    return tuple(finding for finding in findings if not any(span.covers(finding.span) for span in allowed) and not _is_mostly(draft, finding, allowed))


def _is_mostly(draft: Draft, finding: Finding, allowed: Sequence[Span]) -> bool:
    """Whether more than half of the words that a finding quotes are whole words of allowed phrases."""
    if not allowed or "{words}" not in finding.rule.message:
        return False
    words = [Span(*match.span()) for match in _WORD.finditer(draft.text, finding.span.start, finding.span.end)]
    return 2 * sum(any(span.covers(word) for span in allowed) for word in words) > len(words)
