"""The knowledge graph as a program meets it."""

from kg.graph.knowledge_graph import KnowledgeGraph

__all__ = ["KnowledgeGraph"]
