"""Data elements, categories and data sets: how DHIS2 and ADX name the figures, drawn from the catalogue.

A data element has one division and one kind of period only, so a figure has an element for its total in each kind and
one for each of its breakdowns: ``RED_RES_003_V_M``, ``RED_RES_003_V_A``, ``RED_RES_003_V_SEX_A``. Months, quarters and
year of a common one DHIS2 would add up. Options carry the name of their list, since codes must be unique in DHIS2.
Sources: DHIS2 developer guide, metadata, and user guide, data integrity (elements assigned to data sets with different
period types); a UID has 11 letters and digits, the first of them a letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from string import ascii_letters, digits

from core.hq.structure import OWN, UNALLOCATED, breakdown_of
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, WINDOW, Indicator
from plugins.contract.exports import Observation
from plugins.contract.text import Text

DATA_SETS = {"M": "RED_MONTH", "Q": "RED_QUARTER", "A": "RED_YEAR"}
_UID = 11
#: The unit over all branches; what they withhold together is its own, so that the unit adds up to the network's.
NETWORK = "RED"
#: Why neither DHIS2 nor ADX, whose names are those of DHIS2, tells of three years.
NO_THREE_YEARS = Text.of(
    es="DHIS2 no tiene un periodo de tres años, así que no podría recibirlos: use SDMX o el paquete de datos.",
    en="DHIS2 has no period of three years, so it could not take them in: use SDMX or the data package.",
)


@dataclass(frozen=True, slots=True)
class Element:
    """A data element.

    :param division: the list by which it is divided, or ``_T``.
    :param kind: of the periods for which it is told.
    """

    indicator: Indicator
    component: str
    division: str
    kind: str

    @property
    def code(self) -> str:
        """What it is called in files."""
        return element_code(self.indicator.id, self.component, self.division, self.kind)


@cache
def elements() -> tuple[Element, ...]:
    """List every data element, in the order of the catalogue."""
    return tuple(
        Element(each, component, division, kind)
        for each in catalogues.current().handed_on.values()
        for component, division in _parts(each)
        for kind in DATA_SETS
        if kind in _kinds(each, division)
    )


def divisions() -> list[str]:
    """List the lists by which anything is divided."""
    return list(dict.fromkeys(each.division for each in elements() if each.division != TOTAL))


def named(each: Observation) -> tuple[str, str, str]:
    """Give an observation's element, the list by which it is divided, and its entry; twice ``_T`` for a total."""
    division, code = _division(each)
    return element_code(each.indicator, each.component, division, each.freq), division, code


def unit(branch: str) -> str:
    """Name the unit to which a figure belongs."""
    return NETWORK if branch == UNALLOCATED else branch


def element_code(indicator: str, component: str, division: str, kind: str) -> str:
    """Write an element's code."""
    divided = () if division == TOTAL else (division,)
    return "_".join(("RED", indicator.replace("-", "_"), component, *divided, kind))


def option_code(division: str, code: str) -> str:
    """Write an option's code: ``SEX_F``."""
    return f"{division}_{code}"


def uid(kind: str, code: str) -> str:
    """Give what DHIS2 knows a thing by; the same one forever."""
    number = int.from_bytes(sha256(f"abrigo {kind} {code}".encode()).digest())
    number, first = divmod(number, len(ascii_letters))
    found = ascii_letters[first]
    while len(found) < _UID:
        number, place = divmod(number, len(ascii_letters + digits))
        found += (ascii_letters + digits)[place]
    return found


def _kinds(indicator: Indicator, division: str) -> tuple[str, ...]:
    """List the kinds of period for which a part is told; only a year is divided."""
    return indicator.frequency if division == TOTAL else ("A",)


def _parts(indicator: Indicator) -> Iterator[tuple[str, str]]:
    if indicator.windows:
        yield from ((each, WINDOW) for each in indicator.components)
        return
    if not indicator.only_broken_down:
        yield from ((each, TOTAL) for each in indicator.components)
    elif indicator.denominator and not indicator.both:
        yield "D", TOTAL
    for name in indicator.breakdowns:
        yield from ((each, name) for each in indicator.parts)


def _division(each: Observation) -> tuple[str, str]:
    for name, code in zip(OWN, (each.sex, each.age), strict=True):
        if code != TOTAL:
            return name, code
    return breakdown_of(each.breakdown)
