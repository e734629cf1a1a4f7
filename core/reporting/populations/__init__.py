"""Whom each figure counts: one SQL statement per population, the same on both databases.

A population gives one row for each thing that is counted, with ``amount`` (1, or days) and whatever it may be broken
down by (``SEX``, ``AGE``, ``REFERRER``, ``DESTINATION``, ``STAY``, ``EXPLOITATION``). A stay counts from its day of
admission up to, and without, the day on which it ended: its nights. The catalogue names populations by these names.
"""

from collections.abc import Mapping

from core.reporting.populations.base import Counted, Population, Scope
from core.reporting.populations.cohorts import exit_cohort, pairs_left, pairs_left_together, returned
from core.reporting.populations.flows import (
    admitted,
    admitted_with_purpose,
    left,
    left_comparable,
    left_to_lasting_place,
    left_unplanned,
    purposes,
    residents_admitted,
    residents_left,
    residents_readmitted,
    residents_transferred_in,
    residents_transferred_out,
)
from core.reporting.populations.house import licensed_places, place_days, referrals_accepted, referrals_made
from core.reporting.populations.presence import (
    babies_at_end,
    inside_at_end,
    nights_in_places,
    nights_without_basis,
    resident_days,
    residents_at_end,
    residents_at_start,
    served,
)

__all__ = ["POPULATIONS", "Counted", "Population", "Scope"]

POPULATIONS: Mapping[str, Population] = {
    each.__name__: each
    for each in (
        inside_at_end,
        served,
        resident_days,
        nights_in_places,
        nights_without_basis,
        residents_at_start,
        residents_at_end,
        babies_at_end,
        admitted,
        purposes,
        admitted_with_purpose,
        left,
        left_unplanned,
        left_comparable,
        left_to_lasting_place,
        residents_admitted,
        residents_readmitted,
        residents_transferred_in,
        residents_transferred_out,
        residents_left,
        exit_cohort,
        returned,
        pairs_left,
        pairs_left_together,
        licensed_places,
        place_days,
        referrals_made,
        referrals_accepted,
    )
}
