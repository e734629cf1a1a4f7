"""Frozen dataclasses in which the core asks and a country answers, one module per concern."""
