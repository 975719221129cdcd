"""What a pipeline is loaded with, and what tells apart two pipelines that may read the same text differently."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from kg import records, vocabulary
from kg.paths import MODEL, VOCABULARY

_CODE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Settings:
    """The arguments of ``load_pipeline``, as plain data that other processes can be told.

    >>> Settings.of(["mine.ttl"], None, "rules")
    Settings(vocabulary=('mine.ttl',), model=None, recogniser='rules')
    """

    vocabulary: tuple[str, ...] = ()
    model: str | None = None
    recogniser: str = "trained"

    @classmethod
    def of(
        cls, vocabulary: Iterable[str | Path] = (), model: str | Path | None = None, recogniser: str = "trained"
    ) -> "Settings":
        """Return settings from arguments as people give them."""
        return cls(tuple(map(str, vocabulary)), None if model is None else str(model), recogniser)

    def to_json(self) -> str:
        """Return the settings as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Settings":
        """Return the settings that ``to_json`` wrote."""
        plain = json.loads(text)
        return cls(tuple(plain["vocabulary"]), plain["model"], plain["recogniser"])


def fingerprint(settings: Settings) -> str:
    """Return hex digits that are others as soon as anything is that a reading may depend on.

    That is the code that reads, its tables, the model, the names that are known, and the versions of Python (whose
    Unicode tables decide what a letter is) and spaCy.
    """
    from spacy.about import __version__ as spacy_version

    said = [settings.recogniser, spacy_version, "{}.{}".format(*sys.version_info)]
    files = [*sorted(_CODE.rglob("*.py")), *(Path(str(module.__file__)) for module in (records, vocabulary))]
    files += sorted(VOCABULARY.glob("*.ttl")) + sorted(map(Path, settings.vocabulary))
    if settings.recogniser == "trained" or settings.model:
        files += sorted(path for path in Path(settings.model or MODEL).iterdir() if path.is_file())
    said += [sha256(path.read_bytes()).hexdigest() for path in files]
    return sha256("\n".join(said).encode()).hexdigest()
