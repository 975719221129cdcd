"""The tokenizer and the classes of tokens that every rule on names is written in.

The tokenizer keeps words with their digits together ("H100", "LLaMA2", "Qwen2.5") and parts everything else, hyphens
and slashes too, so that each border a name can have is a border of a token. One regular expression does it, three to
four times as fast as spaCy's general tokenizer, which matters: tokenizing is the largest single cost of reading an
abstract.

A token's class is one letter, and a document's classes are one string, so that rules on names are regular expressions
over classes, which Python runs at the speed of C.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

_TOKEN: Final = re.compile(
    r"""(?:
      [A-Za-z]++(?!\w|\.(?:cpp|jl|js|py|rs)\b)  # nearly all words; the rest costs a closer look
    | [A-Za-z]++\.(?:cpp|jl|js|py|rs)\b         # llama.cpp, Flux.jl
    | [^\W\d_]++\d++\.\d+\w*          # Qwen2.5, Llama3.1
    | \d+(?:[.,]\d+)+[^\W\d_]*        # 1.7x, 12,288
    | \d+(?=[x×][A-Z])                # the count of "8xA100"
    | (?<=\d)[x×](?=[A-Z])
    | \w+
    | [^\w\s]
    | \s+
    )[ ]?""",
    re.VERBOSE,
)

LOWER: Final = "l"
TITLE: Final = "T"
ACRONYM: Final = "A"
CAMEL: Final = "C"
ALNUM: Final = "D"
UPPER: Final = "U"
NUMBER: Final = "N"
HYPHEN: Final = "-"
SLASH: Final = "/"
PLUS: Final = "+"
DOT: Final = "."
OPEN: Final = "("
CLOSE: Final = ")"
COMMA: Final = ","
STOP: Final = "s"
BREAK: Final = "#"
OTHER: Final = "o"

_PUNCTUATION: Final = {
    "-": HYPHEN, "‐": HYPHEN, "‑": HYPHEN, "/": SLASH, "+": PLUS, ".": DOT, "(": OPEN, ")": CLOSE, ",": COMMA, ";":
    COMMA,
}  # fmt: skip

FUNCTION_WORDS: Final = frozenset(
    """a about above across after again against all along also although always among an and another any are around
    as at be because been before being below between beyond both but by can cannot could did do does doing done
    down due during each either enough even ever every few first for from further given had has have having here
    hence how however i if in instead into is it its itself just last least less let like little made make makes
    many may me might more moreover most much must my namely neither no non nor not now of off often on once one
    only onto or other others our ours ourselves out over own per perhaps quite rather same second see several
    should since so some still such than that the their theirs them themselves then there thereby therefore
    these they this those though three through throughout thus to together too toward towards two under until up
    upon us using very via was we well were what when whenever where whereas whereby whether which while who
    whom whose why will with within without would yet you your""".split()
)
"""English words that no technique begins with or contains, whatever their place in the sentence."""


def token_class(token: str) -> str:
    """Return the one-letter class of a token.

    >>> [token_class(t) for t in ("FlashAttention", "GPT", "LLMs", "H100", "Adam", "the", "loss", "4.5", "-")]
    ['C', 'A', 'A', 'D', 'T', 's', 'l', 'N', '-']
    """
    if not token[0].isalnum():
        return _PUNCTUATION.get(token, BREAK if token.isspace() else OTHER)
    return _word_class(token)


def _word_class(token: str) -> str:  # noqa: PLR0911 - a class a return
    if token.casefold() in FUNCTION_WORDS and not (len(token) > 1 and token.isupper()):
        return STOP
    if not any(map(str.isalpha, token)):
        return NUMBER
    if not any(map(str.isupper, token)) and "." not in token:
        # Small letters, or those of a script that knows no capitals.
        return LOWER if token.isalpha() else ALNUM
    if any(c.isdigit() for c in token):
        return ALNUM
    if "." in token:
        return CAMEL  # llama.cpp
    stem = token[:-1] if token.endswith("s") and len(token) > 2 else token
    if stem.isupper():
        return UPPER if len(stem) == 1 else ACRONYM
    return TITLE if token[0].isupper() and token[1:].islower() else CAMEL


def written_tokens(text: str) -> list[str]:
    """Return the tokens of a text, each with the space that follows it, so that together they are the text.

    >>> written_tokens("We use GPT-4.")
    ['We ', 'use ', 'GPT', '-', '4', '.']
    """
    return _TOKEN.findall(text)


def without_space(written: str) -> str:
    """Return a token without the space that follows it; white space that is a token itself stays."""
    return written[:-1] if written[-1] == " " and not written.isspace() else written


def tokenize(text: str) -> list[str]:
    """Return the tokens of a text, white space not among them.

    >>> tokenize("8xA100-80GB runs Qwen2.5")
    ['8', 'x', 'A100', '-', '80GB', 'runs', 'Qwen2.5']
    """
    return [written.removesuffix(" ") for written in _TOKEN.findall(text) if not written.isspace()]


class NameTokenizer:
    """The tokenizer of the pipeline; serialises to nothing, since it is a rule without state."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the document of a text; ``doc.text == text`` always holds."""
        written = written_tokens(text)
        words = list(map(without_space, written))
        return Doc(self.vocab, words=words, spaces=[len(a) < len(b) for a, b in zip(words, written, strict=True)])

    def to_bytes(self, **_: Any) -> bytes:
        """Return nothing: there is no state."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> "NameTokenizer":
        """Return itself: there is no state."""
        return self

    def to_disk(self, _path: Path | str, **_: Any) -> None:
        """Write nothing: there is no state."""

    def from_disk(self, _path: Path | str, **_: Any) -> "NameTokenizer":
        """Return itself: there is no state."""
        return self


def create_name_tokenizer() -> Callable[[Language], NameTokenizer]:
    """Return what a spaCy config calls to make the tokenizer."""
    return lambda nlp: NameTokenizer(nlp.vocab)


registry.tokenizers("kg.NameTokenizer.v1", func=create_name_tokenizer)
