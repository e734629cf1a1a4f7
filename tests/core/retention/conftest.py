"""A file whose term is over."""

from core.testkit.shelf import shelf

__all__ = ["shelf"]
