"""What the recogniser has learnt: its labels, the weights of features, and how they are read and written."""

import io
import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kg.errors import InputError
from kg.records import EntityType, Kind

Floats = NDArray[np.float32]

LABELS: Final[tuple[tuple[EntityType, Kind] | None, ...]] = (
    None,
    (EntityType.METHOD, Kind.NAMED),
    (EntityType.METHOD, Kind.TECHNIQUE),
    (EntityType.DATASET, Kind.NAMED),
    (EntityType.BENCHMARK, Kind.NAMED),
    (EntityType.HARDWARE, Kind.NAMED),
    (EntityType.HARDWARE, Kind.CLASS),
)
"""What a name can be, in the order of the columns of all scores; None is no entity."""


FEATURE_SEPARATOR: Final = "\x1f"
"""What stands between the names of features in a file of weights: training learns none that holds it."""


SCREEN: Final = len(LABELS)
"""The column after those of the labels: what words alone say of whether a name is worth a closer look."""

WIDTH: Final = len(LABELS) + 1
"""Columns of a row of weights: one a label, then the screen's."""


class Calibration(NamedTuple):
    """Turns the probability of an entity into the share of such entities that are right: a line through log-odds.

    >>> Calibration()(0.9), Calibration(0.5, 0.0)(0.9)
    (0.9, 0.75)
    """

    slope: float = 1.0
    offset: float = 0.0

    def __call__(self, probability: float) -> float:
        """Return the share, rounded to four decimals."""
        if self == _AS_IT_IS or not 0 < probability < 1:
            return probability
        log_odds = math.log(probability / (1 - probability))
        return round(1 / (1 + math.exp(-self.slope * log_odds - self.offset)), 4)


_AS_IT_IS: Final = Calibration()


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt: a row of weights for each feature (one a label, then the screen's); ``bias`` is added once."""

    features: dict[str, int]
    matrix: Floats
    bias: Floats
    calibration: Calibration = _AS_IT_IS


UNREADABLE: Final = (OSError, ValueError, KeyError, EOFError, TypeError, AttributeError, BadZipFile, zlib.error)
"""What NumPy raises on data that are missing, foreign, cut short or damaged; a lone array is no context manager."""


def read_weights(path: Path) -> Weights:
    """Read weights that ``kg.training`` wrote.

    Raises:
        InputError: the file is missing or is no such file.
    """
    try:
        return parse_weights(path.read_bytes())
    except UNREADABLE as error:
        raise InputError("no weights of a recogniser", where=str(path), cure="train them with kg train") from error


def parse_weights(data: bytes) -> Weights:
    """Return the weights that ``weights_to_bytes`` wrote.

    Raises:
        ValueError, KeyError, ...: the data are something else (any of ``UNREADABLE``).
    """
    with np.load(io.BytesIO(data)) as arrays:
        names = arrays["features"].tobytes().decode().split(FEATURE_SEPARATOR)
        matrix, bias = arrays["weights"].astype(np.float32), arrays["bias"].astype(np.float32)
        calibration = Calibration(*arrays["calibration"].tolist()) if "calibration" in arrays else Calibration()
    if matrix.shape != (len(names), WIDTH) or bias.shape != (WIDTH,):
        raise ValueError("the parts do not fit each other")
    # Row 0 is all zeros: what was never learnt points there.
    rows = np.vstack([np.zeros((1, WIDTH), dtype=np.float32), matrix])
    return Weights({name: index for index, name in enumerate(names, 1)}, rows, bias, calibration)


def weights_to_bytes(weights: Weights) -> bytes:
    """Return weights as a compressed archive of arrays, in half precision where that loses nothing; equal weights give
    equal bytes."""
    stream = io.BytesIO()
    features = np.frombuffer(FEATURE_SEPARATOR.join(weights.features).encode(), dtype=np.uint8)
    matrix, half = weights.matrix[1:], weights.matrix[1:].astype(np.float16)
    np.savez_compressed(
        stream,
        features=features,
        weights=half if np.array_equal(half, matrix) else matrix,
        bias=weights.bias,
        calibration=np.array(weights.calibration),
    )
    return stream.getvalue()
