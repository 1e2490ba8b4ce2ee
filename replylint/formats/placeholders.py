"""Template slots in a stretch of text: where they are and what stands for each.

A slot is read as a word or two of the reply, so that the parser sees a whole sentence. Control tags (`{% if %}`, `{{/each}}`) stand for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from replylint.formats import slot_words

# Every repetition is bounded and stops at the next opening sign, so that a megabyte of braces is read in linear time.
_CONTROL = r"""
      \{%[^{}]{0,300}%\}
    | \{\#[^{}]{0,300}\#\}
    | \{\{\{?~?\s{0,9}[#/^!>][^{}]{0,300}\}\}\}?
    | \{\{~?\s{0,9}(?i:else|end|endif|endfor|endunless|endeach)\s{0,9}~?\}\}
    | \{\{~?\s{0,9}(?i:if|else\s?if|elsif|unless|range|with|for|each)[\s(][^{}]{0,300}\}\}
    | \{/?(?:if|else|elseif|foreach|foreachelse|section|literal)(?:\s[^{}$\n]{0,40}\$[^{}\n]{0,200})?\}
    | <%(?![=-])[^%]{0,300}%>
    | <\?(?:php)?\s{0,9}(?:if|else|elseif|endif|foreach|endforeach|for|endfor)\b[^?]{0,300}\?>
"""
_SLOT = r"""
      (?P<mustache>\{\{[^{}]{0,300}\}\}|\{\{\{[^{}]{0,300}\}\}\}|\{\{[^{}]{1,100}\{\{[^{}]{0,60}\}\}[^{}]{0,60}\}\})
    | (?P<erb><%[=-][^%]{0,300}%>)
    | (?P<php><\?(?:=|php)[^?]{0,300}\?>)
    | (?P<chevron><<[^<>\n]{1,100}>>)
    | (?P<brace>[%$@#]?\{[^{}\n]{1,300}\})
    | (?P<angle><[A-Za-z_][^<>=@:"\n]{0,80}>)
    | (?P<bracket>(?<![\]\\!])\[[^\[\]\n]{2,200}\](?![\[(]))
    | (?P<hash>\#{2,3}[A-Z][A-Z0-9_]{0,60}\#{2,3})
    | (?P<percent>(?<![\w%])%[A-Za-z][A-Za-z_]{1,40}%(?![\w%]))
    | (?P<dollar>(?<![\w$])\$[A-Z][A-Z0-9_]{0,40}\$(?![\w$]))
    | (?P<printf>%\d{1,2}\$[sd]|(?<![\w%])%[sd]\b|%\([A-Za-z_.]{1,40}\)[sd])
"""
_ANY = re.compile(rf"(?P<control>{_CONTROL}) | {_SLOT}", re.VERBOSE)
_OPENING = re.compile(r"[{<\[#%$]")
_SIGNS = re.compile(r"^[%$@#{<\[(!?=&~\s-]+|[%$@#}>\])!?~\s-]+$")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LIST_OF_FIGURES = re.compile(r"-?\d[\d.]{0,20}(?:\s{0,9}[,;]\s{0,9}(?:-?\d[\d.]{0,20}|\.{3}|\u2026)?){1,99}")
_PATH = re.compile(r"->|::|[.\[\]]")


class Slot(NamedTuple):
    """A slot at `start..end` of the stretch. `fill` stands for it in the reply ("" for a control tag); `name` is what the template calls it."""

    start: int
    end: int
    fill: str
    name: str
    stands_for: str


def find(text: str, references: Collection[str] = frozenset()) -> list[Slot]:
    """The slots of a stretch of text, in order and without overlap.

    `references` are the lower-case labels of Markdown link definitions: `[the docs]` is a link where one defines it.
    """
    slots = []
    at = 0
    while at < len(text) and (opening := _OPENING.search(text, at)):
        # One character earlier: "@{x}" begins before its brace.
        match = _ANY.search(text, max(at, opening.start() - 1))
        if match is None:
            break
        if match.lastgroup == "control":
            slots.append(Slot(match.start(), match.end(), "", "", "other"))
        elif _is_slot(match, text, references):
            slots.append(_describe(match))
        else:
            at = match.start() + 1
            continue
        at = match.end()
    return slots


def _is_slot(match: re.Match[str], text: str, references: Collection[str]) -> bool:
    kind, raw = match.lastgroup, match.group()
    inner = raw[1:-1].strip()
    if kind == "brace":
        # {"a": 1} is JSON; {1, 2} is a set; \d{3} and x{2,3} are counts.
        is_count = raw[1].isdigit() and match.start() > 0 and text[match.start() - 1].isalnum()
        return not is_count and not inner.startswith(('"', "'")) and _LIST_OF_FIGURES.fullmatch(inner) is None and re.search(r"\w", inner) is not None
    if kind == "bracket":
        return _WORD.search(inner) is not None and len(inner) > 1 and inner[0] not in "^!" and inner.lower() not in {"sic", *references}
    if kind == "angle":
        return not _is_html(inner)
    return True


def _is_html(inner: str) -> bool:
    """Whether `<inner>` is an element of HTML or an address, rather than a slot."""
    if inner.endswith("/") or inner.lower().startswith("www.") or ("/" in inner and "." in inner):
        return True
    first = inner.split()[0]
    if first.lower() not in slot_words.HTML_ELEMENTS:
        return False
    return first.lower() not in slot_words.SLOT_LIKE_ELEMENTS or (first == inner and first.islower())


def _describe(match: re.Match[str]) -> Slot:
    raw = match.group()
    name = _SIGNS.sub("", raw)
    if match.lastgroup in {"mustache", "erb", "php", "brace"}:
        name = re.sub(r"^(?:php\s+)?(?:echo\s+|\$)?", "", name).split("|")[0].strip("$;'\" ")
    if match.lastgroup == "printf":
        name = name[1:].split(")")[0] if "(" in raw else ""
    path = _words(name)
    # "ticket.requester.first_name or 'there'" is code, "e.g. a refund" is not.
    first = name.split()[0] if name and match.lastgroup not in {"bracket", "angle"} else ""
    code = first if re.search(r"[._>:]\w", first) else name
    words = path if " " in code else _words(_last_part(code))
    stands_for = _stands_for(words, path)
    if words == ["name"] and " " not in code:
        words = _words(" ".join(_parts(code)[-2:]))  # "{{shop.name}}" is no person's
    return Slot(match.start(), match.end(), _fill(words, path, stands_for), name, stands_for)


def _parts(name: str) -> list[str]:
    return [part for part in _PATH.split(name) if _WORD.search(part)]


def _last_part(name: str) -> str:
    return next(reversed(_parts(name)), "")


def _words(name: str) -> list[str]:
    words: list[str] = []
    for word in map(str.lower, _WORD.findall(_CAMEL.sub(" ", name).replace("_", " "))):
        # "branchname" is the name of a branch; "surname" is a word of its own.
        is_joined = word.endswith("name") and len(word) > 6 and word not in slot_words.STANDS_FOR["name"]
        words += [word[:-4], "name"] if is_joined else [word]
    return words


def _stands_for(words: list[str], path: list[str]) -> str:
    for kind, known in slot_words.STANDS_FOR.items():
        if not known.isdisjoint(words):
            return kind
    if words and words[-1] in slot_words.PERSONS | slot_words.AGENTS:
        return "name"
    # "{{ rejection.reason.text }}": the last part says only what it is made of.
    return next((kind for kind in ("reason", "alternative") if not slot_words.STANDS_FOR[kind].isdisjoint(path)), "other")


def _fill(words: list[str], path: list[str], stands_for: str) -> str:
    if stands_for == "name":
        return _name_fill(words, path)
    start = 0
    while start < len(words) and words[start] in slot_words.ASKING:
        start += 1
    named = words[start:]
    if not named or len(named) > 4:
        return slot_words.NEUTRAL[stands_for]
    return " ".join(named)


def _name_fill(words: list[str], path: list[str]) -> str:
    """A word that the parser takes for a proper noun."""
    if not slot_words.AGENTS.isdisjoint(path):
        return "Agent"
    personal = slot_words.PERSONS | {"first", "last", "full", "given", "family"}
    if len(words) == 1 or not personal.isdisjoint(path):
        return "Customer"
    return " ".join(word.capitalize() for word in words) if len(words) <= 3 else slot_words.NEUTRAL["name"]
