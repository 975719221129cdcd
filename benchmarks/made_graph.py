"""Graphs that nobody read: papers and entities with invented names, as many as are asked for, the same each time.

Some entities are named by very many papers and most by few, papers keep to the things of their own field, and every
fact has its sentence, as in graphs of real papers.
"""

import random
from collections.abc import Iterator

from kg.records import (
    Alias,
    Contents,
    Entity,
    EntityType,
    Evidence,
    Fact,
    Field,
    Finding,
    Kind,
    Mention,
    Paper,
    Predicate,
    RelationType,
    Role,
)

_SYLLABLES = "ba ce di fo gu ha ki lo mu ne pa qui ro su ta vo wi xe yo za bri dro fle gra klo pru sti tre".split()
_ROLES = (Role.USES, Role.USES, Role.USES, Role.EVALUATES_ON, Role.RUNS_ON, Role.COMPARES_TO, Role.INTRODUCES)
_FAMILIES = {
    EntityType.METHOD: "method",
    EntityType.DATASET: "data",
    EntityType.BENCHMARK: "data",
    EntityType.HARDWARE: "hardware",
}
_TYPES = (EntityType.METHOD,) * 14 + (EntityType.DATASET,) * 3 + (EntityType.BENCHMARK,) * 2 + (EntityType.HARDWARE,)


def made_graph(nodes: int, facts: int, seed: int = 5) -> Contents:
    """Return a graph of so many nodes, two fifths of them papers, and so many facts."""
    chance = random.Random(seed)
    count = 2 * nodes // 5
    papers = tuple(
        Paper(f"p{n:06}", f"{_name(chance, 2)} {n}: {_name(chance, 4).lower()}", "", f"https://example.org/{n}")
        for n in range(count)
    )
    entities = [_entity(chance, n) for n in range(nodes - count)]
    drawn: dict[tuple[str, Predicate, str], Fact] = {}
    while len(drawn) < facts:
        fact = _fact(chance, papers, entities)
        drawn[fact.subject, fact.predicate, fact.object] = fact
    findings = tuple(_findings(chance, papers, entities, nodes // 20))
    order = sorted(drawn.values(), key=lambda fact: (fact.subject, fact.predicate, fact.object))
    return Contents(papers, tuple(sorted(entities, key=lambda entity: entity.id)), tuple(order), findings)


def _name(chance: random.Random, words: int) -> str:
    made = ("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(words))
    return " ".join(made).capitalize()


def _entity(chance: random.Random, number: int) -> Entity:
    kind, name = chance.choice(_TYPES), f"{_name(chance, chance.choice((1, 1, 2)))} {number}"
    aliases = (Alias(f"{name} system", "spelling"),) if number % 3 == 0 else ()
    return Entity(f"{_FAMILIES[kind]}/{name.lower().replace(' ', '-')}", name, kind, Kind.NAMED, aliases)


def _chosen(chance: random.Random, entities: list[Entity], field: float) -> Entity:
    """Return an entity of a field, the first of each field most often, or now and then one that all fields know."""
    width = len(entities)
    if chance.random() < 0.1:
        return entities[int(width * chance.random() ** 4 * 0.02)]
    return entities[int(width * ((field + chance.random() ** 3 / 25) % 1))]


def _fact(chance: random.Random, papers: tuple[Paper, ...], entities: list[Entity]) -> Fact:
    place = chance.random()
    paper = papers[int(place * len(papers))]
    field = int(place * 25) / 25
    entity = _chosen(chance, entities, field)
    if chance.random() < 0.9:
        return Fact(paper.id, chance.choice(_ROLES), entity.id, (_said(chance, paper, entity),))
    other = _chosen(chance, entities, field)
    return Fact(entity.id, chance.choice(tuple(RelationType)), other.id, (_said(chance, paper, entity),))


def _said(chance: random.Random, paper: Paper, entity: Entity) -> Evidence:
    sentence = f"{entity.name} {_name(chance, 6).lower()}."
    mention = Mention(entity.name, Field.ABSTRACT, 0, len(entity.name))
    return Evidence(paper.id, Field.ABSTRACT, 0, len(sentence), sentence, chance.randint(30, 100) / 100, "", mention)


def _findings(
    chance: random.Random, papers: tuple[Paper, ...], entities: list[Entity], count: int
) -> Iterator[Finding]:
    for number in range(count):
        paper, method, other = chance.choice(papers), chance.choice(entities), chance.choice(entities)
        metric, value = chance.choice(("accuracy", "speedup", "BLEU")), f"{chance.randint(10, 999) / 10}"
        said = _said(chance, paper, method)
        yield Finding(f"result/{number:06}", paper.id, method.id, metric, value, other.id, None, said)
