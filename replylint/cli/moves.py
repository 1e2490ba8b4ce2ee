"""`replylint moves`: what each sentence was taken for, and by which cue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from replylint.cli.guard import COULD_NOT_JUDGE, say
from replylint.cli.inputs import Inputs, read_request
from replylint.cli.options import config_option, load_config
from replylint.formats import FORMATS

if TYPE_CHECKING:
    from replylint.cues import Sentence
    from replylint.model import Move, Span
    from replylint.moves.reply import Reply


@click.command(short_help="Show what each sentence was taken for.")
@click.argument("paths", metavar="FILE|-", nargs=-1, required=True, type=click.Path())
@config_option
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="json: one object a draft, one a line.")
@click.option("--input-format", type=click.Choice(list(FORMATS)), help="What the input is, whatever its suffix.")
@click.option("--request", metavar="TEXT|@FILE", help="What the customer wrote.")
@click.pass_context
def moves(context: click.Context, paths: tuple[str, ...], config_path: str | None, output_format: str, input_format: str | None, request: str | None) -> None:
    """Show what each sentence does, and what gave it away: `explain` says more of a cue."""
    from replylint.draft import Draft
    from replylint.errors import Failure
    from replylint.moves import annotate
    from replylint.nlp import pipe
    from replylint.runner import too_long

    config = load_config(config_path)
    failures: list[Failure] = []

    def drafts() -> Iterator[Draft]:
        for item in Inputs(paths, input_format, read_request(request)):
            failure = item if isinstance(item, Failure) else too_long(item, config.settings_for(item.source.path).max_length)
            if failure is not None:
                failures.append(failure)
            elif isinstance(item, Draft):
                yield item

    model = config.settings_for(None).model
    for number, (draft, doc) in enumerate(pipe(drafts(), model)):
        reply = annotate(draft, doc, explain=True)
        if output_format == "json":
            from replylint.reporters.records import dumps

            click.echo(dumps(reply_record(reply)))
            continue
        for line in ([""] if number else []) + list(reply_lines(reply)):
            click.echo(line)
    if failures:
        say(failures)
        context.exit(COULD_NOT_JUDGE)


def reply_record(reply: Reply) -> dict[str, Any]:
    """One draft with its sentences. `start` and `end` count in the text that was given."""
    from replylint.reporters.places import name_of

    return {
        "schema": 1,
        "id": name_of(reply.draft),
        "refusal": reply.refusal,
        "sentences": [
            {
                **_place(reply, sentence.span),
                "text": _as_given(reply, sentence.span),
                "region": sentence.region,
                "moves": [_move_record(reply, move) for move in reply.moves_in(sentence)],
            }
            for sentence in reply.sentences
        ],
    }


def _as_given(reply: Reply, span: Span) -> str:
    """The words as they stand in the text that was given, slots and markup among them."""
    place = reply.draft.to_given(span)
    return reply.draft.given[place.start : place.end]


def _move_record(reply: Reply, move: Move) -> dict[str, Any]:
    return {
        "kind": move.kind.value,
        "cue": move.cue,
        **_place(reply, move.span),
        "flags": sorted(move.flags),
        "confidence": round(move.confidence, 3),
        "because": list(move.because),
    }


def _place(reply: Reply, span: Any) -> dict[str, int]:
    from replylint.reporters.places import place_of

    given, place = reply.draft.to_given(span), place_of(reply.draft, span)
    return {"start": given.start, "end": given.end, "line": place.line, "column": place.column}


def reply_lines(reply: Reply) -> Iterator[str]:
    """One draft for a reader."""
    from replylint.reporters.cells import shown
    from replylint.reporters.places import NO_PATH, name_of, place_of
    from replylint.reporters.scorecard import REFUSALS
    from replylint.runner import NOTHING_TO_READ

    yield f"{shown(name_of(reply.draft) or NO_PATH)}: {REFUSALS[reply.refusal] if reply.sentences else NOTHING_TO_READ}"
    for sentence in reply.sentences:
        place = place_of(reply.draft, sentence.span)
        yield f"  {place.line}:{place.column} {shown(_as_given(reply, sentence.span))}"
        found = reply.moves_in(sentence)
        for move in found:
            yield from _move_lines(reply, sentence, move)
        if not found:
            yield f"      {_REGIONS.get(sentence.region or '', 'no move')}"


_REGIONS = {"quote": "quoted: not read", "signature": "signature: not read", "heading": "heading: not read", "subject": "subject line: not read"}


def _move_lines(reply: Reply, sentence: Sentence, move: Move) -> Iterator[str]:
    from replylint.reporters.cells import shown

    parts = [f"{move.kind.value:<14}", f"{move.cue:<34}", f"{move.confidence:.2f}"]
    if move.flags:
        parts.append(", ".join(sorted(move.flags)))
    yield "      " + "  ".join(parts)
    if move.span != sentence.span:
        yield f'          in "{shown(_as_given(reply, move.span))}"'
    if move.because:
        yield f"          because of {shown(', '.join(move.because))}"
