"""Text of any draft made fit for XML, JSON and HTML, whose readers refuse some characters."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 has no place for, and with it half of a surrogate pair, which no JSON reader but Python's takes.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Text with a sign in the place of every character that a strict reader refuses, so that all places stay the same."""
    return _ILLEGAL.sub("\ufffd", text)


def xml_text(text: str) -> str:
    """Text between tags. In ASCII, so that the encoding of a pipe does not matter."""
    return _ascii(escape(clean(text), {"\r": "&#13;"}))


def xml_attribute(text: str) -> str:
    """An attribute's value in its quotes, line ends kept as references."""
    return _ascii(quoteattr(clean(text)))


def _ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
