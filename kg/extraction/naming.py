"""What a thing is called: from the string in the text to the name that the field would write.

Sizes and training stages belong to the family ("LLaMA-2-7B-Instruct" is LLaMA-2), memory belongs to the copy of a
device ("A100-80GB" is A100), plurals and makers fall away. Versions stay. Each step is a row of ``NAME_RULES`` with
an identifier, the reason that is shown when two names were merged.
"""

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.vocabulary import normal_form


class NameRule(NamedTuple):
    """A part of a string that does not belong to the name; ``id`` is the reason given for dropping it."""

    id: str
    pattern: re.Pattern[str]


_STAGE: Final = r"(?:Instruct|Chat|Base|it|IT|Preview|Distill(?:ed)?|instruct|chat|base|hf)"

NAME_RULES: Final[tuple[NameRule, ...]] = (
    NameRule("memory", re.compile(r"(?<=\w)(?:[\s\-]+\(?|\()\d+\s?Gi?B\)?$")),
    NameRule(
        "size-variant",
        re.compile(
            rf"(?<=[\w.)])[\s\-_]\d+(?:\.\d+)?[BM](?:-A\d+(?:\.\d+)?B)?(?:[\s\-_]{_STAGE})*(?:[\s\-_]v\d+(?:\.\d+)*)?$"
        ),
    ),
    NameRule("training-stage", re.compile(r"(?<=[\w.)])[\s\-_](?:Instruct|Chat)$")),
    NameRule("patch-size", re.compile(r"(?<=[a-zA-Z])-(?:Ti|S|B|L|H|g|G|XL)/\d+$")),
    NameRule("generation-of-year", re.compile(r"(?<=[a-z])\s?(?:\(\s*20\d\d\s*\))$")),
)
"""What is dropped from the end of a string, in this order; each pattern is anchored there."""

_HEAD_NOUNS: Final = re.compile(
    r"\s(?:models?|datasets?|benchmarks?|gpus?|corpus|suite|algorithms?|methods?|frameworks?|architectures?|cards?|boards?)$",
    re.IGNORECASE,
)
_MAKERS: Final = re.compile(
    r"^(?:NVIDIA|Nvidia|NVidia|AMD|Intel|Google|Xilinx|Qualcomm|Huawei|Apple|IBM|Microsoft)(?:['’]s)?[\s\-]+(?=\w)"
)


@lru_cache(maxsize=25_000)
def base_name(text: str) -> tuple[str, str]:
    """Return the name without what belongs to one copy or size of the thing, and the reason (empty where none applied).

    >>> base_name("LLaMA-2-7B-Instruct"), base_name("A100-80GB"), base_name("GPT-4o")
    (('LLaMA-2', 'size-variant'), ('A100', 'memory'), ('GPT-4o', ''))
    """
    reasons = []
    for rule in NAME_RULES:
        shorter = rule.pattern.sub("", text)
        if shorter != text and len(shorter) > 1:
            text = shorter
            reasons.append(rule.id)
    return text, "+".join(reasons)


@lru_cache(maxsize=25_000)
def name_key(text: str) -> str:
    """Return what all spellings and sizes of a name share.

    >>> name_key("Llama 2 7B") == name_key("LLaMA-2")
    True
    """
    return normal_form(base_name(text)[0])


def without_maker(text: str) -> str:
    """Return the name of a device without its maker.

    >>> without_maker("NVIDIA H100")
    'H100'
    """
    return _MAKERS.sub("", text)


def tidy_name(text: str) -> str:
    """Return a name as written in the text without the general noun that may follow it.

    >>> tidy_name("LongBench benchmark")
    'LongBench'
    """
    return _HEAD_NOUNS.sub("", text.strip())


def technique_name(text: str) -> str:
    """Return a common-noun phrase as a term: small letters where capitals only mark a heading, singular.

    >>> technique_name("Graph Neural Networks"), technique_name("Gaussian processes"), technique_name("LLM agents")
    ('graph neural network', 'Gaussian process', 'LLM agent')
    """
    words = re.split(r"([\s\-]+)", text.strip())
    heading = sum(w[:1].isupper() and w[1:].islower() for w in words) > 1
    lowered = [
        w.lower() if (heading or index == 0) and w[1:].islower() and w not in _EPONYMS else w
        for index, w in enumerate(words)
    ]
    # What a thing is made of stays many: a mixture of experts, a bag of words.
    if "of" not in lowered[-3:-2]:
        lowered[-1] = singular(lowered[-1])
    return "".join(lowered)


_EPONYMS: Final = frozenset(
    """Bayesian Gaussian Markov Monte Carlo Kalman Gibbs Langevin Lagrangian Fourier Laplace Laplacian Hessian Newton
    Wasserstein Hopfield Boltzmann Bellman Dirichlet Bernoulli Poisson Cholesky Krylov Gumbel Hamiltonian
    Koopman Lipschitz Nesterov Polyak Shapley Sinkhorn Stein Thompson Riemannian Euclidean Schrödinger Taylor
    Jacobian Hebbian Hungarian Bregman Fisher Huber Nyström Adam""".split()
)


_PLURALS: Final = MappingProxyType(
    {
        **{"analyses": "analysis", "caches": "cache", "indices": "index", "matrices": "matrix", "vertices": "vertex"},
        **{word: word for word in ("chaos", "means", "news", "series", "species")},
    }
)
"""Words whose endings mislead."""


def singular(word: str) -> str:
    """Return the singular of an English noun, as far as its ending tells.

    >>> [singular(w) for w in ("networks", "processes", "strategies", "LLMs", "loss", "bias", "analysis")]
    ['network', 'process', 'strategy', 'LLM', 'loss', 'bias', 'analysis']
    """
    if word in _PLURALS:
        return _PLURALS[word]
    if len(word) < 4 and not word[:-1].isupper():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "as", "ics", "ous")):
        return word[:-1]
    return word
