"""Turns the abstracts of machine-learning papers into a knowledge graph whose every statement shows its sentence."""
