"""Checks of the tree of places and of the institutions, both read only when a store is seeded."""

from collections.abc import Iterator
from datetime import date

from plugins.checks import Fault
from plugins.contract.partners import PartnerSeed
from plugins.contract.places import Place
from plugins.profile import CountryProfile

#: What an institution can do for a case, as :class:`plugins.contract.partners.PartnerSeed` lists it.
ROLES = frozenset(
    {
        "orders_measures",
        "receives_complaints",
        "supervises",
        "represents_child",
        "missing_alert",
        "statistics",
        "civil_registry",
        "migration",
        "oversight",
    }
)


def check_places(profile: CountryProfile) -> Iterator[Fault]:
    """Find places that do not stand below one of the level above, declared before them."""
    levels = list(profile.place_levels)
    seen: dict[str, Place] = {}
    for place in profile.places():
        for message in _place(place, levels, seen):
            yield Fault("declare_places", f"place '{place.code}' {message}", "Declare parents first, level by level.")
        seen[place.code] = place
    if not seen:
        yield Fault("declare_places", "there is no place", "Declare the divisions of the country.")


def _place(place: Place, levels: list[str], seen: dict[str, Place]) -> Iterator[str]:
    if place.level not in levels:
        yield f"names the unknown level '{place.level}'"
        return
    depth = levels.index(place.level)
    parent = seen.get(place.parent or "")
    if depth == 0 and place.parent is not None:
        yield "is of the top level but has a parent"
    if depth > 0 and (parent is None or parent.level != levels[depth - 1]):
        yield f"does not stand below a '{levels[depth - 1]}' declared before it"
    if not place.name.strip():
        yield "has no name"
    if not (_is_date(place.valid_from) and _is_date(place.valid_until)):
        yield "has a date that is not written as 2001-12-31"


def check_partners(profile: CountryProfile) -> Iterator[Fault]:
    """Find institutions of unknown kind, successor or role."""
    seeds = {seed.code: seed for seed in profile.partners()}
    for seed in seeds.values():
        for message in _seed(profile, seed, seeds):
            yield Fault("declare_partners", f"institution '{seed.code}' {message}", "Name only what is declared.")


def _seed(profile: CountryProfile, seed: PartnerSeed, seeds: dict[str, PartnerSeed]) -> Iterator[str]:
    if seed.kind not in profile.partner_kinds:
        yield f"is of the unknown kind '{seed.kind}'"
    if seed.successor is not None and seed.successor not in seeds:
        yield f"is followed by the unknown '{seed.successor}'"
    if seed.successor is not None and seed.valid_until is None:
        yield "has a successor but no end"
    if seed.valid_from and seed.valid_until and seed.valid_until < seed.valid_from:
        yield "ends before it begins"
    for role in sorted(set(seed.roles) - ROLES):
        yield f"has the unknown role '{role}'"


def _is_date(text: str | None) -> bool:
    try:
        return text is None or bool(date.fromisoformat(text))
    except ValueError:
        return False
