"""Where rules are certain, they overrule the weights: a sentence whose only negation is a phrase that turns nothing down is no refusal, "unfortunately we
cannot" is one, a bare no gives no reason, and a general invitation to write is no option."""

from __future__ import annotations

from collections.abc import Sequence

from replylint.cues import CueHit, syntax
from replylint.model import MoveKind
from replylint.moves.features import Context
from replylint.moves.linear import KINDS

_AGAINST = "not-refusal."
_REGRETS = frozenset(["unfortunately", "afraid", "regret", "regrettably", "sadly", "alas"])
_SOFTENERS = _REGRETS | {"regretfully", "unable", "unavailable", "cannot"}
_NOT_TO_BE_HAD = frozenset(f"refusal.{name}" for name in "impossible taken out-of-bounds non-existence search-failed sender-lacks".split())
_BARE = frozenset(f"refusal.{name}" for name in ("inability inability-passive unwillingness practice verdict closing not-chosen decline bare-no act-against").split())
_OF_THE_SENDER = frozenset(["refusal.inability", "refusal.unwillingness"])
_NEVER_OPTIONS = frozenset(["follow_up.anything-else", "follow_up.for-questions"])
_PAST = frozenset(["could", "was", "were", "did", "had"])
_AT_THE_START = 5  # tokens: "I'm sorry, but" may stand before it
_GREETING = 4
_BUT = frozenset(["but", "however"])
_SHORT = 12  # tokens; a longer no may hold a fact that explains it
_SURE = 0.75
_NEXT_TO_NOTHING, _NEARLY_SURE = 0.01, 0.85
_REFUSAL = KINDS.index(MoveKind.REFUSAL)


def overruled(context: Context, index: int, row: Sequence[float]) -> list[float]:
    """A sentence's first probabilities, that of a refusal mended where a rule is certain."""
    result = list(row)
    if refuses_nothing(context, index):
        result[_REFUSAL] = _NEXT_TO_NOTHING
    elif _refuses_plainly(context, index):
        result[_REFUSAL] = max(result[_REFUSAL], _NEARLY_SURE)
    return result


def _refuses_plainly(context: Context, index: int) -> bool:
    """"Unfortunately" or its like in the same sentence as a cue of refusal that is no mere limit ("unfortunately we cannot fell the tree"); "but" before the
    sender's inability ("thank you for asking, but we can't store bikes"); or a reply that opens with it ("we can't print your poster")."""
    said = [hit for hit in context.hits[index] if hit.group.id in _BARE or hit.group.id in _NOT_TO_BE_HAD]
    forms = context.sentences[index].forms
    if said and set(forms[max(hit.last for hit in said) :]) & _BUT:
        return False  # "I can't name a date, but your wish is with the team": what counts comes after it
    if opens_with_no(context, index):
        return True
    if any(set(forms[max(0, hit.first - 2) : hit.first]) & _BUT for hit in said if hit.group.id in _OF_THE_SENDER):
        return True
    return bool(said) and any(form in _REGRETS for form in forms)


def opens_with_no(context: Context, index: int) -> bool:
    """The reply opens on what its sender cannot or will not do, now ("we can't store bikes"): some 91 of 100 such replies in the corpus turn something down."""
    sentence = context.sentences[index]
    plain = any(hit.first <= _AT_THE_START and not set(sentence.forms[hit.last :]) & _BUT for hit in _said_by_sender(context, index))
    return plain and _opens(context, index) and not refuses_nothing(context, index)


def is_certain(context: Context, index: int) -> bool:
    """The sentence alone makes it certain that the reply turns something down: it opens on the sender's "we can't", or has it beside a word of regret ("unfortunately
    we can't"; 24 of 25 such replies in half of the corpus)."""
    if opens_with_no(context, index):
        return True
    forms = context.sentences[index].forms
    plain = any(not set(forms[hit.last :]) & _BUT for hit in _said_by_sender(context, index))
    return plain and any(form in _REGRETS for form in forms) and not refuses_nothing(context, index)


def says_no(context: Context, index: int) -> bool:
    """The sender cannot or will not do something, now. In a reply that turns something down, 96 of 100 such sentences in the corpus are labelled a refusal."""
    return bool(_said_by_sender(context, index)) and not refuses_nothing(context, index)


def _said_by_sender(context: Context, index: int) -> list[CueHit]:
    """Inability or unwillingness of the sender's own, not of the past and not asked."""
    sentence = context.sentences[index]
    return [
        hit
        for hit in context.hits[index]
        if hit.group.id in _OF_THE_SENDER
        and not set(sentence.forms[hit.first : hit.last + 1]) & _PAST
        and syntax.person_of_subject(sentence, hit.at) == "sender"
        and not syntax.is_asked(sentence, hit.at)
    ]


def _opens(context: Context, index: int) -> bool:
    """The first sentence of the body, a greeting ("Hi Tom,") aside."""
    before = [sentence for sentence in context.sentences[:index] if sentence.carries_moves]
    return all(len(sentence.tokens) <= _GREETING for sentence in before) and len(before) <= 1


def refuses_nothing(context: Context, index: int) -> bool:
    """What stands in the sentence that looks like a refusal is a phrase that turns nothing down ("this will not affect your points"). It is no sign of one either."""
    hits = context.hits[index]
    against = [hit for hit in hits if hit.group.id.startswith(_AGAINST)]
    if not against:
        return False
    if any(hit.group.id == "not-refusal.so-granted" for hit in against):
        return True
    spans = [(hit.first, hit.last) for hit in against]
    covered = {position for first, last in spans for position in range(first, last + 1)}
    speaks = [hit for hit in hits if hit.group.id.startswith("refusal.") and hit.at not in covered and not covered & set(range(hit.first, hit.last + 1))]
    return not speaks and not any(form in _SOFTENERS for position, form in enumerate(context.sentences[index].forms) if position not in covered)


def gives_no_reason(context: Context, index: int, reason: float) -> bool:
    """A short sentence that says a bare no ("your request has been declined") gives no reason, unless a cue or a high probability of one says so."""
    sentence, ids = context.sentences[index], {hit.group.id for hit in context.hits[index]}
    return reason < _SURE and len(sentence.tokens) <= _SHORT and bool(ids & _BARE) and not any(name.startswith("reason.") for name in ids)


def says_because(context: Context, index: int) -> bool:
    """A causal connective. In a sentence that refuses, it brings in the reason: 501 of 507 such sentences in the corpus are labelled so."""
    return any(hit.group.id == "reason.because" for hit in context.hits[index])


def says_thanks(context: Context, index: int) -> bool:
    """A word of thanking, or appreciation of what the customer did: 1,292 of 1,316 such sentences in the corpus are labelled gratitude."""
    return any(hit.group.id in ("gratitude.thanks", "gratitude.appreciate") for hit in context.hits[index])


def names_nothing(context: Context, index: int) -> bool:
    """A formula of thanks that names nothing of the case ("thank you for your message"), where it is all that the sentence says, acknowledges nothing (codebook)."""
    hits = context.hits[index]
    formulas = [hit for hit in hits if hit.group.id == "not-acknowledgment.formula"]
    if not formulas:
        return False
    first = min(hit.first for hit in formulas)
    return first <= _AT_THE_START and not any(hit.group.id.startswith("acknowledgment.") and hit.first < first for hit in hits)


def offers_no_option(context: Context, index: int) -> bool:
    """A general invitation to write ("let us know how it goes") is no option, unless a cue of one stands in it too; one for the case of questions, or an offer of
    help with something else, is none whatever its words (codebook)."""
    ids = {hit.group.id for hit in context.hits[index]}
    return bool(ids & _NEVER_OPTIONS) or ("follow_up.invite" in ids and not any(name.startswith("alternative.") for name in ids))


def puts_option(context: Context, index: int) -> bool:
    """A question that puts another option ("how about Tuesday at ten?"): in refusing replies of the corpus 22 of 23 are labelled one."""
    return any(hit.group.id == "alternative.how-about" for hit in context.hits[index])


def announces_options(context: Context, index: int) -> bool:
    """A sentence that ends in a colon and has a cue of an option ("what you could do instead:"): the items below it are options, each of them (codebook)."""
    sentence = context.sentences[index]
    return sentence.tokens[-1].text == ":" and any(hit.group.id.startswith("alternative.") for hit in context.hits[index])
