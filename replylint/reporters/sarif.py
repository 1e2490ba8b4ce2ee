"""SARIF 2.1.0: what code scanning reads. One run with every rule, its page, and the findings, the worst first."""

from __future__ import annotations

import json
import os
import re
from functools import partial
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from replylint import __version__
from replylint.draft import Draft
from replylint.errors import Failure
from replylint.fingerprint import VERSION, Fingerprints
from replylint.model import DraftReport, Finding, Rule, Severity, Span
from replylint.reporters import Paper, Summary
from replylint.reporters.characters import clean
from replylint.reporters.checkout import Checkout
from replylint.reporters.guide import Guide
from replylint.reporters.rule_page import as_markdown, as_text, in_general
from replylint.reporters.worst import Worst

MOST_RESULTS = 5_000  # GitHub keeps that many of a run
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")  # in a SARIF message `[words](target)` is a link


class SarifReporter:
    """Holds the worst 5,000 findings as they will be written, none of the drafts."""

    def __init__(self, paper: Paper, checkout: Checkout) -> None:
        self._paper = paper
        self._checkout = checkout
        self._known = Fingerprints()
        self._fired: dict[str, Rule] = {}
        self._results: Worst[dict[str, Any]] = Worst(MOST_RESULTS)
        self._failures: list[Failure] = []

    def begin(self) -> None:
        """Nothing stands before the rules, which are known at the end."""

    def draft(self, report: DraftReport) -> None:
        for finding, known_by in self._known.of(report):
            self._fired.setdefault(finding.rule.code, finding.rule)
            self._results.add(report, finding, partial(self._result, report, finding, known_by))

    def failure(self, failure: Failure) -> None:
        self._failures.append(failure)

    def end(self, summary: Summary) -> None:
        guide = self._paper.guide()
        rules = {rule.code: rule for rule in (*guide.rules, *self._fired.values())}
        index = {code: number for number, code in enumerate(rules)}
        run = {
            "tool": {"driver": {"name": "replylint", "version": __version__, **_url("informationUri", "replylint"), "rules": [_rule(rule, guide) for rule in rules.values()]}},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The top of the checkout."}}},
            "invocations": [{"executionSuccessful": not self._failures, "toolExecutionNotifications": self._notifications()}],
            "results": [{**result, "ruleIndex": index[result["ruleId"]]} for result in self._results],
        }
        json.dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, self._paper.out, indent=1)
        self._paper.out.write("\n")

    def _result(self, report: DraftReport, finding: Finding, known_by: str) -> dict[str, Any]:
        draft, name = report.draft, report.draft.title or report.draft.id
        result: dict[str, Any] = {
            "ruleId": finding.rule.code,
            "level": _LEVELS[finding.rule.severity],
            "message": _message(f"{finding.message} {finding.suggestion}".strip()),
            "locations": [{**self._location(draft, finding.in_source(draft)), **({"logicalLocations": [{"name": clean(name)}]} if name else {})}],
            "partialFingerprints": {f"replylint/{VERSION}": known_by},
        }
        if finding.related:
            result["relatedLocations"] = [
                {"id": number, **self._location(draft, draft.to_source(span)), "message": {"text": "See also."}} for number, span in enumerate(finding.related)
            ]
        if fixes := self._paper.fixes(report, finding):
            replacements = [{"deletedRegion": _region(draft, Span(fix.start, fix.end)), "insertedContent": {"text": clean(fix.replacement)}} for fix in fixes]
            change = {"artifactLocation": self._artifact(draft.source.path), "replacements": replacements}
            result["fixes"] = [{"description": _message(finding.suggestion), "artifactChanges": [change]}]
        return result

    def _location(self, draft: Draft, there: Span) -> dict[str, Any]:
        snippet = {"snippet": {"text": clean(draft.source.text[there.start : there.end])}}
        return {"physicalLocation": {"artifactLocation": self._artifact(draft.source.path), "region": {**_region(draft, there), **snippet}}}

    def _artifact(self, path: str | None) -> dict[str, str]:
        """A path from the top of the checkout as a URI; a whole path where it is outside."""
        known = PurePath(self._checkout.path(path))
        return {"uri": known.as_uri()} if known.is_absolute() else {"uri": quote(os.fsencode(known.as_posix()), safe="/"), "uriBaseId": "%SRCROOT%"}

    def _notifications(self) -> list[dict[str, Any]]:
        """What could not be judged, and how many results were left out."""
        told: list[dict[str, Any]] = []
        for failure in self._failures:
            notification: dict[str, Any] = {"level": "error", "message": _message(f"{failure.message}\n{failure.hint}".strip())}
            if failure.path is not None:
                region = {} if failure.line is None else {"region": {"startLine": failure.line, "startColumn": failure.column or 1}}
                notification["locations"] = [{"physicalLocation": {"artifactLocation": self._artifact(failure.path), **region}}]
            told.append(notification)
        if self._results.dropped:
            text = f"{self._results.seen:,} findings; the worst {MOST_RESULTS:,} are here and {self._results.dropped:,} are left out."
            told.append({"level": "warning", "message": {"text": text}})
        return told


def _region(draft: Draft, there: Span) -> dict[str, int]:
    """Where a span of the source stands."""
    line, column = draft.source.position(there.start)
    end_line, end_column = draft.source.position(there.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _message(text: str) -> dict[str, str]:
    return {"text": _LINK.sub(r"\\[", clean(text))}


def _rule(rule: Rule, guide: Guide) -> dict[str, Any]:
    """What the tool says of a rule. The precision is what a rule needs to be on: eight findings of ten right; preview rules have not shown it yet."""
    info = guide.rows.get(rule.row)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": in_general(rule.message)},
        "fullDescription": {"text": f"{in_general(rule.message)} {in_general(rule.suggestion)}".strip()},
        **_url("helpUri", info.package if info is not None else "replylint"),
        "help": {"text": as_text(rule, info), "markdown": as_markdown(rule, info)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": not rule.preview},
        "properties": {
            "tags": ["customer-support", rule.row, *(["preview"] if rule.preview else [])],
            "precision": "medium" if rule.preview else "high",
            "problem.severity": "recommendation" if rule.severity is Severity.INFO else rule.severity.value,
        },
    }


def _url(key: str, package: str) -> dict[str, str]:
    """The first address that an installed package gives for itself, under a key; nothing where there is none."""
    try:
        told = metadata(package).get_all("Project-URL") if package else None
    except PackageNotFoundError:
        return {}
    address = next((url.partition(",")[2].strip() for url in told or ()), "")
    return {key: address} if address else {}
