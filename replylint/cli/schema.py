"""`replylint schema`: the contract of the machine-readable output."""

from __future__ import annotations

import click


@click.command(short_help="Print the schema of the JSON output.")
def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of one output object of `check --format jsonl`.

    `$defs/document` in it describes the whole output of `--format json`.
    """
    import json

    from replylint.reporters import schema as contract

    click.echo(json.dumps(contract.schema(), indent=2))
