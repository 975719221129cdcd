"""What scikit-learn is asked for, and how evidence is put to it; only training needs it, so it is an extra."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import KgError

try:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression
except ImportError as error:
    raise KgError("training needs scikit-learn", cure="pip install abstract-kg[train]") from error

__all__ = ["LogisticRegression", "csr_matrix", "each_class", "matrix_of"]


def matrix_of(rows: Sequence[Collection[str]], names: Sequence[str]) -> Any:
    """Return a sparse matrix that has a row for each collection, a column for each name, and 1 where it holds it."""
    column = {name: index for index, name in enumerate(names)}
    pairs = [(row, column[name]) for row, found in enumerate(rows) for name in sorted(found) if name in column]
    places = np.array(pairs, np.int32).reshape(-1, 2)
    values = np.ones(len(places), np.float32)
    return csr_matrix((values, (places[:, 0], places[:, 1])), shape=(len(rows), len(names)))


def each_class(model: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coefficients (a row a class) and intercepts, also where there are but two classes and the model keeps one."""
    if len(model.classes_) > 2:
        return model.coef_, model.intercept_
    return np.vstack([np.zeros_like(model.coef_), model.coef_]), np.concatenate([[0.0], model.intercept_])
