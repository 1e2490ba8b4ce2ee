"""What each sentence of a draft does: the annotator of the eight moves."""

from replylint.moves.annotate import annotate
from replylint.moves.reply import Reply

__all__ = ["Reply", "annotate"]
