"""`replylint rules`: the guideline table with its rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from replylint.cli.guard import COULD_NOT_JUDGE, say
from replylint.cli.options import check_words, config_option, load_config, profile_option

if TYPE_CHECKING:
    from replylint.model import Rule
    from replylint.profiles import Profile
    from replylint.registry import Registry
    from replylint.settings import Settings


@click.command(short_help="List the guideline table and its rules.")
@config_option
@profile_option
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text")
def rules(config_path: str | None, profile: str | None, output_format: str) -> None:
    """List the rows of the guideline table, each with its rules and whether they are on in the profile."""
    from replylint.registry import load

    config = load_config(config_path)
    settings = config.settings_for(None, **({} if profile is None else {"profile": profile}))
    registry = load(settings.checks_dirs)
    check_words(registry, profile=profile)
    table = _table(registry, settings, registry.profiles.get(settings.profile))
    if output_format == "json":
        import json

        click.echo(json.dumps({"schema": 1, "profile": settings.profile, "rows": table}, indent=2))
    else:
        for line in _lines(table, settings.profile):
            click.echo(line)
    say(registry.failures)
    if registry.failures:
        click.get_current_context().exit(COULD_NOT_JUDGE)


def _table(registry: Registry, settings: Settings, profile: Profile | None) -> list[dict[str, Any]]:
    def rule_record(rule: Rule) -> dict[str, Any]:
        said = settings.setting_of(rule, profile.rules if profile else None)
        return {"code": rule.code, "name": rule.name, "severity": (said.severity or rule.severity).value, "state": _state(rule, settings, profile)}

    rows: list[dict[str, Any]] = [
        {"row": check.info.row, "title": check.info.title, "question": check.info.question, "weight": check.info.weight, "scope": check.info.scope,
         "package": check.info.package, "rules": [rule_record(rule) for rule in check.rules]}
        for check in registry.checks
    ]
    in_rows = {rule["code"] for row in rows for rule in row["rules"]}
    others = [rule_record(rule) for rule in registry.rules.values() if rule.code not in in_rows]
    return [*rows, {"row": None, "title": "Any draft", "question": "Is the draft itself in order?", "weight": 0, "scope": "any", "package": "replylint", "rules": others}]


def _state(rule: Rule, settings: Settings, profile: Profile | None) -> str:
    """on, off, or preview: off until `--preview` or the configuration turns it on."""
    if profile is not None and rule.row in profile.rows_off:
        return "off"
    if settings.is_on(rule, profile.rules if profile else None):
        return "on"
    return "preview" if rule.preview else "off"


def _lines(table: list[dict[str, Any]], profile: str) -> Iterator[str]:
    width = max(len(rule["name"]) for row in table for rule in row["rules"])
    yield f"The guideline table, as the profile {profile} asks it:"
    for row in table:
        scope = "of drafts that refuse" if row["scope"] == "refusal" else "of any draft"
        weight = f"weight {row['weight']:g}, asked {scope}" if row["row"] is not None else "no part of the score"
        yield ""
        yield f"{row['row'] or 'any'}: {row['question']} ({weight})"
        for rule in row["rules"]:
            yield f"    {rule['code']:<7} {rule['name']:<{width}}  {rule['severity']:<7}  {rule['state']}"
