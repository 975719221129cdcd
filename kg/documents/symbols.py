"""What LaTeX commands stand for in plain text: one row a command, nothing else."""

from collections.abc import Mapping
from typing import Final

SYMBOLS: Final[Mapping[str, str]] = {
    # Greek letters
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "varpi": "π", "rho": "ρ", "varrho": "ρ", "sigma": "σ", "varsigma": "ς", "tau": "τ",
    "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω",
    # Letters of other alphabets, and letters that mathematics made its own
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł",
    "L": "Ł", "i": "ı", "j": "ȷ", "ell": "ℓ", "hbar": "ℏ", "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ",
    # Operators
    "times": "×", "div": "÷", "pm": "±", "mp": "∓", "cdot": "·", "cdotp": "·", "ast": "*", "star": "*", "circ": "∘",
    "bullet": "•", "oplus": "⊕", "otimes": "⊗", "odot": "⊙", "sum": "∑", "prod": "∏", "int": "∫", "partial": "∂",
    "nabla": "∇", "infty": "∞", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨", "neg": "¬", "lnot": "¬",
    "cup": "∪", "cap": "∩", "bigcup": "⋃", "bigcap": "⋂", "setminus": "∖", "emptyset": "∅", "varnothing": "∅",
    "forall": "∀", "exists": "∃", "angle": "∠", "top": "⊤", "bot": "⊥", "perp": "⊥", "prime": "′",
    # Relations
    "sim": "~", "simeq": "≃", "approx": "≈", "cong": "≅", "equiv": "≡", "propto": "∝", "leq": "≤", "le": "≤",
    "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠", "ne": "≠", "ll": "≪", "gg": "≫", "lt": "<",
    "gt": ">", "lesssim": "≲", "gtrsim": "≳", "prec": "≺", "succ": "≻", "preceq": "⪯", "succeq": "⪰", "in": "∈",
    "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "mid": "|",
    "parallel": "∥", "vert": "|", "Vert": "‖", "lvert": "|", "rvert": "|", "lVert": "‖", "rVert": "‖",
    # Arrows
    "to": "→", "rightarrow": "→", "longrightarrow": "→", "Rightarrow": "⇒", "implies": "⇒", "leftarrow": "←",
    "gets": "←", "Leftarrow": "⇐", "leftrightarrow": "↔", "Leftrightarrow": "⇔", "iff": "⇔", "uparrow": "↑",
    "downarrow": "↓", "mapsto": "↦", "hookrightarrow": "↪", "rightsquigarrow": "⇝", "nearrow": "↗", "searrow": "↘",
    # Brackets
    "langle": "⟨", "rangle": "⟩", "lceil": "⌈", "rceil": "⌉", "lfloor": "⌊", "rfloor": "⌋", "lbrace": "{",
    "rbrace": "}",
    # Marks of running text
    "ldots": "...", "dots": "...", "cdots": "...", "textellipsis": "...", "textemdash": "—", "textendash": "–",
    "deg": "°", "degree": "°", "textdegree": "°", "S": "§", "P": "¶", "copyright": "©", "textregistered": "®",
    "texttrademark": "™", "pounds": "£", "euro": "€", "textbackslash": " ", "textasciitilde": "~",
    "textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">", "textquoteleft": "'",
    "textquoteright": "'", "dag": "†", "dagger": "†", "ddag": "‡", "ddagger": "‡", "checkmark": "✓", "cmark": "✓",
    "xmark": "✗", "textmu": "μ", "micro": "μ", "eg": "e.g.", "ie": "i.e.", "etc": "etc.", "etal": "et al.",
    "LaTeX": "LaTeX", "TeX": "TeX", "quad": " ", "qquad": " ", "newline": " ", "linebreak": " ", "par": " ",
    "space": " ",
}  # fmt: skip
"""Command without its backslash to what a reader sees in print."""

LETTERS: Final = frozenset({
    "AA", "AE", "L", "O", "OE", "aa", "ae", "i", "j", "l", "o", "oe", "ss",
})  # fmt: skip
"""Commands that are letters of words."""

SILENT: Final = frozenset({
    "Big", "Bigg", "Bigl", "Bigr", "Huge", "LARGE", "Large", "allowbreak", "begingroup", "bf", "bfseries", "big",
    "bigg", "bigl", "bigr", "bigskip", "boldmath", "cal", "centering", "displaystyle", "em", "endgroup",
    "footnotesize", "huge", "ignorespaces", "indent", "it", "item", "itshape", "large", "leavevmode", "left",
    "limits", "maketitle", "mdseries", "medskip", "middle", "newpage", "nobreak", "noindent", "nolimits",
    "nonumber", "normalfont", "normalsize", "protect", "relax", "right", "rm", "rmfamily", "sc", "scriptsize",
    "scriptstyle", "scshape", "sf", "sffamily", "sl", "sloppy", "small", "smallskip", "textstyle", "tiny", "tt",
    "ttfamily", "unboldmath", "unskip", "upshape", "xspace",
})  # fmt: skip
"""Commands that print nothing and take no argument."""

DROPPED: Final = frozenset({
    "Cref", "autocite", "autoref", "cite", "citealp", "citealt", "citeauthor", "citenum", "citep", "citet",
    "citeyear", "color", "cref", "eqref", "footcite", "hphantom", "hspace", "index", "label", "nocite", "pageref",
    "pagestyle", "parencite", "phantom", "ref", "textcite", "thanks", "vphantom", "vspace",
})  # fmt: skip
"""Commands that vanish together with their argument."""

LAST_OF_TWO: Final = frozenset({
    "colorbox", "fcolorbox", "href", "hyperlink", "hyperref", "overset", "raisebox", "scalebox", "stackrel",
    "textcolor", "underset",
})  # fmt: skip
"""Commands of two arguments of which the second is what a reader sees."""

FONTS: Final = ("text", "math", "emph", "underline", "footnote", "href", "url")
"""How the names of those commands begin that without an argument print nothing."""

ACCENTS: Final[Mapping[str, str]] = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "d": "\u0323", "r": "\u030a",
    "acute": "\u0301", "grave": "\u0300", "hat": "\u0302", "widehat": "\u0302", "ddot": "\u0308",
    "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304", "dot": "\u0307", "breve": "\u0306",
    "check": "\u030c", "mathring": "\u030a",
}  # fmt: skip
"""Accent commands to the combining character that does the same."""
