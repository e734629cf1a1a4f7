"""Zedland's places: three provinces and their towns; one town was renamed."""

from collections.abc import Iterator

from plugins.contract.places import Place, PlaceLevel
from plugins.contract.text import Text

LEVELS = (
    PlaceLevel("province", Text.of(es="Provincia", en="Province")),
    PlaceLevel("town", Text.of(es="Villa", en="Town")),
)

_PROVINCES = {
    "A": ("Alta", ("Arenal", "Arroyo", "Aldea Azul")),
    "B": ("Baja", ("Bosque", "Bahía", "Barranca")),
    "C": ("Costa", ("Cabo", "Ceiba", "Cuesta")),
}
_FORMER_NAMES = {"Ceiba": ("La Ceibita",)}


def read_places() -> Iterator[Place]:
    """Give each province and then its towns, numbered within it."""
    for letter, (name, towns) in _PROVINCES.items():
        yield Place(letter, None, "province", name)
        for number, town in enumerate(towns, start=1):
            since = "2001-01-01" if town in _FORMER_NAMES else None
            yield Place(f"{letter}{number:02}", letter, "town", town, _FORMER_NAMES.get(town, ()), since)
