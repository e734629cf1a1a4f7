"""Residents, program stages and partners of a shelter network, and the application around them."""

__version__ = "0.1.0"
