"""The words of the whole code base, as frozen values. Imports nothing heavy: no spaCy, no YAML.

Every `start` and `end` is a code point, half open. Unless said otherwise they count in `Draft.text`, the plain text that the parser reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from replylint.draft import Draft
    from replylint.errors import Failure

Refusal = Literal["full", "partial", "none"]
Level = Literal["met", "weak", "unmet", "na"]
Scope = Literal["refusal", "any"]


class MoveKind(str, Enum):
    """The eight rhetorical moves of a refusing reply (after Beebe, Takahashi & Uliss-Weltz 1990, narrowed to what the guideline asks)."""

    GRATITUDE = "gratitude"
    ACKNOWLEDGMENT = "acknowledgment"
    APOLOGY = "apology"
    REFUSAL = "refusal"
    REASON = "reason"
    ALTERNATIVE = "alternative"
    FOLLOW_UP = "follow_up"
    GOODWILL = "goodwill"

    def __str__(self) -> str:
        return self.value


class Severity(str, Enum):
    """error: should not be sent. warning: should be mended. info: could be better."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Higher is worse: info 0, warning 1, error 2."""
        return ("info", "warning", "error").index(self.value)

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half open, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Move:
    """What a stretch of the draft does. `cue` is the id of what gave it away; `because` says it for a reader (`replylint moves` prints it).

    `flags`: specific or generic (acknowledgment, gratitude), dated (follow_up), policy (reason), slot (a placeholder stands for it), …
    `confidence` is between 0 and 1; 1.0 is a certain cue.
    """

    kind: MoveKind
    span: Span
    cue: str
    sentence: int
    flags: frozenset[str] = frozenset()
    confidence: float = 1.0
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a check can find. `message` may hold {fields} that the check fills in; `suggestion` says what to write instead.

    `sure`: it is told only where the draft surely turns something down. `anywhere`: it is told of every draft, also where its row asks only about
    those that turn something down. `replace`: words that it finds, in lower case, and the one plain way to say each. `fixable`: some of its findings bring a fix.
    """

    code: str
    name: str
    row: str
    severity: Severity
    message: str
    suggestion: str
    preview: bool = False
    options: Mapping[str, object] = field(default_factory=dict)
    sure: bool = False
    replace: Mapping[str, str] = field(default_factory=dict)
    fixable: bool = False
    anywhere: bool = False


class Edit(NamedTuple):
    """`span` of `Draft.text` is to read `replacement`. An empty replacement takes words out; the space or the empty line beside them goes along."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding and keep what is said: nothing is invented. `title` says what they do, for a button: "say it once"."""

    edits: tuple[Edit, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fired at a place. What is missing is reported on the refusal that it belongs to. `fix`: how to mend it, where that needs no author.

    `comment`: the comment of `Draft.given` that it is about. That is its place, then, and `span` where the text next to it begins or ends.
    """

    rule: Rule
    span: Span
    message: str
    suggestion: str
    related: tuple[Span, ...] = ()
    fix: Fix | None = None
    comment: Span | None = None

    def in_given(self, draft: Draft) -> Span:
        """Its place in the text that was given."""
        return draft.to_given(self.span) if self.comment is None else self.comment

    def in_source(self, draft: Draft) -> Span:
        """Its place in the file."""
        return draft.given_to_source(self.in_given(draft))


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check's answer to its row of the guideline table. `score` is 0 to 1 and None where the row does not apply."""

    row: str
    level: Level
    score: float | None
    note: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftReport:
    """Everything that was said of one draft. `score` is 0 to 100, None where no row applies.

    `note` says why a draft was not scored as a refusal (nothing is turned down, empty, another language); it is never a finding.
    """

    draft: Draft
    refusal: Refusal
    moves: tuple[Move, ...]
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    score: int | None
    note: str = ""

    @property
    def is_judged(self) -> bool:
        """Whether any row was asked; if none was, `note` says why (empty, another language)."""
        return not self.note or any(verdict.level != "na" for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a run: what was judged, and what could not be."""

    drafts: tuple[DraftReport, ...]
    failures: tuple[Failure, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of all drafts, in order."""
        return tuple(finding for draft in self.drafts for finding in draft.findings)

    def exit_status(self, fail_on: Severity | str | None = Severity.WARNING, min_score: float | None = None, *, unjudged: bool = True) -> int:
        """0 clean, 1 findings at or above `fail_on` or a score under `min_score`, 2 something was not judged.

        `fail_on` is a severity or its name; None and "never" are no severity. Without `unjudged` a draft in another language, or with nothing to read, has
        nothing against it, as for `replylint check`, which passes over such files; a reply that is to be sent was then not looked at.
        Raises ValueError for another word, TypeError for a `min_score` that is no number.
        """
        if fail_on is not None and fail_on not in (*Severity, "never"):
            raise ValueError(f"fail_on is {fail_on!r}; expected one of {', '.join(Severity)}, never")
        if min_score is not None and (isinstance(min_score, bool) or not isinstance(min_score, (int, float))):
            raise TypeError(f"min_score is {type(min_score).__name__}; expected a number from 0 to 100")
        least = None if fail_on is None or fail_on == "never" else Severity(fail_on)
        if self.failures or (unjudged and not all(draft.is_judged for draft in self.drafts)):
            return 2
        worst = any(least is not None and finding.rule.severity.rank >= least.rank for finding in self.findings)
        low = min_score is not None and any(draft.score is not None and draft.score < min_score for draft in self.drafts)
        return 1 if worst or low else 0
