"""One tree of places, and institutions that name only what is declared."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from core.testkit.zz import partners, places
from plugins.checks.places import check_partners, check_places
from plugins.contract.places import Place

Faults = Callable[..., list[tuple[str, str]]]
ALL = tuple(places.read_places())


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place("X", None, "moon", "Equis"), "names the unknown level 'moon'"),
        (Place("X", "A", "province", "Equis"), "is of the top level but has a parent"),
        (Place("X", None, "town", "Equis"), "does not stand below a 'province'"),
        (Place("X", "Z", "town", "Equis"), "does not stand below a 'province'"),
        (Place("X", "A01", "town", "Equis"), "does not stand below a 'province'"),
        (Place("X", "X", "town", "Equis"), "does not stand below a 'province'"),
        (Place("X", "A", "town", " "), "has no name"),
        (Place("X", "A", "town", "Equis", valid_from="1/1/2001"), "has a date"),
        (Place("X", "A", "town", "Equis", valid_until="2001"), "has a date"),
    ],
)
def test_a_place_outside_the_tree_is_told(faults: Faults, place: Place, words: str) -> None:
    [(hook, message)] = faults(check_places, declare_places=lambda: (*ALL, place))
    assert hook == "declare_places"
    assert f"place 'X' {words}" in message


def test_a_child_before_its_parent_is_told(faults: Faults) -> None:
    assert len(faults(check_places, declare_places=lambda: (ALL[1], ALL[0], *ALL[2:]))) == 1


def test_a_country_without_places_is_told(faults: Faults) -> None:
    assert faults(check_places, declare_places=lambda: ()) == [("declare_places", "there is no place")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "moon"}, "is of the unknown kind 'moon'"),
        ({"successor": "moon", "valid_until": date(2020, 1, 1)}, "is followed by the unknown 'moon'"),
        ({"successor": "police"}, "has a successor but no end"),
        ({"valid_from": date(2020, 1, 2), "valid_until": date(2020, 1, 1)}, "ends before it begins"),
        ({"roles": ("sings",)}, "has the unknown role 'sings'"),
    ],
)
def test_an_institution_that_names_the_undeclared_is_told(
    faults: Faults, changes: dict[str, object], words: str
) -> None:
    seeds = (*partners.SEEDS, replace(partners.SEEDS[0], code="x", **changes))
    assert faults(check_partners, declare_partners=lambda: seeds) == [("declare_partners", f"institution 'x' {words}")]
