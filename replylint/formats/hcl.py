"""Terraform (HCL) as a tree: `{"resource": {TYPE: {NAME: {"title": …, "action": [{"field": …, "value": …}, …]}}}}`, whatever the type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from replylint.draft import PieceWriter, Source
from replylint.errors import Failure
from replylint.formats import grammar, hcl_texts
from replylint.formats.tree import Entry, List, Map, Node, Scalar
from replylint.model import Span

if TYPE_CHECKING:
    import tree_sitter

_DEEPEST = 100
_PASSED_THROUGH = frozenset({"trimspace", "chomp", "nonsensitive", "tostring"})  # they give the text that they get, but for space around it
_OPENS = frozenset({"quoted_template_start", "template_interpolation_start", "heredoc_start", "block_start", "object_start", "tuple_start", "{", "[", "("})
_OPENS_TEXT = frozenset({"quoted_template_start", "template_interpolation_start", "heredoc_start"})
_ENDS = frozenset({"quoted_template_end", "template_interpolation_end", "block_end", "object_end", "tuple_end", "}", "]", ")"})
_CLOSING = frozenset({"quoted_template_end", "heredoc_identifier", "}", "]", ")"})
_HINT = "run `terraform fmt` on it, which says more; or leave the file out with `exclude`"


class _Fault(Exception):
    """What hinders reading, and at which byte."""

    def __init__(self, message: str, byte: int) -> None:
        super().__init__(message)
        self.byte = byte


class _Block(NamedTuple):
    """`resource "zendesk_macro" "refund" { … }`: its type and labels, and its body."""

    labels: tuple[Scalar, ...]
    body: Map


def parse(source: Source) -> Node | Failure:
    """The tree of a file, or what is wrong with it and where.

    A block without labels is an item of a list under its type, since it may come again. A text in quotes or a heredoc is a string, its interpolations
    (`${var.name}`) left as written; any other expression is its own source text and no string.
    """
    root = grammar.parse_hcl(source.text)
    reader = _Reader(source.text)
    try:
        if root.has_error:
            raise _error_in(root)
        top = next((child for child in root.named_children if child.type != "comment"), root)
        return reader.expression(top, 0) if top.type == "object" else reader.body(top, 0)
    except _Fault as fault:
        return Failure(f"not Terraform: {fault}", source.path, *source.position(reader.span_at(fault.byte)), _HINT)


def _error_in(root: tree_sitter.Node) -> _Fault:
    """The first thing in the file that the grammar has no place for."""
    node = _first_fault(root)
    if node.is_missing and node.type != "<<":  # that is put in before whatever has no place
        around = node
        while around.parent is not None and around.start_byte == node.start_byte:
            around = around.parent
        closes = node.type in _CLOSING
        return _Fault("this is not closed" if closes else f"{node.type.replace('_', ' ')} is missing", around.start_byte if closes else node.start_byte)
    opened, stray = _left_open(node)
    if opened is not None and (stray is None or (opened.type in _OPENS_TEXT and opened.start_byte <= stray.start_byte)):
        return _Fault("this is not closed", (_quote_of_lines(root, opened.start_byte) or opened).start_byte)
    at = (node if stray is None or opened is None else stray).start_byte
    quote = _quote_of_lines(root, at)
    return _Fault("this is not closed", quote.start_byte) if quote is not None else _Fault("this has no place here", at)


def _left_open(error: tree_sitter.Node) -> tuple[tree_sitter.Node | None, tree_sitter.Node | None]:
    """Of the signs that the grammar leaves where it gives up: the last that opens something and has no end, and the first that does not fit.

    Of a quote inside `${` on the same line it is the `${` that has no end: `"${name"`.
    """
    opened: list[tree_sitter.Node] = []
    stray: tree_sitter.Node | None = None
    named = False  # the heredoc that is open has its name: the next one ends it
    for child in error.children:
        is_heredoc = bool(opened) and opened[-1].type == "heredoc_start"
        if stray is None and child.has_error:
            stray = _first_fault(child)
        if child.type in _OPENS and not child.has_error:
            opened.append(child)
            named = False
        elif child.type == "heredoc_identifier":
            if not is_heredoc:
                stray = stray or child
            elif named:
                opened.pop()
            named = is_heredoc
        elif child.type in _ENDS and opened:
            opened.pop()
    if not opened:
        return None, stray
    line = opened[-1].start_point[0]
    slots = [sign for sign in opened if sign.type == "template_interpolation_start" and sign.start_point[0] == line]
    return (slots[-1] if slots and opened[-1].type == "quoted_template_start" else opened[-1]), stray


def _quote_of_lines(root: tree_sitter.Node, before: int) -> tree_sitter.Node | None:
    """The first quote before a byte whose text goes on to another line: its end was forgotten, and all behind it is read inside out."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.start_byte >= before:
            return None
        literal = node.next_sibling
        if node.type == "quoted_template_start" and literal is not None and literal.type == "template_literal" and literal.start_point[0] < literal.end_point[0]:
            return node
        waiting += reversed(node.children)
    return None


def _first_fault(node: tree_sitter.Node) -> tree_sitter.Node:
    """The first node that is an error, or was put in for one that is missing."""
    while not (node.is_error or node.is_missing):
        node = next(child for child in node.children if child.has_error)
    return node


class _Reader:
    """Turns the grammar's nodes into ours."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._offsets = grammar.Offsets(text)

    def span_at(self, byte: int) -> int:
        """The character at a byte."""
        return self._offsets.character(byte)

    def _span(self, node: tree_sitter.Node) -> Span:
        return Span(self._offsets.character(node.start_byte), self._offsets.character(node.end_byte))

    def _raw(self, node: tree_sitter.Node) -> Scalar:
        span = self._span(node)
        writer = PieceWriter(self._text)
        writer.keep(span.start, span.end)
        return Scalar(writer.text, writer.table, span, False)

    def body(self, node: tree_sitter.Node, depth: int) -> Map:
        """The attributes and blocks of a body, blocks of a type together where the first of them stands."""
        if depth > _DEEPEST:
            raise _Fault(f"nested more than {_DEEPEST} levels deep", node.start_byte)
        entries: list[Entry | str] = []
        blocks: dict[str, tuple[Scalar, list[_Block]]] = {}
        for child in node.children:
            parts = [part for part in child.named_children if part.type != "comment"]
            if child.type == "attribute" and len(parts) == 2:
                entries.append(Entry(self._raw(parts[0]), self.expression(parts[1], depth)))
            elif child.type == "block":
                name = self._raw(parts[0])
                if name.text not in blocks:
                    blocks[name.text] = (name, [])
                    entries.append(name.text)
                blocks[name.text][1].append(self._block(child, parts[1:], depth + 1))
        made: list[Entry] = []
        for entry in entries:
            made += [entry] if isinstance(entry, Entry) else _of_type(*blocks[entry])
        return Map(tuple(made), self._span(node))

    def _block(self, node: tree_sitter.Node, parts: Sequence[tree_sitter.Node], depth: int) -> _Block:
        labels = tuple(self._text_of(part) if part.type == "string_lit" else self._raw(part) for part in parts if part.type in ("string_lit", "identifier"))
        body = next((part for part in parts if part.type == "body"), None)
        return _Block(labels, self.body(body, depth) if body is not None else Map((), self._span(node)))

    def expression(self, node: tree_sitter.Node, depth: int) -> Node:
        """The value of an expression where that is written down, else the expression as it stands."""
        if depth > _DEEPEST:
            raise _Fault(f"nested more than {_DEEPEST} levels deep", node.start_byte)
        inner = [child for child in node.named_children if child.type != "comment"]
        if node.type in ("expression", "literal_value", "template_expr", "collection_value") and len(inner) == 1:
            return self.expression(inner[0], depth + (node.type == "expression"))
        if node.type in ("string_lit", "quoted_template", "heredoc_template"):
            return self._text_of(node)
        if node.type == "tuple":
            return List(tuple(self.expression(child, depth) for child in inner if child.type == "expression"), self._span(node))
        if node.type == "object":
            return Map(tuple(self._element(child, depth) for child in inner if child.type == "object_elem"), self._span(node))
        if node.type == "function_call":
            return self._call(node, depth)
        return self._raw(node)

    def _element(self, node: tree_sitter.Node, depth: int) -> Entry:
        key, value = [child for child in node.named_children if child.type == "expression"][:2]
        named = self.expression(key, depth)
        return Entry(named if isinstance(named, Scalar) else self._raw(key), self.expression(value, depth))

    def _call(self, node: tree_sitter.Node, depth: int) -> Node:
        """What functions give that only put texts together: `chomp(<<EOT …)`, `join("\\n", [...])`."""
        name = next((self._raw(child).text for child in node.named_children if child.type == "identifier"), "")
        given = next((child for child in node.named_children if child.type == "function_arguments"), None)
        arguments = [child for child in given.named_children if child.type == "expression"] if given is not None else []
        if (name in _PASSED_THROUGH and len(arguments) == 1) or (name == "join" and len(arguments) == 2):
            value = self.expression(arguments[-1], depth)
            if isinstance(value, List) if name == "join" else isinstance(value, Scalar) and value.is_string:
                return value
        return self._raw(node)

    def _text_of(self, node: tree_sitter.Node) -> Scalar:
        span = self._span(node)
        kept = [self._span(part) for part in _template_parts(node)]
        if node.type == "heredoc_template":
            return hcl_texts.heredoc(self._text, span, self._span(node.children[-1]), kept)
        if "\n" in self._text[span.start : span.end] and not any("\n" in self._text[part.start : part.end] for part in kept):
            raise _Fault("a text in quotes that goes over several lines; a heredoc (<<-EOT) may", node.start_byte)
        return hcl_texts.quoted(self._text, span, kept)


def _template_parts(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    """What stands in a template and is no text of it: interpolations, and the marks of directives."""
    found: list[tree_sitter.Node] = []
    waiting = list(reversed(node.children))
    while waiting:
        part = waiting.pop()
        if part.type in ("template_directive", "template_if", "template_for"):
            waiting += reversed(part.children)
        elif part.type.startswith("template_") and part.type != "template_literal":
            found.append(part)
    return found


def _of_type(name: Scalar, blocks: Sequence[_Block]) -> list[Entry]:
    bare = [block.body for block in blocks if not block.labels]
    labelled = [block for block in blocks if block.labels]
    entries = [Entry(name, List(tuple(bare), _around(bare)))] if bare else []
    return [*entries, Entry(name, _by_label(labelled))] if labelled else entries


def _by_label(blocks: Sequence[_Block]) -> Map:
    """Blocks under their first label, those of the same one together. Two blocks of all the same labels are two entries."""
    groups: dict[str, list[_Block]] = {}
    for block in blocks:
        groups.setdefault(block.labels[0].text, []).append(block)
    entries: list[Entry] = []
    for group in groups.values():
        entries += (Entry(block.labels[0], block.body) for block in group if len(block.labels) == 1)
        deeper = [_Block(block.labels[1:], block.body) for block in group if len(block.labels) > 1]
        if deeper:
            entries.append(Entry(group[0].labels[0], _by_label(deeper)))
    return Map(tuple(entries), _around([block.body for block in blocks]))


def _around(bodies: Sequence[Map]) -> Span:
    return Span(bodies[0].span.start, bodies[-1].span.end)
