"""Sees a country from a house: its place, and what the house has set, as it was on each day."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError
from sqlalchemy.orm import Session

from core.branches.models import Branch
from core.configuration import versions
from core.places import service as places
from plugins.house import HouseRules
from plugins.profile import CountryProfile

#: Kinds by which a house sets what its country leaves to it, declared where what they touch is known.
SETTINGS, TERMS = "country_settings", "house_terms"


def seen_from(session: Session, country: CountryProfile, branch: Branch) -> CountryProfile:
    """See a country from a house, where its state and town have days of their own and the house its terms."""
    return country.at(*places.chain(session, branch.place_code), house=tuple(_rules(session, country, branch.id)))


def settings_in_force(session: Session, branch_id: int, country: CountryProfile) -> Mapping[str, Any]:
    """Give a house's settings of its country as the country reads them."""
    found = (content for _kind, _key, content in versions.contents(session, branch_id, (SETTINGS,)))
    return _settings(country, next(found, {}))


def term_lengths(content: Mapping[str, Any]) -> dict[str, int]:
    """Read which terms are of another length, and of which."""
    return {row["term"]: row["amount"] for row in content.get("terms", ())}


def _rules(session: Session, country: CountryProfile, branch_id: int) -> Iterator[HouseRules]:
    settings, terms = _settings(country, {}), dict[str, int]()
    for since, kind, content in versions.timeline(session, branch_id, (SETTINGS, TERMS)):
        if kind == SETTINGS:
            settings = _settings(country, content)
        else:
            terms = term_lengths(content)
        yield HouseRules(since, settings, terms)


def _settings(country: CountryProfile, content: Mapping[str, Any]) -> dict[str, Any]:
    """Read settings by the country's schema; what an upgrade no longer takes is as the country has it."""
    if country.settings_schema is None:
        return {}
    schema = country.settings_schema()
    try:
        return _loaded(schema, content)
    except ValidationError as error:
        return _loaded(schema, {name: value for name, value in content.items() if name not in error.messages_dict})


def _loaded(schema: Schema, content: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = schema.load(content, unknown=EXCLUDE)
    return values
