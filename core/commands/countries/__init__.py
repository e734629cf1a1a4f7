"""``abrigo countries``."""

from core.commands.countries import authoring, checking, houses, stores
from core.commands.countries.group import countries

__all__ = ["authoring", "checking", "countries", "houses", "stores"]
