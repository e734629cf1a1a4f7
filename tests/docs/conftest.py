"""The application of the imaginary country, for the pages that the documentation names."""

from core.testkit.stores import store_factory, store_kind, store_templates
from core.testkit.web import network

__all__ = ["network", "store_factory", "store_kind", "store_templates"]
