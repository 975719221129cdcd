"""LaTeX leftovers to the plain text that a reader sees in print.

Abstracts carry fragments of LaTeX, seldom whole and seldom balanced, so nothing here is parsed: groups are rewritten
from the innermost outwards, and whatever stays unclear stays as text, without its backslashes.
"""

import re
import unicodedata
from typing import Final

from kg.documents.symbols import ACCENTS, DROPPED, FONTS, LAST_OF_TWO, LETTERS, SILENT, SYMBOLS

# Braces that belong to the text wait under these noncharacters, which no text may hold, until all groups are done.
_OPEN: Final = "\ufdd0"
_CLOSE: Final = "\ufdd1"

_DEPTH: Final = 40
"""Groups nested deeper than this are noise; their braces go."""

_MARKED: Final = re.compile(r"[\\${}`~^]")
_ESCAPED_QUOTE: Final = re.compile(r'\\"(?!\{?\\?[A-Za-z])')
_LITERAL: Final = re.compile(r"\\([{}\\])")
_DROPPED: Final = re.compile(
    rf"[ ~]?\\(?:{'|'.join(sorted(DROPPED))}|begin|end)\*?(?:\[[^\]{{}}]{{0,300}}\])*\{{[^{{}}]*\}}"
)
_UNCLOSED: Final = re.compile(r"(?:(\\footnote)|\\[A-Za-z]+)\*?\{")

_FORMULA: Final = re.compile(
    r"(?<!\\)\$\$(?P<display>[^$]{1,2000})\$\$"
    r"|(?<!\\)\$(?P<inline>[^$]{0,500}[^\\$])\$"
    r"|\\\((?P<round>[^$]{1,500}?)\\\)|\\\[(?P<square>[^$]{1,2000}?)\\\]"
)
_CERTAIN: Final = re.compile(r"[\\^_{}]|^[^\w$]+$")
_TOKEN: Final = re.compile(r"\S{1,24}| \S{1,24} ")
_OPERATOR: Final = re.compile(r"[<>=+*/≤≥≈×±∈→∼~-]")
_WORD: Final = re.compile(r"[A-Za-z]{3,}")
_PROSE: Final = re.compile(r"(?<![\\A-Za-z{])[a-z]{3,}(?= |$)")
_ABOUT: Final = re.compile(r"^~ (?=[\d.])")

_ACCENT: Final = re.compile(
    r"""\\(?P<mark>['`^"~=.])(?:\{\ ?(?P<inner>\\[ij]|[^\W\d_])\ ?\}|(?!(?<=')s\b)(?P<bare>\\[ij]\b|[^\W\d_]))"""
    r"""|\\(?P<named>[uvHckdr])\ ?\{\ ?(?P<of>\\[ij]|[^\W\d_])\ ?\}""",
    re.VERBOSE,
)
_GROUP: Final = re.compile(
    rf"\\(?P<pair>{'|'.join(sorted(LAST_OF_TWO))}|[dtc]?frac|SI|qty|binom)"
    r"\*?\ ?\{(?P<first>[^{}]*)\}\ ?(?:\{(?P<second>[^{}]*)\})?"
    r"|\\(?P<command>[A-Za-z]+)\*?\ ?(?:\[[^\]{}]*\]\ ?)?\{(?P<argument>[^{}]*)\}"
    r"|(?P<script>[\^_])\{(?P<index>[^{}]*)\}"
    r"|(?<!\})\{(?P<body>[^{}]*)\}"
)
_SIMPLE_INDEX: Final = re.compile(r"\w*|-?[\d.:]+|\W|\([^()]*\)")
_COMMAND: Final = re.compile(r"\\(?:(?P<name>[A-Za-z]+)\*?(?P<space> ?)|(?P<sign>[^A-Za-z]))")
_SIGNS: Final = {",": " ", ";": " ", ":": " ", ">": " ", " ": " ", "|": "‖"} | {sign: sign for sign in "%&_#$'`\""}

_TRADE_MARK: Final = re.compile(r"\^(?:TM|™|®|\(R\))")
_DEGREE: Final = re.compile(r"\^[°∘]")
_ORDINAL: Final = re.compile(r"(?<=\d)\^(st|nd|rd|th)\b")
_POWER_IN_NAME: Final = re.compile(r"(?<![\w(])([A-Z]\w{0,30})\^(\d+)(?=[A-Z][A-Za-z])")
_TIE: Final = re.compile(r"(?<=[\w.,;:)\]%°\"'”’])~(?=[\w(\[\"“$\\])(?!(?<=\d~)\d)")
_DOUBLE_QUOTES: Final = re.compile(r"``([^`]*?)(?:''|\")")
_SINGLE_QUOTES: Final = re.compile(r"(?<![\w`])`(?=\w)([^`']{1,80})'(?![\w'])")


def to_plain(text: str) -> str:
    r"""Return ``text`` with its LaTeX rewritten as plain text.

    >>> to_plain(r"a $2\times$ gain of {\bf Foo}, 3\% over \emph{Bar}~\cite{b} by Schr\"odinger")
    'a 2× gain of Foo, 3% over Bar by Schrödinger'
    """
    if not _MARKED.search(text):
        return text
    if _ESCAPED_QUOTE.search(text):
        text = text.replace('\\"', '"')
    # "\b{eta}" is what a careless program makes of "\beta"; "{,}" keeps a comma inside a number.
    text = text.replace("\\b{eta}", "β").replace("{,}", ",")
    if "\\" in text:
        text = _LITERAL.sub(lambda found: {"{": _OPEN, "}": _CLOSE}.get(found[1], " "), _DROPPED.sub("", text))
    text = _groups(_formulas(text))
    if "\\" in text:
        text = _flat(_UNCLOSED.sub(lambda found: " " if found[1] else "", text))
    return _in_print(text).replace(_OPEN, "{").replace(_CLOSE, "}")


def _in_print(text: str) -> str:
    """Set powers, ties and quotation marks as print does, each only where its sign occurs."""
    if "^" in text:
        text = _ORDINAL.sub(r"\1", _DEGREE.sub("°", _TRADE_MARK.sub("", text)))
        text = _POWER_IN_NAME.sub(r"\1\2", text)
    if "~" in text:
        text = _TIE.sub(" ", text)
    if "`" in text:
        text = _SINGLE_QUOTES.sub(r"'\1'", _DOUBLE_QUOTES.sub(r'"\1"', text))
    return text


def _formulas(text: str) -> str:
    """Return ``text`` with each formula rewritten and without its delimiters."""
    parts: list[str] = []
    done = 0
    while found := _FORMULA.search(text, done):
        formula = _is_formula(found)
        # Of what only looks like a formula, as two prices do, the second dollar may yet open one.
        end = found.end() if formula else found.start() + 1
        parts += text[done : found.start()], _formula(found) if formula else text[found.start() : end]
        done = end
    return "".join(parts) + text[done:]


def _is_formula(found: re.Match[str]) -> bool:
    source = found["inline"]
    if not source or (_CERTAIN.search(source) and len(_PROSE.findall(source)) < 4):
        return True
    if found.string[found.end() : found.end() + 1].isdigit():
        return False
    return bool(_TOKEN.fullmatch(source)) or (source == source.strip() and _is_expression(source))


def _is_expression(source: str) -> bool:
    words = len(_WORD.findall(source))
    return (words == 0 and bool(_OPERATOR.search(source))) or (words <= 1 and ("=" in source or source[0] in "(["))


def _formula(found: re.Match[str]) -> str:
    source = found["display"] or found["inline"] or found["round"] or found["square"]
    text = _ABOUT.sub("~", _flat(_groups(source, math=True)).strip())
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return text[1:] if _is_part_of_name(text, before, after) else text


def _is_part_of_name(text: str, before: str, after: str) -> bool:
    """Tell whether a formula is only a script that print sets within a name, as in ``CO$_2$`` or ``M$^3$Eval``."""
    script, rest = text[:1], text[1:]
    if script == "_":
        return before.isalnum() and rest.replace(".", "", 1).isdecimal()
    if script == "^":
        return before.isalnum() and (
            rest in {"+", "*", "†"} or (rest.isdecimal() and before.isalpha() and after.isalpha())
        )
    return False


def _groups(text: str, *, math: bool = False) -> str:
    """Rewrite everything in braces, innermost first."""
    text = _ACCENT.sub(_accented, text)
    for _ in range(_DEPTH):
        if "{" not in text:
            break
        rewritten = _ACCENT.sub(_accented, _GROUP.sub(_in_formula if math else _in_text, text))
        if rewritten == text:
            break
        text = rewritten
    else:
        text = text.replace("{", "").replace("}", "")
    return text


def _in_formula(found: re.Match[str]) -> str:
    """Rewrite one group of a formula, where bare braces never print."""
    return _group(found) if found["body"] is None else _flat(found["body"])


def _in_text(found: re.Match[str]) -> str:
    """Rewrite one group of running text, where sets such as ``{1, 2}`` and ``{x, y}_i`` keep their braces."""
    body = found["body"]
    if body is None:
        return _group(found)
    indexed = found.string[found.end() :][:1] in {"_", "^"} and not body.isalnum()
    keeps = body[:1] not in {"", " ", "\\"} and (indexed or _is_list(body))
    return f"{_OPEN}{_flat(body)}{_CLOSE}" if keeps else _flat(body)


def _is_list(body: str) -> bool:
    return "," in body and all(len(part.split()) <= 3 for part in body.split(","))


def _group(found: re.Match[str]) -> str:
    """Rewrite a group that is the argument of a command or of a script sign."""
    if found["pair"]:
        return found[0] if found["second"] is None else _of_two(found["pair"], found["first"], found["second"])
    if found["command"]:
        return _of_one(found["command"], _flat(found["argument"]), found.string[: found.start()][-1:])
    index = _flat(found["index"]).strip()
    return found["script"] + (index if _SIMPLE_INDEX.fullmatch(index) else f"({index})")


def _of_two(command: str, first: str, second: str) -> str:
    first, second = _flat(first), _flat(second)
    if command in LAST_OF_TWO:
        return second
    if command in {"SI", "qty"}:
        return f"{first} {second}"
    return f"({first} choose {second})" if command == "binom" else f"{_bracketed(first)}/{_bracketed(second)}"


def _of_one(command: str, argument: str, before: str) -> str:
    """Return what a command prints with its argument; one that is not known prints the argument, or else its name."""
    if command == "unicode" and re.fullmatch(r"x[0-9A-Fa-f]{2,4}", argument):
        text = chr(int(argument[1:], 16))
    elif command == "sqrt":
        text = f"√{argument}" if len(argument) == 1 or argument.isdecimal() else f"√({argument})"
    elif command == "footnote":
        text = f" ({argument.strip()})"
    elif command == "textsuperscript" and before.isdigit() and argument.isdecimal():
        text = f"^{argument}"
    elif command in ACCENTS and len(argument) == 1:
        text = unicodedata.normalize("NFC", argument + ACCENTS[command])
    elif command in SYMBOLS:
        text = SYMBOLS[command] + argument
    elif argument.strip() or command in SILENT or command.startswith(FONTS):
        text = argument
    else:
        text = command
    return text


def _bracketed(text: str) -> str:
    return text if re.fullmatch(r"\w*|[\d.]+", text) else f"({text})"


def _accented(found: re.Match[str]) -> str:
    r"""Return letter and accent as one character; ``\'`` before a letter without such a form is an escaped quote."""
    command = found["mark"] or found["named"]
    letter = (found["inner"] or found["bare"] or found["of"]).removeprefix("\\")
    character = unicodedata.normalize("NFC", letter + ACCENTS[command])
    if len(character) == 1:
        return character
    return command + letter if command in "'\"`" else letter


def _flat(text: str) -> str:
    """Rewrite the commands of a text without groups."""
    return _COMMAND.sub(_printed, text).replace("\\", " ") if "\\" in text else text


def _printed(found: re.Match[str]) -> str:
    """Return what a command prints without an argument; one that is not known prints its name."""
    if found["sign"]:
        return _SIGNS.get(found["sign"], "")
    name, space = found["name"], found["space"]
    if name in SYMBOLS:
        # TeX eats the space after a command; in print that matters only where the command is a letter of a word.
        return SYMBOLS[name] + ("" if name in LETTERS else space)
    if name in SILENT or name in DROPPED or name.startswith(FONTS):
        return ""
    before = found.string[: found.start()][-1:]
    return f"{' ' if before.isalnum() else ''}{name}{space}"
