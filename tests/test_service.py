"""The HTTP service, called by a client that is not ours."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from jsonschema import Draft202012Validator

from replylint.reporters.schema import schema
from tests.serving import JSON, Running, served

pytest.importorskip("starlette", reason="starlette is not installed: pip install 'replylint[serve]'")
REPLY = "Hi \U0001f642 Ana,\n\nWe can't lend the tandem on Sunday, that's against our policy. You should have asked in May.\n"
CLEAN = "Your refund of 20 euros is on its way and will be with you by Friday."


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with served("--max-body", "60000", "--max-batch", "5", "--allow-origin", "https://desk.example", "--allow-host", "lint.example") as running:
        yield running


@pytest.fixture(scope="module")
def client(service: Running) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def post(client: httpx.Client, path: str = "/v1/lint", **question: object) -> httpx.Response:
    return client.post(path, json=question)


def error_of(response: httpx.Response) -> str:
    error = response.json()["error"]
    assert set(error) == {"code", "message", "hint"} and error["message"]
    return str(error["code"])


def test_a_draft_is_judged(client: httpx.Client) -> None:
    response = post(client, text=REPLY, request="Can I have the tandem on Sunday?", id=17)
    answer = response.json()
    assert (response.status_code, answer["schema"], answer["id"], answer["status"], answer["failures"]) == (200, 1, "17", 1, [])
    (draft,) = answer["drafts"]
    Draft202012Validator(schema()).validate(draft)
    assert (draft["id"], draft["refusal"]) == ("17", "full")
    places = {finding["code"]: REPLY[finding["start"] : finding["end"]] for finding in draft["findings"]}
    assert "You should have" in places["TON003"]
    assert {move["kind"] for move in draft["moves"]} >= {"refusal", "reason"}


@pytest.mark.parametrize(("text", "why"), [("", "nothing to read"), ("Leider k\u00f6nnen wir Ihnen das Geld nicht zur\u00fcckgeben, die Frist ist abgelaufen.", "not in English")])
def test_a_final_draft_that_was_not_judged_is_not_let_through(client: httpx.Client, text: str, why: str) -> None:
    answer = post(client, text=text, final=True).json()
    assert (answer["status"], answer["failures"]) == (2, [])
    assert all(row["verdict"] == "na" and why in row["note"] for row in answer["drafts"][0]["rows"].values())
    assert post(client, text=text).json()["status"] == 0, "as `replylint check` ends"


@pytest.mark.parametrize("when", ["2026-01-02", "2026-01-02T10:00:00Z", "2026-01-02T10:00:00+02:00", "2026-01-02 10:00"])
def test_a_time_is_one(client: httpx.Client, when: str) -> None:
    assert post(client, text=REPLY, sent_at=when, requested_at=when).status_code == 200


@pytest.mark.parametrize("when", ["yesterday", "", "2026-13-01", "2026-01-02T10:00:00ZZ", 1700000000, "02/01/2026"])
def test_what_is_no_time_is_refused(client: httpx.Client, when: object) -> None:
    refused = post(client, text=REPLY, sent_at=when)
    assert (refused.status_code, '"sent_at": expected a date or a date and a time' in refused.json()["error"]["message"]) == (422, True)


def test_the_thread_is_taken_as_chat_models_have_it(client: httpx.Client) -> None:
    asked = {"role": "user", "content": [{"type": "text", "text": "May I have the chargeback?"}]}
    called = {"role": "assistant", "content": None, "tool_calls": []}
    reply = "Hi Rosa,\n\nWe can't send the chargeback, because it is being rewritten. You will have the new one on Friday.\n"
    without, beside = (post(client, text=reply, thread=thread).json()["drafts"][0]["findings"] for thread in ([called], [asked, called]))
    assert "JRG001" in {one["code"] for one in without} - {one["code"] for one in beside}
    refused = post(client, text=reply, thread=[asked, 3])
    assert (refused.status_code, refused.json()["error"]["message"]) == (422, 'message 2 of the thread is a number; expected a string or an object with "role" and "text"')


def test_it_says_the_same_as_the_command_line(client: httpx.Client, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    from replylint.cli import main

    line = json.dumps({"id": "a", "text": REPLY, "request": "May I?"})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
    with pytest.raises(SystemExit) as end:
        main(["check", "-", "--input-format", "jsonl", "--format", "jsonl"])
    printed = json.loads(capsys.readouterr().out)
    answer = post(client, text=REPLY, request="May I?", id="a").json()
    places = ("path", "line", "column", "end_line", "end_column", "related")  # the command line counts in the file of records

    def bare(draft: dict[str, object]) -> dict[str, object]:
        findings = draft["findings"]
        assert isinstance(findings, list)
        return {**draft, "findings": [{key: value for key, value in finding.items() if key not in places} for finding in findings]}

    assert bare(answer["drafts"][0]) == bare(printed)
    assert answer["status"] == end.value.code == 1


def test_a_brief_comes_along_when_it_is_asked_for(client: httpx.Client) -> None:
    assert "brief" not in post(client, text=REPLY).json()
    assert "The answer stays no" in post(client, text=REPLY, brief=True).json()["brief"]


def test_the_customers_last_message_is_the_request(client: httpx.Client) -> None:
    thread = [{"role": "customer", "text": "Can I have the tandem on Sunday?"}, {"role": "agent", "text": "I will ask."}]
    reply = "You would like the tandem on Sunday. It is being repaired, so we can't lend it before Monday."
    assert post(client, text=reply, thread=thread).json()["drafts"] == post(client, text=reply, request="Can I have the tandem on Sunday?").json()["drafts"]
    response = post(client, text=reply, thread=[{"role": 5}])
    assert (response.status_code, response.json()["error"]["message"]) == (422, 'message 1 of the thread needs a string under "role"')


def test_a_clean_draft_has_the_status_0(client: httpx.Client) -> None:
    answer = post(client, text=CLEAN).json()
    assert (answer["status"], answer["drafts"][0]["refusal"], answer["drafts"][0]["findings"]) == (0, "none", [])


def test_final_reports_slots_and_a_profile_asks_its_rows(client: httpx.Client) -> None:
    text = "Hi {{name}}, we can't do that, because the hall is taken until May."
    codes = {finding["code"] for finding in post(client, text=text, final=True).json()["drafts"][0]["findings"]}
    assert "TPL001" in codes
    rows = post(client, text=text, profile="chat").json()["drafts"][0]["rows"]
    assert rows["gratitude"]["verdict"] == "na"


def test_markdown_is_read_as_markdown(client: httpx.Client) -> None:
    text = "We **can't** lend the tandem.\n\n<!-- replylint: -->\n"
    (draft,) = post(client, text=text, input_format="markdown").json()["drafts"]
    assert draft["refusal"] == "full"
    assert [text[move["start"] : move["end"]] for move in draft["moves"] if move["kind"] == "refusal"] == ["We **can't** lend the tandem."]


def test_a_draft_that_is_too_long_is_a_failure_of_that_draft(client: httpx.Client) -> None:
    answer = post(client, text="No. " * 13_000).json()
    assert (answer["status"], answer["drafts"]) == (2, [])
    assert "too long for one reply" in answer["failures"][0]["message"]


@pytest.mark.parametrize("text", ["", " \n", "\x00", "\ud83d half", "\u202e\ufeff", "???", "\U0001f937" * 50])
def test_odd_texts_are_answered(client: httpx.Client, text: str) -> None:
    response = client.post("/v1/lint", content=json.dumps({"text": text}), headers=JSON)
    assert response.status_code == 200
    assert len(response.json()["drafts"]) == 1


FAULTS = [
    (b"{", 400, "bad_json"),
    (b"", 400, "bad_json"),
    (b'{"text": "\xff"}', 400, "not_utf8"),
    (b"[" * 50_000, 400, "bad_json"),
    (b'{"text": "a", "policy": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", 400, "bad_json"),
    (b'{"text": NaN}', 400, "bad_json"),
    (b'{"id": ' + b"9" * 5_000 + b', "text": "a"}', 400, "bad_json"),
    (b"[]", 422, "wrong_type"),
    (b'"text"', 422, "wrong_type"),
    (b"{}", 422, "no_text"),
    (b'{"text": 5}', 422, "wrong_type"),
    (b'{"text": null}', 422, "no_text"),
    (b'{"text": "a", "request": ["b"]}', 422, "wrong_type"),
    (b'{"text": "a", "final": "yes"}', 422, "wrong_type"),
    (b'{"text": "a", "id": true}', 422, "wrong_type"),
    (b'{"text": "a", "thread": "b"}', 422, "wrong_type"),
    (b'{"text": "a", "txet": "b"}', 422, "unknown_key"),
    (b'{"text": "a", "profile": "suport"}', 422, "unknown_profile"),
    (b'{"text": "a", "input_format": "word"}', 422, "unknown_format"),
    (b'{"text": "' + b"a" * 60_000 + b'"}', 413, "too_large"),
]


@pytest.mark.parametrize(("body", "status", "code"), FAULTS, ids=[f"{code}-{number}" for number, (_, _, code) in enumerate(FAULTS)])
def test_a_faulty_request_is_told_what_is_wrong(client: httpx.Client, body: bytes, status: int, code: str) -> None:
    response = client.post("/v1/lint", content=body, headers=JSON)
    assert (response.status_code, error_of(response)) == (status, code)


def test_a_hint_names_what_was_meant(client: httpx.Client) -> None:
    assert post(client, text="a", profile="suport").json()["error"]["hint"] == "did you mean 'support'?"
    assert post(client, text="a", requset="b").json()["error"] == {"code": "unknown_key", "message": '"requset" is no key of a question', "hint": "did you mean 'request'?"}


def test_a_chunked_body_is_counted_too(client: httpx.Client) -> None:
    response = client.post("/v1/lint", content=(b"a" * 10_000 for _ in range(20)), headers=JSON)
    assert (response.status_code, error_of(response)) == (413, "too_large")


def test_only_json_is_taken(client: httpx.Client) -> None:
    for headers in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}, {**JSON, "Content-Encoding": "gzip"}):
        response = client.post("/v1/lint", content=b'{"text": "a"}', headers=headers)
        assert response.status_code == 415, headers
    assert client.post("/v1/lint", content=b'{"text": "a"}', headers={"Content-Type": "application/json; charset=utf-8"}).status_code == 200


@pytest.mark.parametrize(("method", "path", "status", "code"), [("GET", "/v1/lint", 405, "wrong_method"), ("POST", "/healthz", 405, "wrong_method"),
                                                                ("GET", "/v2/lint", 404, "not_found"), ("GET", "/page/../engine.py", 404, "not_found"),
                                                                ("GET", "/page/%2e%2e/engine.py", 404, "not_found"), ("GET", "/v1/rules/XYZ999", 404, "no_such_rule")])  # fmt: skip
def test_what_is_not_there(client: httpx.Client, method: str, path: str, status: int, code: str) -> None:
    response = client.request(method, path)
    assert (response.status_code, error_of(response)) == (status, code)


def test_a_batch_keeps_its_order_and_one_fault_does_not_stop_the_others(client: httpx.Client) -> None:
    response = client.post("/v1/lint/batch", json=[{"text": REPLY, "id": "a"}, {"txt": "b"}, "c", {"text": CLEAN, "id": "d"}, {"text": CLEAN, "profile": "none"}])
    results = response.json()["results"]
    assert [(one["id"], one["status"], len(one["drafts"])) for one in results] == [("a", 1, 1), (None, 2, 0), (None, 2, 0), ("d", 0, 1), (None, 2, 0)]
    assert results[1]["failures"][0]["message"] == 'draft 2: "txt" is no key of a question'


def test_a_batch_may_have_defaults(client: httpx.Client) -> None:
    answer = client.post("/v1/lint/batch", json={"profile": "chat", "drafts": [{"text": REPLY}, {"text": REPLY, "profile": "support"}]}).json()
    assert [one["drafts"][0]["rows"]["gratitude"]["verdict"] == "na" for one in answer["results"]] == [True, False]


@pytest.mark.parametrize("kind", ["application/jsonl", "application/x-ndjson"])
def test_a_batch_of_lines_is_answered_in_lines(client: httpx.Client, kind: str) -> None:
    body = b'{"text": "We can\'t do that.", "id": 1}\r\n\n{"text": \n{"id": "\xff"}\n{"text": "Thanks!"}'
    response = client.post("/v1/lint/batch", content=body, headers={"Content-Type": kind})
    assert response.headers["content-type"].startswith(kind)
    assert [(one["id"], one["status"]) for one in map(json.loads, response.text.splitlines())] == [("1", 1), (None, 2), (None, 2), (None, 0)]


def test_a_batch_has_a_limit(client: httpx.Client) -> None:
    response = client.post("/v1/lint/batch", json=[{"text": "a"}] * 6)
    assert (response.status_code, error_of(response)) == (413, "too_many")
    assert client.post("/v1/lint/batch", json=[]).json() == {"schema": 1, "results": []}
    assert error_of(client.post("/v1/lint/batch", json={"text": "a"})) == "wrong_type"


def test_the_rules_are_listed_and_explained(client: httpx.Client) -> None:
    table = client.get("/v1/rules").json()
    codes = [rule["code"] for row in table["rows"] for rule in row["rules"]]
    assert (table["profile"], "RSN002" in codes, {one["name"] for one in table["profiles"]} >= {"support", "chat"}) == ("support", True, True)
    assert client.get("/v1/rules", params={"profile": "chat"}).json()["profile"] == "chat"
    page = client.get("/v1/rules/policy-only").json()
    assert (page["code"], page["row"], page["on"]) == ("RSN002", "reason", True)
    assert [section["heading"] for section in page["sections"]] == ["What it asks", "Why", "Weak reply", "Better reply", "Limits"]
    assert client.get("/v1/rules/TPL001").json()["sections"] == []
    assert error_of(client.get("/v1/rules", params={"profile": "nobody"})) == "unknown_profile"


def test_the_description_is_valid_and_the_answers_are_as_it_says(client: httpx.Client) -> None:
    validator = pytest.importorskip("openapi_spec_validator", reason="openapi-spec-validator is not installed: pip install 'replylint[test]'")
    document = client.get("/openapi.json").json()
    validator.validate(document)

    def fits(name: str, value: object) -> None:
        Draft202012Validator({**document, "$ref": f"#/components/schemas/{name}"}).validate(value)

    answer = post(client, text=REPLY)
    fits("Answer", answer.json())
    fits("BatchAnswer", client.post("/v1/lint/batch", json=[{"text": "a"}, 5]).json())
    fits("Error", post(client).json())
    fits("Rules", client.get("/v1/rules").json())
    fits("Rule", client.get("/v1/rules/ALT001").json())
    fits("Rule", client.get("/v1/rules/SUP001").json())
    fits("Health", client.get("/healthz").json())
    fits("Question", {"text": "a", "thread": ["b", {"from": "c"}], "input_format": "markdown", "final": True})
    with pytest.raises(Exception, match="txt"):
        fits("Question", {"text": "a", "txt": "b"})
    health, rules = document["paths"]["/healthz"]["get"], document["paths"]["/v1/rules"]["get"]
    assert "401" not in health["responses"], "it needs no token"
    assert health["responses"]["503"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Health"}
    assert {"401", "422"} <= rules["responses"].keys()


def test_a_page_of_another_site_is_turned_away(client: httpx.Client) -> None:
    response = client.post("/v1/lint", json={"text": "a"}, headers={"Origin": "https://evil.example"})
    assert (response.status_code, error_of(response)) == (403, "other_origin")
    assert client.post("/v1/lint", json={"text": "a"}, headers={"Origin": "null"}).status_code == 403
    assert "access-control-allow-origin" not in client.get("/healthz").headers


def test_a_page_of_its_own_and_of_an_allowed_site_may_call(client: httpx.Client, service: Running) -> None:
    assert client.post("/v1/lint", json={"text": "a"}, headers={"Origin": service.url.rstrip("/")}).status_code == 200
    allowed = client.post("/v1/lint", json={"text": "a"}, headers={"Origin": "https://desk.example"})
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, "https://desk.example")
    asked = {"Origin": "https://desk.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert client.options("/v1/lint", headers=asked).status_code == 200
    assert client.options("/v1/lint", headers={**asked, "Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize(("host", "status"), [("evil.example", 421), ("evil.example:80", 421), ("localhost:1", 200), ("LINT.example", 200), ("[::1]:5", 200), ("10.0.0.7", 200),
                                              ("127.0.0.1.evil.example", 421), ("", 421), ("[", 421)])  # fmt: skip
def test_a_name_that_an_attacker_made_up_is_turned_away(client: httpx.Client, host: str, status: int) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code in ((status,) if host else (status, 400))


def test_every_answer_carries_the_headers(client: httpx.Client) -> None:
    for response in (client.get("/"), client.get("/v1/rules"), post(client), client.get("/nothing"), client.get("/", headers={"Host": "evil.example"})):
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "server" not in response.headers
    assert client.get("/v1/rules").headers["cache-control"] == "no-store"


def test_nothing_of_a_draft_is_logged(client: httpx.Client, service: Running) -> None:
    post(client, text="zanzibarquince is what we can't send", request="zanzibarquince?", profile="zanzibarquince")
    client.post("/v1/lint", content=b'{"text": "zanzibarquince', headers=JSON)
    client.get("/v1/rules/zanzibarquince")
    assert "zanzibarquince" not in service.said()
    assert service.said().splitlines() == [f"replylint serves on {service.url} (stop it with Ctrl-C)", "ready"]
