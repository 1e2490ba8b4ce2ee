"""Judges questions: one configuration, one language model, many callers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from replylint import formats, nlp
from replylint.config import Config
from replylint.draft import Draft, Source
from replylint.errors import Failure, ReplylintError, Skipped
from replylint.linters import WARM_UP, LintersByProfile, make_ready
from replylint.model import DraftReport, Report
from replylint.registry import Registry
from replylint.reporters.guide import Guide
from replylint.reporters.prompt import brief
from replylint.reporters.records import SCHEMA, failure_record, record
from replylint.runner import Linter
from replylint.service.question import Question
from replylint.service.refused import Refused


@dataclass(frozen=True)
class Answer:
    """What is said of one question. `status` is the exit status that `replylint check` would have, 0, 1 or 2; 2 also for a final draft that was not judged."""

    id: str | None
    report: Report
    status: int
    brief: str | None = None

    def record(self) -> dict[str, Any]:
        """The answer as JSON: the drafts as `replylint schema` describes them, and what could not be judged."""
        drafts, failures = self.report.drafts, self.report.failures
        whole = {"schema": SCHEMA, "id": self.id, "status": self.status, "drafts": [*map(record, drafts)], "failures": [*map(failure_record, failures)]}
        return whole if self.brief is None else {**whole, "brief": self.brief}


class Engine:
    """May be asked from any thread; one draft is judged at a time. What a draft brought into memory is forgotten with it."""

    def __init__(self, config: Config, profile: str | None = None) -> None:
        """Raises ConfigError and PluginError. The language model is loaded by `load`, or with the first question."""
        self._config = config
        self._lock = Lock()
        self._linters = LintersByProfile(config, profile)
        self._guide = Guide.of([self.linter.registry])

    @property
    def linter(self) -> Linter:
        """The one that holds where a question says nothing else."""
        return self._linters.first

    @property
    def registry(self) -> Registry:
        """The checks and profiles."""
        return self.linter.registry

    @property
    def profile(self) -> str:
        """The profile that holds where a question names none."""
        return self.linter.settings_for(None).profile

    def load(self) -> None:
        """Loads the model and everything that a draft needs, so that the first caller does not wait. Raises ModelError."""
        with self._lock:
            make_ready(self.linter)
            for _ in self.linter.run(self._drafts(Question(WARM_UP))):
                pass

    def linter_for(self, profile: str | None, final: bool | None = None, preview: bool | None = None) -> Linter:
        """The linter of a profile. Raises Refused (422) for one that is not there."""
        try:
            return self._linters.of(profile, final, preview)
        except ReplylintError as error:
            raise Refused(422, "unknown_profile", error.failures[0].message, error.failures[0].hint) from None

    def judge(self, question: Question) -> Answer:
        """Judges a draft. Raises Refused for a profile that is not there."""
        linter = self.linter_for(question.profile, question.final, question.preview)
        settings = linter.settings_for(question.path)
        with self._lock, nlp.short_lived(settings.model):
            results = [*linter.run(self._drafts(question))]
        drafts = tuple(result for result in results if isinstance(result, DraftReport))
        failures = tuple(result for result in results if isinstance(result, Failure))
        report = Report(drafts, failures)
        status = report.exit_status(settings.fail_on, settings.min_score, unjudged=settings.final)
        return Answer(question.id, report, status, brief(report, self._guide) if question.brief else None)

    def _drafts(self, question: Question) -> Iterator[Draft | Failure]:
        """The drafts of a question, each with what the question knows of it and the draft itself does not."""
        source = Source(question.text, question.path)
        rule = None if question.path is None else self._config.source_rule(question.path)
        for draft in formats.parse(source, question.input_format) if question.input_format else formats.read(source, rule):
            if isinstance(draft, Skipped):
                yield draft.as_failure()
            elif isinstance(draft, Failure):
                yield draft
            else:
                request = draft.request if draft.request is not None else question.request
                name = draft.id if draft.id is not None else question.id
                yield replace(draft, id=name, request=request, meta={**question.meta, **draft.meta})
