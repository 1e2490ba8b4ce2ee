"""What is shown over a finding: what is wrong and the rule's page; over any other sentence the move that it was taken for."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.lsp.judge import Judged
from replylint.lsp.spots import Spot, moves_at, spots_at
from replylint.model import Finding, Move, Span
from replylint.registry import Registry
from replylint.reporters.cells import shown
from replylint.reporters.rule_page import as_markdown, as_text

_MOST_PAGES = 3  # four rules may stand on one refusal; who reads on moves the cursor


def hover_at(judged: Judged, offset: int, *, markdown: bool) -> tuple[str, Span] | None:
    """The text and the stretch of the document that it is about; None where there is nothing to say."""
    spots, moves = spots_at(judged, Span(offset, offset)), moves_at(judged, offset)
    parts = [_said(spot.finding, markdown) for spot in spots] + [_move(move, markdown) for move, _ in moves]
    if not parts:
        return None
    parts += _pages(spots, judged.registry, markdown)
    return ("\n\n" if markdown else "\n").join(parts), spots[0].place if spots else moves[0][1]


def rule_page(code: str, registry: Registry | None, *, markdown: bool) -> str | None:
    """The page of a rule; None for a code or name that is no rule."""
    rule = None if registry is None else registry.rule(code)
    if rule is None or registry is None:
        return None
    info = next((info for info in registry.rows if info.row == rule.row), None)
    return as_markdown(rule, info) if markdown else as_text(rule, info)


def _said(finding: Finding, markdown: bool) -> str:
    rule = finding.rule
    if not markdown:
        return f"{rule.code} {rule.name} ({rule.severity}): {shown(finding.message)}" + (f"\n  {shown(finding.suggestion)}" if finding.suggestion else "")
    suggestion = f"  \n→ {_escaped(finding.suggestion)}" if finding.suggestion else ""
    return f"**{rule.code} {rule.name}** ({rule.severity}): {_escaped(finding.message)}{suggestion}"


def _move(move: Move, markdown: bool) -> str:
    flags = f", {', '.join(sorted(move.flags))}" if move.flags else ""
    kind = move.kind.value.replace("_", " ")
    if not markdown:
        return f"This sentence: {kind}{flags}, confidence {move.confidence:.2f} ({move.cue})"
    return f"This sentence: **{kind}**{flags}, confidence {move.confidence:.2f} (`{move.cue}`)"


def _pages(spots: list[Spot], registry: Registry | None, markdown: bool) -> Iterator[str]:
    codes = list(dict.fromkeys(spot.finding.rule.code for spot in spots))
    for code in codes[:_MOST_PAGES]:
        page = rule_page(code, registry, markdown=markdown)
        if page:
            yield "---" if markdown else ""
            yield page.strip()
    left = codes[_MOST_PAGES:]
    if left:
        yield "---" if markdown else ""
        yield f"{', '.join(left)}: `replylint explain` has their pages." if markdown else f"{', '.join(left)}: replylint explain has their pages."


def _escaped(text: str) -> str:
    """Plain text as Markdown shows it: the words of a draft format nothing."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|~" else sign for sign in shown(text))
