"""The same paper met twice becomes one paper that keeps every place it was seen in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.documents.identifiers import identity, made_id, rank, title_key, url_of
from kg.records import Paper


def merge_papers(papers: Iterable[Paper]) -> list[Paper]:
    """Return each paper once, sorted by identifier; the order of reading makes no difference.

    Two records are the same paper when they share an identifier (the version of an arXiv identifier, the case of a DOI
    and the address around either aside) or a title (punctuation, case and markup aside). The longest abstract stays,
    with the title beside it; the best identifier stays, where one from a source is better than one made from a title.

    >>> seen = [Paper("2401.00001", "FooNet", "Short."), Paper("foonet-1", "Foonet!", "A longer one.")]
    >>> [(paper.id, paper.abstract) for paper in merge_papers(seen)]
    [('2401.00001', 'A longer one.')]
    """
    return sorted(_told_apart([merged(group) for group in group_papers(papers)]))


def group_papers(papers: Iterable[Paper]) -> list[list[Paper]]:
    """Return the records of each paper: those that are linked by keys, directly or through others."""
    papers = sorted(papers)
    parents: dict[str, str] = {}

    def root(key: str) -> str:
        parents.setdefault(key, key)
        while parents[key] != key:
            parents[key] = parents[parents[key]]
            key = parents[key]
        return key

    keys = [keys_of(paper) for paper in papers]
    for first, *others in keys:
        for key in others:
            parents[root(key)] = root(first)
    groups: defaultdict[str, list[Paper]] = defaultdict(list)
    for paper, (first, *_) in zip(papers, keys, strict=True):
        groups[root(first)].append(paper)
    return list(groups.values())


def keys_of(paper: Paper) -> list[str]:
    """Return what a record shares with others of the same paper, never nothing: one key in common makes them one.

    >>> keys_of(Paper("t1", "FooNet!", "", url="https://arxiv.org/abs/2401.00001v2"))
    ['title:foonet', 'id:t1', 'arxiv:2401.00001']
    """
    # Only the page of an identifier tells papers apart; a project's page may be given for several.
    by_url = identity(paper.url) if url_of(paper.url) else ""
    return [f"title:{title_key(paper.title)}", *filter(None, (identity(paper.id), by_url))]


def marks_of(records: Iterable[Paper]) -> set[str]:
    """Return what records of other papers may not share with these: keys, and identifiers that tell nothing.

    Where two lots of records share none, ``merge_papers`` of all is that of the one and that of the other.
    """
    return {mark for paper in records for mark in (*keys_of(paper), f"={paper.id}")}


def merged(records: Iterable[Paper]) -> Paper:
    """Return the one paper of its records, never none, in any order."""
    group = sorted(records)
    places = tuple(sorted({place for paper in group for place in paper.places}))
    if len(group) == 1 and group[0].places == places:
        return group[0]  # most are met once
    best = max(group, key=lambda paper: (len(paper.abstract), paper.abstract, paper.title, paper.written or ()))
    named = min(group, key=lambda paper: (rank(paper.id, paper.title), paper.id))
    return replace(
        best,
        id=named.id,
        url=named.url or min((paper.url for paper in group if paper.url), default=""),
        date=named.date or min((paper.date for paper in group if paper.date), default=""),
        places=places,
    )


def _told_apart(papers: list[Paper]) -> Iterator[Paper]:
    """Give papers that share an identifier, as rows 1 of two tables do, identifiers made from their titles."""
    met: defaultdict[str, int] = defaultdict(int)
    for paper in papers:
        met[paper.id] += 1
    for paper in papers:
        yield paper if met[paper.id] == 1 else renamed(paper)


def renamed(paper: Paper) -> Paper:
    """Return a paper with an identifier made from its title, for others share the one that it has."""
    return replace(paper, id=made_id(paper.title))
