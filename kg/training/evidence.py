"""Fits what evidence weighs for roles, relations and results, on things as the recogniser really finds them.

What people annotated is complete, and what the recogniser finds is not: weights fitted to annotated things would trust
wrong ones. So the papers come with drafts from recognisers that were trained on other papers, and in the same way
relations and results see roles that were decided by weights from other papers.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.annotated import Annotated
from kg.errors import GoldError
from kg.evaluation import Annotation, Named, annotation, match, normal_form
from kg.evaluation.annotations import said_value
from kg.extraction.draft import Draft
from kg.extraction.evidence import BIAS, RESULT, Table, Tables
from kg.extraction.relations import find_meetings, find_pairs, of_one
from kg.extraction.results import find_numbers
from kg.extraction.roles import assign_roles, survey
from kg.extraction.sentences import Offsets
from kg.records import EntityType, RelationType, Role
from kg.training.matrix import each_class, logistic_regression, matrix_of

_CURE: Final = "annotate more papers, or train without --tables"
_FOLDS: Final = 5
_METHOD_ROLES: Final = (Role.INTRODUCES, Role.COMPARES_TO, Role.USES, Role.MENTIONS)
_DATA_ROLES: Final = (Role.INTRODUCES, Role.EVALUATES_ON, Role.USES, Role.MENTIONS)
_HARDWARE_ROLES: Final = (Role.INTRODUCES, Role.RUNS_ON, Role.COMPARES_TO, Role.USES, Role.MENTIONS)
_RELATION_TYPES: Final = tuple(sorted(RelationType))

_ROLES: Final = 0.1
_RELATIONS: Final = 0.05
_RESULTS: Final = 0.1
"""The inverse strengths of the L2 penalty: the best of five or six on papers left out."""

_INTRODUCED: Final = 0.3
"""What is added in favour of ``introduces``: to overlook a paper's own contribution costs more than one too many."""

_GIVEN: Final = {"front": (-2.0, 1.0, -0.4, 0.0)}
"""What a method in front of the sentence ("Unlike X, we ...") weighs for its roles: too rare to be learnt."""

_RAREST: Final = 5
"""In how many cases a piece of evidence must be met to be weighed."""

_LIKELY_RELATION: Final = 0.25
_LIKELY_RESULT: Final = 0.42
"""How likely a relation and a result must be: where F1 is best when the probabilities are right, half of the F1."""

_FAR: Final = ("left.", "after.", "title left.", "title after.")
"""Evidence for roles that says nothing of relations: it looks too far."""


@dataclass(frozen=True, slots=True)
class Case:
    """A paper with the things that a recogniser found in it which had not been trained on it."""

    annotated: Annotated
    text: str
    title_end: int
    sentences: Sequence[Offsets]
    drafts: tuple[Draft, ...]

    @property
    def document(self) -> tuple[str, int, Sequence[Offsets], tuple[Draft, ...]]:
        """Return what the stages of extraction ask for."""
        return self.text, self.title_end, self.sentences, self.drafts


@dataclass(frozen=True, slots=True)
class _Judged:
    """A case beside its annotation: for each draft the annotated thing that it is, or None; and its key there."""

    case: Case
    gold: Annotation
    meant: tuple[Named | None, ...]
    keys: tuple[str, ...]


Rows = list[tuple[Collection[str], bool]]
"""Evidence, and whether what it speaks for is so."""


def fit_tables(cases: Sequence[Case]) -> Tables:
    """Return the tables that fit the cases best.

    Raises:
        GoldError: the cases show too little of something to learn it.
    """
    judged = [_judge(case) for case in cases]
    roles = _fit_roles(judged)
    decided = list(_with_roles(judged))
    return Tables(*roles, *_fit_relations(decided), _fit_results(decided))


def _judge(case: Case) -> _Judged:
    gold = annotation(case.annotated.record)
    found = [_named(case.text, draft) for draft in case.drafts]
    meant: list[Named | None] = [None] * len(found)
    for wanted, other in match(gold.entities, found).items():
        meant[other] = gold.entities[wanted]
    keys = tuple(known.key if known else own.key for known, own in zip(meant, found, strict=True))
    return _Judged(case, gold, tuple(meant), keys)


def judge_drafts(case: Case) -> Iterator[tuple[Draft, Named | None]]:
    """Yield what was found in a paper, and the annotated thing that it is, or None where it is none."""
    return zip(case.drafts, _judge(case).meant, strict=True)


def _named(text: str, draft: Draft) -> Named:
    key = normal_form(draft.name)
    keys = frozenset({key, *(normal_form(text[start:end]) for start, end in draft.spans)} - {""})
    return Named(draft.name, key, keys, draft.type, draft.kind, None)


# Roles ----------------------------------------------------------------------------------------------------------------


def _fit_roles(judged: Sequence[_Judged]) -> tuple[Table, Table, Table]:
    """Return the tables for methods, data and hardware."""
    rows: dict[tuple[Role, ...], list[tuple[Collection[str], Role]]] = defaultdict(list)
    for one in judged:
        for draft, meant, evidence in zip(one.case.drafts, one.meant, survey(*one.case.document).evidence, strict=True):
            family = _family(draft.type)
            if meant is not None and meant.role in family:
                rows[family].append((evidence, meant.role))
    methods, data, hardware = (
        _table_of_one_fit(family, rows[family]) for family in (_METHOD_ROLES, _DATA_ROLES, _HARDWARE_ROLES)
    )
    return replace(methods, rows={**methods.rows, **_GIVEN}), data, hardware


def _family(type_: EntityType) -> tuple[Role, ...]:
    if type_ is EntityType.METHOD:
        return _METHOD_ROLES
    return _HARDWARE_ROLES if type_ is EntityType.HARDWARE else _DATA_ROLES


def _table_of_one_fit(outcomes: tuple[Role, ...], rows: Sequence[tuple[Collection[str], Role]]) -> Table:
    """Return a table whose outcomes exclude each other."""
    evidence = _met_often([found for found, _ in rows])
    labels = np.array([outcomes.index(role) for _, role in rows])
    weights = np.zeros((len(evidence) + 1, len(outcomes)))
    weights[0] = -9.0
    if not evidence or len(set(labels.tolist())) < 2:
        raise GoldError("too few roles to learn from", cure=_CURE)
    model = logistic_regression(_ROLES).fit(matrix_of([found for found, _ in rows], evidence), labels)
    coefficients, intercepts = each_class(model)
    for index, label in enumerate(model.classes_):
        weights[0, label], weights[1:, label] = intercepts[index], coefficients[index]
    weights[0, outcomes.index(Role.INTRODUCES)] += _INTRODUCED
    return _table(tuple(outcomes), (0.0,) * len(outcomes), evidence, weights)


def _with_roles(judged: Sequence[_Judged]) -> Iterator[_Judged]:
    """Yield the cases with the roles that weights from the other cases give."""
    nothing = (Table((), (), {}),) * 4
    for fold in range(_FOLDS):
        rest = [one for number, one in enumerate(judged) if number % _FOLDS != fold]
        tables = Tables(*_fit_roles(rest), *nothing)
        for one in judged[fold::_FOLDS]:
            case = one.case
            drafts = assign_roles(*case.document, tables=tables)
            yield replace(one, case=replace(case, drafts=drafts))


# Relations ------------------------------------------------------------------------------------------------------------


_HEAD: Final = "head "
_TAIL: Final = "tail "
"""What the ids of the evidence for one thing begin with while it is fitted with that for two."""


def _fit_relations(judged: Sequence[_Judged]) -> tuple[Table, Table, Table]:
    """Return the tables for heads, tails, and both together."""
    rows: dict[RelationType, Rows] = {relation: [] for relation in _RELATION_TYPES}
    for one in judged:
        for head, tail, types, evidence in _pairs(one):
            for relation in types:
                rows[relation].append((evidence, (one.keys[head], relation, one.keys[tail]) in one.gold.relations))
    least = (_log_odds(_LIKELY_RELATION),) * len(_RELATION_TYPES)
    whole = _table_of_many_fits(_RELATION_TYPES, least, [rows[relation] for relation in _RELATION_TYPES], _RELATIONS)
    both = {name: row for name, row in whole.rows.items() if not name.startswith((_HEAD, _TAIL))}
    return _part(whole, _HEAD), _part(whole, _TAIL), replace(whole, rows=both)


def _part(whole: Table, part: str) -> Table:
    """Return the rows whose ids begin with ``part``, without it."""
    return replace(whole, rows={n.removeprefix(part): row for n, row in whole.rows.items() if n.startswith(part)})


def _pairs(one: _Judged) -> Iterator[tuple[int, int, Sequence[RelationType], Collection[str]]]:
    """Yield the pairs of things that a relation may hold between, with all evidence for it."""
    case = one.case
    around = survey(*case.document)
    near = [[name for name in found if not name.startswith(_FAR)] for found in around.evidence]
    meetings = find_meetings(around.sentences)
    for head, tail, types, evidence in find_pairs(case.text, case.drafts, around.sentences, meetings):
        of_head = [_HEAD + name for name in of_one(case.drafts[head], near[head])]
        of_tail = [_TAIL + name for name in of_one(case.drafts[tail], near[tail])]
        yield head, tail, types, {*evidence, *of_head, *of_tail}


# Results --------------------------------------------------------------------------------------------------------------


def _fit_results(judged: Sequence[_Judged]) -> Table:
    rows: Rows = []
    for one in judged:
        wanted = Counter(one.gold.said_values)
        for numbers, number, evidence in find_numbers(*one.case.document):
            start, end = numbers.values[number]
            value = said_value(one.case.text[start:end])
            rows.append((evidence, wanted[value] > 0))
            wanted[value] -= 1
    return _table_of_many_fits((RESULT,), (_log_odds(_LIKELY_RESULT),), [rows], _RESULTS)


# Tables ---------------------------------------------------------------------------------------------------------------


def _table_of_many_fits(
    outcomes: Sequence[str], least: tuple[float, ...], rows: Sequence[Rows], regularisation: float
) -> Table:
    """Return a table whose outcomes are decided one by one, each from rows of its own."""
    fits: list[dict[str, float]] = []
    for outcome, some in zip(outcomes, rows, strict=True):
        labels = np.array([label for _, label in some], np.bool_)
        evidence = _met_often([found for found, _ in some])
        if not evidence or not labels.any() or labels.all():
            raise GoldError(f"too little of {outcome} to learn from", cure=_CURE)
        model = logistic_regression(regularisation)
        model.fit(matrix_of([found for found, _ in some], evidence), labels)
        fits.append({BIAS: float(model.intercept_[0]), **dict(zip(evidence, model.coef_[0].tolist(), strict=True))})
    names = sorted({name for weights in fits for name in weights} - {BIAS})
    columns = [[weights.get(name, 0.0) for name in (BIAS, *names)] for weights in fits]
    return _table(tuple(outcomes), least, names, np.array(columns).T)


def _met_often(rows: Sequence[Collection[str]]) -> list[str]:
    met = Counter(name for found in rows for name in found)
    return sorted(name for name, count in met.items() if _RAREST <= count < len(rows))


def _table(
    outcomes: tuple[str, ...], least: tuple[float, ...], evidence: Sequence[str], weights: NDArray[np.float64]
) -> Table:
    """Return weights as a table, rounded to what matters; the first row is the bias."""
    rounded = (np.round(weights, 2) + 0.0).tolist()
    rows = {name: tuple(row) for name, row in zip((BIAS, *evidence), rounded, strict=True) if any(row) or name == BIAS}
    return Table(tuple(map(str, outcomes)), tuple(round(sum_, 2) for sum_ in least), rows)


def _log_odds(probability: float) -> float:
    return log(probability / (1 - probability))
