"""Whom each figure counts: one SQL statement per population, the same on both databases.

A population gives one row for each thing that is counted, with ``amount`` (1, or days, or points) and whatever it may
be broken down by (``SEX``, ``AGE``, ``REFERRER``, ``DESTINATION``, ``STAY``, ``EXPLOITATION`` …). The catalogue names
populations by the names of their functions: in the modules here every public function is one. How days have to do with
a period is said in :mod:`core.reporting.sql.rules` alone.
"""

from collections.abc import Iterator, Mapping
from inspect import getmembers, isfunction
from types import ModuleType

from core.reporting.populations import (
    accounts,
    afterwards,
    care,
    cohorts,
    flows,
    health,
    house,
    justice,
    outcomes,
    presence,
    public,
    street,
)
from core.reporting.populations.base import Population
from core.reporting.populations.counted import Counted
from core.reporting.populations.scope import Scope
from core.reporting.populations.terms import Terms, terms_of

__all__ = ["POPULATIONS", "Counted", "Population", "Scope", "Terms", "terms_of"]

_MODULES = (presence, flows, cohorts, house, care, health, outcomes, afterwards, justice, public, street, accounts)


def _of(module: ModuleType) -> Iterator[tuple[str, Population]]:
    for name, function in getmembers(module, isfunction):
        if function.__module__ == module.__name__ and not name.startswith("_"):
            yield name, function


POPULATIONS: Mapping[str, Population] = {name: each for module in _MODULES for name, each in _of(module)}
