"""What a country's profile means for the simulation: plain pools to draw from, looked up once."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.branches.clocks import LIMITS
from core.partners.models import Partner
from core.places.models import Place
from core.simulation.dice import pool
from plugins.contract.consent import Consent, Use
from plugins.contract.identity import IdentityDocument, IdentityError
from plugins.contract.legal import MeasureKind
from plugins.contract.stages import EntryKind, ExitKind
from plugins.profile import CountryProfile

T = TypeVar("T")
#: How often somebody comes on each way, by regional referrer.
_REFERRERS: Mapping[str, float] = {
    "COURT": 38, "POLICE": 17, "CHILD_AUTH": 17, "OTHER": 9, "NGO": 5, "HEALTH": 4, "OUTREACH": 4, "SELF": 3,
    "SCHOOL": 2, "BRANCH": 1,
}  # fmt: skip
#: How often a stay ends in each way, by canonical kind; coming of age is decided by age alone.
_ENDINGS: Mapping[str, float] = {
    "family": 46, "unauthorised": 17, "other_shelter": 10, "foster": 6, "independent": 6, "repatriation": 5,
    "authority": 4, "transfer": 3, "hospital": 2, "death": 0.3,
}  # fmt: skip
#: The number of a document that nobody can hold.
EXAMPLE = "EJEMPLO {:06}"
_ABROAD = ("SV", "NI", "MX", "CR")
#: Share of residents who speak another language than the country's first one.
_OTHER_TONGUE = 0.25


@dataclass(frozen=True, slots=True)
class Rules:
    """A country as the simulation sees it.

    :param documents: kinds of document whose number may be an example, which nobody was ever issued.
    :param facts: code lists of purposes and of means, with their entries and regional codes.
    :param authorities: partners that order measures, ``services`` those that a resident is referred to.
    """

    country: CountryProfile
    entries: tuple[EntryKind, ...]
    endings: tuple[ExitKind, ...]
    of_age: ExitKind
    orders: tuple[MeasureKind, ...]
    bases: tuple[MeasureKind, ...]
    purposes: tuple[str, tuple[tuple[str, str], ...]] | None
    means: tuple[str, tuple[tuple[str, str], ...]] | None
    languages: tuple[str, ...]
    documents: tuple[str, ...]
    consents: tuple[Consent, ...]
    counted_by: tuple[Consent, ...]
    authorities: tuple[tuple[int, str], ...]
    services: tuple[int, ...]
    places: tuple[str, ...]
    nationalities: tuple[str, ...]

    @property
    def majority(self) -> int:
        """Years at which somebody comes of age."""
        return self.country.country.majority_age


def read_rules(session: Session, country: CountryProfile) -> Rules:
    """Gather what is drawn from; the store has been seeded with the country's places and institutions."""
    kinds = tuple(country.measure_kinds.values())
    partners = session.scalars(select(Partner).where(Partner.valid_until.is_(None)).order_by(Partner.id)).all()
    orders = [(each.id, each.name) for each in partners if "orders_measures" in each.roles]
    leaf = list(country.place_levels)[-1]
    return Rules(
        country=country,
        entries=_weighted(country.entry_kinds.values(), _REFERRERS, "referrer"),
        endings=_weighted(
            [kind for kind in country.exit_kinds.values() if kind.canonical != "age_out"], _ENDINGS, "canonical"
        ),
        of_age=_of_age(country),
        orders=tuple(kind for kind in kinds if kind.covers_stay and not kind.provisional),
        bases=tuple(kind for kind in kinds if kind.provisional and kind.limit_hours),
        purposes=_list(country, "EXPLOITATION"),
        means=_list(country, "MEANS"),
        languages=_languages(country),
        documents=tuple(each.code for each in country.identity_documents.values() if _takes_examples(each)),
        consents=_consents(country),
        counted_by=tuple(each for each in country.consents.values() if each.use in (Use.STATISTICS, Use.RESEARCH)),
        authorities=tuple(orders or [(each.id, each.name) for each in partners[:1]]),
        services=tuple(each.id for each in partners if not each.roles) or tuple(each.id for each in partners[:1]),
        places=tuple(session.scalars(select(Place.code).where(Place.level == leaf).order_by(Place.code))),
        nationalities=_nationalities(country),
    )


def as_json(value: object) -> str:
    """Write JSON as the store keeps it."""
    return json.dumps(value, ensure_ascii=False)


def _weighted(kinds: Iterable[T], weights: Mapping[str, float], name: str) -> tuple[T, ...]:
    """Share the weight of each regional kind among the country's own kinds that mean it."""
    listed = list(kinds)
    groups = [getattr(kind, name) for kind in listed]
    return pool((kind, weights.get(group, 1) / groups.count(group)) for kind, group in zip(listed, groups, strict=True))


def _of_age(country: CountryProfile) -> ExitKind:
    kinds = country.exit_kinds.values()
    return next((kind for kind in kinds if kind.canonical == "age_out"), next(iter(kinds)))


def _list(country: CountryProfile, regional: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    for each in country.code_lists.values():
        if each.regional_list == regional:
            return each.code, tuple((entry.code, (entry.regional or ("_U",))[0]) for entry in each.entries)
    return None


def _languages(country: CountryProfile) -> tuple[str, ...]:
    first = country.country.default_language
    others = [each.code for each in country.languages.values() if each.code != first and each.channels]
    share = _OTHER_TONGUE / max(1, len(others))
    return pool([(first, 1 - _OTHER_TONGUE), *((code, share) for code in others)])


def _takes_examples(kind: IdentityDocument) -> bool:
    number = EXAMPLE.format(1)
    try:
        return kind.validate(number).compact == number
    except IdentityError:
        return False


def _consents(country: CountryProfile) -> tuple[Consent, ...]:
    return tuple(each for each in country.consents.values() if each.months <= LIMITS["consent_months"].usual)[:6]


def _nationalities(country: CountryProfile) -> tuple[str, ...]:
    own = country.code.upper()
    return pool([(own, 88), *((each, 3) for each in _ABROAD if each != own)])
