"""Where the replies are in a Markdown page that holds several: in fences, in quotes, or under headings as they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from replylint.formats import letter
from replylint.formats.markdown_elements import Element

_PROSE_FENCES = frozenset({"", "text", "txt", "plain", "plaintext", "md", "markdown", "gfm", "email", "mail"})
_TO_YOU = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
_FROM_US = re.compile(r"\b(?:[Ww]e|[Oo]ur|us|I|[Mm]y)\b")
_POLITE = re.compile(r"\b(?:thanks|thank you|please|sorry|hello|hi|dear)\b", re.IGNORECASE)
_THANKS = re.compile(r"(?:many )?(?:thanks|thank you)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SUBJECT = re.compile(r"\*{0,2}subject", re.IGNORECASE)
_ABOUT_REPLIES = re.compile(
    r"\b(?:macros?|templates?|snippets?|canned|placeholders?|paste[sd]?"
    r"|(?:these|our|saved|all|any|each) (?:replies|responses|answers|texts)|(?:the|a|every) customers?)\b",
    re.IGNORECASE,
)
_TO_THE_READER = re.compile(r"\b(?:you|your|we|our|us)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"\w[.!?](?=[\s\"'\u2019)*_]|$)")
_MARKUP = re.compile(r"[*`]+|!?\[([^\]]*)\]\([^)\s]*\)")


@dataclass(frozen=True)
class Section:
    """A heading of the page's own text and what follows up to the next one; `heading` is None for what stands before the first."""

    heading: Element | None
    body: tuple[Element, ...]


@dataclass(frozen=True)
class Part:
    """One reply of the page: the elements that hold it, how deep in quotes it stands itself, and the section it was found in.

    `is_beside`: it stands among the replies and reads as none.
    """

    elements: tuple[Element, ...]
    heading: Element
    depth: int = 0
    is_beside: bool = False


def parts_of(text: str, elements: Sequence[Element], *, named: bool = False) -> list[Part]:
    """The replies of a page that holds several, with what stands under headings beside them; none where the whole page is one.

    `named`: the file's name or folder says that it holds replies, so that they need no greeting.
    """
    sections = sections_of(elements)
    parts = _in_fences_and_quotes(text, sections)
    if _several(parts):
        return _with_letters(text, sections, parts)
    if parts and _is_all(text, parts[0], elements):
        return parts[:1]
    return _under_headings(text, sections) or (_without_greetings(text, sections) if named else [])


def is_prose_fence(element: Element) -> bool:
    """Whether an element is a fence that names no programming language."""
    return element.kind == "fence" and element.info.split(" ")[0] in _PROSE_FENCES


def sections_of(elements: Sequence[Element]) -> list[Section]:
    """The page cut at its headings; those inside quotes and lists belong to what holds them."""
    sections: list[Section] = []
    heading: Element | None = None
    body: list[Element] = []
    for element in elements:
        if element.kind == "heading" and element.depth == 0 and element.item < 0:
            sections.append(Section(heading, tuple(body)))
            heading, body = element, []
        else:
            body.append(element)
    return [*sections, Section(heading, tuple(body))]


def title_of(text: str, heading: Element) -> str:
    """A heading's words without markup."""
    return _MARKUP.sub(lambda match: match.group(1) or "", words_of(text, heading)).strip()


def words_of(text: str, *elements: Element) -> str:
    """The content of elements on one line."""
    return " ".join(text[start:end].strip() for element in elements for start, end in element.lines)


def _is_all(text: str, part: Part, elements: Sequence[Element]) -> bool:
    """Whether a page holds nothing but that one reply, under headings."""
    inside = {element.start for element in part.elements}
    return all(element.start in inside or element.kind in {"heading", "other", "front_matter"} or _is_comment(text, element) for element in elements)


def _is_comment(text: str, element: Element) -> bool:
    return element.kind == "html" and text.startswith("<!--", element.start) and text[element.start : element.end].rstrip().endswith("-->")


def _first_line(text: str, elements: Sequence[Element]) -> str:
    """The first line of the prose that is no subject."""
    lines = (text[start:end].strip() for element in elements if element.kind in {"prose", "fence"} for start, end in element.lines)
    return next((line.lstrip("*_> ") for line in lines if line and not _SUBJECT.match(line)), "")


def _is_letter(text: str, elements: Sequence[Element]) -> bool:
    """Whether prose opens as a letter does: a greeting, or thanks."""
    first = _first_line(text, elements)
    return letter.is_greeting(first) or _THANKS.match(first) is not None


def _is_addressed(text: str, elements: Sequence[Element]) -> bool:
    """Whether prose speaks to a reader as a reply does; "Owner: … Status: …" and program output do not."""
    words = words_of(text, *elements)
    if len(_WORD.findall(words[:2000])) < 3:
        return False
    return _is_letter(text, elements) or _TO_YOU.search(words) is not None or (_FROM_US.search(words) is not None and _POLITE.search(words) is not None)


def _in_fences_and_quotes(text: str, sections: Sequence[Section]) -> list[Part]:
    """The replies in fences and in quotes, decided section by section: a quote above a fence is what the fence answers, a letter below it another reply."""
    fences = {id(section): _in_fences(text, section) for section in sections}
    alone = _several([part for parts in fences.values() for part in parts])
    found: list[Part] = []
    for section in sections:
        fenced = [part for part in fences[id(section)] if alone or _fills(text, section, part.elements)]
        quoted = _in_quotes(text, section)
        if fenced:
            last = fenced[-1].elements[-1].start
            quoted = [part for part in quoted if part.elements[0].start > last and _is_letter(text, part.elements)]
        found += [*fenced, *quoted]
    return found


def _with_letters(text: str, sections: Sequence[Section], parts: Sequence[Part]) -> list[Part]:
    """The replies of a page with the letters that stand unmarked under headings of the same level."""
    found = list(parts)
    for level in sorted({part.heading.level for part in parts}):
        for whole in _merged(sections, level):
            begin, end = whole.heading.start, whole.elements[-1].end
            is_free = not any(begin <= part.elements[0].start < end or part.elements[0].start <= begin < part.elements[-1].end for part in found)
            if is_free and _is_letter(text, whole.elements) and _is_reply(text, whole):
                found.append(whole)
    return sorted(found, key=lambda part: part.elements[0].start)


def _in_fences(text: str, section: Section) -> list[Part]:
    if section.heading is None:
        return []
    return [Part((element,), section.heading) for element in section.body if is_prose_fence(element) and _is_addressed(text, [element])]


def _several(parts: Sequence[Part]) -> bool:
    return len({part.heading for part in parts}) > 1


def _in_quotes(text: str, section: Section) -> list[Part]:
    quotes = [group for group in _quotes(section.body) if _is_addressed(text, group)]
    if section.heading is None or not quotes:
        return []
    is_reply = _fills(text, section, [element for group in quotes for element in group])
    return [Part(tuple(group), section.heading, 1) for group in quotes] if is_reply else []


def _fills(text: str, section: Section, inside: Sequence[Element]) -> bool:
    """Whether what is quoted or fenced is more than the prose around it, or opens as a letter."""
    around = sum(len(words_of(text, element)) for element in section.body if element.quote < 0 and element.kind in {"prose", "html"})
    return sum(len(words_of(text, element)) for element in inside) >= around or _is_letter(text, inside)


def _quotes(body: Sequence[Element]) -> list[list[Element]]:
    """The elements of each quote."""
    groups: dict[int, list[Element]] = {}
    for element in body:
        if element.quote >= 0:
            groups.setdefault(element.quote, []).append(element)
    return list(groups.values())


def _under_headings(text: str, sections: Sequence[Section]) -> list[Part]:
    """Letters under headings of one level, and among them what speaks from "us" to "you" without a greeting; none where there is but one letter."""
    levels: dict[int, list[Part]] = {}
    for level in sorted({section.heading.level for section in sections if section.heading}):
        whole = _merged(sections, level)
        letters = [_is_letter(text, part.elements) for part in whole]
        if sum(letters) > 1:
            levels[sum(letters)] = whole  # of two levels with as many the deeper one: the other has groups of replies
    if not levels:
        return []
    whole = levels[max(levels)]
    first = next(part.heading.start for part in whole if _is_letter(text, part.elements))
    return _judged_apart(text, [*whole, *_leaves_beside(sections, whole)], lambda part: part.heading.start > first or not _is_about_replies(text, part))


def _without_greetings(text: str, sections: Sequence[Section]) -> list[Part]:
    """What speaks from "us" to "you" under headings of one level, where none of them speaks to the reader: "What you can do" is a heading inside a reply."""
    for level in sorted({section.heading.level for section in sections if section.heading}):
        whole = _merged(sections, level)
        replies = [part for part in whole if _is_reply(text, part) and not _is_about_replies(text, part)]
        if len(replies) < 2:
            continue
        above = [element for section in sections for element in section.body if element.start < whole[0].heading.start]
        opens = _is_letter(text, above) or (_speaks(text, above) and _ABOUT_REPLIES.search(words_of(text, *above)) is None)
        if opens or any(_TO_THE_READER.search(title_of(text, part.heading)) for part in whole):
            return []
        return _judged_apart(text, [*whole, *_leaves_beside(sections, whole)], lambda part: not _is_about_replies(text, part))
    return []


def _judged_apart(text: str, parts: Sequence[Part], may_be_bare: Callable[[Part], bool]) -> list[Part]:
    """The replies among parts, and those beside them that hold a sentence; in the order of the page."""
    found = []
    for part in sorted(parts, key=lambda part: part.heading.start):
        if _is_letter(text, part.elements) or (_is_reply(text, part) and may_be_bare(part)):
            found.append(part)
        elif _SENTENCE_END.search(words_of(text, *(element for element in part.elements if element.kind == "prose"))):
            found.append(replace(part, is_beside=True))
    return found


def _leaves_beside(sections: Sequence[Section], parts: Sequence[Part]) -> list[Part]:
    """The sections outside of `parts` that are no introduction to deeper ones."""
    level = parts[0].heading.level
    inside = {element.start for part in parts for element in (part.heading, *part.elements)}
    found = []
    for number, section in enumerate(sections):
        following = sections[number + 1].heading if number + 1 < len(sections) else None
        if section.heading is None or section.heading.start in inside or not section.body:
            continue
        if following is None or following.level <= section.heading.level or section.heading.level > level:
            found.append(Part(section.body, section.heading))
    return found


def _is_about_replies(text: str, part: Part) -> bool:
    """Whether a section tells colleagues how to use the others: a reply speaks of no macros, and of no customers but "you"."""
    return _ABOUT_REPLIES.search(words_of(text, part.heading, *(element for element in part.elements if element.kind == "prose"))) is not None


def _is_reply(text: str, part: Part) -> bool:
    return _speaks(text, part.elements)


def _speaks(text: str, elements: Sequence[Element]) -> bool:
    """Whether prose speaks from "us" to "you"."""
    words = words_of(text, *(element for element in elements if element.kind == "prose"))
    return _TO_YOU.search(words) is not None and _FROM_US.search(words) is not None


def _merged(sections: Sequence[Section], level: int) -> list[Part]:
    """The bodies under the headings of a level, with the deeper headings inside them."""
    parts: list[Part] = []
    is_open = False
    for section in sections:
        if section.heading is None or section.heading.level < level:
            is_open = False
        elif section.heading.level == level:
            parts.append(Part(section.body, section.heading))
            is_open = True
        elif is_open:
            last = parts.pop()
            parts.append(Part((*last.elements, section.heading, *section.body), last.heading))
    return [part for part in parts if part.elements]
