#!/usr/bin/env python3
"""Draft, lint, brief, rewrite, lint again - until nothing is worse than a hint, or the writer has no more to give.

    python examples/07_rewrite_loop.py             # at most 5 rounds
    python examples/07_rewrite_loop.py 1           # at most 1

The writer here stands in for a model or a person and needs no network. Put yours in its place: a function from the draft and the brief to a new draft.
Exit status: 0 the last draft can be sent, 1 somebody has to look at it, 2 it could not be judged.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable

import replylint

Writer = Callable[[str, str], str]

REQUEST = "Hello, my train was cancelled and I missed the concert. Can you pay back the ticket (60 euros)?"
DRAFT = """\
Hi [first name],

We can't refund your ticket for the concert, that's against our policy. You should have read the terms.

We'll get back to you soon.
"""


def rewritten(draft: str, request: str, writer: Writer, rounds: int) -> tuple[str, replylint.Report]:
    """The last draft and what is said of it. Stops when it can be sent, after so many rounds, and when the writer gives the same back."""
    report = replylint.lint(draft, request=request, final=True)
    for number in range(1, rounds + 1):
        if report.exit_status("warning") != 1:  # it can be sent, or cannot be judged
            break
        brief = replylint.brief(report)
        print(f"round {number}: score {report.drafts[0].score}, to change: {' '.join(codes(brief))}")
        new = writer(draft, brief)
        if new == draft:
            print("the writer has no more facts: ask somebody who has them")
            break
        draft, report = new, replylint.lint(new, request=request, final=True)
    return draft, report


def codes(brief: str) -> list[str]:
    """The codes at the ends of the brief's items, in its order: the weightiest first."""
    return re.findall(r"\(([A-Z]{3}\d{3})\)$", brief, re.MULTILINE)


# What the stand-in knows of this case, by the rule that asks for it. A model gets such facts with its instructions; what is not there it has to ask for.
KNOWN = {
    "TPL001": ("[first name]", "Lena"),
    "TON003": (" You should have read the terms.", ""),
    "RSN002": (", that's against our policy.", ", because the hall keeps the fee once a seat is taken."),
    "ALT001": ("is taken.", "is taken. You can pass it on to a friend, though: send me the name and I'll change it the same day."),
    "FUP002": ("We'll get back to you soon.", "I'll write to you by Thursday evening, when the hall has told us about the second night."),
}


def stand_in(draft: str, brief: str) -> str:
    """Mends the two weightiest points that it has a fact or better words for."""
    known = [KNOWN[code] for code in codes(brief) if code in KNOWN and KNOWN[code][0] in draft]
    for words, better in known[:2]:
        draft = draft.replace(words, better, 1)
    return draft


def main(arguments: list[str]) -> int:
    if arguments and not (arguments[0].isascii() and arguments[0].isdigit()):
        print(f"{arguments[0]!r} is no number of rounds", file=sys.stderr)
        return 2
    rounds = int(arguments[0]) if arguments else 5
    draft, report = rewritten(DRAFT, REQUEST, stand_in, rounds)
    print(f"\n{draft}")
    print(replylint.brief(report), end="")
    for failure in report.failures:
        print(failure, file=sys.stderr)
    return report.exit_status("warning")


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    sys.exit(status)
