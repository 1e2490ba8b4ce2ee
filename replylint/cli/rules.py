"""`replylint rules`: the guideline table with its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from replylint.cli.guard import COULD_NOT_JUDGE, say
from replylint.cli.options import config_option, load_config, profile_option

if TYPE_CHECKING:
    from replylint.model import Rule
    from replylint.runner import Linter


@click.command(short_help="List the guideline table and its rules.")
@config_option
@profile_option
@click.option("--format", "output_format", type=click.Choice(["text", "json", "markdown"]), default="text", help="markdown: the table of checks/README.md.")
def rules(config_path: str | None, profile: str | None, output_format: str) -> None:
    """List the rows of the guideline table, each with its rules and whether they are on in the profile."""
    from replylint.runner import Linter

    linter = Linter(load_config(config_path), profile=profile)
    table, name = guideline_table(linter), linter.settings_for(None).profile
    if output_format == "json":
        import json

        click.echo(json.dumps({"schema": 1, "profile": name, "rows": table}, indent=2))
    else:
        for line in markdown_lines(table, name) if output_format == "markdown" else _lines(table, name):
            click.echo(line)
    say(linter.registry.failures)
    if linter.registry.failures:
        click.get_current_context().exit(COULD_NOT_JUDGE)


def guideline_table(linter: Linter) -> list[dict[str, Any]]:
    """The rows with their rules. A rule is on, off, or preview: off until `--preview` or the configuration turns it on."""
    from replylint.rule_choice import choose

    registry, settings = linter.registry, linter.settings_for(None)
    now, with_preview = choose(registry, settings), choose(registry, settings.with_(preview=True))

    def rule_record(rule: Rule) -> dict[str, Any]:
        state = "off" if rule.row in now.rows_off or rule.code not in with_preview.rules else "on" if rule.code in now.rules else "preview"
        severity = with_preview.rules.get(rule.code, rule).severity
        return {"code": rule.code, "name": rule.name, "severity": severity.value, "state": state, "fixable": rule.fixable}

    rows: list[dict[str, Any]] = [
        {
            "row": check.info.row,
            "title": check.info.title,
            "question": check.info.question,
            "weight": check.info.weight,
            "scope": check.info.scope,
            "package": check.info.package,
            "rules": [rule_record(rule) for rule in check.rules],
        }
        for check in registry.checks
    ]
    in_rows = {rule["code"] for row in rows for rule in row["rules"]}
    others = [rule_record(rule) for rule in registry.rules.values() if rule.code not in in_rows]
    return [
        *rows,
        {"row": None, "title": "Any draft", "question": "Is the draft itself in order?", "weight": 0, "scope": "any", "package": "replylint", "rules": others},
    ]


def markdown_lines(table: Sequence[Mapping[str, Any]], profile: str) -> Iterator[str]:
    """The table for a page in Markdown: a line a rule, the row and its question at the first one."""
    yield f"| row | what it asks | weight | rule | severity | in `{profile}` |"
    yield "|---|---|---|---|---|---|"
    for row in table:
        head = [f"**{row['row'] or 'any'}**", row["question"], f"{row['weight']:g}"]
        for number, rule in enumerate(row["rules"]):
            cells = [*(head if number == 0 else ["", "", ""]), f"`{rule['code']}` {rule['name']}{' [*]' if rule['fixable'] else ''}", rule["severity"], rule["state"]]
            yield "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _lines(table: list[dict[str, Any]], profile: str) -> Iterator[str]:
    width = max(len(rule["name"]) for row in table for rule in row["rules"])
    yield f"The guideline table, as the profile {profile} asks it ([*]: `check --fix` can mend what it finds, where that needs no author):"
    for row in table:
        scope = "of drafts that refuse" if row["scope"] == "refusal" else "of any draft"
        weight = f"weight {row['weight']:g}, asked {scope}" if row["row"] is not None else "no part of the score"
        yield ""
        yield f"{row['row'] or 'any'}: {row['question']} ({weight})"
        for rule in row["rules"]:
            fix = "  [*]" if rule["fixable"] else ""
            yield f"    {rule['code']:<7} {rule['name']:<{width}}  {rule['severity']:<7}  {rule['state']}{fix}"
