"""The texts that a template's conditions make of it: each branch is read in a text of its own, and not all of them as one.

Not every combination: a text for the first branch of every condition, and one more for each branch that none of the texts before has. Conditions that
ask the same are decided alike. A condition without an else is always taken to hold: what is missing without it is nobody's mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from replylint.draft import Draft, Piece, PieceTable
from replylint.errors import Failure
from replylint.formats import template_tags
from replylint.formats.conditions import Facts, Test, test_of
from replylint.formats.naming import unique
from replylint.formats.template_tags import Tag

MOST_VARIANTS = 24
_DEEPEST = 40
_FAR = 200
_INDENT = re.compile(r"[ \t]*\Z")
_LINE_REST = re.compile(rf"[ \t]{{0,{_FAR}}}(?:\r\n|\r|\n|\Z)")
_PATH = re.compile(r"\b(?:\w+(?:\.|->|::))+(?=\w)")


@dataclass(frozen=True)
class Variant:
    """One text of a template: `text` is made of stretches of the whole one, to which `pieces` lead.

    `label` says which branch it is there for; `instead_of` is that of the branch which stands in its place in the first text ("" where none does).
    """

    text: str
    pieces: PieceTable
    label: str = ""
    instead_of: str = ""


@dataclass(eq=False)
class _Branch:
    test: Test | None
    label: str
    parts: list[tuple[int, int] | _Condition] = field(default_factory=list)


@dataclass(eq=False)
class _Condition:
    family: str
    word: str
    subject: str
    branches: list[_Branch] = field(default_factory=list)


_Part = tuple[int, int] | _Condition
_Forced = dict[int, int]  # the branch of each condition, by the condition's identity, that a text must take


def each(given: str, read: Callable[[str], Iterable[Draft | Failure]]) -> Iterator[Draft | Failure]:
    """The drafts that `read` makes of every variant of a text, each of them once, with places in the whole text.

    Variants of a draft follow each other: the first keeps its id, the others add their branch to it, and all have `meta["variant"]`.
    """
    found = variants_of(given)
    if found is None:
        yield from read(given)
        return
    variants, total = found
    groups: dict[object, list[tuple[Draft, Variant]]] = {}
    failures: list[Failure] = []
    seen = set()
    for variant in variants:
        for number, item in enumerate(read(variant.text)):
            if isinstance(item, Failure):
                failures += [item] if item not in failures else []
                continue
            draft = item.derived_from(given, variant.pieces, item.given_pieces)
            key = (draft.id if draft.id is not None else number, draft.text, draft.pieces)
            if key not in seen:
                seen.add(key)
                groups.setdefault(key[0], []).append((draft, variant))
    yield from failures
    for group in groups.values():
        yield from _named(group, total)


def _named(group: Sequence[tuple[Draft, Variant]], total: int) -> Iterator[Draft]:
    first = group[0][0]
    if len(group) == 1:
        yield first
        return
    cut: Mapping[str, object] = {"variants_left_out": total - MOST_VARIANTS} if total > MOST_VARIANTS else {}
    label = next((variant.instead_of for _, variant in group[1:] if variant.instead_of), "") or group[0][1].label
    yield replace(first, meta={**first.meta, "variant": label, **cut})
    taken: dict[str, int] = {}
    for draft, variant in group[1:]:
        name = unique(_PATH.sub("", variant.label).removeprefix("if "), taken, "variant")
        yield replace(draft, id=name if first.id is None else f"{first.id}/{name}", meta={**draft.meta, "variant": variant.label, **cut})


def variants_of(given: str) -> tuple[list[Variant], int] | None:
    """The variants of a text and how many there would be without a limit; None for a text without conditions, or with some that don't balance."""
    tags = list(template_tags.find(given))
    parts = _tree(given, tags) if tags else None
    if parts is None:
        return None
    first, covered = _Selection(given, {}, Facts()).of(parts)
    texts = [Variant(*_cut(given, first), label=_first_label(parts))]
    total = 1
    for condition, number, forced in _branches(parts, {}):
        branch = condition.branches[number]
        if (id(condition), number) in covered or not _has_words(given, branch):
            continue
        total += 1
        if total > MOST_VARIANTS:
            continue
        facts = Facts()
        for outer, chosen in forced:
            facts.learn_branch([one.test for one in outer.branches], chosen)
        ranges, more = _Selection(given, {id(outer): chosen for outer, chosen in forced}, facts).of(parts)
        covered |= more
        texts.append(Variant(*_cut(given, ranges), branch.label, condition.branches[0].label if number else ""))
    return texts, total


def _first_label(parts: Sequence[_Part]) -> str:
    return next((branch.label for condition, number, _ in _branches(parts, {}) if (branch := condition.branches[number]).label), "")


def _tree(given: str, tags: Sequence[Tag]) -> list[_Part] | None:
    """The text as stretches and conditions; None where the tags don't balance."""
    root = _Branch(None, "")
    open_: list[_Condition] = []
    branch, stack, at = root, [root], 0
    for tag in tags:
        start, end = _with_line(given, tag)
        if at < start:
            branch.parts.append((at, start))
        at = max(at, end)
        if tag.kind == "comment":
            continue
        if tag.kind in {"if", "loop", "case"}:
            condition = _Condition(tag.family, tag.word, tag.test if tag.kind == "case" else "")
            branch.parts.append(condition)
            open_.append(condition)
            stack.append(branch)
            branch = _Branch(test_of(tag.test, tag.negated), _label(tag.test, tag.negated)) if tag.kind == "if" else _Branch(None, "")
            if tag.kind != "case":
                condition.branches.append(branch)
        elif not open_ or open_[-1].family != tag.family:
            return None
        elif tag.kind == "end":
            if not _fits(open_[-1].word, tag.word):
                return None
            open_.pop()
            branch = stack.pop()
        else:
            branch = _further(open_[-1], tag)
            open_[-1].branches.append(branch)
        if len(open_) > _DEEPEST:
            return None
    if open_ or branch is not root:
        return None
    branch.parts.append((at, len(given)))
    return branch.parts


def _further(condition: _Condition, tag: Tag) -> _Branch:
    """The branch that an `elif`, a `when` or an `else` begins."""
    if tag.kind == "else":
        tests = [branch.label for branch in condition.branches if branch.label]
        label = f"else (not {tests[0].removeprefix('if ')})" if len(tests) == 1 else "else"
        return _Branch(None, label)
    test = f"{condition.subject} == {tag.test}" if tag.kind == "when" and condition.subject else tag.test
    return _Branch(test_of(test, tag.negated), _label(test, tag.negated))


def _label(test: str, negated: bool) -> str:
    inner = re.sub(r"\s+", " ", test).strip()
    if inner.startswith("(") and inner.endswith(")") and inner.count("(") == 1:
        inner = inner[1:-1].strip()
    return f"if {'not ' if negated else ''}{inner}"


def _fits(opened: str, closed: str) -> bool:
    """Whether an end tag closes what was opened: `{% endfor %}` no `{% if %}`; one without a word closes anything."""
    return not closed or not opened or closed.lower() == opened.lower()


def _with_line(given: str, tag: Tag) -> tuple[int, int]:
    """A tag's stretch; with the whole line where its template language takes that out."""
    if tag.family not in template_tags.LINE_EATING:
        return tag.start, tag.end
    before = _INDENT.search(given, max(0, tag.start - _FAR), tag.start)
    after = _LINE_REST.match(given, tag.end)
    if before is None or after is None or (before.start() and given[before.start() - 1] not in "\r\n"):
        return tag.start, tag.end
    return before.start(), after.end()


class _Selection:
    """Walks the conditions as the template would, and takes the first branch that nothing known forbids."""

    def __init__(self, given: str, forced: _Forced, facts: Facts) -> None:
        self._given = given
        self._forced = forced
        self._facts = facts
        self._ranges: list[tuple[int, int]] = []
        self._covered: set[tuple[int, int]] = set()

    def of(self, parts: Sequence[_Part]) -> tuple[list[tuple[int, int]], set[tuple[int, int]]]:
        """The stretches of the text, and the branches that are in it."""
        self._walk(parts)
        return self._ranges, self._covered

    def _walk(self, parts: Sequence[_Part]) -> None:
        for part in parts:
            if not isinstance(part, _Condition):
                self._ranges.append(part)
                continue
            number = self._chosen(part)
            if number is not None:
                self._covered.add((id(part), number))
                self._walk(part.branches[number].parts)

    def _chosen(self, condition: _Condition) -> int | None:
        tests = [branch.test for branch in condition.branches]
        number = self._forced.get(id(condition))
        if number is None:
            number = next((at for at, test in enumerate(tests) if self._facts.holds(test) is not False), None)
            if number is not None:
                self._facts.learn_branch(tests, number)
        return number


def _branches(parts: Sequence[_Part], outer: Mapping[int, tuple[_Condition, int]]) -> Iterator[tuple[_Condition, int, list[tuple[_Condition, int]]]]:
    """Every branch in the order of the text, with the branches that must be taken to come to it, itself last."""
    for part in parts:
        if isinstance(part, _Condition):
            for number, branch in enumerate(part.branches):
                inside = {**outer, id(part): (part, number)}
                yield part, number, list(inside.values())
                yield from _branches(branch.parts, inside)


def _has_words(given: str, branch: _Branch) -> bool:
    """Whether a branch says anything; an empty one makes no text of its own."""
    return any(isinstance(part, _Condition) or any(map(str.isalnum, given[part[0] : part[1]])) for part in branch.parts)


def _cut(given: str, ranges: Sequence[tuple[int, int]]) -> tuple[str, PieceTable]:
    pieces: list[Piece] = []
    length = 0
    for start, end in ranges:
        if start < end:
            pieces.append(Piece(length, length + end - start, start, end, True))
            length += end - start
    return "".join(given[start:end] for start, end in ranges), PieceTable(tuple(pieces))
