"""What the tools, resources and the prompt answer; knows nothing of the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from replylint import formats, nlp
from replylint.cli.explain import explained
from replylint.cli.rules import guideline_table
from replylint.config import Config
from replylint.did_you_mean import did_you_mean
from replylint.draft import Draft, Source
from replylint.errors import Failure, ReplylintError
from replylint.linters import WARM_UP, LintersByProfile, make_ready
from replylint.model import DraftReport, Rule
from replylint.registry import Registry
from replylint.reporters.guide import Guide
from replylint.reporters.prompt import brief
from replylint.reporters.rule_page import as_markdown
from replylint.turns import Turn, last_request


class Judged(NamedTuple):
    """What is said of a reply: its report, the rewrite brief, and what could not be judged in it."""

    report: DraftReport
    brief: str
    failures: tuple[Failure, ...]


class Answers:
    """One configuration, asked from any thread. What a caller did wrong is a ReplylintError whose words are for them."""

    def __init__(self, config: Config, profile: str | None = None) -> None:
        """Raises ConfigError and PluginError. The language model is loaded by `warm`, or with the first reply."""
        self._linters = LintersByProfile(config, profile)
        self._guide = Guide.of([self.registry])

    @property
    def registry(self) -> Registry:
        """The checks and profiles."""
        return self._linters.first.registry

    def warm(self) -> None:
        """Judges a reply for nobody, so that the first caller does not wait for the model. What is wrong is told to that caller."""
        try:
            make_ready(self._linters.first)
            self.judge(WARM_UP)
        except ReplylintError:
            return

    def judge(self, text: str, request: str = "", thread: Sequence[Turn] = (), profile: str = "", final: bool = True) -> Judged:
        """Judges one reply. Raises ReplylintError for a text that is too long, a template of several replies, an unknown profile and a faulty thread."""
        linter = self._linters.of(profile, final)
        try:
            asked = request or last_request(thread) or None
        except TypeError as error:
            raise ReplylintError(Failure(str(error))) from None
        limit = linter.settings_for(None).max_length
        for name, value in (("text", text), ("request", asked or "")):
            if len(value) > limit:
                raise ReplylintError(Failure(f"{name} has {len(value):,} characters; the limit is {limit:,}", hint="send one reply, and of the request what it is about"))
        drafts = [item for item in formats.parse(Source(text), "plain") if isinstance(item, (Draft, Failure))]
        if len(drafts) > 1:
            raise ReplylintError(Failure(f"text is a template of {len(drafts)} replies", hint="fill in its conditions, then send the one reply that the customer will get"))
        with nlp.short_lived(linter.settings_for(None).model):  # the words of a customer are forgotten, and the memory does not grow
            results = list(linter.run(_asked(draft, asked) for draft in drafts))
        failures = tuple(result for result in results if isinstance(result, Failure))
        reports = [result for result in results if isinstance(result, DraftReport)]
        if not reports:
            raise ReplylintError(failures or (Failure("there is no reply in text"),))
        return Judged(reports[0], brief(reports[0], self._guide), failures)

    def explain(self, word: str) -> str:
        """What a rule, a row, a move or a cue is about. Raises ReplylintError for a word that names none of them."""
        return "\n".join(explained(word, self.registry)) + "\n"

    def table(self, profile: str = "") -> dict[str, Any]:
        """The guideline table with its rules, as `replylint rules --format json` prints it."""
        linter = self._linters.of(profile, final=False)
        return {"schema": 1, "profile": linter.settings_for(None).profile, "rows": guideline_table(linter)}

    def rule_page(self, word: str) -> str:
        """A rule's page in Markdown, by its code or name."""
        rule = self.registry.rule(word)
        if rule is None:
            raise ReplylintError(Failure(f"there is no rule {word[:40]!r}", hint=did_you_mean(word, self._rule_words()) or "list_rules has them all"))
        return as_markdown(rule, next((info for info in self.registry.rows if info.row == rule.row), None))

    def row_page(self, row: str) -> str:
        """A row of the guideline table in plain text: its question, its rules, its page."""
        rows = [info.row for info in self.registry.rows]
        if row not in rows:
            raise ReplylintError(Failure(f"there is no row {row[:40]!r}", hint=did_you_mean(row, rows, all_of_them=True)))
        return self.explain(row)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order of the table."""
        return tuple(self.registry.rules.values())

    def _rule_words(self) -> list[str]:
        return [word for rule in self.rules for word in (rule.code, rule.name)]


def _asked(draft: Draft | Failure, request: str | None) -> Draft | Failure:
    return draft if isinstance(draft, Failure) or request is None else replace(draft, request=request)
