"""LaTeX leftovers become what a reader sees in print."""

import pytest

from kg.documents.latex import to_plain
from kg.documents.symbols import DROPPED, LAST_OF_TWO, LETTERS, SILENT, SYMBOLS

ROWS = [
    # Escaped signs
    (r"3\% of R\&D in snake\_case costs \$5 (\#1)", "3% of R&D in snake_case costs $5 (#1)"),
    (r"5\,ms at 10~Hz", "5 ms at 10 Hz"),
    # Fonts and other commands with an argument
    (r"\textbf{Foo}, \emph{Bar}, \texttt{baz}", "Foo, Bar, baz"),
    (r"\textbf{B}ig \underline{\textbf{M}}odel", "Big Model"),
    (r"{\bf Foo} and {\em Bar}", "Foo and Bar"),
    (r"see \href{https://foo.example}{our page}", "see our page"),
    (r"\textcolor{red}{hot}", "hot"),
    (r"Foo~\cite{a,b} works \citep[p. 3]{c}.", "Foo works."),
    (r"PM\textsuperscript{4}Bench, 10\textsuperscript{3}, 1\textsuperscript{st}", "PM4Bench, 10^3, 1st"),
    # Commands that are not known print their argument or else their name
    (r"{\benchmark} beats \methodname{} and \ours", "benchmark beats methodname and ours"),
    (r"\rev{new text}", "new text"),
    (r"\rev{never closed", "never closed"),
    (r"\textbf{3} nets, the 5\textsuperscript{th}", "3 nets, the 5th"),
    # Braces that print, and some that do not
    (r"\emph{Foo} } bar", "Foo } bar"),
    (r"\emph{Foo} {f(x)}_i and {f(x)} b", "Foo {f(x)}_i and f(x) b"),
    (r"\{a b c d e\} is $\{x\}$", "{a b c d e} is {x}"),
    # Commands whose arguments print with something between or around them
    (r"at \SI{5}{GHz} for \qty{3}{ms}, \binom{n}{k} ways", "at 5 GHz for 3 ms, (n choose k) ways"),
    (r"it works\footnote{ see below }.", "it works (see below)."),
    # Letters and accents
    (r"\unicode{x3b1}-VAE, \alpha{x}, \c{c}, \'{q}", "α-VAE, αx, ç, 'q"),
    (r"\alpha x, \o re, \ae gir, \times 3", "α x, øre, ægir, × 3"),
    (
        r"Schr\"odinger, Fr\'{e}chet, Erd\H{o}s, {\o}re, na{\"\i}ve, Fren\v{s}t\'{a}t",
        "Schrödinger, Fréchet, Erdős, øre, naïve, Frenštát",
    ),
    (r"the model\'s \"best\" run", 'the model\'s "best" run'),
    (r"\b{eta}-VAE", "β-VAE"),
    # Quotation marks
    ("``big'' and `small' but not the users' own", "\"big\" and 'small' but not the users' own"),
    ("run `foo` and it's done", "run `foo` and it's done"),
    # Formulas
    (r"at $lr = 0.1$ for $20 = 3$", "at lr = 0.1 for 20 = 3"),
    (r"at $loss = 3$, not $rate = ten percent$ or", "at loss = 3, not $rate = ten percent$ or"),
    ("A$b+$ and M$x3$d", "Ab+ and Mx3d"),
    (r"$2\times$ and 3$\times$ at $10\%$", "2× and 3× at 10%"),
    (r"$\alpha$ and $k$-means, $D^2$", "α and k-means, D^2"),
    (r"CO$_2$, M$^3$Eval, HumanEval$^{+}$, R$^2$, V${}_2$", "CO2, M3Eval, HumanEval+, R^2, V2"),
    (r"$\text{E}^2\text{Rank}$ and S^{2}FT", "E2Rank and S2FT"),
    (r"$\sim$3x, $\sim 3$x", "~3x, ~3x"),
    (r"$\tilde{O}(\sqrt{dT})$ and $O(n \log n)$", "Õ(√(dT)) and O(n log n)"),
    (r"$\frac{1}{2}$, $T^{n-1}$, $x_{\text{max}}$", "1/2, T^(n-1), x_max"),
    (r"\(n\) and \[m\]", "n and m"),
    (r"5$^\circ$ and 6{\deg}", "5° and 6°"),
    (r"$1{,}000$ and 4{,}918", "1,000 and 4,918"),
    (r"$p < 0.05$", "p < 0.05"),
    (r"256$\times$256", "256×256"),
    # Braces that print
    ("bits {0,1} and {Foo, Bar}", "bits {0,1} and {Foo, Bar}"),
    ("{S}ignal by {FooNet}", "Signal by FooNet"),
]
UNTOUCHED = [
    "costs $5 to $10 a run",
    "from US$3B to US$5B",
    "paid $10 (US$ only) and $20",
    "about ~5x, n ~ 300, 10~20, ~$4 apiece",
    "https://foo.example/~user",
    "prices of $0.46 and only $0.039 per query",
    "O(N^2) and x_i",
    "a 5' x 6'' frame",
    "plain",
]


@pytest.mark.parametrize(("text", "plain"), ROWS)
def test_latex_is_read_as_in_print(text: str, plain: str) -> None:
    assert to_plain(text) == plain


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_latex_stays(text: str) -> None:
    assert to_plain(text) == text


def test_a_command_stands_in_one_table_only() -> None:
    tables = [set(SYMBOLS), set(SILENT), set(DROPPED), set(LAST_OF_TWO)]
    assert sum(map(len, tables)) == len(set().union(*tables))
    assert set(SYMBOLS) >= LETTERS


@pytest.mark.parametrize(
    "text", ["Ab^1C" * 8000, "{" * 20_000 + "x" + "}" * 5000, "a^{" * 9000 + "}" * 9000, "$a" * 20_000]
)
def test_hostile_markup_ends_soon(text: str) -> None:
    assert to_plain(text)


def test_deep_and_unbalanced_braces_end() -> None:
    assert "x" in to_plain("{" * 5000 + "x" + "}" * 5000)
    assert "x" in to_plain("\\textbf{" * 3000 + "x" + "$" * 3001)
