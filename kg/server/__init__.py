"""A graph for a team: a SPARQL endpoint, pages of things, search and reconciliation over HTTP."""
