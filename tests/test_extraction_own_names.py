"""The names of a user's own vocabulary are always recognised; invented sentences only."""

import pytest
from spacy.language import Language

from kg.extraction.pipeline import load_pipeline

MINE = """
@prefix kg: <https://w3id.org/abstract-kg/ontology#> .
@prefix method: <https://w3id.org/abstract-kg/id/method/> .
@prefix data: <https://w3id.org/abstract-kg/id/data/> .
@prefix hardware: <https://w3id.org/abstract-kg/id/hardware/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
method:widget-folding a kg:Method ; kg:kind kg:technique ; skos:prefLabel "widget folding" ; skos:altLabel "folding" .
method:deep-widget-folding a kg:Method ; kg:kind kg:technique ; skos:prefLabel "deep widget folding" .
data:crumbs a kg:Dataset ; kg:kind kg:named ; skos:prefLabel "crumbs" .
data:oven a kg:Benchmark ; kg:kind kg:named ; skos:prefLabel "Oven" ; kg:caseSensitive true .
data:loaf a kg:Dataset ; kg:kind kg:named ; skos:prefLabel "Loaf" ; kg:needsContext true .
hardware:toaster a kg:Hardware ; kg:kind kg:class ; skos:prefLabel "toaster" .
"""


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Language:
    path = tmp_path_factory.mktemp("mine") / "mine.ttl"
    path.write_text(MINE, encoding="utf-8")
    return load_pipeline([path])


@pytest.mark.parametrize(
    ("text", "name", "type_", "kind"),
    [
        ("This paper studies widget folding.", "widget folding", "Method", "technique"),
        ("Widget folding is what this paper is about.", "widget folding", "Method", "technique"),
        ("The merits of folding are many.", "widget folding", "Method", "technique"),
        ("It was said that deep widget folding is slow.", "deep widget folding", "Method", "technique"),
        ("We count crumbs.", "crumbs", "Dataset", "named"),
        ("We look at Oven and at nothing else.", "Oven", "Benchmark", "named"),
        ("All of it ran on a toaster.", "toaster", "Hardware", "class"),
    ],
)
def test_an_own_name_is_always_recognised(pipeline: Language, text: str, name: str, type_: str, kind: str) -> None:
    (found,) = pipeline(text)._.entities
    assert (found.name, found.type, found.kind, found.confidence) == (name, type_, kind, 0.99)


@pytest.mark.parametrize(
    "text",
    [
        "The oven was warm and the crumb was small.",
        "They unfold a loaf.",
        "Nothing of this kind stands here.",
        "A Loaf was eaten.",
    ],
)
def test_what_only_resembles_an_own_name_is_not(pipeline: Language, text: str) -> None:
    assert [entity.name for entity in pipeline(text)._.entities if entity.confidence == 0.99] == []


def test_an_own_name_inside_another_name_is_not_meant(pipeline: Language) -> None:
    found = {entity.name: entity for entity in pipeline("We propose Crumbs-Net and deep widget folding.")._.entities}
    assert "crumbs" not in found
    assert "widget folding" not in found
    assert "deep widget folding" in found


def test_the_packaged_names_are_found_as_before(pipeline: Language) -> None:
    text = "We propose FooNet, which beats ResNet-50 on ImageNet with eight A100 GPUs."
    assert pipeline(text)._.entities == load_pipeline()(text)._.entities
