#!/usr/bin/env python3
"""Looks at one reply before it is sent and says what to change.

    python examples/02_pre_send.py                          # the example below
    python examples/02_pre_send.py REPLY.txt [REQUEST.txt]  # yours, and what the customer wrote

Exit status: 0 send it, 1 change it first, 2 it could not be judged.
"""

from __future__ import annotations

import sys
from pathlib import Path

import replylint

REQUEST = "Hello, my train was cancelled and I missed the concert. Can you pay back the ticket (60 euros)?"
REPLY = """\
Hi [first name],

Thanks for your mail. We can't refund the ticket, that's against our policy. You can sell it on our exchange until the doors open, though.

We'll get back to you soon.
"""


def main(arguments: list[str]) -> int:
    # 1. What is about to be sent, and what it answers. Some rules need the customer's words.
    try:
        texts = [Path(argument).read_text("utf-8") for argument in arguments[:2]]
    except (OSError, UnicodeDecodeError) as error:
        print(f"cannot read it: {error}", file=sys.stderr)
        return 2
    reply, request = (texts[0], texts[1] if len(texts) > 1 else None) if texts else (REPLY, REQUEST)

    # 2. One call. `final`: it is about to be sent, so a slot that is not filled in is an error.
    report = replylint.lint(reply, request=request, config={"final": True})

    # 3. What to change, in the order of the text; the place counts in `reply`.
    for draft in report.drafts:
        print(f"refusal: {draft.refusal}, score: {draft.score}" if draft.is_judged else f"not judged: {draft.note}")
        for finding in draft.findings:
            place = draft.draft.to_given(finding.span)
            print(f"\n{finding.rule.severity}: {finding.message}")
            print(f"  in:     {' '.join(reply[place.start : place.end].split())}")
            print(f"  better: {finding.suggestion}")
    for failure in report.failures:
        print(failure, file=sys.stderr)

    # 4. Hints (info) do not hold a reply back; warnings and errors do.
    return report.exit_status(replylint.Severity.WARNING)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
