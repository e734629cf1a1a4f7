"""Checks that what a country counts means something in the region's figures."""

import re
from collections.abc import Iterator

from core.reporting import catalogue
from plugins.checks import Fault
from plugins.contract.country import CodeList
from plugins.profile import CountryProfile

_FIX = "Use a code of core/reporting/data/catalogue.yaml."
#: Regional lists that are agreed on, and by which no indicator of this release counts yet.
_UNCOUNTED = frozenset({"MEANS", "SERVICE", "LEGAL_STAGE", "PUBLIC"})
#: What is not known may always be said so.
_UNKNOWN = "_U"
#: Families of indicators that the region has named; this release computes some of each at most.
_INDICATOR = re.compile(r"(EDU|POL|OUT|RES|MHH|MAB|AFC|LEG|CAP|STF|PAR|EVD)-[0-9]{3}|R[0-9]{2}")


def check_figures_map(profile: CountryProfile) -> Iterator[Fault]:
    """Find ways in and out, lists, grades and thresholds that the regional catalogue does not know."""
    yield from _ways(profile)
    for code_list in profile.code_lists.values():
        for message in _list(code_list):
            yield Fault("declare_code_lists", f"list '{code_list.code}' {message}", _FIX)
    yield from _indicators(profile)


def _ways(profile: CountryProfile) -> Iterator[Fault]:
    lists = catalogue.current().codelists
    for entry in profile.entry_kinds.values():
        if entry.referrer not in lists["REFERRER"]:
            yield Fault("declare_entry_kinds", f"'{entry.code}' has the unknown referrer '{entry.referrer}'", _FIX)
    for way_out in profile.exit_kinds.values():
        if way_out.destination not in lists["DESTINATION"]:
            message = f"'{way_out.code}' has the unknown destination '{way_out.destination}'"
            yield Fault("declare_exit_kinds", message, _FIX)


def _list(code_list: CodeList) -> Iterator[str]:
    name, lists = code_list.regional_list, catalogue.current().codelists
    if name is None or name in _UNCOUNTED:
        return
    if name not in lists:
        yield f"maps to the unknown regional list '{name}'"
        return
    for entry in code_list.entries:
        for code in sorted(set(entry.regional) - {*lists[name], _UNKNOWN}):
            yield f"maps '{entry.code}' to the unknown '{code}'"
        if not entry.regional:
            yield f"maps '{entry.code}' to nothing"


def _indicators(profile: CountryProfile) -> Iterator[Fault]:
    for entry in profile.comparability.values():
        if not _INDICATOR.fullmatch(entry.indicator):
            yield Fault("declare_comparability", f"there is no indicator '{entry.indicator}'", _FIX)
    rules = {each.rule.code: each.rule for each in catalogue.current().indicators.values()}
    for stricter in profile.disclosure.values():
        rule = rules.get(stricter.rule)
        if rule is None:
            yield Fault("declare_disclosure_rules", f"there is no rule '{stricter.rule}'", _FIX)
        elif stricter.threshold < rule.threshold:
            message = f"'{stricter.rule}' is looser than the region's {rule.threshold}"
            yield Fault("declare_disclosure_rules", message, "A country may tighten it, never loosen it.")
