"""The one place that knows where the package's own folders are.

In a checkout ``ontology/`` and ``seeds/`` stand beside ``kg/``; in an installed wheel they stand in ``kg/data/``.
"""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_ROOT: Final = _PACKAGE / "data" if (_PACKAGE / "data").is_dir() else _PACKAGE.parent

CODE: Final = _PACKAGE
"""Folder of the package itself."""

ONTOLOGY: Final = _ROOT / "ontology"
"""Folder of ``kg.ttl``, ``shapes.ttl``, ``vocabulary/`` and ``queries/``."""

VOCABULARY: Final = ONTOLOGY / "vocabulary"
"""Folder of the SKOS vocabulary files."""

QUERIES: Final = ONTOLOGY / "queries"
"""Folder of the stock SPARQL queries."""

SEEDS: Final = _ROOT / "seeds"
"""Folder of the digests that ``kg build`` reads by default."""

EXPORTS: Final = Path("exports")
"""Folder that ``kg build`` writes by default, below the working directory."""

MODEL: Final = _PACKAGE / "extraction" / "model"
"""Folder of the weights that the packaged recogniser was trained to."""
