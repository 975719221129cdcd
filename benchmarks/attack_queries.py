"""Queries that mean harm; ``URL`` stands for a server that nobody should call, ``FILE`` for a file nobody may read."""

from typing import Final

REACHING_OUT: Final = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service <URL> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE SiLeNt <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE<URL>{ ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE SILENT:x { ?s ?p ?o } }",
    "PREFIX service: <URL> SELECT * { SERVICE service:x { ?s ?p ?o } }",
    "SELECT * { BIND(<URL> AS ?where) SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { VALUES ?where { <URL> } SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "SELECT * { { } UNION { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { ?a ?b ?c MINUS { SERVICE <URL> { ?a ?b ?c } } }",
    "SELECT * { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { FILTER NOT EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT (EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?x) {}",
    "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { #\nSERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { #\rSERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { BIND('#' AS ?hash) SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { BIND('''a'b#''' AS ?x) SERVICE <URL> { ?s ?p ?o } }",
    'SELECT * { BIND("a\\"#" AS ?x) SERVICE <URL> { ?s ?p ?o } }',
    "SELECT * { BIND(<urn:#> AS ?x) SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s <urn:a#'> ?o SERVICE <URL> { ?s ?p 'x' } }",
    "PREFIX a: <urn:a> SELECT * { OPTIONAL { ?s a:b\\#c ?o } SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { FILTER(1<2) SERVICE <URL> { ?s ?p ?o } FILTER(2>1) }",
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVIC\\U00000045 <URL> { ?s ?p ?o } }",
    "SELECT * { # \\u000A SERVICE <URL> { ?s ?p ?o }\n }",
    "SELECT * { BIND('\\u0027 AS ?x) SERVICE <URL> { ?s ?p ?o } #' AS ?x)\n }",
    "BASE <URL> SELECT * { SERVICE <x> { ?s ?p ?o } }",
    "LOAD <URL>",
    "LOAD SILENT <URL> INTO GRAPH <urn:g>",
    "load <FILE>",
    "PREFIX a: <urn:a> LOAD <FILE>",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM <FILE> { ?s ?p ?o }",
    "SELECT * FROM NAMED <FILE> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * from named <URL> { GRAPH ?g { ?s ?p ?o } }",
    "ASK FROM <FILE> { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } FROM <FILE> WHERE { ?s ?p ?o }",
    "DESCRIBE <urn:a> FROM <FILE>",
    "PREFIX f: <FILE> SELECT * FROM f: { ?s ?p ?o }",
    "BASE <FILE> SELECT * FROM <> { ?s ?p ?o }",
    "SELECT * FR\\u004FM <FILE> { ?s ?p ?o }",
    "SELECT * FROM # comment\n <FILE> { ?s ?p ?o }",
    "SELECT * FROM:x { ?s ?p ?o }",
]
"""They ask another server or read a file, in every position and spelling."""

CHANGING: Final = [
    "INSERT DATA { <urn:a> <urn:b> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <urn:g>",
    "COPY DEFAULT TO <urn:g>",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "ASK {} ; DROP ALL",
    "# ASK {}\nCLEAR ALL",
    "SELECT * {} INSERT DATA { <urn:a> <urn:b> 1 }",
]
"""They change the graph."""

CROSSED: Final = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(6))
BOMBS: Final = {
    "product": f"SELECT * {{ {CROSSED} FILTER(?a0 = ?c5 && STR(?c1) = STR(?b4)) }}",
    "sorted product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a ?f",
    "distinct product": "SELECT DISTINCT ?a ?e ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "counted product": f"SELECT (COUNT(*) AS ?n) {{ {CROSSED} }}",
    "long answer": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "grouped product": "SELECT ?a (GROUP_CONCAT(?i) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>|^!<urn:x>)* ?c . ?c (!<urn:x>)* ?d }",
    "nested path": "SELECT (COUNT(*) AS ?n) { ?a ((!<urn:x>|^!<urn:x>)+/(!<urn:y>|^!<urn:y>)+)* ?b . ?c !<urn:z>* ?d }",
    "growing text": "SELECT ?x { "
    + "".join(f"BIND(CONCAT(?v{i}, ?v{i}) AS ?v{i + 1}) " for i in range(40)).replace("?v0", "'aaaaaaaa'")
    + "BIND(?v40 AS ?x) }",
    "values": f"SELECT * {{ {' '.join(f'VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 9 }}' for i in range(12))} }}",
    "nested": "SELECT * " + "{" * 20_000 + "}" * 20_000,
    "nested brackets": "SELECT (" + "(" * 40_000 + "1" + ")" * 40_000 + " AS ?x) {}",
    "nested not": "ASK { FILTER(" + "!" * 80_000 + "true) }",
    "unions": "SELECT * { " + " UNION ".join(["{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"] * 50) + " }",
}
"""They take time or memory without end."""

PATTERNS: Final = ["(a+)+$", "((a*)*)*b", "(a{1000}){1000}", "(?:a|a)*$", "\\\\p{L}{1000}{1000}", "[" * 100, "(" * 5000]
"""Regular expressions that take exponential time or much memory where engines are naive."""


def matching(pattern: str) -> str:
    """Return a query that holds a pattern against a text that almost fits."""
    return f"SELECT * {{ BIND(REGEX('{'a' * 5000}!', '{pattern}') AS ?x) }}"
