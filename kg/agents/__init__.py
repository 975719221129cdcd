"""A graph for agents: read-only tools over the Model Context Protocol."""
