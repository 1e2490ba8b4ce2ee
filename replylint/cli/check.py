"""`replylint check`: the drafts of files, folders or standard input, judged and reported."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

import click

from replylint.cli.ci_options import CiOptions, ci_options, refuse_combinations
from replylint.cli.guard import COULD_NOT_JUDGE, say
from replylint.cli.inputs import STDIN, paths_or_default
from replylint.cli.options import config_option, profile_option, split_commas, wants_color
from replylint.cli.output import refuse_inputs, report_file
from replylint.cli.served import ServedCommand, service_options
from replylint.errors import Failure, ReplylintError
from replylint.formats import FORMATS
from replylint.reporters import REPORTERS, Paper

if TYPE_CHECKING:
    from replylint.cli.replay import Tee
    from replylint.cli.session import Session
    from replylint.cli.tally import Tally

_HINT = "`replylint explain CODE` says what a rule asks, why, and how to silence it."
_LEAST_WIDTH, _MOST_WIDTH = 60, 120


@dataclass(frozen=True, kw_only=True)
class CheckOptions(CiOptions):
    """The command line of `check`."""

    paths: tuple[str, ...]
    output_format: str = "text"
    config_path: str | None = None
    input_format: str | None = None
    request: str | None = None
    profile: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    min_score: int | None = None
    final: bool = False
    preview: bool = False
    quiet: bool = False
    statistics: bool = False
    color: str = "auto"
    stdin_filename: str | None = None
    output: str | None = None
    no_gitignore: bool = False
    force_exclude: bool = False
    fix: bool = False
    diff_fix: bool = False

    @property
    def mends(self) -> bool:
        return self.fix or self.diff_fix


@click.command(cls=ServedCommand, short_help="Check drafts and report what to mend.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--format",
    "output_format",
    type=click.Choice(list(REPORTERS)),
    default="text",
    help="text or html for people, prompt for whoever rewrites the reply, json or jsonl for programs, unix for editors, the others for build servers.",
)
@config_option
@click.option("--input-format", type=click.Choice(list(FORMATS)), help="What the input is, whatever its suffix.")
@click.option("--request", metavar="TEXT|@FILE", help="What the customer wrote; some rules need it.")
@profile_option
@click.option(
    "--select", metavar="IDS", multiple=True, callback=split_commas, help="Only these rules: codes, names or the beginning of a code, separated by commas."
)
@click.option("--ignore", metavar="IDS", multiple=True, callback=split_commas, help="Not these rules.")
@click.option("--fail-on", type=click.Choice(["error", "warning", "info", "never"]), help="The least severity that gives exit status 1 (default: warning).")
@click.option("--min-score", metavar="N", type=click.IntRange(0, 100), help="A draft that scores less gives exit status 1.")
@click.option("--final", is_flag=True, help="The drafts are about to be sent: unfilled slots are reported.")
@click.option("--preview", is_flag=True, help="Also use the rules that are not yet precise enough to be on.")
@click.option("-q", "--quiet", is_flag=True, help="Text output: findings only, each on one line.")
@click.option("--statistics", is_flag=True, help="Text output: count findings by rule, scores by row and drafts by refusal; with --quiet nothing else.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours; auto: on a terminal, unless NO_COLOR is set.")
@click.option("--stdin-filename", metavar="NAME", help="The name of what comes from standard input, for its format, its configuration and the report.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Write the report to this file, when it is whole.")
@click.option("--no-gitignore", is_flag=True, help="In folders also read what git ignores.")
@click.option("--force-exclude", is_flag=True, help="Take named files as if they were met in a folder: `exclude` holds; for pre-commit.")
@click.option("--fix", is_flag=True, help="Mend what needs no author, in the files; of standard input the fixed text is printed. The report is of what is left.")
@click.option("--diff-fix", is_flag=True, help="Show what --fix would change, change nothing; exit status 1 if there is something.")
@ci_options
@service_options
@click.pass_context
def check(context: click.Context, /, **given: object) -> None:
    """Check drafts: files, folders (searched for text, Markdown and the files that canned replies are kept in) or - for standard input.

    Without PATHS: standard input if it is a pipe or a file, else the current directory.
    """
    options = CheckOptions(**given)  # type: ignore[arg-type]  # click has checked them
    if options.statistics and options.output_format != "text":
        raise click.UsageError(f"--statistics is a part of the text output; --format {options.output_format} has no place for it")
    request_file = options.request[1:] if options.request is not None and options.request.startswith("@") else None
    refuse_inputs(options.output, [*options.paths, options.config_path, request_file])
    if options.fix and options.diff_fix:
        raise click.UsageError("--fix changes files and --diff-fix does not: give one of them")
    refuse_combinations(options)
    if options.mends and options.diff is not None:
        raise click.UsageError("--fix mends files as a whole, --diff is about some of their replies: give one of them")
    if options.diff_fix and options.output is not None:
        raise click.UsageError("--diff-fix writes no report: leave --output out, and redirect the diff")
    with _paper_of(options) as out:
        status = _check(options, out)
        out.flush()
    context.exit(status)


def _paper_of(options: CheckOptions) -> contextlib.AbstractContextManager[TextIO]:
    """Where the report goes. Beside fixed text on standard output it goes to standard error; beside a diff there is none."""
    if options.diff_fix:
        return open(os.devnull, "w", encoding="utf-8")
    if options.fix and options.output is None and STDIN in paths_or_default(options.paths):
        return contextlib.nullcontext(sys.stderr)
    return report_file(options.output)


def _paper(options: CheckOptions, out: TextIO, session: Session, tally: Tally) -> Paper:
    from replylint.reporters.guide import Guide

    width = shutil.get_terminal_size().columns if out.isatty() else 100
    return Paper(
        out,
        options.quiet,
        wants_color(options.color, out),
        min(max(width, _LEAST_WIDTH), _MOST_WIDTH),
        _HINT,
        options.statistics,
        guide=lambda: Guide.of(session.judging.registries()),
        fails=lambda report: tally.fails(report, session.asked_of(report.draft.source.path)),
    )


def _check(options: CheckOptions, out: TextIO) -> int:
    """The run, or what an equal one has printed before."""
    from replylint.cli.replay import Tee
    from replylint.cli.session import Session

    session = Session(options, lambda line: click.echo(f"replylint: {line}", err=True))
    try:
        replays = session.replays((shutil.get_terminal_size().columns, wants_color(options.color, out), out.encoding, out.isatty()))
        ahead = session.look_ahead()
        before = replays.get(ahead) if replays is not None and ahead is not None else None
        if before is not None:
            out.write(before[0])
            out.flush()
            click.echo(before[1], err=True, nl=False)
            return before[2]
        tee = Tee(out)
        session.slots.record = session.new_record()
        status = report_on(session, tee)
        if replays is not None and session.slots.record is not None and status != COULD_NOT_JUDGE:
            replays.put(session.slots.record, tee, status)
        return status
    finally:
        session.close()


def report_on(session: Session, tee: Tee) -> int:
    """Writes every result as it comes; what stops the run is one more failure, so that the report is whole."""
    from replylint.cli.fix import Fixer
    from replylint.cli.progress import Bar, may_show
    from replylint.cli.run import Run
    from replylint.cli.sieve import Sieve
    from replylint.cli.tally import Tally

    options, inputs = session.options, session.inputs
    sieve = Sieve(options, inputs, session.changes, lambda line: tee.tell(f"replylint: {line}"), session.asks_for)
    tally = Tally(options.fail_on, options.min_score, sieve.excuses)
    reporter = REPORTERS[options.output_format](_paper(options, tee.paper, session, tally))
    fixer = Fixer(inputs, session.judging.run, only_show=options.diff_fix) if options.mends else None

    def fail(failure: Failure) -> None:
        tally.failed += 1
        sieve.failed(failure)
        bar.hide()
        reporter.failure(failure)
        say([failure])

    with Bar(may_show(options.quiet), tee.paper) as bar:
        run = Run(session.slots, session.pool(bar.begin), bar.begin, sieve.read)
        reporter.begin()
        try:
            sieve.begin()
            for asked, result in run if fixer is None else fixer.run(run):
                if isinstance(result, Failure):
                    fail(result)
                elif (report := sieve.sifted(asked, result)) is not None:
                    tally.add(report, asked)
                    bar.make_room()
                    reporter.draft(report)
                    low = tally.low(report, asked)
                    if low and options.output_format not in ("json", "jsonl") and not options.diff_fix:  # they have the score
                        tee.tell(low)
                    bar.count(inputs.files, tally.found)
            sieve.end()
        except ReplylintError as error:
            for failure in error.failures:
                fail(failure)
    reporter.end(tally.summary(inputs.files, inputs.skipped, 0 if fixer is None else fixer.fixed, sieve.known))
    if fixer is not None:
        fixer.finish()
    status = int(fixer.fixed > 0) if fixer is not None and options.diff_fix else tally.status
    return COULD_NOT_JUDGE if tally.failed else status
