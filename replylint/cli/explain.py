"""`replylint explain`: what a rule, a row or a cue is about, from the row's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

import click

from replylint.cli.guard import COULD_NOT_JUDGE, say
from replylint.cli.options import config_option, load_config
from replylint.did_you_mean import did_you_mean
from replylint.errors import Failure, ReplylintError

if TYPE_CHECKING:
    from replylint.checks import Check, RowInfo
    from replylint.cues import CueGroup
    from replylint.model import Rule
    from replylint.registry import Registry

MODEL_CUE = "model"
_MODEL = (
    "model: no single cue gave the move away",
    "  The words of the sentence, its place and its neighbours were weighed together. `replylint moves` names what weighed most behind `because of`;",
    "  the number beside the cue is the confidence, from 0 to 1.",
)
FIXES = "`replylint check --fix` mends what needs no author; those findings are marked [*]. `--diff-fix` only shows it."
_MOST_CASES = 3  # of each kind, so that the answer fits a screen or two


@click.command(short_help="Explain a rule, a row or a cue.")
@click.argument("word", metavar="CODE|NAME|ROW|MOVE|CUE")
@config_option
def explain(word: str, config_path: str | None) -> None:
    """Explain a rule (ALT001, missing-alternative), a row (alternatives), a move (refusal) or a cue (refusal.inability).

    The beginning of a code (ALT) lists the rules that begin so.

    For a rule: what its row asks, why, a weak and a better reply, the limits, sources, options, cases, and how to silence it.
    """
    from replylint.registry import load

    registry = load(load_config(config_path).settings_for(None).checks_dirs)
    say(registry.failures)
    for line in explained(word, registry):
        click.echo(line)
    if registry.failures:
        click.get_current_context().exit(COULD_NOT_JUDGE)


def explained(word: str, registry: Registry) -> Iterator[str]:
    """The answer, line by line. Raises ReplylintError for a word that names nothing."""
    from replylint.moves.cuebook import move_cues
    from replylint.moves.evidence_names import evidence_of

    rule = registry.rule(word)
    row = next((check for check in registry.checks if check.info.row == word.lower()), None)
    if rule is not None:
        return _rule(rule, next((check for check in registry.checks if rule in check.rules), None))
    if row is not None:
        return chain(_row(row), _move(word, 1))
    if word == MODEL_CUE:
        return iter(_MODEL)
    if (evidence := evidence_of(word)) is not None:
        return iter([f"{word}: evidence that `replylint moves` names behind `because of`", f"  {evidence}"])
    cue = move_cues().group(word)
    if cue is not None:
        kind = move_cues().kind_of.get(cue.id)
        return _cue(cue, f"a cue of the move {kind}" if kind is not None else f"speaks against the move {cue.id.partition('.')[0].removeprefix('not-')}")
    begun = [rule for rule in registry.rules.values() if word and rule.code.casefold().startswith(word.casefold())]
    lines = [f"{rule.code} {rule.name} ({rule.severity}{', preview' if rule.preview else ''}): {rule.message}" for rule in begun] or list(_move(word, 0))
    if lines:
        return iter(lines)
    known = [
        *registry.rules,
        *(rule.name for rule in registry.rules.values()),
        *(info.row for info in registry.rows),
        *(group.id for group in move_cues().book.groups),
    ]
    raise ReplylintError(
        Failure(f"explain {word}: there is no such rule, row, move or cue", hint=did_you_mean(word, known) or "`replylint rules` lists the rows and rules")
    )


def _rule(rule: Rule, check: Check | None) -> Iterator[str]:
    of = f"row {rule.row}" if check is not None else "any draft"
    yield f"{rule.code} {rule.name} ({rule.severity}{', preview: off until turned on' if rule.preview else ''}; {of})"
    yield ""
    yield f"Says:     {rule.message}"
    yield f"Suggests: {rule.suggestion}"
    if rule.fixable:
        yield f"Fixes:    {FIXES}"
    if check is not None:
        yield from _guide(check.info)
    if rule.replace:
        yield from ("", "Plain words that `--fix` writes", *(f"  {words}: {plain}" for words, plain in rule.replace.items()))
    if rule.options:
        yield from ("", "Options, with their defaults", *(f"  {name}: {value!r}" for name, value in rule.options.items()))
    if check is not None:
        yield from _cases(check, rule)
    yield from _silencing(rule)


def _row(check: Check) -> Iterator[str]:
    info = check.info
    yield f"{info.row}: {info.title}"
    yield f"{info.question} (weight {info.weight:g}, asked of {'drafts that refuse' if info.scope == 'refusal' else 'any draft'})"
    yield from ("", "Rules", *(f"  {rule.code} {rule.name} ({rule.severity}{', preview' if rule.preview else ''})" for rule in check.rules))
    yield from _guide(info)


def _move(word: str, blank: int) -> Iterator[str]:
    """The cue groups of a move after so many blank lines; nothing for a word that names no move."""
    from replylint.moves.cuebook import move_cues

    cues, name = move_cues(), word.lower().replace("-", "_")
    groups = [group for group in cues.book.groups if cues.kind_of.get(group.id) == name]
    if groups:
        yield from [""] * blank
        yield f"Cues of the move {name}"
        yield from (f"  {group.id}: {' '.join(group.why.split())}" for group in groups)


def _guide(info: RowInfo) -> Iterator[str]:
    """The sections of the row's README.md, then its sources."""
    from replylint.reporters.guide import sections

    for heading, text in sections(info):
        yield from ("", heading, *(f"  {line}".rstrip() for line in text.splitlines()))
    if info.sources:
        yield from ("", "Sources", *(f"  {source}" for source in info.sources))


def _cases(check: Check, rule: Rule) -> Iterator[str]:
    """Some of the drafts that the rule is tested with."""
    from replylint.testing import read_cases

    path = getattr(check, "cases", "")
    cases = [case for case in read_cases(path) if case.rule == rule.code] if path else []
    for kind, title in (("bad", "Cases in which it fires"), ("good", "Cases in which it does not"), ("near-miss", "Near misses")):
        some = [case for case in cases if case.kind == kind][:_MOST_CASES]
        if some:
            yield from ("", title)
        for case in some:
            yield from (f"  | {line}".rstrip() for line in case.draft.splitlines())
            at = [text for code, text in case.finds if code == rule.code]
            note = f"finds {', '.join(map(repr, at))}" if at else " ".join(case.why.split())
            if note:
                yield f"    {note}"


def _silencing(rule: Rule) -> Iterator[str]:
    from replylint.suppress_read import EXAMPLE

    if rule.code in ("TPL001", "SUP001"):
        yield from ("", "To turn it off, in replylint.yaml", f"  rules: {{{rule.code}: off}}")
        return
    yield from ("", "To silence it at one place, with a reason, in Markdown or HTML before the paragraph", f"  {EXAMPLE.replace('ALT001', rule.code)}")
    yield from ("", "To turn it off, in replylint.yaml", f"  rules: {{{rule.code}: off}}")


def _cue(cue: CueGroup, what: str) -> Iterator[str]:
    yield f"{cue.id}: {what}"
    yield f"  {cue.why}"
    yield from ("", "Wordings", *(f"  {pattern.text}" for pattern in cue.patterns))
    if cue.unless:
        yield from ("", "Not when the sentence has", *(f"  {pattern.text}" for pattern in cue.unless))
    if cue.where:
        yield from ("", "Only where the sentence is", *(f"  {name.replace('_', ' ')}" for name in cue.where))
    if cue.flags:
        yield from ("", f"Flags: {', '.join(sorted(cue.flags))}")
