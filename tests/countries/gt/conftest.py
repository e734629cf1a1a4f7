"""The tests that keep something take their stores from the kit."""

from core.testkit.stores import store_factory, store_kind, store_templates

__all__ = ["store_factory", "store_kind", "store_templates"]
