"""Reason: is there a why, and is it a fact and not a rule or a formula?"""

from __future__ import annotations

from replylint.checks import Row
from replylint.cues import CueHit, Sentence
from replylint.model import Finding, MoveKind, Verdict
from replylint.moves.reply import Reply

_CERTAIN = 0.65  # a guess of the annotator alone turns no rule into an offer
_SELF_EXPLAINING = frozenset(["limit", "non-existence", "search-failed", "sender-lacks", "taken"])  # "Permits went in March" is a no and its reason in one


def check(reply: Reply, row: Row) -> Verdict:
    """unmet: no why. weak: a bare rule or a formula. met: a fact, or what the rule is for."""
    vague = [row.finding("RSN003", hit.span, words=reply.quoted(hit.span)) for hit in _written_out(reply, row.hits(reply, "vague"))]
    walls = _walls(reply, row)
    moves = reply.moves_of(MoveKind.REASON)
    if vague or walls:
        return row.verdict("weak", "the reason explains nothing of this case", vague + walls)
    if not moves and (at := _unread(reply, row)) is not None:
        return row.verdict("weak", f"no reason is marked as one; sentence {at + 1} may be meant as it")
    if not moves:
        return row.verdict("unmet", "no reason is given", [row.finding("RSN001", reply.refusal_span)])
    return row.verdict("met", "says why")


def _unread(reply: Reply, row: Row) -> int | None:
    """A sentence that may be the reason though nothing marks it: a causal word, a limit, or a plain statement beside the no that does nothing else."""
    moves = reply.moves_of(MoveKind.REFUSAL)
    refusals = {move.sentence for move in moves}
    limits = {move.sentence for move in moves if move.flags & _SELF_EXPLAINING}
    causal = {hit.sentence.index for hit in row.hits(reply, "causal")}
    closings = {hit.sentence.index for hit in row.hits(reply, "closing")}
    signed = min((hit.sentence.index for hit in row.hits(reply, "closing.sign-off")), default=len(reply.sentences))
    for sentence in reply.body:
        idle = not reply.moves_in(sentence) and sentence.index not in closings
        if sentence.index in limits or (sentence.index in causal and (idle or sentence.index in refusals)):
            return sentence.index
        beside = {sentence.index + step for step in (-1, 1, 2)} & refusals
        if idle and sentence.index < signed and beside and (_states(sentence) or _is_aside(sentence, reply, refusals)):
            return sentence.index
    return None


def _states(sentence: Sentence) -> bool:
    """A statement of at least five words and no order to the customer."""
    root = next((token for token in sentence.tokens if token.dep_ == "ROOT"), sentence.tokens[0])
    subject = any(child.dep_.startswith(("nsubj", "csubj")) for child in root.children)
    return len(sentence.tokens) > 5 and subject and not sentence.is_question


def _is_aside(sentence: Sentence, reply: Reply, refusals: set[int]) -> bool:
    """A fragment in the paragraph of the no ("Removed. Spam.") that is no order to the customer."""
    root = next((token for token in sentence.tokens if token.dep_ == "ROOT"), sentence.tokens[0])
    near = [reply.sentences[index] for index in refusals if abs(index - sentence.index) == 1]
    return root.tag_ != "VB" and not sentence.is_question and any(other.block == sentence.block for other in near)


def _walls(reply: Reply, row: Row) -> list[Finding]:
    """The bare mentions of a rule; none when the reply says anywhere what the rule is for or which fact falls under it."""
    hits = [hit for hit in _written_out(reply, row.hits(reply, "policy")) if _grounds_the_no(hit.sentence, reply)]
    if not hits:
        return []
    bare = {hit.sentence.index for hit in hits}
    if {hit.sentence.index for hit in row.hits(reply, "purpose", "fact")} & _near(bare):
        return []
    told = {move.sentence for move in reply.moves_of(MoveKind.REFUSAL)} | bare
    if any(move.sentence not in told for move in reply.moves_of(MoveKind.REASON)):
        return []
    widest = max((hit for hit in hits if hit.sentence.index == hits[0].sentence.index), key=lambda hit: len(hit.span))
    return [row.finding("RSN002", widest.span, words=reply.quoted(widest.span))]


def _grounds_the_no(sentence: Sentence, reply: Reply) -> bool:
    """It stands in the sentence of a no or beside one, and offers nothing ("we can exchange it in line with our terms" turns nothing down)."""
    kinds = {move.kind for move in reply.moves_in(sentence) if move.cue != "model" or move.confidence >= _CERTAIN}
    if MoveKind.REFUSAL in kinds:
        return True
    beside = {move.sentence + step for move in reply.moves_of(MoveKind.REFUSAL) for step in (-1, 1)}
    return sentence.index in beside and not kinds & {MoveKind.ALTERNATIVE, MoveKind.FOLLOW_UP}


def _written_out(reply: Reply, hits: list[CueHit]) -> list[CueHit]:
    """Those in whose sentence no placeholder stands for what will be said ("due to [reason]", "our policy states [details]")."""
    slots = [slot.span for slot in reply.draft.placeholders if slot.stands_for in ("reason", "other")]
    return [hit for hit in hits if not any(slot.start >= hit.span.start - 1 and hit.sentence.span.overlaps(slot) for slot in slots)]


def _near(sentences: set[int]) -> set[int]:
    """A purpose may stand in the sentence before or after the rule."""
    return {index + step for index in sentences for step in (-1, 0, 1)}
