"""The pattern language of cues: what each sign matches, what anchors a pattern, and how faults are told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replylint.cues.pattern import TAG, Part, Pattern, PatternError, compile_pattern

WORDS = {"we": ["we", "i", "our team"], "not": ["not", "never"], "very": ["very", "{so}"], "so": ["so"], "loop": ["{loop}"], "own": ["our * team"]}


def line(text: str) -> str:
    """`we/PRP can/MD` as a sentence shows it; a word without a tag has XX."""
    return "".join(f"{word.partition('/')[0]}{TAG}{word.partition('/')[2] or 'XX'} " for word in text.split())


def found(pattern: str, text: str) -> str | None:
    """The words that a pattern takes; None where it does not match."""
    match = compile_pattern(pattern, WORDS).regex.search(line(text))
    return None if match is None else re.sub(TAG + r"\S*", "", match.group()).strip()


def at(pattern: str, text: str) -> str:
    match = compile_pattern(pattern, WORDS).regex.search(line(text))
    assert match is not None
    return match["at"].partition(TAG)[0]


@pytest.mark.parametrize(("pattern", "text", "taken"), [
    ("can not", "we can not do it", "can not"),
    ("can not", "we can do not it", None),
    ("can", "we scan and cannot", None),
    ("can", "a canal", None),
    ("not", "can n't", None),
    ("offer|give", "we give it", "give"),
    ("offer|give", "we offered it", None),
    ("thank*", "we thanked you", "thanked"),
    ("thank*", "no thank you", "thank"),
    ("thank*", "unthankful", None),
    ("thank* you? for", "thanks for it", "thanks for"),
    ("thank* you? for", "thank you for it", "thank you for"),
    ("thank* you? for", "thank him for it", None),
    ("(no longer|not) available", "it is no longer available", "no longer available"),
    ("(no longer|not) available", "it is not available", "not available"),
    ("(no longer|not) available", "it is longer available", None),
    ("very? (good|fine)? day", "day", "day"),
    ("very? (good|fine)? day", "a very fine day", "very fine day"),
    ("can ..3 give", "can give", "can give"),
    ("can ..3 give", "can we not then give", "can we not then give"),
    ("can ..3 give", "can a b c d give", None),
    ("can .. give", "can a b c d give", "can a b c d give"),
    ("can .. give", "can a b c d e give", None),
    ("can ..3 give", "can we ; give", None),
    ("can ..3 give", "can we : give", None),
    ("can ..3 give", "can we , give", "can we , give"),
    ("can ..0 give", "can give", "can give"),
    ("can ..0 give", "can we give", None),
    ("{we} can", "our team can", "our team can"),
    ("{we} can", "they can", None),
    ("{very} good", "so good", "so good"),
    ("{own} can", "our * team can", "our * team can"),
    ("we !can <VB>", "we go/VB", "we go"),
    ("we !can <VB>", "we can/VB", None),
    ("we <VB>", "we went/VBD", "we went"),
    ("we <VBD>", "we go/VB", None),
    ("we <PRP$>", "we their/PRP$", "we their"),
    ("the <CD>", "the 4th/CD", "the 4th"),
    ("no !(problem|worries)", "no way", "no"),
    ("no !(problem|worries)", "no problem", None),
    ("^ no", "no , we can not", "no"),
    ("^ no", "say no", None),
    ("^ no", "and no", "and no"),
    ("^ no", "unfortunately , no", "unfortunately , no"),
    ("^ no", "- no", "- no"),
    ("no $", "we say no", "no"),
    ("no $", "we say no .", "no"),
    ("no $", "we say no ! )", "no"),
    ("no $", "we say no more", None),
    ("^ no $", "no .", "no"),
    ("^ no $", "no way .", None),
    ("a.b", "axb", None),
    ("a.b", "a.b", "a.b"),
    ("n't", "do n't", "n't"),
    (", but", "it is , but", ", but"),
])  # fmt: skip
def test_what_a_pattern_takes(pattern: str, text: str, taken: str | None) -> None:
    assert found(pattern, text) == taken


@pytest.mark.parametrize(("pattern", "text", "word"), [
    ("we can|could not ..3 @offer|give", "we can not really give it", "give"),
    ("we @(can|could) not", "we could not", "could"),
    ("@{not} sure", "never sure", "never"),
])  # fmt: skip
def test_the_word_that_a_cue_is_about(pattern: str, text: str, word: str) -> None:
    assert at(pattern, text) == word


@pytest.mark.parametrize(("pattern", "anchors"), [
    ("can not", {"can", "not"}),
    ("{we} refuse", {"refuse"}),
    ("offer|give", {"offer", "give"}),
    ("thank* you", {"you"}),
    ("thank*", set()),
    ("very? good", {"good"}),
    ("!can good", {"good"}),
    ("(no longer|not) available", {"available"}),
    ("(no longer|not)", {"longer", "no", "not"}),
    ("<VB> ..3", set()),
    ("(thank*|sorry)", set()),
    ("^ nope $", {"nope"}),
])  # fmt: skip
def test_anchors_are_forms_without_which_nothing_matches(pattern: str, anchors: set[str]) -> None:
    compiled = compile_pattern(pattern, WORDS)
    assert compiled.anchors <= anchors
    assert bool(compiled.anchors) == bool(anchors)


FORMS = st.sampled_from("we i can not never offer give no longer available thank thanks you for good , ; . our team so very".split())
PATTERNS = [
    "{we} can ..2 @offer|give", "(no longer|{not}) available", "thank* you? for", "^ no", "no $", "{we} !can", "{very}? good", "(can|{we} never) ..1 (give|offer you)", "can ..3 ;",
]  # fmt: skip


@given(st.lists(FORMS, min_size=1, max_size=12))
@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_match_is_lost_by_looking_only_where_an_anchor_stands(pattern: str, forms: list[str]) -> None:
    compiled: Pattern = compile_pattern(pattern, WORDS)
    if compiled.anchors and compiled.regex.search(line(" ".join(forms))):
        assert compiled.anchors & set(forms)


@given(st.lists(FORMS, min_size=1, max_size=12))
@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_match_begins_and_ends_with_a_token(pattern: str, forms: list[str]) -> None:
    text = line(" ".join(forms))
    starts = {0, *(match.end() for match in re.finditer(" ", text))}
    for match in compile_pattern(pattern, WORDS).regex.finditer(text):
        assert match.start() in starts
        assert match.end() in starts


@pytest.mark.parametrize(("pattern", "said"), [
    ("", "is empty"),
    ("   ", "is empty"),
    ("(no longer", "a bracket is not closed"),
    ("no longer)", "unexpected ')'"),
    ("{we can", "a brace is not closed"),
    ("{us} can", "no word class 'us'; there are loop, not, own, so, very, we"),
    ("? can", "unexpected '?'"),
    ("can |", "put alternatives of several words in brackets"),
    ("can | (a b)", "put alternatives of several words in brackets"),
    ("{loop}", "holds itself"),
    ("}", "unexpected '}'"),
    ("!", "unexpected 'end'"),
    ("@", "unexpected 'end'"),
])  # fmt: skip
def test_faults_name_the_pattern_and_what_was_expected(pattern: str, said: str) -> None:
    with pytest.raises(PatternError, match=re.escape(said)):
        compile_pattern(pattern, WORDS)


@pytest.mark.parametrize(("pattern", "said"), [
    ("@can @not", "`@` marks one word only"),
    ("(can @not|@never) go", "`@` marks one word only"),
    ("@@can", "`@` marks one word only"),
    ("we <vb> it", "unexpected '<'"),
    ("we < it", "unexpected '<'"),
    ("we > it", "unexpected '>'"),
    ("we can <VB", "unexpected '<'"),
    ("can|<VB>", "put alternatives of several words in brackets"),
    ("(we|) can", "an alternative of no words"),
    ("(|we) can", "an alternative of no words"),
    ("() can", "an alternative of no words"),
    ("can ..100 go", "too wide a gap"),
])  # fmt: skip
def test_what_is_no_part_of_the_language_is_told_with_the_pattern(pattern: str, said: str) -> None:
    with pytest.raises(PatternError, match=re.escape(said)) as raised:
        compile_pattern(pattern, WORDS)
    assert repr(pattern) in str(raised.value)


def test_word_classes_are_read_once_for_all_patterns_of_a_book() -> None:
    classes: dict[str, Part] = {}
    first, second = compile_pattern("{we} can", WORDS, classes), compile_pattern("so {we}", WORDS, classes)
    assert set(classes) == {"we"}
    assert [pattern.source for pattern in (first, second)] == [compile_pattern(text, WORDS).source for text in ("{we} can", "so {we}")]


@given(st.lists(FORMS, min_size=1, max_size=12))
@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_match_is_lost_by_what_a_pattern_needs_beside_its_anchor(pattern: str, forms: list[str]) -> None:
    compiled = compile_pattern(pattern, WORDS)
    if compiled.regex.search(line(" ".join(forms))):
        assert all(need & set(forms) for need in compiled.needs)


@given(st.text(alphabet="ab |(){}?@!^$.<>*VB3 ", max_size=14))
def test_any_text_is_a_pattern_or_an_error(text: str) -> None:
    try:
        compiled = compile_pattern(text, WORDS)
    except PatternError:
        return
    compiled.regex.search(line("a b a ; b"))
    assert compiled.text == text
