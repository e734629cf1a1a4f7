"""Places of a country: seeded, found by any spelling, and always named with what lies above them."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.actor import SYSTEM
from core.audit.service import Subject, record
from core.errors import NotFound
from core.places.models import Place
from plugins.contract.places import Place as Declared
from plugins.profile import CountryProfile

_ALIAS_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Seeded:
    """What seeding changed."""

    added: int = 0
    changed: int = 0
    ended: int = 0

    @property
    def anything(self) -> bool:
        """Whether it changed anything."""
        return bool(self.added or self.changed or self.ended)


@dataclass(frozen=True, slots=True)
class Found:
    """A place with its name as people say it: "Ceiba, Costa"."""

    code: str
    level: str
    label: str


def seed(session: Session, country: CountryProfile) -> Seeded:
    """Bring the store's places up to what the country declares; a place that it no longer names has ended.

    Nothing is deleted: an old address keeps its place.
    """
    known = {place.code: place for place in session.scalars(select(Place))}
    declared = country.places()
    added = changed = 0
    for each in declared:
        if each.code not in known:
            session.add(Place(code=each.code, **_columns(each)))
            added += 1
        else:
            changed += _bring_up_to_date(known[each.code], _columns(each))
    gone = known.keys() - {each.code for each in declared}
    ended = sum(_end(known[code], clock.today(country.country.time_zone)) for code in gone)
    done = Seeded(added, changed, ended)
    if done.anything:
        record(
            session, SYSTEM, "places.seed", Subject("country", country.code), added=added, changed=changed, ended=ended
        )
    return done


def get(session: Session, code: str) -> Place:
    """Find a place by its official code, ended or not.

    :raises NotFound: if there is none.
    """
    place = session.get(Place, code[:16])
    if place is None:
        raise NotFound()
    return place


def chain(session: Session, code: str | None) -> tuple[str, ...]:
    """Give the code of a place and of everything above it, the lowest first; nothing for no code."""
    found: list[str] = []
    place = session.get(Place, code) if code else None
    while place is not None:
        found.append(place.code)
        place = session.get(Place, place.parent_code) if place.parent_code else None
    return tuple(found)


def of_highest_level(session: Session) -> dict[str, str]:
    """List the highest divisions of the country, by name."""
    query = select(Place.code, Place.name).where(Place.parent_code.is_(None), Place.valid_until.is_(None))
    return {row.code: row.name for row in session.execute(query.order_by(Place.name, Place.code))}


def label(session: Session, code: str | None) -> str:
    """Name a place with everything above it; empty for no code or an unknown one."""
    names: list[str] = []
    place = session.get(Place, code) if code else None
    while place is not None:
        names.append(place.name)
        place = session.get(Place, place.parent_code) if place.parent_code else None
    return ", ".join(names)


def labels(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Name several places at once, in one statement."""
    tree = _tree(session)
    return {code: _path(tree, code) for code in codes if code in tree}


def choices(session: Session, level: str, parent: str | None = None, on: date | None = None) -> list[tuple[str, str]]:
    """List the places of a level as codes and labels in the order of the alphabet, those that exist on a day.

    :param parent: only those directly below this one; their labels then leave it out.
    """
    tree = _tree(session)
    day = on or clock.now().date()
    found = [row for row in tree.values() if row.level == level and _exists(row, day)]
    if parent is not None:
        pairs = [(row.code, row.name) for row in found if row.parent == parent]
    else:
        pairs = [(row.code, _path(tree, row.code)) for row in found]
    return sorted(pairs, key=lambda pair: fold(pair[1]))


def search(
    session: Session, text: str, level: str | None = None, on: date | None = None, limit: int = 20
) -> list[Found]:
    """Find places by name or by another name that people use; accents, case and word order do not matter.

    :returns: names that begin with what was asked first, then those that hold it.
    """
    words = fold(text[:80]).split()
    if not words:
        return []
    tree = _tree(session)
    day = on or clock.now().date()
    ranked = [
        (rank, fold(row.name), Found(row.code, row.level, _path(tree, row.code)))
        for row in tree.values()
        if (level is None or row.level == level) and _exists(row, day) and (rank := _rank(tree, row, words)) is not None
    ]
    return [found for _rank_, _name, found in sorted(ranked, key=lambda each: each[:2])[:limit]]


def fold(text: str) -> str:
    """Write a name without accents, case, apostrophes and double spaces, for comparing."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else "" if sign in "'’ʼ" else " " for sign in plain).split())


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    parent: str | None
    level: str
    name: str
    aliases: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None


def _tree(session: Session) -> dict[str, _Row]:
    rows = session.execute(
        select(
            Place.code, Place.parent_code, Place.level, Place.name, Place.aliases, Place.valid_from, Place.valid_until
        )
    )
    return {row.code: _Row(*row[:4], tuple(filter(None, row[4].split(_ALIAS_BREAK))), *row[5:]) for row in rows}


def _path(tree: Mapping[str, _Row], code: str) -> str:
    return ", ".join(row.name for row in _upwards(tree, code))


def _upwards(tree: Mapping[str, _Row], code: str | None) -> Iterator[_Row]:
    while code is not None and code in tree:
        yield tree[code]
        code = tree[code].parent


def _exists(row: _Row, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_until is None or day <= row.valid_until)


def _rank(tree: Mapping[str, _Row], row: _Row, words: list[str]) -> int | None:
    """Rank a place that holds every word: 0 its name begins with them, 1 another name does, 2 they stand somewhere."""
    asked = " ".join(words)
    if fold(row.name).startswith(asked):
        return 0
    if any(fold(alias).startswith(asked) for alias in row.aliases):
        return 1
    everything = fold(" ".join([_path(tree, row.code), *row.aliases])).split()
    own = fold(" ".join([row.name, *row.aliases])).split()
    hit = any(part.startswith(words[0]) for part in own) or any(part.startswith(words[-1]) for part in own)
    return 2 if hit and all(any(part.startswith(word) for part in everything) for word in words) else None


def _columns(each: Declared) -> dict[str, object]:
    return {
        "parent_code": each.parent,
        "level": each.level,
        "name": each.name,
        "aliases": _ALIAS_BREAK.join(each.aliases),
        "valid_from": date.fromisoformat(each.valid_from) if each.valid_from else None,
        "valid_until": date.fromisoformat(each.valid_until) if each.valid_until else None,
    }


def _bring_up_to_date(place: Place, columns: Mapping[str, object]) -> bool:
    different = {name: value for name, value in columns.items() if getattr(place, name) != value}
    for name, value in different.items():
        setattr(place, name, value)
    return bool(different)


def _end(place: Place, today: date) -> bool:
    if place.valid_until is not None:
        return False
    place.valid_until = today - timedelta(days=1)  # its last day, and today is none of its days
    return True
