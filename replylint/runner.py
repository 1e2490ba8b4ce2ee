"""From drafts to reports: parse once, annotate once, ask every check, apply suppressions, add up the score. Streaming, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import groupby, islice

from replylint import nlp, registry
from replylint.asked import Asked
from replylint.checks import SURE, Check
from replylint.config import Config
from replylint.draft import Draft
from replylint.errors import ConfigError, Failure
from replylint.housekeeping import SUP001, unfilled_placeholders
from replylint.kinds import BESIDE, BESIDE_KEY, FRAGMENT, INTERNAL_NOTE, NOT_ENGLISH, UNSURE, kind_of
from replylint.language import is_english
from replylint.model import DraftReport, Finding, Span, Verdict
from replylint.moves import Reply, annotate
from replylint.registry import Registry
from replylint.rule_choice import RuleChoice, choose
from replylint.settings import Settings
from replylint.suppress import apply_to_file, without_allowed

_CHUNK = 4 * nlp.BATCH_SIZE
NOTHING_REFUSED = "nothing is turned down, so the rows about refusing are not asked"
NOTHING_TO_READ = "nothing to read"
ONLY_SLOTS = "nothing but slots to fill in"
_NO_BODY = frozenset({"quote", "signature", "heading", "subject"})
_HELD = frozenset({"front_matter", "variant"})
ALL_RULES_OFF = "all its rules are off"

Judged = tuple[Draft, tuple[Finding, ...], DraftReport]


class Linter:
    """Judges drafts under one configuration. Loads checks at once and the language model when the first draft is parsed."""

    def __init__(self, config: Config | None = None, *, profile: str | None = None, select: Sequence[str] = (), ignore: Sequence[str] = (),
                 final: bool | None = None, preview: bool | None = None, forgets: bool = False) -> None:
        """Options given here lie over the configuration's. Raises ConfigError and PluginError with every fault.

        `forgets`: the parser forgets the words of each hundred drafts, so that its memory does not grow; only one run at a time, then, in this process.
        """
        self._forgets = forgets
        self.config = config or Config.default()
        self._asked = Asked(self.config, profile=profile, select=select, ignore=ignore, final=final, preview=preview)
        self._choices: dict[Settings, RuleChoice] = {}
        self.registry: Registry = registry.load(self.settings_for(None).checks_dirs)
        faults = self.config.validate_against(tuple(self.registry.rules.values()), self.registry.profiles)
        if faults:
            raise ConfigError(faults)
        if profile is not None and profile not in self.registry.profiles:
            raise ConfigError(Failure(f"unknown profile {profile!r}", hint=f"there are {', '.join(sorted(self.registry.profiles))}"))

    def settings_for(self, path: str | None) -> Settings:
        """What holds for a path, the constructor's options laid over. Two paths under the same settings get the same object."""
        return self._asked.settings_for(path)

    def run(self, inputs: Iterable[Draft | Failure]) -> Iterator[DraftReport | Failure]:
        """Judges drafts as they come, in order; failures pass through at their place. A check that crashes costs its row of that draft only."""
        stream = iter(inputs)
        held: list[Judged | Failure] = []
        while chunk := list(islice(stream, _CHUNK)):
            for item in self._chunk(chunk):
                if held and not _of_one_file(item, held[0]):
                    yield from self._released(held)
                    held = []
                if held or (not isinstance(item, Failure) and not _HELD.isdisjoint(item[0].meta)):
                    held.append(item)  # a suppression of the whole file is judged when all its drafts are, and what variants share is told once
                else:
                    yield from self._released([item])
        yield from self._released(held)

    def _chunk(self, items: Sequence[Draft | Failure]) -> Iterator[Judged | Failure]:
        unread = {id(item): why for item in items if isinstance(item, Draft) and (why := self._not_judged(item)) is not None}
        parsed = self._parsed([item for item in items if isinstance(item, Draft) and id(item) not in unread])
        for item in items:
            if isinstance(item, Failure):
                yield item
            elif id(item) in unread:
                why = unread[id(item)]
                yield why if isinstance(why, Failure) else (item, self._slots(item), DraftReport(item, "none", (), self._unasked(why), (), None, why))
            else:
                yield from self._judge(next(parsed))

    def _parsed(self, drafts: Sequence[Draft]) -> Iterator[Reply]:
        for model, group in groupby(drafts, key=lambda draft: self.settings_for(draft.source.path).model):
            with nlp.load(model).memory_zone() if self._forgets else nullcontext():
                for draft, doc in nlp.pipe(group, model):
                    yield annotate(draft, doc)

    def _not_judged(self, draft: Draft) -> str | Failure | None:
        """Why a draft is not judged: a note for what is no reply in English, a failure for what is too long to be one."""
        if (failure := too_long(draft, self.settings_for(draft.source.path).max_length)) is not None:
            return failure
        if not any(character.isalpha() for character in _body_without_slots(draft)):
            return ONLY_SLOTS if any(draft.region_at(slot.span.start) not in _NO_BODY for slot in draft.placeholders) else NOTHING_TO_READ
        if not is_english(draft.text):
            return NOT_ENGLISH
        if kind_of(draft) != "note":
            return None
        return BESIDE if draft.meta.get(BESIDE_KEY) is True else INTERNAL_NOTE

    def _unasked(self, why: str) -> tuple[Verdict, ...]:
        return tuple(Verdict(row.row, "na", None, why) for row in self.registry.rows)

    def _judge(self, reply: Reply) -> Iterator[Judged | Failure]:
        settings = self.settings_for(reply.draft.source.path)
        choice = self._choice(settings)
        is_fragment = kind_of(reply.draft) == "fragment"
        verdicts: list[Verdict] = []
        for check in self.registry.checks:
            verdict = _verdict(check, reply, choice)
            if isinstance(verdict, Failure):
                yield verdict
                verdict = Verdict(check.info.row, "na", None, "the check failed")
            if is_fragment:
                verdict = _of_fragment(check, verdict)
            verdicts.append(replace(verdict, findings=choice.kept(verdict.findings)))
        findings = [finding for verdict in verdicts for finding in verdict.findings]
        findings += self._slots(reply.draft)
        kept = without_allowed(reply.draft, findings, settings.allow)
        note = FRAGMENT if is_fragment else _note(reply, verdicts)
        score = None if is_fragment else self._score(verdicts)
        yield reply.draft, kept, DraftReport(reply.draft, reply.refusal, reply.moves, tuple(verdicts), (), score, note)

    def _slots(self, draft: Draft) -> tuple[Finding, ...]:
        """The unfilled slots of a draft that is about to be sent, whatever its language."""
        settings = self.settings_for(draft.source.path)
        return self._choice(settings).kept(unfilled_placeholders(draft)) if settings.final else ()

    def _choice(self, settings: Settings) -> RuleChoice:
        if settings not in self._choices:
            self._choices[settings] = choose(self.registry, settings)
        return self._choices[settings]

    def _score(self, verdicts: Sequence[Verdict]) -> int | None:
        """0 to 100: the weighted mean of the rows that apply; None where none does."""
        weights: Mapping[str, float] = {row.row: row.weight for row in self.registry.rows}
        scored = [(weights[verdict.row], verdict.score) for verdict in verdicts if verdict.score is not None and weights[verdict.row] > 0]
        return round(100 * sum(weight * score for weight, score in scored) / sum(weight for weight, _ in scored)) if scored else None

    def _released(self, held: Sequence[Judged | Failure]) -> Iterator[DraftReport | Failure]:
        """The reports of drafts of one file, their suppressions applied; what failed among them at its place."""
        kept = iter(self._suppressed([item for item in held if not isinstance(item, Failure)]))
        for item in held:
            yield item if isinstance(item, Failure) else _with_findings(item[2], next(kept))

    def _suppressed(self, drafts: Sequence[Judged]) -> list[tuple[Finding, ...]]:
        """The findings that the suppressions leave to each draft of one file, with those about the suppressions."""
        if not drafts:
            return []
        choice = self._choice(self.settings_for(drafts[0][0].source.path))
        applied = apply_to_file([(draft, findings) for draft, findings, _ in drafts], self.registry.rules, SUP001, choice.active)
        ordered = [tuple(sorted(choice.kept(findings), key=lambda finding: (finding.span, finding.rule.code))) for findings in applied]
        return _told_once([draft for draft, _, _ in drafts], ordered)


def _told_once(drafts: Sequence[Draft], findings: Sequence[tuple[Finding, ...]]) -> list[tuple[Finding, ...]]:
    """What is found at a place that several variants of a template share is told with the first of them."""
    told: set[tuple[str, Span]] = set()
    kept = []
    for draft, found in zip(drafts, findings):
        new = found
        if "variant" in draft.meta:
            places = [(finding.rule.code, finding.in_source(draft)) for finding in found]
            new = tuple(finding for finding, place in zip(found, places) if place not in told)
            told.update(places)
        kept.append(new)
    return kept


def _with_findings(report: DraftReport, kept: tuple[Finding, ...]) -> DraftReport:
    """A report with the findings that are left; the verdicts keep theirs of those."""
    still = {id(finding) for finding in kept}
    verdicts = tuple(replace(verdict, findings=tuple(one for one in verdict.findings if id(one) in still)) for verdict in report.verdicts)
    return replace(report, findings=kept, verdicts=verdicts)


def _note(reply: Reply, verdicts: Sequence[Verdict]) -> str:
    """Why a draft has no findings where one would expect some: it turns nothing down, or perhaps nothing."""
    if reply.refusal == "none":
        return NOTHING_REFUSED
    silent = any(verdict.level in ("weak", "unmet") and not verdict.findings for verdict in verdicts)
    return UNSURE if silent and reply.certainty < SURE else ""


def _body_without_slots(draft: Draft) -> str:
    """What the author of a template wrote himself: without what will be filled in, and without what carries no moves."""
    left_out = sorted([*(slot.span for slot in draft.placeholders), *(region.span for region in draft.regions if region.kind in _NO_BODY)])
    kept, at = [], 0
    for span in left_out:
        kept.append(draft.text[at : span.start])
        at = max(at, span.end)
    return "".join([*kept, draft.text[at:]])


def _of_one_file(item: Judged | Failure, first: Judged | Failure) -> bool:
    """Whether an item belongs to the file whose drafts are held back; of a file of records, to the record."""
    held = None if isinstance(first, Failure) else first[0]
    if isinstance(item, Failure):
        return held is not None and item.path == held.source.path
    return held is not None and item[0].source is held.source and item[0].given is held.given


def _of_fragment(check: Check, verdict: Verdict) -> Verdict:
    """The verdict on a piece of a reply: what is in it counts, what it lacks may stand in the rest."""
    kept = tuple(finding for finding in verdict.findings if not finding.rule.sure and (check.info.scope == "any" or finding.rule.anywhere))
    if check.info.scope == "any" and len(kept) == len(verdict.findings):
        return verdict
    return Verdict(verdict.row, "na", None, FRAGMENT, kept)


def too_long(draft: Draft, limit: int) -> Failure | None:
    """What is wrong with a draft of more characters than `limit`, which the parser would take minutes and gigabytes for; None for any other."""
    if len(draft.text) <= limit:
        return None
    line, column = draft.source.position(draft.to_source(Span(0, 0)).start)
    message = f"{len(draft.text):,} characters are too long for one reply: the limit is {limit:,}"
    return Failure(message, draft.source.path, line, column, "split the file into drafts, or raise `max-length:` in the configuration", draft.id)


def _verdict(check: Check, reply: Reply, choice: RuleChoice) -> Verdict | Failure:
    if check.info.row in choice.rows_off:
        return Verdict(check.info.row, "na", None, f"not asked by the profile {choice.profile}")
    if check.rules and not any(rule.code in choice.rules for rule in check.rules):
        return Verdict(check.info.row, "na", None, ALL_RULES_OFF)
    try:
        return _sound(check.check(reply, choice.options), check, reply.draft)
    except Exception as error:  # anyone's check may fail in any way; the other checks and drafts go on
        line, column = reply.draft.source.position(reply.draft.to_source(reply.refusal_span).start)
        said = f"the check {check.info.row!r} of {check.info.package} crashed on this draft: {type(error).__name__}: {error}"
        return Failure(said, reply.draft.source.path, line, column, "its row was left out; report it to the package's authors", reply.draft.id)


def _sound(verdict: Verdict, check: Check, draft: Draft) -> Verdict:
    """The verdict of a check, or an error that says what is wrong with it: what comes from a plug-in must not break the report."""
    if not isinstance(verdict, Verdict) or verdict.row != check.info.row:
        raise TypeError(f"expected a Verdict of the row {check.info.row!r}, got {verdict!r}")
    if verdict.score is not None and not 0 <= verdict.score <= 1:
        raise ValueError(f"a score is between 0 and 1, not {verdict.score!r}")
    for finding in verdict.findings:
        if any(span.end > len(draft.text) for span in (finding.span, *finding.related)):
            raise ValueError(f"a finding of {finding.rule.code} stands behind the end of the draft")
    return verdict
