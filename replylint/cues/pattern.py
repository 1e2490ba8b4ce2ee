"""The pattern language of cues: a line of words that a newcomer can read, compiled to one regular expression over a sentence's tokens.

    {we} can|could not ..3 @offer|give        words, alternatives, a gap of up to three tokens, the word that the cue is about (@)
    thank* you? for * help                    thank, thanks, thanked; an optional word; any one word
    (no longer|not) available                 a group of alternatives of several words
    {we} !can <VB>                            not the word "can", then any token with the tag VB (a prefix: <VB> matches VBD too)
    ^ no $                                    begin and end of the sentence (end punctuation does not count)

Words are normal forms: lower case, straight apostrophes, "n't" is `not`, "ca" of "can't" is `can`, "'re" is `are`. `{name}` is a word class of the book.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

TAG = "\x01"  # stands between a token's form and its tag in Sentence.line; not white space (as \x1f is to re), so that \S takes a token whole
_ANY_TAG = TAG + r"\S* "
_LEXEME = re.compile(r"\.\.\d*|[(){}|?@!^$]|<[A-Z$]+>|[^\s(){}|?@!<>^$]+|[<>]")
_SIGNS = frozenset("(){}|?@!^$<>")
_AT = "(?P<at>"
_GAP = 4
_WIDEST_GAP = 99


class PatternError(ValueError):
    """A pattern that cannot be read; the message names the pattern and what was expected."""


@dataclass(frozen=True)
class Pattern:
    """A pattern that was read. `anchors`: a sentence that holds none of these forms cannot match (empty: try every sentence).

    `needs`: further sets of forms, of each of which one must be there.
    """

    text: str
    source: str
    anchors: frozenset[str]
    needs: tuple[frozenset[str], ...] = ()

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Its regular expression, compiled when it is first tried: one draft tries a few of the many hundreds."""
        return re.compile(self.source)

    def may_match(self, vocabulary: frozenset[str]) -> bool:
        """Whether a sentence with these forms has what the pattern needs; asked of many patterns a sentence, so a plain loop."""
        for need in self.needs:  # noqa: SIM110
            if need.isdisjoint(vocabulary):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the regular expression and the forms of which one must be there (None: none is needed); `needs` as in Pattern."""

    regex: str
    anchors: frozenset[str] | None
    needs: tuple[frozenset[str], ...] = ()


def compile_pattern(text: str, words: Mapping[str, Sequence[str]], classes: dict[str, Part] | None = None) -> Pattern:
    """Reads one pattern. Raises PatternError for any fault: a bad bracket, an unknown word class or sign, two `@`, an empty pattern.

    `classes` keeps the word classes that were read, for the next pattern with the same `words`.
    """
    part = _Parser(text, words, {} if classes is None else classes).parse()
    if part.regex.count(_AT) > 1:
        raise PatternError(f"pattern {text!r}: `@` marks one word only: put it before a bracket of alternatives")
    return Pattern(text, r"(?:\A|(?<= ))" + part.regex, part.anchors or frozenset(), part.needs)


class _Parser:
    def __init__(self, text: str, words: Mapping[str, Sequence[str]], classes: dict[str, Part], depth: int = 0) -> None:
        self._text, self._words, self._classes, self._depth = text, words, classes, depth
        self._lexemes = _LEXEME.findall(text)
        self._at = 0
        self._brackets = 0  # inside brackets "|" parts alternatives of several words

    def parse(self) -> Part:
        part = self._sequence()
        if self._at < len(self._lexemes):
            raise PatternError(f"pattern {self._text!r}: unexpected {self._lexemes[self._at]!r}")
        if not part.regex:
            raise PatternError(f"pattern {self._text!r} is empty")
        return part

    def _peek(self) -> str:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else ""

    def _next(self) -> str:
        lexeme = self._peek()
        self._at += 1
        return lexeme

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", ")", "|"):
            parts.append(self._item())
        regex = parts[0].regex if len(parts) == 1 else "".join([part.regex for part in parts])
        needed = [part.anchors for part in parts if part.anchors]
        if len(needed) > 1:
            needed.sort(key=_commonness)
        return Part(regex, needed[0] if needed else None, tuple(needed[1:]))

    def _item(self) -> Part:
        lexeme = self._next()
        if lexeme == "@":
            part = self._item()
            return Part(f"{_AT}{part.regex})", part.anchors)
        if lexeme == "!":
            return Part(f"(?!{self._item().regex})", None)
        if lexeme == "^":
            return Part(r"\A(?:[^\w\s]\S* |(?:and|but|so|however|unfortunately|sadly|alas|well|ok|okay|hi|hello)" + _ANY_TAG + ")*", None)
        if lexeme == "$":
            return Part(r"(?=(?:[^\w\s]\S* )*\Z)", None)
        if lexeme.startswith(".."):
            gap = int(lexeme[2:] or _GAP)
            if gap > _WIDEST_GAP:
                raise PatternError(f"pattern {self._text!r}: {lexeme} is too wide a gap: at most {_WIDEST_GAP}")
            return Part(rf"(?:(?![;:]{TAG})\S+ ){{0,{gap}}}?", None)
        if lexeme in ("<", ">"):
            raise PatternError(f"pattern {self._text!r}: unexpected {lexeme!r}: a tag is written in capitals, as in <VB>")
        if lexeme.startswith("<"):
            return Part(rf"[^\s{TAG}]+{TAG}{re.escape(lexeme[1:-1])}\S* ", None)
        if lexeme == "(":
            part = self._group()
        elif lexeme == "{":
            part = self._class()
        elif lexeme in (")", "}", "|", "?", ""):
            raise PatternError(f"pattern {self._text!r}: unexpected {lexeme or 'end'!r}")
        else:
            part = self._word(lexeme)
        if self._peek() == "?":
            self._next()
            return Part(f"(?:{part.regex})?", None)
        return part

    def _group(self) -> Part:
        self._brackets += 1
        options = [self._sequence()]
        while self._peek() == "|":
            self._next()
            options.append(self._sequence())
        if self._next() != ")":
            raise PatternError(f"pattern {self._text!r}: a bracket is not closed")
        if not all(option.regex for option in options):
            raise PatternError(f"pattern {self._text!r}: a bracket holds an alternative of no words: write `(...)?` for what may be left out")
        self._brackets -= 1
        return _either(options)

    def _class(self) -> Part:
        name = self._next()
        if self._next() != "}":
            raise PatternError(f"pattern {self._text!r}: a brace is not closed")
        if name not in self._words:
            raise PatternError(f"pattern {self._text!r}: no word class {name!r}; there are {', '.join(sorted(self._words)) or 'none'}")
        if self._depth > 8:
            raise PatternError(f"word class {name!r} holds itself")
        if name not in self._classes:
            self._classes[name] = _either([_Parser(word, self._words, self._classes, self._depth + 1).parse() for word in self._words[name]])
        return self._classes[name]

    def _word(self, first: str) -> Part:
        forms = [first]
        while self._peek() == "|" and not self._brackets:
            self._next()
            forms.append(self._next())
        if any(not form or form[0] in _SIGNS for form in forms):
            raise PatternError(f"pattern {self._text!r}: put alternatives of several words in brackets")
        return _words(tuple(forms))


@lru_cache(maxsize=4096)
def _words(forms: tuple[str, ...]) -> Part:
    """One of these forms; kept, because books repeat them and are read at every start."""
    regexes = [re.escape(form[:-1]) + rf"[^\s{TAG}]*" if form.endswith("*") else re.escape(form) for form in forms]
    anchors = None if any(form.endswith("*") for form in forms) else frozenset(forms)
    return Part((regexes[0] if len(regexes) == 1 else f"(?:{'|'.join(regexes)})") + _ANY_TAG, anchors)


def _either(options: list[Part]) -> Part:
    anchors: frozenset[str] | None = frozenset()
    for option in options:
        anchors = None if anchors is None or option.anchors is None else anchors | option.anchors
    # Options that all end in "any tag" have it once, behind the bracket: a quarter less to compile.
    shared = _ANY_TAG if all(option.regex.endswith(_ANY_TAG) for option in options) else ""
    return Part(f"(?:{'|'.join(option.regex.removesuffix(shared) for option in options)}){shared}", anchors)


# Forms that nearly every sentence holds: as an anchor they would save nothing.
_COMMON = frozenset((
        "i we you it the a an to of in is are be for and that this your our my not on have has will can do with at as or , ."
    ).split())


def _commonness(anchors: frozenset[str]) -> tuple[int, int]:
    return len(anchors & _COMMON), len(anchors)
