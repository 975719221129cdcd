"""What a pipeline is loaded with, and what tells apart two pipelines that may read the same text differently."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg import records, vocabulary
from kg.paths import MODEL, VOCABULARY
from kg.plugins import COMPONENTS, plugins
from kg.vocabulary import Concept, read_vocabulary, vocabulary_files

if TYPE_CHECKING:
    from spacy.language import Language

_CODE: Final = (Path(__file__).parent, Path(vocabulary.__file__).parent)


@dataclass(frozen=True, slots=True)
class Settings:
    """The arguments of ``load_pipeline``, as plain data that other processes can be told.

    >>> Settings.of(["mine.ttl"], None, "rules")
    Settings(vocabulary=('mine.ttl',), model=None, recogniser='rules', components=())
    """

    vocabulary: tuple[str, ...] = ()
    model: str | None = None
    recogniser: str = "trained"
    components: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        vocabulary: Iterable[str | Path] = (),
        model: str | Path | None = None,
        recogniser: str = "trained",
        components: Iterable[str] = (),
    ) -> "Settings":
        """Return settings from arguments as people give them, installed vocabularies as their files.

        Raises:
            PluginError: an installed vocabulary cannot be loaded or has no files.
        """
        files = tuple(map(str, vocabulary_files(vocabulary)))
        return cls(files, None if model is None else str(model), recogniser, tuple(components))

    def anywhere(self) -> "Settings":
        """Return the settings with paths that hold in any working directory."""
        model = None if self.model is None else str(Path(self.model).resolve())
        return replace(self, vocabulary=tuple(str(Path(path).resolve()) for path in self.vocabulary), model=model)

    def pipeline(self) -> "Language":
        """Return the pipeline that ``load_pipeline`` loads with them."""
        from kg.extraction.pipeline import load_pipeline  # it costs start-up

        return load_pipeline(**asdict(self))

    def to_json(self) -> str:
        """Return the settings as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Settings":
        """Return the settings that ``to_json`` wrote."""
        plain = json.loads(text)
        return cls(tuple(plain["vocabulary"]), plain["model"], plain["recogniser"], tuple(plain["components"]))


def fingerprint(settings: Settings) -> str:
    """Return hex digits that are others as soon as anything is that a reading may depend on.

    That is the code that reads, its tables, the model, the names that are known, the components of other packages, and
    the versions of Python (whose Unicode tables decide what a letter is) and spaCy.
    """
    from importlib.metadata import version

    said = [settings.recogniser, version("spacy"), "{}.{}".format(*sys.version_info), *settings.components]
    files = [file for code in _CODE for file in sorted(code.rglob("*.py"))] + [Path(records.__file__)]
    files += sorted(VOCABULARY.glob("*.ttl")) + sorted(map(Path, settings.vocabulary))
    files += filter(None, map(_home, settings.components))
    if settings.recogniser == "trained" or settings.model:
        files += sorted(path for path in Path(settings.model or MODEL).glob("*") if path.is_file())
    said += map(_hash, files)
    return sha256("\n".join(said).encode()).hexdigest()


def _hash(path: Path) -> str:
    """Return the hash of a file; none of one that cannot be read, which its own reader will tell in better words."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _home(component: str) -> Path | None:
    """Return the file of the module that an installed component is in; None for one that only this process knows."""
    plugin = plugins(COMPONENTS).get(component)
    spec = plugin and find_spec(plugin.entry.module)
    return Path(spec.origin) if spec and spec.origin else None


def concepts_of(settings: Settings) -> tuple[Concept, ...]:
    """Return the packaged concepts and those of a user's own files.

    Raises:
        VocabularyError: a file of the vocabulary is broken.
    """
    return read_vocabulary(*sorted(VOCABULARY.glob("*.ttl")), *settings.vocabulary)
