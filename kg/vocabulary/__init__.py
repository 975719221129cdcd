"""Python face of ``ontology/vocabulary/*.ttl``: concepts, their names, and finding a concept by any spelling of a name.

No word list stands here: names are in the Turtle files, and a user's own file of the same form is read alike.
"""

from kg.vocabulary.chosen import vocabulary_files
from kg.vocabulary.concepts import Concept, read_vocabulary
from kg.vocabulary.lookup import Vocabulary
from kg.vocabulary.spelling import normal_form, slug

__all__ = ["Concept", "Vocabulary", "normal_form", "read_vocabulary", "slug", "vocabulary_files"]
