"""Linters for callers who each name a profile, and what a process that lives long makes ready before the first of them comes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from replylint import nlp
from replylint.checks import FolderCheck
from replylint.config import Config
from replylint.cues import CueBook, CueGroup
from replylint.cues.pattern import compile_pattern
from replylint.draft import Source
from replylint.errors import ReplylintError
from replylint.formats import plain
from replylint.linters import LintersByProfile, make_ready
from replylint.moves.cuebook import move_cues
from replylint.moves.linear import known_words


def test_a_profile_has_one_linter() -> None:
    linters = LintersByProfile(Config.default())
    assert linters.of() is linters.first
    assert linters.of("chat") is linters.of("chat")
    assert linters.of("chat").settings_for(None).profile == "chat"
    assert linters.of("chat") is not linters.of("chat", final=True)
    assert linters.of("chat", final=True).settings_for(None).final is True
    assert linters.of("chat", preview=True).settings_for(None).preview is True


def test_where_a_caller_names_no_profile_that_of_the_process_holds() -> None:
    linters = LintersByProfile(Config.default(), "government")
    assert linters.of().settings_for(None).profile == "government"
    assert linters.of(None, True).settings_for(None).profile == "government"


def test_a_profile_that_is_not_there_is_the_callers_fault() -> None:
    with pytest.raises(ReplylintError, match="there is no profile 'chatt'") as raised:
        LintersByProfile(Config.default()).of("chatt")
    assert "chat" in raised.value.failures[0].hint


def unread(book: CueBook) -> list[str]:
    """The patterns that are not compiled yet."""
    patterns = (pattern for group in book.groups for pattern in (*group.patterns, *group.unless))
    return [pattern.text for pattern in patterns if "regex" not in vars(pattern)]


def test_a_book_is_compiled_when_it_is_asked_to_be_and_not_before() -> None:
    group = CueGroup("a.b", "a reason", (compile_pattern("good morning", {}),), (compile_pattern("not at all", {}),))
    book = CueBook([group])
    assert unread(book) == ["good morning", "not at all"]
    book.compile()
    assert unread(book) == []


def test_every_pattern_is_ready() -> None:
    linter = LintersByProfile(Config.default()).first
    make_ready(linter)

    def books() -> Iterator[CueBook]:
        yield move_cues().book
        yield from (check.phrases for check in linter.registry.checks if isinstance(check, FolderCheck))

    assert [unread(book) for book in books() if unread(book)] == []


def test_the_annotators_words_are_kept_and_a_drafts_are_forgotten() -> None:
    make_ready(LintersByProfile(Config.default()).first)
    vocabulary = nlp.load().vocab
    kept = next(word for word in known_words() if word.isalpha() and len(word) > 5)
    with nlp.short_lived():
        ((_, doc),) = nlp.pipe([plain.read(Source(f"The {kept} of Blorptangia."))])
        assert doc[3].text == "Blorptangia" and "Blorptangia" in vocabulary
    assert kept in vocabulary and kept.capitalize() in vocabulary
    assert "Blorptangia" not in vocabulary
