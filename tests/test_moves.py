"""The annotator on what misleads a reader of words: negations that refuse nothing, refusals without a negative word, moves that share a sentence.

Each draft says what it refuses, and for some of its sentences the moves that must be there and those that must not. What is not yet read right stands in
`NOT_YET`, strictly: the day it is, its test fails and the entry has to go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import pytest

from replylint.draft import Source
from replylint.formats import plain
from replylint.model import MoveKind, Refusal
from replylint.moves import Reply, annotate
from replylint.nlp import pipe


@dataclass(frozen=True)
class Trap:
    """`moves`: by the beginning of a sentence, the moves that it must carry; a `-` before a move says that it must not."""

    name: str
    text: str
    refusal: Refusal
    moves: Mapping[str, str] = field(default_factory=dict)
    request: str | None = None


NOTHING_REFUSED: Sequence[Trap] = (
    Trap("cannot-wait", "Your table for six is booked for Saturday at eight. We can't wait to see you!", "none", {"We can't wait": "-refusal"}),
    Trap("cannot-thank-enough", "We can't thank you enough for the parcel you found. A voucher is on its way to you.", "none", {"We can't": "gratitude -refusal"}),
    Trap("not-affected", "Good news: the new meter comes on Monday. It will not change your rate.", "none", {"It will": "-refusal"}),
    Trap("why-not", "Cats can't fly because they have no wings.", "none", {"Cats": "-refusal"}, "Why can't cats fly?"),
    Trap("thanks-for-writing", "Thank you for writing to us. Your badge is ready at the desk.", "none", {"Thank you": "gratitude -acknowledgment"}),
    Trap("no-problem", "No problem! I've moved your fitting to Tuesday at noon.", "none", {"No problem": "-refusal"}),
    Trap("not-a-problem-at-all", "That's not a problem at all, the second key is already cut and waits at the desk.", "none", {"That's not": "-refusal"}),
    Trap("could-not-agree-more", "I couldn't agree more: the old form was a nuisance. The new one is live since this morning.", "none", {"I couldn't": "-refusal"}),
    Trap("will-not-take-long", "Your phone is in the workshop. The repair won't take long, and we will text you when it is done.", "none", {"The repair": "-refusal"}),
    Trap("do-not-hesitate", "Your contract starts on 1 June. Please don't hesitate to write if anything is unclear.", "none", {"Please don't": "follow_up -refusal"}),
    Trap("cannot-go-wrong", "Both tents are good. With the blue one you can't go wrong in the rain.", "none", {"With the blue": "-refusal"}),
    Trap("fault-not-found-credited", "We were unable to find any fault in the meter, so we have refunded the 80 pounds to your account.", "none", {"We were": "-refusal"}),
    Trap("could-not-find-so-credited", "We could not find the second case in our store, so we have credited you its full price.", "none", {"We could": "-refusal"}),
    Trap("no-charge", "We don't charge for that, so you can come by on Monday and have the strap changed.", "none", {"We don't": "-refusal"}),
    Trap("if-you-cannot-log-in", "If you cannot log in after the reset, call us on extension 12 and we will set a new PIN.", "none", {"If you": "-refusal"}),
    Trap("customers-own-cancellation", "As you asked, your subscription is cancelled and will not be renewed in May.", "none", {"As you asked": "-refusal"}),
    Trap("will-not-affect", "The change of address is done. This will not affect your bonus points.", "none", {"This will": "-refusal"}),
    Trap("bank-declined", "The bank declined the card, so I sent you a new payment link that takes any card.", "none", {"The bank": "-refusal"}),
    Trap("cannot-reproduce", "I can't reproduce this on 3.2. Which version are you on, and could you send the log?", "none", {"I can't": "-refusal"}),
    Trap("how-to-limit", "To rename a project, open its settings. You cannot use slashes in the name.", "none", {"You cannot": "-refusal"}),
    Trap("locked-account", "You can't change the password while the account is locked. It will unlock by itself in ten minutes.", "none", {"You can't": "-refusal"}),
    Trap("asked-in-reply", "Can't you see the green button? It is at the top right of the page once you are logged in.", "none", {"Can't you": "-refusal"}),
    Trap("question-back", "Which of the two orders do you mean? I couldn't tell from your photo.", "none", {"Which": "-refusal"}),
    Trap("reported-speech", "You wrote that you can't open the file. I have attached it again as a PDF.", "none", {"You wrote": "acknowledgment -refusal"}),
    Trap("reversed", "On Monday we said that we could not exchange the boots. We looked at it again, and the new pair leaves today.", "none", {"We looked": "-refusal"}),
    Trap("no-need", "There is no need to return the broken lamp. A new one is on its way to you.", "none", {"There is": "-refusal"}),
    Trap("not-only", "We not only moved your seat to the window but also added the meal you asked for.", "none", {"We not only": "-refusal"}),
    Trap("no-later-than", "Your passport will be with you no later than Thursday.", "none", {"Your passport": "-refusal"}),
    Trap("nothing-to-pay", "You have nothing to pay: the warranty covers the new hinge.", "none", {"You have": "-refusal"}),
    Trap("moved-as-asked", "Hi Rosa,\n\nYour pottery lesson is moved to Sunday at ten. See you then!", "none", {"Your pottery": "-refusal"}),
    Trap("evasive-is-none", "That's a tough one. Let me see what I can do.", "none", {"That's": "-refusal"}),
)  # fmt: skip

REFUSED: Sequence[Trap] = (
    Trap("plain", "I understand that you need the van on Sunday. We can't rent it out then because it is in the workshop. The small one is free, if that helps.", "full",
         {"I understand": "acknowledgment -refusal", "We can't": "refusal reason -alternative", "The small": "alternative -refusal"}),
    Trap("falls-outside", "Thank you for writing. Water damage falls outside the warranty.", "full",
         {"Thank you": "gratitude -acknowledgment -refusal", "Water damage": "refusal"}),
    Trap("fully-booked", "We are fully booked on 3 August. There is room on the 10th.", "full", {"We are": "refusal", "There is": "alternative -refusal"}),
    Trap("only-for-members", "The reading room is only for members of the society.", "full", {"The reading": "refusal"}, "May I use the reading room next week?"),
    Trap("post-it-elsewhere", "Please post this on the forum instead, this tracker is for bugs.", "full", {"Please post": "refusal"}),
    Trap("deadline-passed", "Entries closed on 1 March, so yours came too late for this year.", "full", {"Entries": "refusal"}, "Can my photo still take part?"),
    Trap("counter-offer", "The blue one is sold out. Would the green one do?", "full", {"The blue": "refusal", "Would the": "alternative"}, "Please send me the blue one."),
    Trap("no-negative-word", "After careful thought, the committee has decided to go with another applicant.", "full", {"After": "refusal"}),
    Trap("reason-without-connective", "We can't deliver on Saturday. Our drivers have the weekend off.", "full", {"We can't": "refusal", "Our drivers": "reason -refusal"}),
    Trap("one-sentence-many-moves", "Thank you for asking, but we can't store bikes since the cellar floods, and the station has lockers.", "full",
         {"Thank you": "gratitude refusal reason"}),
    Trap("list-of-options", "We can't refund the course.\n\nYou could:\n\n- join the one in May\n- give your seat to a friend\n", "full",
         {"We can't": "refusal", "join the": "alternative -refusal", "give your": "alternative -refusal"}),
    Trap("generic-invitation", "We don't sell single plates. Let us know if you have other questions.", "full", {"We don't": "refusal", "Let us": "follow_up -alternative"}),
    Trap("policy-only", "It's against our policy to open parcels.", "full", {"It's": "refusal"}),
    Trap("quoted-no-is-not-ours", "> We can't take it back.\n\nWe stand by what my colleague wrote: we can't take the lamp back after 60 days.", "full", {"We stand": "refusal"}),
    Trap("sorry-to-say", "I'm sorry to say that your poem was not chosen for the spring issue.", "full", {"I'm sorry": "apology refusal"}),
    Trap("curly-quotes", "Unfortunately, we can\u2019t post the ring abroad. We don\u2019t have insurance for it.", "full",
         {"Unfortunately": "refusal", "We don\u2019t": "reason"}),
    Trap("non-native", "Dear Sir, is not possible to change the date, the ticket is already printed.", "full", {"Dear Sir": "refusal"}),
    Trap("typos", "Sorry but we cant refnd it, the 14 days are over.", "full", {"Sorry": "apology refusal"}),
    Trap("uk-spelling", "I apologise, but we are unable to honour the expired coupon.", "full", {"I apologise": "apology refusal"}),
    Trap("slot-is-the-reason", "We can't change your booking because of {{reason}}.", "full", {"We can't": "refusal reason"}),
    Trap("bad-news-passive", "Your application for the parking permit has been rejected.", "full", {"Your application": "refusal"}),
    Trap("starts-at", "Our catering starts at 30 guests.", "full", {"Our catering": "refusal"}, "Could you cater for eight of us?"),
    Trap("nobody-could", "Nobody here can read old Dutch, so a translation is not something we can do.", "full", {"Nobody": "refusal"}),
    Trap("wont-fix", "Thanks for the report. This works as designed, closing.", "full", {"Thanks": "gratitude -refusal"}),
    Trap("half-granted", "We can refund the hotel but not the flight.", "partial", {"We can": "refusal"}, "Please refund my trip."),
    Trap("some-of-it", "I can send you three of the five chairs today. The other two are no longer made.", "partial", {"The other": "refusal"}),
    Trap("late-thing", "We can't refund late orders.", "full", {"We can't": "refusal"}),
    Trap("wont-change", "We won't change your booking.", "full", {"We won't": "refusal"}),
    Trap("waits-no-longer", "Hi Ana, we can't ship far parcels by bike. Thank you for your message.", "full", {"Hi Ana": "refusal", "Thank you": "gratitude -acknowledgment"}),
    Trap("after-a-semicolon", "Your mail was marked as automatic, which means that a computer wrote it; we can't accept such mails.", "full", {"Your mail": "refusal"}),
    Trap("because", "Your entry was rejected because the jury found no caption under it.", "full", {"Your entry": "refusal reason"}),
    Trap("second-no", "Your request has been declined. We can't give you the hall on the 9th, because a wedding has it.", "full", {"We can't": "refusal reason"}),
    Trap("calendar", "Dr Moss has a conflicting appointment then.", "full", {"Dr Moss": "refusal"}, "Could I see Dr Moss at four?"),
    Trap("offer-first", "How about Tuesday at ten? Monday is fully booked.", "full", {"How about": "alternative -refusal", "Monday": "refusal"}, "Can I come on Monday?"),
    Trap("held-until", "We can't release the parcel until we have a copy of your ID.", "partial", {"We can't": "refusal"}),
)  # fmt: skip

NOT_YET: Mapping[str, str] = {
    "cannot-reproduce/moves": "a question back that opens on what the sender could not see",
    "cannot-reproduce/refusal": "a question back that opens on what the sender could not see",
    "locked-account/refusal": "a limit told as what the customer cannot do now, without what was asked",
    "locked-account/moves": "a limit told as what the customer cannot do now, without what was asked",
    "half-granted/refusal": "\"but not\" beside what is granted counts as a full refusal",
    "reported-speech/moves": "what the customer reports of themselves is taken for our answer",
}

TRAPS = (*NOTHING_REFUSED, *REFUSED)


@lru_cache(maxsize=1)
def read() -> Mapping[str, Reply]:
    drafts = [replace(plain.read(Source(trap.text)), request=trap.request) for trap in TRAPS]
    return {trap.name: annotate(draft, doc) for trap, (draft, doc) in zip(TRAPS, pipe(drafts), strict=True)}


def kinds(reply: Reply, beginning: str) -> set[str]:
    (sentence,) = (one for one in reply.sentences if reply.text(one.span).startswith(beginning) and one.carries_moves)
    return {move.kind.value for move in reply.moves_in(sentence)}


def marked(traps: Sequence[Trap], what: str) -> list[object]:
    """The traps as parameters; those that are not yet read right are expected to fail."""
    return [
        pytest.param(trap, id=trap.name, marks=[pytest.mark.xfail(strict=True, reason=NOT_YET[f"{trap.name}/{what}"])] if f"{trap.name}/{what}" in NOT_YET else [])
        for trap in traps
    ]


@pytest.mark.parametrize("trap", marked(NOTHING_REFUSED, "refusal"))
def test_nothing_is_refused(trap: Trap) -> None:
    reply = read()[trap.name]
    assert reply.refusal == "none"
    assert [reply.text(move.span) for move in reply.moves if move.kind in (MoveKind.REFUSAL, MoveKind.REASON, MoveKind.ALTERNATIVE)] == []


@pytest.mark.parametrize("trap", marked(REFUSED, "refusal"))
def test_something_is_refused(trap: Trap) -> None:
    assert read()[trap.name].refusal == trap.refusal


@pytest.mark.parametrize("trap", marked(TRAPS, "moves"))
def test_moves_are_at_their_sentences(trap: Trap) -> None:
    reply = read()[trap.name]
    for beginning, expected in trap.moves.items():
        found = kinds(reply, beginning)
        wanted = {word for word in expected.split() if not word.startswith("-")}
        assert wanted <= found, f"{beginning} … lacks {sorted(wanted - found)}"
        assert not {word[1:] for word in expected.split() if word.startswith("-")} & found, f"{beginning} … has too much of {sorted(found)}"


def test_every_entry_of_not_yet_is_about_a_trap() -> None:
    assert {entry.partition("/")[0] for entry in NOT_YET} <= {trap.name for trap in TRAPS}
    assert len({trap.name for trap in TRAPS}) == len(TRAPS)


def test_a_move_has_its_sentences_place_a_cue_and_a_confidence() -> None:
    for reply in read().values():
        for move in reply.moves:
            sentence = reply.sentences[move.sentence]
            assert sentence.span.covers(move.span)
            assert move.cue
            assert 0 < move.confidence <= 1


def test_a_draft_that_refuses_has_a_refusal_and_only_such_have_reasons() -> None:
    for name, reply in read().items():
        assert (reply.refusal != "none") is bool(reply.moves_of(MoveKind.REFUSAL)), name
        if reply.refusal == "none":
            assert not reply.moves_of(MoveKind.REASON) and not reply.moves_of(MoveKind.ALTERNATIVE), name


FLAGGED = "Thank you for the photos of the lamp. I understand. We can't take it back because of {{reason}}. I'll write to you by Friday."


def flags(text: str) -> dict[str, frozenset[str]]:
    ((draft, doc),) = pipe([plain.read(Source(text))])
    return {move.kind.value: move.flags for move in annotate(draft, doc).moves}


def test_flags_say_what_is_particular() -> None:
    found = flags(FLAGGED)
    assert "dated" in found["follow_up"]
    assert "slot" in found["reason"]
    assert "specific" in found["gratitude"]
    assert "generic" in flags("Thank you for your email. We can't do that.")["gratitude"]
    assert "dated" not in flags("We can't do that. Please let us know if you have questions.")["follow_up"]


@pytest.mark.parametrize("text", ["", "Kind regards,\nAnn", "> We can't take it back.\n> Sorry.", "# We can't take it back\n"])
def test_what_carries_no_moves_has_none(text: str) -> None:
    ((draft, doc),) = pipe([plain.read(Source(text))])
    assert (annotate(draft, doc).moves, annotate(draft, doc).refusal) == ((), "none")


def test_the_same_draft_is_read_the_same_beside_others() -> None:
    alone = [plain.read(Source(trap.text)) for trap in TRAPS[:6]]
    for draft in alone:
        ((_, doc),) = pipe([draft])
        together = next(reply for (other, parsed), trap in zip(pipe(alone), TRAPS) if other is draft for reply in [annotate(other, parsed)])
        again = annotate(draft, doc)
        assert [(move.kind, move.span) for move in again.moves] == [(move.kind, move.span) for move in together.moves]
