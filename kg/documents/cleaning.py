"""Titles and abstracts as people read them: plain Unicode text on one line, whatever markup the source left in.

All offsets of the project count in the text that this module returns.
"""

import html
import re
import unicodedata
from html.entities import html5
from typing import Final

from kg.documents.latex import to_plain

# Characters that count as printable and yet print nothing: fillers, joiners and the choice of a variant.
_HIDDEN: Final = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
_MARKUP: Final = re.compile(rf"[\\${{}}<&`~^{_HIDDEN}]|  ")
_ACCENT: Final = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED: Final = re.compile(f"({_ACCENT}{{8}}){_ACCENT}+")
"""No letter bears more accents than eight; to sort thousands of them takes minutes."""
_INVISIBLE: Final = re.compile(
    f"[{_HIDDEN}\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_BLOCKS: Final = "p|br|hr|div|li|ul|ol|table|tr|td|th|h[1-6]|sec|title|list|list-item|disp-formula"
_INLINE: Final = (
    "i|b|u|s|a|em|strong|small|span|font|tt|code|sub|sup|italic|bold|sc|scp|monospace|underline|inline-formula|tex-math|"
    "alternatives|xref|ext-link|math|mrow|mi|mn|mo|msub|msup|msubsup|mtext|mfrac|mover|munder|mstyle|mspace|semantics"
)
_HEADING: Final = re.compile(r"^\s*<(?:jats:)?title>\s*(?:abstract|summary)\s*:?\s*</(?:jats:)?title>", re.IGNORECASE)
_POWER: Final = re.compile(r"(?<=\d)<(?:jats:)?sup>(?=[-−]?\d)", re.IGNORECASE)
_BLOCK_TAG: Final = re.compile(rf"</?(?:jats:|mml:)?(?:{_BLOCKS})(?:\s[^<>]*)?/?>|<!--[^<>]{{0,500}}-->", re.IGNORECASE)
_INLINE_TAG: Final = re.compile(rf"</?(?:jats:|mml:)?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def clean(text: str) -> str:
    r"""Return ``text`` as plain text on one line: NFC, single spaces, no LaTeX, no HTML, nothing invisible.

    Cleaning what is clean changes nothing. Tokens such as ``<think>`` are no HTML and stay.

    >>> clean("Faster\n  &amp; <i>leaner</i>: $2\\times$ over {\\benchmark}, 3\\% ``better''")
    'Faster & leaner: 2× over benchmark, 3% "better"'
    """
    if not text.isascii():
        text = _PILED.sub(r"\1", text)
    if text.isprintable() and not _MARKUP.search(text) and unicodedata.is_normalized("NFC", text):
        return text.strip()
    # One rewriting can lay bare another (``&amp;lt;``); each takes markup away, so this ends.
    while (rewritten := _rewritten(text)) != text:
        text = rewritten
    return text


def _rewritten(text: str) -> str:
    # Most of what is invisible or a space of another kind is not printable, and that is quick to see.
    if not text.isascii():
        text = _PILED.sub(r"\1", _INVISIBLE.sub("", text))
    if not text.isprintable():
        text = _one_line(_INVISIBLE.sub("", text))
    if "<" in text:
        text = _POWER.sub("^", _HEADING.sub("", text))
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", text))
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return unicodedata.normalize("NFC", _one_line(to_plain(text)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def spelt_out(text: str) -> str:
    r"""Return ``text`` with lone surrogates, which no file can hold, written as escapes; no two texts become one.

    >>> spelt_out("paper-" + chr(0xD800))
    'paper-\\ud800'
    """
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()


def _character(entity: re.Match[str]) -> str:
    """Return what an entity stands for; one that HTML does not know is none."""
    known = entity[0][1] == "#" or entity[0][1:] in html5
    return html.unescape(entity[0]) if known else entity[0]
