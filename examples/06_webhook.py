#!/usr/bin/env python3
"""A helpdesk webhook: an agent's draft comes in, a private note for the agent goes out. Nothing is sent to the customer.

    replylint serve &                         # judges; 127.0.0.1:8377
    python examples/06_webhook.py             # takes webhooks; 127.0.0.1:8400
    curl -d @examples/06_webhook.json -H 'Content-Type: application/json' http://127.0.0.1:8400/

The payload is the one that a Zendesk trigger can be told to send (see 06_webhook.json); the answer is the body of Zendesk's ticket update, a comment with
`"public": false`. A helpdesk that does not read answers wants it as a call of its own: that is the one line marked below.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

SERVICE = os.environ.get("REPLYLINT_URL", "http://127.0.0.1:8377")
PORT = 8400
MOST_BYTES = 200_000
SIGNS = {"error": "\u26d4", "warning": "\u26a0\ufe0f", "info": "\u2139\ufe0f"}


def question_of(payload: dict[str, Any]) -> dict[str, Any]:
    """What replylint is asked: the draft, and what the customer wrote last."""
    ticket = payload["ticket"]
    customers = [comment["body"] for comment in ticket.get("comments", []) if comment.get("author", {}).get("role") == "end-user"]
    return {"id": str(ticket["id"]), "text": payload["draft"]["body"], "request": customers[-1] if customers else None, "final": True}


def judged(question: dict[str, Any]) -> dict[str, Any]:
    """The service's answer."""
    headers = {"Content-Type": "application/json"}
    if token := os.environ.get("REPLYLINT_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(f"{SERVICE}/v1/lint", json.dumps(question).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def note_of(text: str, answer: dict[str, Any]) -> dict[str, Any]:
    """A private note with what to mend, the worst first; a tag lets a trigger hold the ticket back."""
    findings = [finding for draft in answer["drafts"] for finding in draft["findings"]]
    findings.sort(key=lambda finding: list(SIGNS).index(finding["severity"]))
    lines = []
    for finding in findings:
        words = " ".join(text[finding["start"] : finding["end"]].split())  # code points, as Python counts them
        lines.append(f"{SIGNS[finding['severity']]} {finding['message']}\n   in: \u201c{words}\u201d" + (f"\n   better: {finding['suggestion']}" if finding["suggestion"] else ""))
    lines += [f"\u26d4 {failure['message']}" for failure in answer["failures"]]
    for draft in answer["drafts"]:
        notes = {row["note"] for row in draft["rows"].values() if row["verdict"] == "na"}
        if all(row["verdict"] == "na" for row in draft["rows"].values()):  # no row was asked: another language, nothing to read
            lines.append(f"\u26d4 Not judged: {', '.join(sorted(notes))}.")
    score = next((draft["score"] for draft in answer["drafts"]), None)
    head = "replylint: nothing to mend." if not lines else f"replylint: {len(lines)} to look at before this is sent" + (f" (score {score})" if score is not None else "") + "."
    tags = ["replylint_hold"] if answer["status"] else ["replylint_ok"]
    return {"ticket": {"comment": {"body": "\n\n".join([head, *lines]), "public": False}, "additional_tags": tags}}


class Webhook(BaseHTTPRequestHandler):
    """Answers a POST with the note."""

    def do_POST(self) -> None:
        try:
            length = int(self.headers.get("Content-Length", "0"))
            if not 0 < length <= MOST_BYTES:
                raise ValueError("no body, or one that is too long")
            payload = json.loads(self.rfile.read(length))
            question = question_of(payload)
            if not isinstance(question["text"], str):
                raise ValueError("the draft is no text")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            self.answer(400, {"error": f"not the payload that was expected: {type(error).__name__}"})
            return
        try:
            note = note_of(question["text"], judged(question))
        except (OSError, urllib.error.URLError) as error:
            # The agent is not to be held back because a check is down.
            self.answer(502, {"error": f"replylint does not answer: {getattr(error, 'reason', error)}"})
            return
        self.answer(200, note)  # or: PUT it to /api/v2/tickets/{id}.json

    def answer(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: what customers write belongs into no log."""


def main() -> int:
    with HTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else PORT), Webhook) as server:
        print(f"takes webhooks on http://127.0.0.1:{server.server_port}/", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
