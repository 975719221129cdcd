"""What scikit-learn is asked for, and how evidence is put to it; only training needs it, so it is an extra."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import KgError

Numbers = Sequence[float] | NDArray[Any]


@contextmanager
def needing_the_extra() -> Iterator[None]:
    """Tell in one line what to install where an import in the block fails.

    Raises:
        KgError: scikit-learn is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise KgError("training needs scikit-learn", cure="pip install 'abstract-kg[train]'") from error


def logistic_regression(regularisation: float) -> Any:
    """Return a logistic regression to be fitted; ``regularisation`` is the inverse strength C of its L2 penalty."""
    with needing_the_extra():
        from sklearn.linear_model import LogisticRegression
    return LogisticRegression(C=regularisation, max_iter=500)


def sparse(values: Numbers, rows: Numbers, columns: Numbers, shape: tuple[int, int]) -> Any:
    """Return a sparse matrix that holds each value at its row and column, and the sum of those at one place."""
    with needing_the_extra():
        from scipy.sparse import csr_matrix
    return csr_matrix((np.array(values, np.float32), (rows, columns)), shape=shape)


def matrix_of(rows: Sequence[Collection[str]], names: Sequence[str]) -> Any:
    """Return a sparse matrix that has a row for each collection, a column for each name, and 1 where it holds it."""
    column = {name: index for index, name in enumerate(names)}
    # Sorted, for the order of a set changes from one process to the next and shows in the last digit of sums.
    places = [(row, column[name]) for row, found in enumerate(rows) for name in sorted(found) if name in column]
    return sparse(
        [1.0] * len(places), [row for row, _ in places], [place for _, place in places], (len(rows), len(names))
    )


def each_class(model: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coefficients (a row a class) and intercepts, also where there are two classes and the model keeps one."""
    if len(model.classes_) > 2:
        return model.coef_, model.intercept_
    return np.vstack([np.zeros_like(model.coef_), model.coef_]), np.concatenate([[0.0], model.intercept_])
