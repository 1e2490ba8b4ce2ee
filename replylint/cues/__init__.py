"""Cues: wordings that give a move, or a fault, away. Written as data, looked up by the word that anchors them."""

from replylint.cues.book import CueBook, CueGroup, CueHit, load_words
from replylint.cues.pattern import Pattern, PatternError, compile_pattern
from replylint.cues.sentence import Sentence, sentences_of

__all__ = ["CueBook", "CueGroup", "CueHit", "Pattern", "PatternError", "Sentence", "compile_pattern", "load_words", "sentences_of"]
