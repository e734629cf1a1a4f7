"""Figures of the office drawn on the server, each with its table."""
