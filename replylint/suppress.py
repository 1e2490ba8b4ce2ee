"""Silences one rule at one place with a reason, and says which suppressions give none, do nothing or name no rule (SUP001).

SUP001 is shown at the text on the nearest line, since a comment has no text of its own: an empty span where that text begins, or behind it.
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


@dataclass(frozen=True, slots=True)
class Applied:
    """What the suppressions of one draft did: the findings kept, those silenced and SUP001's own.

    Of the front matter's, which hold for the whole file: `idle_in_file` silenced nothing here, `faults_of_file` are wrong in any draft.
    """

    kept: tuple[Finding, ...]
    silenced: tuple[Finding, ...]
    faults: tuple[Finding, ...]
    idle_in_file: tuple[Finding, ...]
    faults_of_file: tuple[Finding, ...] = ()


def apply(draft: Draft, findings: Sequence[Finding], rules: Mapping[str, Rule], sup001: Rule, active: Collection[str] | None = None) -> tuple[Finding, ...]:
    """The findings that are kept, with SUP001's, in the order of the text.

    `rules`: all rules by code, also those that are off, so that no suppression of them counts as unknown. `active`: the codes that were looked for (None:
    all); a suppression of another rule is not called unused.
    """
    return apply_to_file([(draft, findings)], rules, sup001, active)[0]


def apply_to_file(drafts: Sequence[tuple[Draft, Sequence[Finding]]], rules: Mapping[str, Rule], sup001: Rule,
                  active: Collection[str] | None = None) -> list[tuple[Finding, ...]]:
    """As `apply`, for all drafts of one file: a suppression in the front matter is unused only when no draft needed it, and its faults are told once."""
    applied = [judge(draft, findings, rules, sup001, active) for draft, findings in drafts]
    idle = [fault for fault in (applied[0].idle_in_file if applied else ()) if all(fault in other.idle_in_file for other in applied)]
    results, told = [], list(idle)
    for number, one in enumerate(applied):
        of_file = [fault for fault in one.faults_of_file if fault not in told]
        told += of_file
        faults = [*one.faults, *of_file, *(idle if number == 0 else ())]
        results.append(tuple(sorted([*one.kept, *faults], key=lambda finding: (finding.span, finding.rule.code))))
    return results


def judge(draft: Draft, findings: Sequence[Finding], rules: Mapping[str, Rule], sup001: Rule, active: Collection[str] | None = None) -> Applied:
    """What a draft's suppressions do, in its parts."""
    said = read_suppressions(draft) if draft.comments or draft.meta else []
    if not said:
        return Applied(tuple(findings), (), (), ())
    silenced: set[int] = set()
    faults: list[Finding] = []
    of_file: list[Finding] = []
    idle: list[Finding] = []
    for entry in said:
        wrong = of_file if entry.of_file else faults
        rule = None if isinstance(entry, Malformed) else _rule_named(entry.words, rules)
        if isinstance(entry, Malformed) or rule is None or rule.code == sup001.code:
            wrong.append(_not_a_suppression(entry, rule, rules, sup001))
            continue
        held = [number for number, finding in enumerate(findings) if finding.rule.code == rule.code and _holds(entry, finding.span)]
        silenced.update(held)
        if not held and (active is None or rule.code in active):
            fault = Finding(sup001, entry.at, f"suppression of {rule.code} is not needed: there is nothing to silence", "take it out")
            (idle if entry.of_file else faults).append(fault)
        elif not entry.reason:
            wrong.append(Finding(sup001, entry.at, f"suppression of {rule.code} gives no reason", f"write why: {EXAMPLE.replace('ALT001', rule.code)}"))
    return Applied(
        tuple(finding for number, finding in enumerate(findings) if number not in silenced),
        tuple(finding for number, finding in enumerate(findings) if number in silenced),
        _once(faults),
        _once(idle),
        _once(of_file),
    )


def _once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for number, finding in enumerate(findings) if finding not in findings[:number])


def _rule_named(words: str, rules: Mapping[str, Rule]) -> Rule | None:
    return next((rule for rule in rules.values() if names_rule(words, rule)), None)


def _holds(entry: Suppression, span: Span) -> bool:
    """Whether a finding begins in the suppressed stretch."""
    return entry.where is None or entry.where.start <= span.start <= entry.where.end


def _not_a_suppression(entry: Suppression | Malformed, rule: Rule | None, rules: Mapping[str, Rule], sup001: Rule) -> Finding:
    if isinstance(entry, Malformed):
        return Finding(sup001, entry.at, entry.message, entry.suggestion)
    if rule is not None:
        return Finding(sup001, entry.at, f"{rule.code} cannot be suppressed", "mend or take out the suppression that it is about")
    first, *rest = entry.words.split()
    if rest and _rule_named(first, rules) is not None:
        return Finding(sup001, entry.at, f"suppression of {first} is not understood", f"write its reason behind ` -- `: {EXAMPLE.replace('ALT001', first)}")
    known = [word for known in rules.values() for word in (known.code, known.name)]
    hint = did_you_mean(entry.words, known) or "`replylint rules` lists them"
    return Finding(sup001, entry.at, f"suppression of {entry.words!r}: there is no such rule", hint)


def without_allowed(draft: Draft, findings: Iterable[Finding], phrases: Sequence[str]) -> tuple[Finding, ...]:
    """The findings that do not lie wholly in an allowed phrase (`allow` of the configuration): case, width of spaces and shape of apostrophes apart."""
    if not phrases:
        return tuple(findings)
    patterns = [r"\s+".join(re.escape(word).replace("’", "'").replace("'", "['’]") for word in phrase.split()) for phrase in phrases]
    allowed = [Span(*match.span()) for pattern in patterns if pattern for match in re.finditer(pattern, draft.text, re.IGNORECASE)]
    return tuple(finding for finding in findings if not any(span.covers(finding.span) for span in allowed))
