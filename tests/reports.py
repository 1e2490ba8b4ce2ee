"""Reports made by hand, so that reporters are tested without parsing anything."""

from __future__ import annotations

import io

from replylint.draft import Draft, DraftBuilder, PieceTable, Source
from replylint.errors import Failure, Skipped
from replylint.model import DraftReport, Finding, Level, Move, MoveKind, Refusal, Rule, Severity, Span, Verdict
from replylint.reporters import REPORTERS, Paper, Reporter, Summary

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


FOUND = {Severity.ERROR: 1, Severity.WARNING: 1, Severity.INFO: 1}
SKIPPED = (Skipped("drafts/package.json", "no replies recognised"),)
SUMMARY = Summary(4, {"full": 1, "partial": 1, "none": 2}, FOUND, files=5, skipped=1, failed=0, skipped_files=SKIPPED)

# What breaks a format that only puts its values between quotes.
HOSTILE = (
    "We can't, \"really\"; not 'ever' <b>& co</b> ]]> --> </script><script>alert(1)</script>\r\n::error file=x::y %0A%25 ##[error]z | `a` @team #1 {{ slot }} {% x %}"
    " \x00\x07\x1b[2J\x85\u2028\ufffe \U0001f937\U0001f3fd\u200d\u2640\ufe0f \u05d0\u05d1\u202egnorw\u202c [a](b) =1+1 \ud83d"
)


def hostile() -> DraftReport:
    """A reply whose text, names, notes and findings are full of what formats mean something by."""
    draft = draft_of(HOSTILE, "drafts/a,b: %0A \"c\" <d>&é.txt", id=f"id {HOSTILE}", title=f"title {HOSTILE}")
    finding = Finding(BLUNT, Span(3, len(HOSTILE)), f"Says {HOSTILE}", f"Better: {HOSTILE}", (Span(0, len(HOSTILE)),))
    return report_of(draft, finding, found(draft, POLICY, "really"), verdicts=(verdict("tone", "weak", HOSTILE),), note="")


def played(reporter: Reporter, *results: DraftReport | Failure, summary: Summary = SUMMARY) -> None:
    """A run, told to a reporter."""
    reporter.begin()
    for result in results:
        if isinstance(result, Failure):
            reporter.failure(result)
        else:
            reporter.draft(result)
    reporter.end(summary)


def written(format_name: str, *results: DraftReport | Failure, summary: Summary = SUMMARY, **paper: object) -> str:
    """What a format writes of a run."""
    out = io.StringIO()
    played(REPORTERS[format_name](Paper(out, **paper)), *results, summary=summary)  # type: ignore[arg-type]
    return out.getvalue()
