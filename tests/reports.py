"""Reports made by hand, so that reporters are tested without parsing anything."""

from __future__ import annotations

from replylint.draft import Draft, DraftBuilder, PieceTable, Source
from replylint.model import DraftReport, Finding, Level, Move, MoveKind, Refusal, Rule, Severity, Span, Verdict

POLICY = Rule("RSN002", "policy-only", "reason", Severity.WARNING, "A rule is the whole reason, and what it is for is not said.", "Say what the rule protects.")
BLUNT = Rule("POS001", "negative-phrase", "positive_language", Severity.INFO, "This is blunter than it needs to be.", "")
BLAME = Rule("TON003", "blame", "tone", Severity.ERROR, "This puts the blame on the customer.", "Describe what happened without saying whose fault it was.")


def draft_of(text: str, path: str | None = "drafts/kettle.txt", **more: str) -> Draft:
    """A draft that is its file's text as it stands."""
    builder = DraftBuilder(text)
    builder.keep(0, len(text))
    return builder.draft(Source(text, path), id=more.get("id"), title=more.get("title"))


def draft_of_record(line: str, text: str, pieces: PieceTable, path: str, id: str) -> Draft:
    """A draft that is the value of a JSON record; `pieces` maps the value into the file."""
    builder = DraftBuilder(text)
    builder.keep(0, len(text))
    return builder.draft(Source(line, path), given_pieces=pieces, id=id)


def at(draft: Draft, words: str) -> Span:
    """Where words stand in a draft."""
    start = draft.text.index(words)
    return Span(start, start + len(words))


def found(draft: Draft, rule: Rule, words: str, *related: str) -> Finding:
    """A finding at some words."""
    return Finding(rule, at(draft, words), rule.message, rule.suggestion, tuple(at(draft, other) for other in related))


def verdict(row: str, level: Level, note: str = "") -> Verdict:
    """A verdict with the score of its level."""
    return Verdict(row, level, {"met": 1.0, "weak": 0.5, "unmet": 0.0}.get(level), note)


def report_of(
    draft: Draft,
    *findings: Finding,
    refusal: Refusal = "full",
    verdicts: tuple[Verdict, ...] = (),
    score: int | None = 60,
    moves: tuple[Move, ...] = (),
    note: str = "",
) -> DraftReport:
    """A report of a draft."""
    return DraftReport(draft, refusal, moves, verdicts, findings, score, note)


def kettle() -> DraftReport:
    """A refusal with a finding of each severity, one of them with a related place."""
    text = (
        "Hi Maya,\n\nYou bought the blue kettle in March and would like your money back.\nIt's against our policy, so we can't do that. "
        "You should have read the terms\non the box.\n\nBest wishes\nIvo\n"
    )
    draft = draft_of(text)
    return report_of(
        draft,
        found(draft, BLAME, "You should have read the terms\non the box"),
        found(draft, POLICY, "It's against our policy", "You bought the blue kettle in March"),
        found(draft, BLUNT, "we can't do that"),
        verdicts=(
            verdict("acknowledgment", "met"),
            verdict(
                "reason",
                "weak",
                "the rule is named and its purpose is not, which leaves the customer with nothing that explains why it should hold for a kettle",
            ),
            verdict("alternatives", "unmet", "no option is offered"),
            verdict("apology", "na", "not asked by the profile"),
            verdict("follow_up", "na", "not asked by the profile"),
        ),
        score=50,
        moves=(
            Move(MoveKind.REFUSAL, at(draft, "so we can't do that"), "refusal.inability", 2),
            Move(
                MoveKind.ACKNOWLEDGMENT,
                at(draft, "You bought the blue kettle in March and would like your money back."),
                "acknowledgment.wish",
                1,
                frozenset({"specific"}),
            ),
        ),
    )


def clean() -> DraftReport:
    """A refusal in which nothing was found, with a weak row."""
    draft = draft_of(
        "Thank you for asking about Sunday. We are closed then, so we can't book it; Saturday at ten is free.", "drafts/sunday.txt", title="Sunday visit"
    )
    return report_of(draft, refusal="partial", verdicts=(verdict("reason", "met"), verdict("gratitude", "weak", "a formula")), score=83)


def approval() -> DraftReport:
    """A draft that turns nothing down."""
    draft = draft_of("Your refund is on its way.", "drafts/refund.txt")
    return report_of(
        draft, refusal="none", verdicts=(verdict("tone", "met"), verdict("reason", "na", "nothing is turned down")), score=100, note="nothing is turned down"
    )


def blank() -> DraftReport:
    """A file without words."""
    return report_of(draft_of("", "drafts/empty.txt"), refusal="none", score=None, note="the draft is empty")
