"""What only core can check of a country: locales, figures, roles, terms, printing, words and tables.

``abrigo countries check`` and the test kit hand these to ``plugins.conformance``, which holds all the others.
"""

from collections.abc import Sequence

from core import clock, defaults
from core.conformance.clocks import check_clocks
from core.conformance.figures import check_bands_map, check_figures_map, check_report_tables
from core.conformance.locales import check_locales
from core.conformance.paper import check_filling, check_printing
from core.conformance.people import check_roles
from core.conformance.tables import check_revisions, check_tables
from core.conformance.terms import check_terms
from core.conformance.words import check_catalogues
from plugins import conformance
from plugins.checks import Check, Fault
from plugins.errors import Problem

__all__ = ["CHECKS", "Check", "Fault", "Problem", "inspect", "names"]

CHECKS: tuple[Check, ...] = (
    check_locales,
    check_figures_map,
    check_bands_map,
    check_report_tables,
    check_roles,
    check_terms,
    check_clocks,
    check_filling,
    check_printing,
    check_catalogues,
    check_tables,
    check_revisions,
)


def inspect(code: str, module: object | None = None, extra: Sequence[Check] = ()) -> list[Problem]:
    """Find everything that is wrong with a country.

    :param module: its plugin module; otherwise the installed one, whose packaging is looked at too.
    :param extra: checks of the country's own.
    """
    year, checks = clock.now().year, (*CHECKS, *extra)
    if module is None:
        return conformance.inspect_installed(code, year, (defaults,), checks)
    return conformance.inspect_country(code, module, year, (defaults,), extra=checks)


def names(extra: Sequence[Check] = ()) -> tuple[str, ...]:
    """Name everything that is checked, in order."""
    return conformance.names((*CHECKS, *extra))
