"""The tags of a template's logic, whatever its language: where a condition begins, goes on and ends.

Jinja, Django and Liquid `{% if %}`, Handlebars and Mustache `{{#if}}`, Go `{{if}}`, HotCRP `{{IF(X)}}`, Blade `@if`, ERB and EJS `<% if %>`, PHP
`<?php if ?>`, Smarty `{if}`, FreeMarker `<#if>`. What only prints something (`{{ name }}`, `<%= name %>`) is no tag here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

TagKind = Literal["if", "loop", "case", "elif", "when", "else", "end", "comment"]  # a comment, or another tag that stands for nothing


class Tag(NamedTuple):
    """A tag at `start..end`. `test` is what it asks; `negated` that it asks for the contrary (`unless`, `{{^x}}`).

    `family` is the language, and `word` what an end tag must name ("" where any will do): only tags that fit each other make a condition.
    """

    kind: TagKind
    start: int
    end: int
    family: str
    word: str = ""
    test: str = ""
    negated: bool = False


# Every repetition is bounded and stops at the next tag, so that a page of opening signs is read in linear time.
_PARENS = r"\((?:[^()]|\((?:[^()]|\([^()]{0,80}\)){0,200}\)){0,200}\)"
_COMMENT = re.compile(r"\{#|\{\{!--|\{\{--|\{\{!|<%#|\{%-?\s{0,9}comment\b[^%]{0,200}%\}")
_COMMENT_ENDS = {"{#": "#}", "{{!--": "--}}", "{{--": "--}}", "{{!": "}}", "<%#": "%>"}
_ENDCOMMENT = re.compile(r"\{%-?\s{0,9}endcomment\s{0,9}-?%\}")
_TAG = re.compile(
    rf"""
      \{{%[-+~]?\s{{0,20}}(?P<percent>(?:[^%{{]|%(?!\}})|\{{(?!%)){{1,400}}?)\s{{0,20}}[-+~]?%\}}
    | \{{\{{~?\s{{0,20}}(?P<mustache>
        (?:[\#/^]|(?i:else|elseif|elsif|if|end|endif|unless|range|with|for|each|endfor|endeach|endunless)\b|define\s+")[^{{}}]{{0,300}}?)\s{{0,20}}~?\}}\}}
    | <%(?![=%\#])[-_]?\s{{0,20}}(?P<erb>(?:[^%<]|%(?!>)|<(?!%)){{1,400}}?)\s{{0,20}}[-_]?%>
    | <\?(?:php)?(?![=\w])\s{{0,20}}(?P<php>(?:[^?<]|\?(?!>)|<(?!\?)){{1,400}}?)\s{{0,20}}\?>
    | (?<![\w@.])@(?P<blade>(?:if|elseif|unless|isset|empty|auth|guest|switch|case|foreach|forelse|for|while|can|cannot)\s{{0,9}}{_PARENS}
        |(?:else|endif|endunless|endisset|endempty|endauth|endguest|endswitch|default|break|endforeach|endforelse|endfor|endwhile|endcan|endcannot|auth|guest|empty)\b)
    | \{{(?P<smarty>(?:if|elseif|foreach)\s[^{{}}\n]{{0,200}}|else|foreachelse|/if|/foreach)\}}
    | <(?P<freemarker>/?\#(?:if|elseif|else|list|sep|items)\b(?:[^<>"']|"[^"\n]{{0,100}}"|'[^'\n]{{0,100}}'){{0,200}}/?)>
    """,
    re.VERBOSE | re.DOTALL,
)
_SIGN = re.compile(r"\{%|\{\{|\{#|<%|<\?|<#|</#|@(?=[a-z])|\{(?=/?[a-z])")
_WORD = re.compile(r"[#/^]?\s*[A-Za-z_][\w.]*")
_IFS = frozenset({"if", "isset", "empty", "auth", "guest", "can", "ifequal", "ifchanged"})
_NEGATED = frozenset({"unless", "cannot", "ifnotequal"})
_LOOPS = frozenset({"for", "foreach", "forelse", "each", "range", "while", "list", "items", "with", "tablerow", "define"})
_ENDED = _IFS | _NEGATED | _LOOPS | {"", "case", "switch"}
_ELIFS = frozenset({"elif", "elsif", "elseif"})
# Families whose tags, alone on a line, take the line with them when the template is filled in.
LINE_EATING = frozenset({"mustache", "blade", "php", "freemarker"})


def find(text: str) -> Iterator[Tag]:
    """The tags of a template's logic in a text, in order."""
    at = 0
    unclosed: set[str] = set()
    while opening := _SIGN.search(text, at):
        start = opening.start()
        end = _comment_end(text, start, unclosed)
        if end is not None:
            yield Tag("comment", start, end, "comment")
            at = end
            continue
        match = _TAG.match(text, start)
        at = opening.end() if match is None else match.end()
        family = "" if match is None else match.lastgroup or ""
        if match is not None and (tag := _tag(match[family].strip(), family, start, at)):
            yield tag


def _comment_end(text: str, start: int, unclosed: set[str]) -> int | None:
    """Where the comment that begins here ends; None where none does. A kind that is not closed once is never looked for again."""
    opening = _COMMENT.match(text, start)
    sign = _COMMENT_ENDS.get(opening.group(), "") if opening else None
    if opening is None or sign is None or sign in unclosed:
        return None
    if sign:
        end = text.find(sign, opening.end())
        if end >= 0:
            return end + len(sign)
    elif closing := _ENDCOMMENT.search(text, opening.end()):
        return closing.end()
    unclosed.add(sign)
    return None


def _tag(inner: str, family: str, start: int, end: int) -> Tag | None:
    """What a statement of a template is; None for one that makes no condition."""
    if family in {"php", "erb"}:
        return _of_code(inner, family, start, end)
    if family == "freemarker":
        inner = inner.replace("#", "", 1)
    word = _WORD.match(inner)
    if word is None:
        return Tag("else", start, end, family) if inner == "^" else None
    name, rest = word.group().replace(" ", ""), inner[word.end() :].strip()
    if name[0] in "#/^":
        return _of_section(name, rest, family, start, end)
    return _of_word(name, rest, family, start, end)


def _of_section(name: str, rest: str, family: str, start: int, end: int) -> Tag | None:
    """`{{#if x}}`, `{{#x}}`, `{{^x}}`, `{{/x}}`, `</#if>`, `{/if}`."""
    sign, word = name[0], name.lstrip("#/^")
    if sign == "/":
        return Tag("end", start, end, family, word)
    if word in _LOOPS:
        return Tag("loop", start, end, family, word)
    if word == "if" or word in _NEGATED:
        return Tag("if", start, end, family, word, rest, (word in _NEGATED) != (sign == "^"))
    return Tag("if", start, end, family, word, word if not rest else f"{word} {rest}", sign == "^")


def _of_word(name: str, rest: str, family: str, start: int, end: int) -> Tag | None:
    """`{% if x %}`, `{{IF(X)}}`, `{{else if x}}`, `@endif`, `{if $x}`."""
    word = name.lower()
    if word == "else" and (after := re.match(r"(?:if|unless)\b", rest, re.IGNORECASE)):
        return Tag("elif", start, end, family, "", rest[after.end() :].strip(), after.group().lower() == "unless")
    if word in _ELIFS:
        return Tag("elif", start, end, family, "", rest)
    if word == "break":
        return Tag("comment", start, end, family)
    if word in {"else", "foreachelse", "default"} or (word == "empty" and not rest):
        return Tag("else", start, end, family)
    if word.startswith("end"):
        closed = word[3:]  # `{% endblock %}` is no end of a condition
        return Tag("end", start, end, family, closed) if closed in _ENDED else None
    if word in _LOOPS:
        return Tag("loop", start, end, family, word)
    if word in {"case", "switch"} and (family != "blade" or word == "switch"):
        return Tag("case", start, end, family, word, rest)
    if word in {"when", "case"}:
        return Tag("when", start, end, family, "", rest)
    if word in _IFS or word in _NEGATED:
        asked = rest if word in {"if", "unless"} else f"{word} {rest}".strip()
        return Tag("if", start, end, family, word, asked, word == "unless")
    return None


_CODE_IF = re.compile(
    r"(?:\}\s*)?(?P<word>if|unless|else\s*if|elsif|elif|elseif|else|endif|endforeach|endfor|endwhile|end|foreach|for|while|case|when)\b(?P<rest>.*)", re.DOTALL
)
_CLOSING = re.compile(r"\}[\s)]*")
_BLOCK = re.compile(r"(?:\bdo\b(?:\s*\|[^|]*\|)?|\{|=>\s*\{)\s*$")


def _of_code(inner: str, family: str, start: int, end: int) -> Tag | None:
    """A statement of Ruby, JavaScript or PHP between `<%` and `%>` or `<?php` and `?>`; braces and `do` open a block, `}` and `end` close one."""
    code = inner.strip().rstrip(";").strip()
    if _CLOSING.fullmatch(code):
        return Tag("end", start, end, family)
    match = _CODE_IF.match(code)
    if match is None:
        return Tag("loop", start, end, family) if _BLOCK.search(code) else None
    word = re.sub(r"\s", "", match["word"])
    test = re.sub(r"(?:[:{]|\bthen)\s*$", "", match["rest"]).strip()
    if word in {"elseif", "elsif", "elif"}:
        return Tag("elif", start, end, family, "", test)
    if word == "else":
        return Tag("else", start, end, family)
    if word.startswith("end"):
        return Tag("end", start, end, family)
    if word in {"case", "when"}:
        return Tag("case" if word == "case" else "when", start, end, family, "", test)
    if word in {"if", "unless"}:
        return Tag("if", start, end, family, "", test, word == "unless")
    return Tag("loop", start, end, family)
