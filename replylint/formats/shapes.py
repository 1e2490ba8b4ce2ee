"""Where the replies are in a structured file, whichever format it came in. Recognised by shape, without configuration; docs/formats.md lists the shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple

from replylint import formats
from replylint.draft import Draft, PieceTable, Source, joined
from replylint.errors import Failure, Skipped
from replylint.formats import body, conversations, evidence, macros
from replylint.formats import shape_words as words
from replylint.formats.body import Markup
from replylint.formats.candidates import Candidate, Kind, is_sentence, replies_among
from replylint.formats.tree import Entry, List, Map, Node, Scalar

_NOT_A_SLUG = re.compile(r"[^\w]+")
_PLAIN = frozenset({"text", "plain", "plaintext"})
_FOLDERS = 2  # of a file's path that may say what is in it


class Place(NamedTuple):
    """Where the walk is. `path`: the keys, `*` for a list; `names`: what the reply's name begins with; `key`: the last key, when it may be a name."""

    path: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    key: str | None = None
    named: bool = False
    meta: Mapping[str, object] = MappingProxyType({})

    def below(self, key: str) -> Place:
        """The place of a key's value."""
        named = self.named or words.CONTEXT.search(key) is not None
        structural = "".join(words.parts_of(key)) in words.STRUCTURAL
        return self._replace(path=(*self.path, key), key=None if structural else key, names=self.all_names, named=named)

    @property
    def all_names(self) -> tuple[str, ...]:
        """The names with the key."""
        return self.names if self.key is None else (*self.names, self.key)


def replies(source: Source, nodes: Node | Iterable[Node]) -> Iterator[Draft | Failure | Skipped]:
    """The replies of a file's trees (YAML may hold several), in the order of the file; Skipped where none is recognised."""
    named = words.CONTEXT.search("/".join(PurePath(source.path or "").parts[-1 - _FOLDERS :])) is not None
    walk = _Walk()
    for node in [nodes] if isinstance(nodes, (Scalar, Map, List)) else nodes:
        walk.node(node, Place(named=named))
    found = _once(replies_among(walk.found))
    if not found:
        yield Skipped(source.path, formats.NOTHING)
    taken: dict[str, int] = {}
    for candidate in found:
        title = " / ".join(candidate.names) or None
        name = unique_id(candidate.id or title, taken, keep=candidate.id is not None)
        pieces, markup, meta = candidate.pieces, candidate.markup, candidate.meta
        yield from body.read(source, candidate.text, given_pieces=pieces, markup=markup, id=name, title=title, meta=meta)


def _once(found: Iterable[Candidate]) -> list[Candidate]:
    """A text that YAML's aliases put at several places is one reply: at the place of which the file says most."""
    best: dict[tuple[object, ...], Candidate] = {}
    for candidate in found:
        way = candidate.pieces.pieces
        place = (way[0], way[-1]) if way else (id(candidate),)
        if place not in best or len(candidate.meta) > len(best[place].meta):
            best[place] = candidate
    return list(best.values())


def unique_id(name: str | None, taken: dict[str, int], *, keep: bool) -> str:
    """An id that no other reply of the file has, which changes with its name alone: the record's own (`keep`), or made of the title."""
    name = name or "reply"
    if not keep:
        name = _NOT_A_SLUG.sub("-", name.lower()).strip("-") or "reply"
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name}-{taken[name]}"


def text_of(node: Node) -> tuple[str, PieceTable] | None:
    """The text of a string, or of a list of strings that are the lines or paragraphs of one; None for anything else and for nothing."""
    if isinstance(node, Scalar):
        return (node.text, node.pieces) if node.is_string and node.text.strip() else None
    parts = _strings(node)
    if not parts:
        return None
    separator = "" if any(part.text.endswith("\n") for part in parts[:-1]) else "\n"
    return joined([(part.text, part.pieces) for part in parts], separator)


def _strings(node: Node) -> list[Scalar]:
    """The items of a list of nothing but strings."""
    items = [item for item in node if isinstance(item, Scalar) and item.is_string] if isinstance(node, List) else []
    return items if isinstance(node, List) and len(items) == len(node.items) and any(item.text.strip() for item in items) else []


def _is_one_text(parts: list[Scalar]) -> bool:
    """Whether strings are the lines of one text and not several replies: some are empty, end with a break, or end no sentence."""
    texts = [part.text for part in parts]
    return any(not text.strip() or text.endswith("\n") for text in texts) or any(not words.SENTENCE_END.search(text.rstrip()[-3:]) for text in texts[:-1])


class _Walk:
    """Goes through a tree and collects what may be a reply."""

    def __init__(self) -> None:
        self.found: list[Candidate] = []

    def node(self, node: Node, place: Place) -> None:
        """Whatever stands at a place."""
        if isinstance(node, Map):
            self._map(node, place)
        elif isinstance(node, List):
            self._list(node, place)

    def _map(self, map_: Map, place: Place) -> None:
        bodies = _bodies_of(map_)
        is_macro = macros.is_macro(map_)
        # The name of a whole file is no part of its replies' names; a bot's "label" beside its comment is one that it adds.
        title = _title_of(map_) if (place.path or bodies or is_macro) and not evidence.is_comment(map_) else None
        own_id = _id_of(map_, title) or (place.key if title is not None else None)
        names = (*place.names, title) if title is not None else place.all_names
        place = place._replace(names=names, key=None, meta=evidence.evidence_of(map_, place.meta))
        if is_macro:
            if not names and place.path:  # of a macro without a title even a key such as "list" is its name
                place = place._replace(names=place.path[-1:])
            for text, markup in macros.comments_of(map_):
                self._take(text, "sure", place, own_id, markup, {**place.meta, **macros.evidence_of(map_)})
            return
        several = [entry for entry in map_.entries if _key(entry) in words.SEVERAL and _strings(entry.value) and not _is_among(entry, bodies)]
        for entry in bodies[:1]:
            self._body(entry, place, own_id, map_)
        for entry in [] if bodies else several:
            for part in _strings(entry.value):
                self._take(part, "sure" if map_.get("patterns") is not None else "record", place.below(entry.key.text), own_id)
        only = map_.entries[0] if not place.path and len(map_.entries) == 1 else None
        if only is not None and isinstance(only.value, Map) and not _bodies_of(only.value) and words.LOCALE.fullmatch(only.key.text):
            self.node(only.value, place.below("locale"))  # the language of a file of one is no part of a name
            return
        spoken = False
        for entry in map_.entries:
            if isinstance(entry.value, List) and conversations.our_turns(entry.value):
                if not spoken:  # the same conversation may stand there twice, as it was and made ready for a machine
                    self._turns(entry.value, place)
                spoken = True
            elif not _is_among(entry, [*bodies, *several]):
                self._entry(entry, place, own_id, is_record=bool(bodies or several), is_titled=title is not None)

    def _entry(self, entry: Entry, place: Place, own_id: str | None, *, is_record: bool, is_titled: bool) -> None:
        """What is neither a body nor a title: more of the tree, or a text whose key is its title."""
        key, value = entry.key.text, entry.value
        if _key(entry) in words.CLOSED:
            return
        strings = _strings(value)
        if isinstance(value, (Map, List)) and not strings:
            self.node(value, place.below(key))
            return
        about = words.parts_of(key)[:-1] if _is_body(key) else ()
        if is_record or _key(entry) in words.TITLES or not words.NO_REPLY.isdisjoint([_key(entry), *about]):
            return
        below = place.below(key)
        meta = {**place.meta, **({"closes": True} if words.parts_of(key)[:1] == ["close"] else {})}
        group = below if is_titled or "*" in place.path else place  # beside a title the column says what it is, else the mapping
        below = place if is_titled and _is_body(key) else below
        kind: Kind = "sure" if _is_bot_message(key) and isinstance(value, Scalar) and is_sentence(value.text) else "loose"
        for text in [value] if not strings or _is_one_text(strings) else strings:
            self._take(text, kind, below, own_id, meta=meta, group=group.path)

    def _list(self, list_: List, place: Place) -> None:
        if conversations.our_turns(list_):
            self._turns(list_, place)
            return
        strings = _strings(list_)
        inside = place._replace(path=(*place.path, "*"), names=place.all_names, key=None)
        for text in strings:
            self._take(text, "loose", inside, None)
        for item in [] if strings else list_:
            self.node(item, inside)

    def _turns(self, list_: List, place: Place) -> None:
        for number, text in conversations.our_turns(list_):
            self._take(text, "sure", place._replace(names=(*place.all_names, f"turn {number}"), key=None), None)

    def _body(self, entry: Entry, place: Place, own_id: str | None, map_: Map) -> None:
        """A record's text; one for each language where they stand below its key."""
        key, value = entry.key.text, entry.value
        is_bot = evidence.is_bot(map_, place.path)
        is_sure = is_bot or map_.get("short_code") is not None
        markup: Markup = "html" if "html" in words.parts_of(key) else "markdown" if is_bot or "markdown" in words.parts_of(key) else "auto"
        meta = {**place.meta, "label": place.names[0]} if place.names and (is_bot or key == "comment") else place.meta
        group = (*place.path, key)
        place = place._replace(named=place.named or _rank(key) == 0)
        for part in value.entries if isinstance(value, Map) else [entry]:
            names = place.names
            if isinstance(value, Map):
                meta = {**meta, "locale": part.key.text}
                names = (*names, part.key.text) if len(value.entries) > 1 else names
            self._take(part.value, "sure" if is_sure else "record", place._replace(names=names), own_id, markup, meta, group)

    def _take(
        self, node: Node, kind: Kind, place: Place, own_id: str | None, markup: Markup = "auto", meta: Mapping[str, object] | None = None,
        group: tuple[str, ...] | None = None,
    ) -> None:
        text = text_of(node)
        if text is not None:
            group, meta = place.path if group is None else group, place.meta if meta is None else meta
            self.found.append(Candidate(*text, kind, group, place.all_names, own_id, markup, place.named, meta))


def _is_among(entry: Entry, entries: list[Entry]) -> bool:
    return any(entry is other for other in entries)  # by identity: what they hold may be large


def _key(entry: Entry) -> str:
    return "".join(words.parts_of(entry.key.text))


def _is_body(key: str) -> bool:
    return words.parts_of(key)[-1:] != [] and words.parts_of(key)[-1] in words.BODIES


def _is_bot_message(key: str) -> bool:
    parts = words.parts_of(key)
    return parts[-1:] in (["message"], ["comment"]) and not words.BOT_MESSAGES.isdisjoint(parts)


def _bodies_of(map_: Map) -> list[Entry]:
    """The entries that may be a record's text, the best first: beside the same words in HTML, those without."""
    found: list[tuple[int, int, int, Entry]] = []
    for number, entry in enumerate(map_.entries):
        parts = words.parts_of(entry.key.text)
        if not _is_body(entry.key.text) or not words.BODIES.union(words.QUALIFIERS).issuperset(parts):
            continue
        if text_of(entry.value) is None and not _is_translated(entry.value):
            continue
        if _key(entry) in words.SEVERAL and not _is_one_text(_strings(entry.value) or [Scalar("", PieceTable(()), map_.span)]):
            continue
        form = 2 if "html" in parts else 0 if len(parts) > 1 and not _PLAIN.isdisjoint(parts) else 1
        found.append((_rank(entry.key.text), form, number, entry))
    return [entry for *_, entry in sorted(found, key=lambda item: item[:3])]


def _rank(key: str) -> int:
    return min((words.RANKS[part] for part in words.parts_of(key) if part in words.RANKS), default=words.WORST_RANK)


def _is_translated(node: Node) -> bool:
    return isinstance(node, Map) and bool(node.entries) and all(
        words.LOCALE.fullmatch(entry.key.text) and len(words.parts_of(entry.key.text)[0]) == 2 and text_of(entry.value) is not None for entry in node.entries
    )


def _title_of(map_: Map) -> str | None:
    return _first(map_, words.TITLES)


def _id_of(map_: Map, title: str | None) -> str | None:
    """A record's own id: never its title, which is written for people."""
    found = _first(map_, words.IDS)
    return None if found is None or (found == title and not re.fullmatch(r"[\w.-]+", found)) else found


def _first(map_: Map, names: tuple[str, ...]) -> str | None:
    """The value of the first of these keys that has one."""
    known = {_key(entry): entry.value for entry in map_.entries}
    values = (known.get(name) for name in names)
    return next((value.text.strip() for value in values if isinstance(value, Scalar) and _is_name(value)), None)


def _is_name(value: Scalar) -> bool:
    """A string or a number; `null` is none, and neither is an expression of Terraform (`var.title`)."""
    return bool(value.text.strip()) and (value.is_string or value.text.isdigit())
