"""``abrigo countries``."""

from core.commands.countries import authoring, checking, stores
from core.commands.countries.group import countries

__all__ = ["authoring", "checking", "countries", "stores"]
