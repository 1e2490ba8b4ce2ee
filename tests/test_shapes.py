"""Where replies are recognised, shape by shape: how many, how they are called, where they begin, and near misses."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from replylint import formats
from replylint.draft import Draft, Source
from replylint.errors import Failure, Skipped
from replylint.model import Span

LATE = "Hi Sam,\nthank you for writing. We can't refund an order after 30 days."
ROOM = "Unfortunately the small room is taken on Friday. The hall is free."
YES = "Done! Your seat is booked."

Told = tuple[str | None, str]


def items(text: str, path: str) -> list[Draft | Failure | Skipped]:
    return list(formats.parse(Source(text, path), formats.format_of(path) or "plain"))


def drafts(text: str, path: str = "data.json") -> list[Draft]:
    found = items(text, path)
    assert all(isinstance(item, Draft) for item in found), found
    return [item for item in found if isinstance(item, Draft)]


def told(data: object, path: str = "data.json") -> list[Told]:
    """Title and given text of each reply of data written as JSON."""
    return [(draft.title, draft.given) for draft in drafts(json.dumps(data), path)]


def nothing_in(data: object, path: str = "data.json") -> bool:
    (found,) = items(json.dumps(data), path)
    return found == Skipped(path, "no replies recognised")


SHORT = ["We cannot do that for you.", "Sorry, no."]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"too_late": SHORT}, [("too_late", "too_late"), ("too_late", "too_late-2")]),
        ({"too_late": SHORT, "room": ["We are full, sorry to say.", "No."]}, [("too_late", "too_late"), ("too_late", "too_late-2"), ("room", "room"), ("room", "room-2")]),
        ({"no": SHORT}, [("no", "no"), ("no", "no-2")]),
        ({"too_late": {"reply": LATE}}, [("too_late", "too_late")]),
        ({"vip": {"reply": LATE}}, [("vip", "vip")]),
        ({"zh_hant_TW": {"late": LATE}}, [("late", "late")]),
        ({"es-419": {"late": LATE}}, [("late", "late")]),
    ],
)
def test_a_single_key_is_a_name_unless_it_is_a_language_with_texts_below_it(data: object, found: list[tuple[str, str]]) -> None:
    assert [(draft.title, draft.id) for draft in drafts(json.dumps(data), "canned/x.json")] == found


def test_a_word_is_no_wording_where_nothing_speaks() -> None:
    assert nothing_in({"states": ["Done.", "Open."]}, "canned/x.json")
    assert nothing_in({"too_late": ["Sorry, no.", "No."]}, "data.json")


SHAPES: dict[str, tuple[object, list[Told]]] = {
    "list of title and body": ([{"id": 4, "title": "Too late", "body": LATE}, {"title": "Booked", "body": YES}], [("Too late", LATE), ("Booked", YES)]),
    "one record": ({"title": "Too late", "body": LATE}, [("Too late", LATE)]),
    "one macro": ({"title": "Late", "actions": [{"field": "comment_value", "value": "No."}]}, [("Late", "No.")]),
    "label and text, beside other things": ([{"label": "Room", "text": ROOM, "description": "When the small room is asked for, we say no."}], [("Room", ROOM)]),
    "wrapped": ({"version": 2, "name": "Shop", "canned_responses": [{"name": "Room", "message": ROOM}]}, [("Room", ROOM)]),
    "map of title to text": ({"Too late": LATE, "Room taken": ROOM}, [("Too late", LATE), ("Room taken", ROOM)]),
    "map of title to records": ({"late": {"title": "Too late", "reply": LATE}, "room": {"reply": ROOM}}, [("Too late", LATE), ("room", ROOM)]),
    "map of title to several": ({"late": [LATE, "Sorry, that is too late for us."]}, [("late", LATE), ("late", "Sorry, that is too late for us.")]),
    "map of title to lines": ({"late": ["Hi Sam,", "", "we can't refund an order after 30 days, sorry."]}, [("late", "Hi Sam,\n\nwe can't refund an order after 30 days, sorry.")]),
    "nested categories": ({"Refunds": {"Late": {"Winter": LATE}}, "Rooms": {"Small": ROOM}}, [("Refunds / Late / Winter", LATE), ("Rooms / Small", ROOM)]),
    "categories as records": ({"categories": [{"name": "Rooms", "replies": [{"title": "Small", "content": ROOM}]}]}, [("Rooms / Small", ROOM)]),
    "body as a list": ([{"name": "late", "subject": "Your order", "body": ["Hi Sam,\n\n", "we can't refund it.\n"]}], [("late", "Hi Sam,\n\nwe can't refund it.\n")]),
    "strings": ([LATE, ROOM, YES], [(None, LATE), (None, ROOM), (None, YES)]),
    "chatwoot": ([{"short_code": "late", "content": "No refund after 30 days."}], [("late", "No refund after 30 days.")]),
    "zendesk macro": (
        {
            "macros": [
                {"title": "Late", "actions": [{"field": "status", "value": "solved"}, {"field": "comment_value", "value": LATE}]},
                {"title": "Tag", "actions": [{"field": "set_tags", "value": "We want you."}]},
            ]
        },
        [("Late", LATE)],
    ),
    "zendesk macro with a channel": ([{"title": "Late", "actions": [{"field": "comment_value", "value": ["channel:all", LATE]}]}], [("Late", LATE)]),
    "zendesk macro in HTML": ({"macro": {"title": "Late", "actions": [{"field": "comment_value_html", "value": "<p>No.</p>"}]}}, [("Late", "<p>No.</p>")]),
    "zendesk macro in both": (
        {"macro": {"title": "L", "actions": [{"field": "comment_value_html", "value": "<p>No.</p>"}, {"field": "comment_value", "value": "No."}]}}, [("L", "No.")]
    ),
    "zendesk trigger": (
        {"triggers": [{"title": "Told", "conditions": {"all": []}, "actions": [{"field": "notification_user", "value": ["requester_id", "Your order", LATE]}]}]},
        [("Told", LATE)],
    ),
    "zendesk dynamic content": (
        {"items": [{"name": "Late", "placeholder": "{{dc.late}}", "variants": [{"locale_id": 1, "content": LATE}, {"locale_id": 8, "content": ROOM}]}]},
        [("Late", LATE), ("Late", ROOM)],
    ),
    "intercom": ({"type": "list", "data": [{"type": "macro", "id": "1", "name": "Late", "body": f"<p>{LATE}</p>", "body_text": LATE}]}, [("Late", LATE)]),
    "front": ({"_results": [{"id": "rsp_1", "name": "Late", "subject": "Your order", "body": f"<p>{LATE}</p>", "attachments": []}]}, [("Late", f"<p>{LATE}</p>")]),
    "freshdesk": ([{"id": 3, "title": "Late", "folder_id": 1, "content": LATE, "content_html": f"<div>{LATE}</div>"}], [("Late", LATE)]),
    "help scout": ({"_embedded": {"savedReplies": [{"id": 1, "name": "Late", "text": f"<p>{LATE}</p>", "chatText": None}]}}, [("Late", f"<p>{LATE}</p>")]),
    "intents": (
        {"intents": [{"tag": "late", "patterns": ["Can you please refund my order? I want my money."], "responses": ["Too late.", LATE], "context": [""]}]},
        [("late", "Too late."), ("late", LATE)],
    ),
    "languages": ({"late": {"title": "Late", "body": {"en": LATE, "de": "Leider ist es zu sp\u00e4t."}}}, [("Late / en", LATE), ("Late / de", "Leider ist es zu sp\u00e4t.")]),
    "question and answer": ([{"question": "Can I get a refund?", "answer": LATE, "body": "Please help me, I want a refund!"}], [("Can I get a refund?", LATE)]),
    "locale": (
        {"en": {"login": {"title": "Log in", "hint": "Please enter your name."}, "mail": {"late": {"subject": "Your order", "body_text": LATE}}, "room_taken": ROOM}},
        [("mail / Your order", LATE), ("room_taken", ROOM)],
    ),
    "turns of a conversation": (
        [{
            "convo_id": 7,
            "log": [["agent", "Hi!"], ["customer", "I want a refund, please."], ["action", "Account opened."], ["agent", LATE]],
            "prepared": [{"speaker": "agent", "text": "hi!"}, {"speaker": "customer", "text": "i want a refund"}],
        }],
        [("7 / turn 1", "Hi!"), ("7 / turn 4", LATE)],
    ),
    "chat of roles": ({"messages": [{"role": "user", "content": "Half price, please?"}, {"role": "assistant", "content": ROOM}]}, [("turn 2", ROOM)]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_of_json(name: str) -> None:
    data, expected = SHAPES[name]
    assert told(data) == expected


NOTHING: dict[str, object] = {
    "package": {"name": "mailer", "description": "Helps you to answer your customers. We hope that you like it.", "scripts": {"test": "jest"}},
    "settings": {"theme": "dark", "message": {"color": "red"}, "body": {"font": "serif"}},
    "interface": {"save": "Save", "confirm": "Are you sure that you want to delete your account?", "errors": {"email": "Please enter a valid address."}},
    "logs": [{"level": "warn", "message": "Connection lost after 30 s."}, {"level": "info", "message": "Retry 2 of 5."}],
    "numbers": [[1, 2, 3], {"x": None, "y": True}],
    "customers": [{"from": "customer", "request": "Hi, can you please refund my order? I am sorry to ask."}],
    "only patterns": {"intents": [{"tag": "late", "patterns": ["Hi, can you please refund me? Thanks for your help."]}]},
    "macro without a comment": {"macros": [{"title": "Close", "actions": [{"field": "status", "value": "solved"}]}]},
    "a string": "Hello",
    "empty": {},
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_is_no_reply(name: str) -> None:
    assert nothing_in(NOTHING[name])


def test_known_configuration_is_not_looked_into() -> None:
    assert nothing_in({"late": LATE}, "app/package.json")
    assert told({"late": LATE}, "app/packages.json") == [("late", LATE)]
    assert items("{", "tsconfig.json") == [Skipped("tsconfig.json", "no replies recognised")]


def test_where_the_name_of_the_file_says_it_short_texts_are_replies() -> None:
    data = {"ack": "Got it, will look into that.", "bye": "Closing this now."}
    assert nothing_in(data)
    assert told(data, "support/canned_responses.json") == [("ack", "Got it, will look into that."), ("bye", "Closing this now.")]


def test_ids_are_the_records_own_or_made_of_the_title_and_never_twice() -> None:
    data = [{"id": 4, "title": "Too late", "body": LATE}, {"title": "Too late!", "body": LATE}, {"title": "Too late", "body": LATE}, {"slug": "x-1", "title": "A", "body": LATE}]
    assert [draft.id for draft in drafts(json.dumps(data))] == ["4", "too-late", "too-late-2", "x-1"]


def test_a_request_is_never_guessed() -> None:
    assert drafts(json.dumps([{"question": "Refund?", "answer": LATE}]))[0].request is None


def test_evidence_is_kept() -> None:
    fields = {"status": "solved", "comment_mode_is_public": False, "comment_value": LATE}
    macro = {"title": "Late", "actions": [{"field": field, "value": value} for field, value in fields.items()]}
    assert drafts(json.dumps({"macros": [macro]}))[0].meta == {"status": "solved", "kind": "note"}


LABEL_ACTIONS = dedent("""\
    # what to do about labels
    'Type: Support':
      comment: >
        Hello @{issue-author}, this tracker is for bugs.
        Please ask in the forum.
      close: true
      close-reason: 'not planned'

    needs-info:
      issues:
        comment: Which version is it?
        label: waiting
      prs:
        comment: Please add a test.
        close: false

    stale:
      close: true
      issues:
        comment: |
          Nobody wrote for a year.
    """)


def test_label_actions() -> None:
    found = drafts(LABEL_ACTIONS, ".github/label-actions.yml")
    assert [(draft.title, draft.meta) for draft in found] == [
        ("Type: Support", {"closes": True, "close_reason": "not planned", "label": "Type: Support"}),
        ("needs-info", {"label": "needs-info"}),
        ("needs-info / prs", {"label": "needs-info"}),
        ("stale", {"closes": True, "label": "stale"}),
    ]
    at = found[0].text.index("forum")
    place = found[0].to_source(Span(at, at + 5))
    assert found[0].source.position(place.start) == (5, 23)


COMMENTER = dedent("""\
    comment:
      header: Hi, there.
      footer: |-
        ---
        > This is an automated comment created by a bot. Please do not answer to it, thank you.
    labels:
      - name: invalid
        labeled:
          issue:
            body: This is not a bug.
            action: close
        unlabeled:
          issue:
            body: It is one after all.
            action: open
      - name: wontfix
        labeled:
          pr:
            body: Too late.
            action: close
    """)


def test_label_commenter() -> None:
    found = drafts(COMMENTER, ".github/label-commenter-config.yml")
    assert [(draft.title, draft.given, draft.meta) for draft in found] == [
        ("invalid", "This is not a bug.", {"closes": True, "label": "invalid"}),
        ("invalid / unlabeled", "It is one after all.", {"label": "invalid"}),
        ("wontfix / pr", "Too late.", {"closes": True, "label": "wontfix"}),
    ]


def test_messages_of_a_stale_bot() -> None:
    workflow = dedent("""\
        jobs:
          stale:
            steps:
              - uses: actions/stale@v9
                with:
                  days-before-stale: 30
                  stale-issue-message: This issue is stale because nobody wrote for 30 days.
                  close-issue-message: >
                    This issue was closed because nobody answered.
        """)
    mark, close = drafts(workflow, ".github/workflows/stale.yml")
    assert (mark.title, mark.meta) == ("stale / stale-issue-message", {})
    assert (close.title, close.meta) == ("stale / close-issue-message", {"closes": True})


def test_osticket() -> None:
    text = dedent("""\
        - isenabled: 1
          title: Late
          response: |
            We can't refund it.
          notes: |
            Hello, ask your manager. You know why we do this.
          attachments:
            - name: a.txt
              data: Hello, we are here. You are there.
        """)
    (found,) = drafts(text, "premade.yaml")
    assert (found.title, found.given) == ("Late", "We can't refund it.\n")


CSV = 'name;category;reply\r\nLate;Refunds;"Hi Sam,\r\nwe said ""no"" twice; sorry."\r\nRoom;Rooms;Unfortunately the room is taken on Friday.\r\n'


def test_csv() -> None:
    first, second = drafts(CSV, "replies.csv")
    assert [(draft.title, draft.given) for draft in (first, second)] == [
        ("Late", 'Hi Sam,\r\nwe said "no" twice; sorry.'), ("Room", "Unfortunately the room is taken on Friday.")
    ]
    at = first.text.index('"no"')
    place = first.to_source(Span(at, at + 4))
    assert first.source.text[place.start : place.end] == '""no""'
    assert first.source.position(place.start) == (3, 9)


def test_zendesk_in_a_cell() -> None:
    actions = json.dumps([{"field": "status", "value": "solved"}, {"field": "comment_value", "value": LATE}]).replace('"', '""')
    (found,) = drafts(f'title,active,actions_json\nLate,True,"{actions}"\nTag,True,"[{{""field"": ""set_tags"", ""value"": ""a""}}]"\n', "macros.csv")
    assert (found.title, found.given, found.meta) == ("Late", LATE, {"status": "solved"})
    at = found.text.index("can't")
    place = found.to_source(Span(at, at + 5))
    assert found.source.text[place.start : place.end] == "can't"
    assert found.source.position(place.start)[0] == 2


TERRAFORM = dedent("""\
    locals {
      closing = "Hi, thank you for writing. We can't refund an order after 30 days."
    }
    resource "zendesk_macro" "late" {
      title = "Too late"
      action {
        field = "status"
        value = "solved"
      }
      action {
        field = "comment_value"
        value = "We can't refund it."
      }
    }
    resource "zendesk_macro" "list" {
      title   = var.title
      actions = [{ field = "comment_value_html", value = "<p>Sorry.</p>" }]
    }
    resource "datadog_monitor" "memory" {
      name    = "Memory"
      message = "Hello team, please look at this. We are out of memory again."
    }
    """)


def test_terraform() -> None:
    pytest.importorskip("replylint.formats.hcl")
    found = drafts(TERRAFORM, "macros.tf")
    assert [(draft.title, draft.meta) for draft in found] == [("closing", {}), ("Too late", {"status": "solved"}), ("list", {})]
    place = found[1].to_source(Span(0, 2))
    assert found[1].source.position(place.start) == (12, 14)


def test_an_aliased_reply_is_read_once_where_most_is_said_of_it() -> None:
    text = (
        "x-no: &no |\n  Hi there,\n\n  we're sorry, but we can't build this.\n"
        "labels:\n  - name: idea\n    labeled: {issue: {body: *no, action: close}}\n  - name: wish\n    labeled: {issue: {body: *no, action: close}}\n"
    )
    (draft,) = (item for item in formats.parse(Source(text, ".github/label-commenter-config.yml"), "yaml") if isinstance(item, Draft))
    assert (draft.title, draft.meta["closes"]) == ("idea", True)
    place = draft.given_to_source(Span(0, 8))
    assert draft.source.position(place.start) == (2, 3)
