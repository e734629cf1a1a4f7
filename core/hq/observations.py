"""The canonical table: one observation a row, in the concepts of SDMX, from which every format is written.

A withheld count is an empty value with status Q (missing, suppressed), never text, and nobody is told why it is
withheld: confidentiality says N of it, as of all that is not to be passed on. A ratio travels as numerator and
denominator. Totals of the house are for the office alone and no observation: from them a withheld figure can follow.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from itertools import groupby
from operator import attrgetter
from typing import Any

from core.hq.structure import UNALLOCATED, UNKNOWN_UNIT
from core.hq.tables.rows import Row
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL
from core.reporting.periods import POOLED, Period
from core.reporting.quantity import quantities, unreliable
from core.reporting.status import INTERNAL
from core.reporting.twoway import sides
from plugins.contract.exports import Observation

#: Of low reliability (SDMX observation status).
UNRELIABLE = "U"
#: What SDMX calls three years.
_FREQUENCIES = {POOLED: "A3"}
#: Breakdowns that are dimensions of their own; every other one is told in one.
_OWN = ("SEX", "AGE")


DIMENSIONS = (
    "FREQ", "REF_AREA", "BRANCH", "INDICATOR", "COMPONENT", "SEX", "AGE", "BREAKDOWN", "TIME_PERIOD",
)  # fmt: skip
COLUMNS = tuple(field.name.upper() for field in fields(Observation))
#: Gives an observation as a row of these columns.
values: Callable[[Observation], tuple[Any, ...]] = attrgetter(*(field.name for field in fields(Observation)))


def observations(rows: Iterable[Row]) -> Iterator[Observation]:
    """Write what may be handed on of a period's rows in the canonical form, in their own order."""
    for _branch, found in groupby(rows, lambda row: row.branch):
        own = list(found)
        indicators = catalogues.current().everything
        known = quantities((row for row in own if row.indicator in indicators), indicators)
        for row in own:
            if not _is_for_the_office(row):
                yield _observation(row, weak=row.branch != UNALLOCATED and unreliable(known, row.key[:3]))


def _is_for_the_office(row: Row) -> bool:
    """Tell whether the office keeps it, by the definitions of today or by those that it was sent by."""
    indicator = catalogues.current().everything.get(row.indicator)
    return (row.value is not None and row.confidential == INTERNAL) or (indicator is not None and indicator.house)


def time_period(period: Period) -> str:
    """Write a period as SDMX does: ``2026-03``, ``2026-Q1``, ``2026``, ``2023-01-01/P3Y``."""
    if period.kind == POOLED:
        return f"{period.first.isoformat()}/P3Y"
    return str(period).replace("Q", "-Q")


def _observation(row: Row, *, weak: bool) -> Observation:
    indicator = catalogues.current().everything.get(row.indicator)
    told = dict(zip(sides(row.breakdown), sides(row.code), strict=True))
    own = {name: told.pop(name, TOTAL) for name in _OWN}
    other = TOTAL if not told or TOTAL in told else f"{row.breakdown}_{row.code}"
    period = Period.parse(row.period)
    return Observation(
        freq=_FREQUENCIES.get(period.kind, period.kind),
        ref_area=row.country.upper(),
        branch=row.branch,
        indicator=row.indicator,
        component=row.component,
        sex=own["SEX"],
        age=own["AGE"],
        breakdown=other,
        time_period=time_period(period),
        obs_value=row.value,
        unit_measure=indicator.meaning.unit_of(row.component) if indicator else UNKNOWN_UNIT,
        obs_status=UNRELIABLE if weak and row.value is not None else row.status,
        conf_status=row.confidential,
        evidence_level=row.evidence,
        comparability=row.grade,
        submission_version=row.version,
    )
