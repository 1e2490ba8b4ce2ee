"""The rules as JSON: the guideline table, and the page of one rule."""

from __future__ import annotations

from typing import Any

from replylint.cli.rules import guideline_table
from replylint.did_you_mean import did_you_mean
from replylint.reporters.guide import sections
from replylint.reporters.records import SCHEMA
from replylint.reporters.rule_page import in_general
from replylint.rule_choice import choose
from replylint.runner import Linter
from replylint.service.refused import Refused


def table(linter: Linter) -> dict[str, Any]:
    """What `replylint rules --format json` prints, with the profiles that there are."""
    profiles = [{"name": profile.name, "title": profile.title, "why": profile.why} for profile in linter.registry.profiles.values()]
    return {"schema": SCHEMA, "profile": linter.settings_for(None).profile, "profiles": profiles, "rows": guideline_table(linter)}


def page(linter: Linter, word: str) -> dict[str, Any]:
    """What a rule asks, and why. Raises Refused (404) for a code or name that is none."""
    rule = linter.registry.rule(word)
    if rule is None:
        known = [name for one in linter.registry.rules.values() for name in (one.code, one.name)]
        raise Refused(404, "no_such_rule", "there is no such rule", did_you_mean(word, known) or "GET /v1/rules lists them")
    info = next((info for info in linter.registry.rows if info.row == rule.row), None)
    now = choose(linter.registry, linter.settings_for(None)).rules
    return {
        "schema": SCHEMA,
        "code": rule.code,
        "name": rule.name,
        "row": rule.row,
        "title": None if info is None else info.title,
        "question": None if info is None else info.question,
        "severity": now.get(rule.code, rule).severity.value,
        "on": rule.code in now,
        "preview": rule.preview,
        "message": in_general(rule.message),
        "suggestion": in_general(rule.suggestion),
        "sections": [{"heading": heading, "text": text} for heading, text in (sections(info) if info is not None else ())],
        "sources": [] if info is None else list(info.sources),
    }
