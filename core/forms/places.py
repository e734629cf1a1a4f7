"""Places as forms offer them: the top level as departments, the lowest as municipalities."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.places.models import Place
from plugins.profile import CountryProfile

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Places:
    """A country's places by code.

    :param names: in print; :param departments: as offered; :param municipalities: as offered, with the department.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    departments: Choices = ()
    municipalities: Choices = ()


NO_PLACES = Places()
_known: WeakKeyDictionary[object, tuple[int, Places]] = WeakKeyDictionary()


def read_places(session: Session, country: CountryProfile) -> Places:
    """Give the places of the session's store; read once, and again when their number has changed."""
    store = session.info["store"]
    count = session.scalar(select(func.count()).select_from(Place)) or 0
    if store not in _known or _known[store][0] != count:
        rows = session.execute(select(Place.code, Place.parent_code, Place.level, Place.name, Place.valid_until))
        _known[store] = (count, arrange(rows.all(), country))
    return _known[store][1]


def arrange(rows: Iterable[Any], country: CountryProfile) -> Places:
    """Sort places by level; one that has ended keeps its name for old answers and is offered no more."""
    levels = tuple(country.place_levels)
    found = {row.code: row for row in rows}
    offered: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, row in found.items():
        if row.valid_until is None:
            above = found.get(row.parent_code or "")
            offered[row.level].append((code, f"{above.name} — {row.name}" if above else row.name))
    names = {code: row.name for code, row in found.items()}
    departments, municipalities = (tuple(sorted(offered[level], key=lambda pair: pair[1])) for level in _ends(levels))
    return Places(names, departments, municipalities)


def _ends(levels: tuple[str, ...]) -> tuple[str, str]:
    return (levels[0], levels[-1]) if levels else ("", "")
