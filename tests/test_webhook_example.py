"""The helpdesk webhook: a payload comes in, a private note goes out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.serving import environment, served

pytest.importorskip("starlette", reason="starlette is not installed: pip install 'replylint[serve]'")
EXAMPLES = Path(__file__).parent.parent / "examples"
PAYLOAD = json.loads((EXAMPLES / "06_webhook.json").read_text("utf-8"))
TOKEN = "correct-horse-battery"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(env={"REPLYLINT_TOKEN": TOKEN}) as service:
        variables = environment(REPLYLINT_URL=service.url.rstrip("/"), REPLYLINT_TOKEN=TOKEN)
        with subprocess.Popen([sys.executable, str(EXAMPLES / "06_webhook.py"), "0"], env=variables, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield process.stdout.readline().split()[-1]
            finally:
                process.kill()


def test_a_draft_gets_a_private_note(url: str) -> None:
    response = httpx.post(url, json=PAYLOAD, timeout=60, trust_env=False)
    ticket = response.json()["ticket"]
    note = ticket["comment"]["body"]
    assert (response.status_code, ticket["comment"]["public"], ticket["additional_tags"]) == (200, False, ["replylint_hold"])
    assert note.startswith("replylint: ")
    assert "in: \u201c{{ticket.requester.first_name}}\u201d" in note
    assert "in: \u201cYou should have read\u201d" in note
    assert note.index("\u26d4") < note.index("\u26a0\ufe0f"), "the worst first"


def test_a_draft_in_order_is_let_through(url: str) -> None:
    payload = {"ticket": {"id": 1}, "draft": {"body": "Your 45 euros are on their way and will be with you by Friday."}}
    ticket = httpx.post(url, json=payload, timeout=60, trust_env=False).json()["ticket"]
    assert (ticket["additional_tags"], ticket["comment"]["body"]) == (["replylint_ok"], "replylint: nothing to mend.")


def test_a_draft_in_another_language_is_held(url: str) -> None:
    payload = {"ticket": {"id": 1}, "draft": {"body": "Leider k\u00f6nnen wir Ihnen das Geld nicht zur\u00fcckgeben, weil die Frist abgelaufen ist."}}
    ticket = httpx.post(url, json=payload, timeout=60, trust_env=False).json()["ticket"]
    assert ticket["additional_tags"] == ["replylint_hold"]
    assert "Not judged: not in English" in ticket["comment"]["body"]


NO_TEXT = b'{"ticket": {"id": 1}, "draft": {"body": 5}}'
NO_TICKET = b'{"ticket": 5, "draft": {"body": "a"}}'


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", NO_TEXT, NO_TICKET, b"[" * 100_000, b"a" * 300_000])
def test_what_is_no_payload_is_refused(url: str, body: bytes) -> None:
    response = httpx.post(url, content=body, timeout=60, trust_env=False)
    assert (response.status_code, "not the payload" in response.json()["error"]) == (400, True)


def test_without_the_service_it_says_so() -> None:
    variables = environment(REPLYLINT_URL="http://127.0.0.1:9")
    with subprocess.Popen([sys.executable, str(EXAMPLES / "06_webhook.py"), "0"], env=variables, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        response = httpx.post(process.stdout.readline().split()[-1], json=PAYLOAD, timeout=60, trust_env=False)
        process.kill()
    assert (response.status_code, response.json()["error"].startswith("replylint does not answer: ")) == (502, True)
