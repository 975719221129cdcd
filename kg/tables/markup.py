"""Values as XML: escaped, and without the characters that XML 1.0 forbids."""

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kg.tables.rows import Value

HEADER: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATTRIBUTE: Final = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def plain_text(value: Value) -> str:
    r"""Return a value as text: lists joined by ``" | "``, forbidden characters replaced by U+FFFD.

    >>> plain_text(("a", "b\0")), plain_text(0.5)
    ('a | b�', '0.5')
    """
    text = " | ".join(value) if isinstance(value, tuple) else str(value)
    return _FORBIDDEN.sub("\ufffd", text)


def content(value: Value) -> str:
    """Return a value as the content of an element.

    >>> content("<i> & co")
    '&lt;i&gt; &amp; co'
    """
    return escape(plain_text(value), {"\r": "&#13;"})


def attribute(value: Value) -> str:
    """Return a value as an attribute, in its quotes.

    >>> attribute("a < b")
    '"a &lt; b"'
    """
    return quoteattr(plain_text(value), _ATTRIBUTE)


def type_of(column: str) -> str:
    """Return the XML Schema type of a column of ``rows``."""
    return "double" if column == "confidence" else "string"
