"""The tests of core take their stores and their application from the kit."""

from core.testkit.stores import store_factory, store_kind, store_templates
from core.testkit.web import network

__all__ = ["network", "store_factory", "store_kind", "store_templates"]
