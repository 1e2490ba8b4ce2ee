"""The JSON Schema of the machine contract, written out with what every key means."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from replylint.model import MoveKind, Severity
from replylint.reporters.records import SCHEMA

_COUNT = {"type": "integer", "minimum": 0}
_NUMBER = {"type": "integer", "minimum": 1}
_LEVELS = ["met", "weak", "unmet", "na"]
_SPAN = {
    "start": {**_COUNT, "description": "First character (code point) of the text that was given, counted from 0."},
    "end": {**_COUNT, "description": "The character behind the last one; `start` to `end` is half open."},
}
_LINES = {
    "line": {**_NUMBER, "description": "Line of the source, counted from 1; lines end with LF, CRLF or CR."},
    "column": {**_NUMBER, "description": "Column of the first character, in code points counted from 1."},
    "end_line": {**_NUMBER, "description": "Line of the place behind the last character."},
    "end_column": {**_NUMBER, "description": "Column of the place behind the last character."},
}


def _object(description: str, properties: dict[str, Any], optional: Container[str] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "description": description, "properties": properties, "required": required, "additionalProperties": False}


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _list(description: str, item: str) -> dict[str, Any]:
    return {"type": "array", "description": description, "items": {"$ref": item}}


def schema() -> dict[str, Any]:
    """The schema of one output object (draft 2020-12). `$defs/document` describes the whole output of `--format json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:replylint:schema:{SCHEMA}",
        "title": "replylint: one draft",
        **_object(
            "What replylint says of one draft: a line of `--format jsonl`, an item of `drafts` in `--format json`. "
            "With `jsonl` a draft that could not be judged has no line; standard error says why and the exit status is 2.",
            _draft(),
            optional=("path", "line"),
        ),
        "$defs": {
            "move": _move(),
            "row": _row(),
            "finding": _finding(),
            "fix": _fix(),
            "edit": _edit(),
            "related": _related(),
            "failure": _failure(),
            "skipped": _skipped(),
            "summary": _summary(),
            "document": _document(),
        },
    }


def _draft() -> dict[str, Any]:
    return {
        "schema": {"const": SCHEMA, "description": "The version of this contract; it changes when a key changes its meaning or goes."},
        "id": {
            "type": ["string", "null"],
            "description": "What the draft is called in its file: its own id (a record's `id`, `slug` …), else its title as a slug, with a number where another has "
            "it; the path where it is all of a file, null for text without either. Drafts of two files may have the same id: with `path` they are told apart.",
        },
        "path": {"type": ["string", "null"], "description": "The file, as it was named; null where there is none."},
        "line": {**_NUMBER, "description": "Line of the source on which the draft's text begins, counted from 1."},
        "refusal": {"enum": ["full", "partial", "none"], "description": "Whether the draft turns the customer's wish down: wholly, in part, or not at all."},
        "score": {
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": 100,
            "description": "The weighted mean of the scores of the rows that apply, times 100; null where none applies.",
        },
        "note": _text("Why there are no findings where one would expect some: nothing is turned down, perhaps nothing is, or the draft was not judged. May be empty."),
        "moves": _list("What the sentences do, in the order of the text.", "#/$defs/move"),
        "rows": {
            "type": "object",
            "description": "The verdict on every row of the guideline table, by the row's name.",
            "additionalProperties": {"$ref": "#/$defs/row"},
        },
        "findings": _list("The rules that fired, sorted by place.", "#/$defs/finding"),
    }


def _move() -> dict[str, Any]:
    kinds = {"enum": [kind.value for kind in MoveKind], "description": "What the stretch does."}
    flags = {
        "type": "array",
        "items": {"type": "string"},
        "uniqueItems": True,
        "description": "How it does it: specific, generic, dated, policy and others, sorted.",
    }
    return _object("A stretch of the draft that does something.", {"kind": kinds, **_SPAN, "flags": flags})


def _row() -> dict[str, Any]:
    level = {"enum": _LEVELS, "description": "met, weak (there, but as a formula or too much), unmet, or na where the row does not apply."}
    score = {"type": ["number", "null"], "minimum": 0, "maximum": 1, "description": "The row's part of the score; null where there is none."}
    return _object("The verdict on a row.", {"verdict": level, "score": score, "note": _text("Why, in a few words; may be empty.")})


def _finding() -> dict[str, Any]:
    return _object(
        "A rule that fired at a place. What is missing is reported on the sentence that refuses.",
        {
            "code": _text("The rule's code, for ever the same, for example RSN002."),
            "name": _text("The rule's name, for example policy-only."),
            "row": _text("The row of the guideline table that the rule belongs to."),
            "severity": {
                "enum": [severity.value for severity in Severity],
                "description": "error: should not be sent; warning: should be mended; info: could be better.",
            },
            **_SPAN,
            "path": {"type": ["string", "null"], "description": "The file, as it was named; null where there is none."},
            **_LINES,
            "message": _text("What was seen."),
            "suggestion": _text("What to write instead."),
            "related": _list("Other places that the finding is about.", "#/$defs/related"),
            "fix": {
                "anyOf": [{"$ref": "#/$defs/fix"}, {"type": "null"}],
                "description": "How to mend the finding without an author; null where it needs one.",
            },
        },
        optional=("fix",),
    )


def _fix() -> dict[str, Any]:
    return _object(
        "Edits that mend a finding and keep what is said. Make all of them or none.",
        {"title": _text("What they do, in a few words."), "edits": {**_list("They do not overlap.", "#/$defs/edit"), "minItems": 1}},
    )


def _edit() -> dict[str, Any]:
    return _object("A stretch of the text that was given, and what is to stand there.", {**_SPAN, "replacement": _text("The new text; empty: the stretch goes.")})


def _related() -> dict[str, Any]:
    return _object("A place in the same draft.", {**_SPAN, **_LINES})


def _failure() -> dict[str, Any]:
    place = {"type": ["integer", "null"], "minimum": 1}
    return _object(
        "Something that could not be judged.",
        {
            "path": {"type": ["string", "null"], "description": "The file; null where there is none."},
            "line": {**place, "description": "Its line, counted from 1; null where the whole file is meant."},
            "column": {**place, "description": "Its column in code points, counted from 1."},
            "message": _text("What is wrong."),
            "hint": _text("What to do; may be empty."),
        },
    )


def _skipped() -> dict[str, Any]:
    path = {"type": ["string", "null"], "description": "The file; null for standard input."}
    return _object("A file that holds nothing to judge.", {"path": path, "why": _text("What it lacks.")})


def _summary() -> dict[str, Any]:
    return _object(
        "The run in figures.",
        {
            "drafts": {**_COUNT, "description": "Drafts that were judged."},
            "refusals": _object("The drafts by whether they refuse.", dict.fromkeys(("full", "partial", "none"), _COUNT)),
            "findings": _object("The findings by severity.", {severity.value: _COUNT for severity in Severity}),
            "files": _object(
                "Files.",
                {
                    "read": {**_COUNT, "description": "Files, and standard input, that were read."},
                    "skipped": {**_COUNT, "description": "Those among them that hold nothing to judge."},
                },
            ),
            "skipped_files": _list("Those files.", "#/$defs/skipped"),
            "failures": {**_COUNT, "description": "What could not be judged: files, drafts, checks."},
        },
    )


def _document() -> dict[str, Any]:
    return _object(
        "The whole output of `--format json`.",
        {
            "schema": {"const": SCHEMA, "description": "The version of this contract."},
            "drafts": _list("One object a draft, in the order of the input.", "#"),
            "failures": _list("What could not be judged.", "#/$defs/failure"),
            "summary": {"$ref": "#/$defs/summary"},
        },
    )
