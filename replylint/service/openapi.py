"""The service described as OpenAPI 3.1. What a draft's record is, is told in one place: the schema of the machine contract."""

from __future__ import annotations

from typing import Any

from replylint import __version__
from replylint.formats import FORMATS
from replylint.reporters.records import SCHEMA
from replylint.reporters.schema import schema
from replylint.service.limits import Limits

_TEXT = {"type": "string"}
_MAYBE_TEXT = {"type": ["string", "null"]}
_FLAG = {"type": ["boolean", "null"]}
_OWN_CHECKS = "ISO 8601, a date or a date and a time. For checks of your own: no check of replylint's reads it."
_VERSION = {"const": SCHEMA, "description": "The version of the contract."}


def document(limits: Limits) -> dict[str, Any]:
    """The description of a service with these limits."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "replylint",
            "version": __version__,
            "description": "Checks replies that turn a customer down. Nothing that is sent is stored or logged.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}] if limits.token is not None else [],
        "paths": _paths(limits),
        "components": {"schemas": _schemas(), "responses": _responses(), "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _paths(limits: Limits) -> dict[str, Any]:
    size = f"At most {limits.body:,} bytes."
    batch = {"anyOf": [_list("Question"), _ref("Batch")]}
    lines = {"schema": {**_TEXT, "description": "A Question a line; the answer is an Answer a line."}}
    return {
        "/v1/lint": {"post": _operation("lint", "Judge one draft", "Answer", body=_content(_ref("Question")), about=size)},
        "/v1/lint/batch": {
            "post": _operation(
                "lintBatch",
                "Judge many drafts",
                "BatchAnswer",
                body={**_content(batch), "application/jsonl": lines, "application/x-ndjson": lines},
                also={"application/jsonl": lines, "application/x-ndjson": lines},
                about=f"{size} At most {limits.batch:,} drafts. The results come in the order of the questions; a faulty question has a failure at its place.",
            )
        },
        "/v1/rules": {
            "get": _operation("rules", "The guideline table with its rules", "Rules", parameters=[_parameter("profile", "query", "What is on in it.")], refusals=("422",))
        },
        "/v1/rules/{code}": {"get": _operation("rule", "What a rule asks, and why", "Rule", parameters=[_parameter("code", "path", "Its code or name.")], refusals=("404",))},
        "/healthz": {"get": {**_operation("health", "Whether a draft would be judged at once", "Health", is_open=True), "security": []}},
        "/openapi.json": {"get": _operation("openapi", "This description", None)},
    }


def _operation(name: str, summary: str, answer: str | None, *, body: dict[str, Any] | None = None, also: dict[str, Any] | None = None, about: str = "",
               parameters: list[dict[str, Any]] | None = None, refusals: tuple[str, ...] = (), is_open: bool = False) -> dict[str, Any]:
    refused = ("400", "408", "413", "415", "422", "429", *refusals) if body is not None else refusals
    content = {**_content(_ref(answer) if answer is not None else {"type": "object"}), **(also or {})}
    always = ("403", "421", "503") if is_open else ("401", "403", "421", "503")
    responses = {"200": {"description": summary, "content": content}, **{code: {"$ref": f"#/components/responses/{code}"} for code in (*refused, *always)}}
    if is_open:  # the same object says that it is not ready
        responses["503"] = {"description": "Not ready; Retry-After says when to come again.", "content": content}
    return {
        "operationId": name,
        "summary": summary,
        **({"description": about} if about else {}),
        **({"parameters": parameters} if parameters else {}),
        **({"requestBody": {"required": True, "content": body}} if body is not None else {}),
        "responses": responses,
    }


def _responses() -> dict[str, Any]:
    said = {
        "400": "The body is no JSON in UTF-8.",
        "401": "The token is missing or wrong.",
        "403": "A page of another site may not call the service.",
        "404": "There is no such thing.",
        "408": "The body did not come in time.",
        "413": "The body or the batch is too large.",
        "415": "The body is not said to be JSON.",
        "421": "The service is not known under that name.",
        "422": "The question is not as it should be.",
        "429": "As many requests as may wait are waiting; Retry-After says when to come again.",
        "503": "Not ready, or too slow; Retry-After says when to come again.",
    }
    return {code: {"description": text, "content": _content(_ref("Error"))} for code, text in said.items()}


def _schemas() -> dict[str, Any]:
    contract = schema()
    records = {name: _moved(one) for name, one in contract["$defs"].items() if name not in ("document", "summary")}
    draft = _moved({key: value for key, value in contract.items() if not key.startswith("$")})
    return {**records, "draft": draft, **_questions(), **_answers(), **_rules()}


def _moved(value: Any) -> Any:
    """A part of the contract's schema with its references where OpenAPI looks for them."""
    if isinstance(value, dict):
        return {key: _reference(one) if key == "$ref" else _moved(one) for key, one in value.items()}
    return [_moved(one) for one in value] if isinstance(value, list) else value


def _reference(old: str) -> str:
    return "#/components/schemas/" + (old.rpartition("/")[2] if "/" in old else "draft")


def _questions() -> dict[str, Any]:
    known = {
        "id": {"type": ["string", "integer", "null"], "description": "Comes back in the answer."},
        "request": {**_MAYBE_TEXT, "description": "What the customer wrote; some rules need it."},
        "thread": {
            "type": ["array", "null"],
            "items": {"type": ["string", "object"]},
            "description": "What was said before, newest last: the customer's words, or objects with role and text (or content, "
            "a string or parts as chat models have it). The customer's last message is the request "
            "where there is none.",
        },
        "policy": {"type": ["string", "array", "object", "null"], "description": "The policy that the reply rests on. For checks of your own: no check of replylint's reads it."},
        "sent_at": {**_MAYBE_TEXT, "description": f"When the reply is sent. {_OWN_CHECKS}"},
        "requested_at": {**_MAYBE_TEXT, "description": f"When the customer wrote. {_OWN_CHECKS}"},
        "profile": {**_MAYBE_TEXT, "description": "A name of /v1/rules; the service's own where there is none."},
        "path": {**_MAYBE_TEXT, "description": "What to call the draft's file; nothing is read from there."},
        "input_format": {"enum": [*FORMATS, None], "description": "What the text is written in; where there is none, what the path says, else plain."},
        "final": {**_FLAG, "description": "The draft is about to be sent: slots that are not filled in are reported."},
        "preview": {**_FLAG, "description": "Also ask the rules that are not yet precise enough to be on."},
        "brief": {**_FLAG, "description": "Also answer with a brief for whoever writes the reply anew."},
    }
    question = _object({"text": {**_TEXT, "description": "The reply."}, **known}, required=("text",))
    return {"Question": question, "Batch": _object({"drafts": _list("Question"), **known}, required=("drafts",))}


def _answers() -> dict[str, Any]:
    answer = _object(
        {
            "schema": _VERSION,
            "id": _MAYBE_TEXT,
            "status": {"enum": [0, 1, 2], "description": "0 nothing to mend, 1 something was found, 2 something could not be judged: as `replylint check` ends. "
                       "2 also where a final draft was not judged (not in English, nothing to read)."},
            "drafts": _list("draft"),
            "failures": _list("failure"),
            "brief": _TEXT,
        },
        optional=("brief",),
    )
    error = _object({"code": {**_TEXT, "description": "For programs."}, "message": _TEXT, "hint": {**_TEXT, "description": "What to do; may be empty."}})
    return {"Answer": answer, "BatchAnswer": _object({"schema": _VERSION, "results": _list("Answer")}), "Error": _object({"error": error})}


def _rules() -> dict[str, Any]:
    number, texts = {"type": "number"}, {"type": "array", "items": _TEXT}
    severity = {"enum": ["error", "warning", "info"]}
    in_table = _object({"code": _TEXT, "name": _TEXT, "severity": severity, "state": {"enum": ["on", "off", "preview"]}}, closed=False)
    row = _object({"row": _MAYBE_TEXT, "title": _TEXT, "question": _TEXT, "weight": number, "scope": {"enum": ["refusal", "any"]}, "package": _TEXT,
                   "rules": {"type": "array", "items": in_table}}, closed=False)
    profile = _object({"name": _TEXT, "title": _TEXT, "why": _TEXT})
    rule = _object({"schema": _VERSION, "code": _TEXT, "name": _TEXT, "row": _TEXT, "title": _MAYBE_TEXT, "question": _MAYBE_TEXT, "severity": severity,
                    "on": {"type": "boolean"}, "preview": {"type": "boolean"}, "message": _TEXT, "suggestion": _TEXT,
                    "sections": {"type": "array", "items": _object({"heading": _TEXT, "text": {**_TEXT, "description": "Markdown."}})}, "sources": texts})
    table = _object({"schema": _VERSION, "profile": _TEXT, "profiles": {"type": "array", "items": profile}, "rows": {"type": "array", "items": row}})
    health = _object({"status": {"enum": ["ok", "loading", "stopping"]}, "version": _TEXT})
    return {"Rules": table, "Rule": rule, "Health": health}


def _object(properties: dict[str, Any], required: tuple[str, ...] | None = None, *, optional: tuple[str, ...] = (), closed: bool = True) -> dict[str, Any]:
    needed = [name for name in properties if name not in optional] if required is None else list(required)
    return {"type": "object", "properties": properties, "required": needed, **({"additionalProperties": False} if closed else {})}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


def _content(kind: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": kind}}


def _parameter(name: str, place: str, about: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "description": about, "schema": _TEXT}
