"""A country's own lists in figures: its bands of age and its purposes, and how they bind to the region's.

Two divisions of the same people can be subtracted from each other, so that whoever protects figures has to know what
adds up between them: as many are younger than 13 as there are in the first band here, and at least as many as there are
in the region's band up to 8.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.reporting import catalogue as catalogues
from core.reporting.catalogue import VALUE, Catalogue, Indicator, Sum
from core.reporting.counting import contributors
from core.reporting.disclosure.dominance import Behind
from core.reporting.figures import Cell, broken_down_by, wanted_by
from core.reporting.populations import Scope
from core.reporting.populations.scope import REGIONAL_AGES, Bands
from plugins.contract.text import Text
from plugins.profile import CountryProfile

AGE, EXPLOITATION, UNKNOWN = "AGE", "EXPLOITATION", "_U"


@dataclass(frozen=True, slots=True)
class LocalList:
    """A list of the country as figures know it.

    :param column: the regional list that it stands for.
    :param comparability: grade and difference, where the country has said them of the list itself.
    """

    code: str
    column: str
    label: Text
    entries: tuple[tuple[str, Text], ...]
    comparability: tuple[str, Text] | None = None


def find(country: CountryProfile, code: str) -> LocalList | None:
    """Find a list by which the country's own reports may be broken down."""
    bands = country.age_bands.get(code)
    if bands is not None:
        entries = tuple((band.code, band.label) for band in bands.bands)
        unknown = (UNKNOWN, catalogues.current().labels[AGE][UNKNOWN])
        return LocalList(code, AGE, bands.label, (*entries, unknown), (bands.comparability, bands.difference))
    known = country.code_lists.get(code)
    if known is None or known.regional_list != EXPLOITATION:
        return None
    meant = (entry for entry in known.entries if set(entry.regional) - {UNKNOWN})
    return LocalList(code, EXPLOITATION, known.label, tuple((entry.code, entry.label) for entry in meant))


def compute(
    session: Session, country: CountryProfile, scope: Scope, indicators: Iterable[Indicator], local: LocalList
) -> list[Cell]:
    """Count indicators by the entries of a country's list."""
    own = _scope(country, scope, local)
    return broken_down_by(session, indicators, own, local.column, local.code, _codes(local))


def behind(
    session: Session, country: CountryProfile, scope: Scope, indicators: Iterable[Indicator], local: LocalList
) -> list[Behind]:
    """Tell who stands behind those counts."""
    cells = wanted_by(indicators, local.column, local.code, _codes(local))
    return contributors.behind(session, catalogues.current(), _scope(country, scope, local), cells)


def bound(catalogue: Catalogue, country: CountryProfile) -> Catalogue:
    """Give the catalogue with the sums that bind a country's bands of age to the region's."""
    more = [
        sum_
        for code in country.age_bands
        for indicator in catalogue.indicators.values()
        if AGE in indicator.breakdowns and indicator.denominator is None
        for sum_ in _sums(indicator.id, code, bands_of(country, code))
    ]
    return replace(catalogue, sums=(*catalogue.sums, *more))


def bands_of(country: CountryProfile, code: str) -> Bands:
    """Give a country's bands as figures count by them, the youngest first."""
    ordered = sorted(country.age_bands[code].bands, key=lambda band: band.from_age)
    return tuple((None if band.to_age is None else band.to_age + 1, band.code) for band in ordered)


def _scope(country: CountryProfile, scope: Scope, local: LocalList) -> Scope:
    if local.column == AGE:
        return replace(scope, ages=bands_of(country, local.code))
    return replace(scope, purposes=tuple((local.code, code, code) for code, _label in local.entries))


def _codes(local: LocalList) -> list[str]:
    return [code for code, _label in local.entries]


def _sums(indicator: str, code: str, own: Bands) -> Iterator[Sum]:
    """Say which band holds at least whom: everybody younger than one limit is younger than each later one."""
    divisions = ((AGE, REGIONAL_AGES), (code, own))
    for name, bands in divisions:
        for other, others in divisions:
            if name != other:
                yield from _younger(indicator, (name, bands), (other, others))


def _younger(indicator: str, division: tuple[str, Bands], other: tuple[str, Bands]) -> Iterator[Sum]:
    for place, (limit, _code) in enumerate(division[1][:-1]):
        within = [code for end, code in other[1] if end is not None and limit is not None and end <= limit]
        if within:
            rest = other[1][len(within) - 1][0] != limit
            whole = _keys(indicator, division[0], [code for _end, code in division[1][: place + 1]])
            yield Sum(whole, _keys(indicator, other[0], within), rest=rest)


def _keys(indicator: str, name: str, codes: Sequence[str]) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((indicator, name, code, VALUE) for code in codes)
