"""Checks that what a country counts means something in the region's figures."""

from collections.abc import Iterator

from core.reporting import catalogue, local
from core.reporting.populations.scope import REGIONAL_AGES
from plugins.checks import Fault
from plugins.contract.country import CodeList
from plugins.contract.obligations import Obligation, ReportTable, Rhythm
from plugins.contract.reporting import AgeBand
from plugins.profile import CountryProfile

_FIX = "Use a code of core/reporting/data/catalogue.yaml."
#: Regional lists of which a country's list may hold more than the region counts.
_MORE_THAN_COUNTED = frozenset({"MEANS", "SERVICE", "LEGAL_STAGE", "PUBLIC"})
#: What is not known may always be said so.
_UNKNOWN = "_U"


def check_figures_map(profile: CountryProfile) -> Iterator[Fault]:
    """Find ways in and out, lists, grades and thresholds that the regional catalogue does not know."""
    yield from _ways(profile)
    for code_list in profile.code_lists.values():
        for message in _list(code_list):
            yield Fault("declare_code_lists", f"list '{code_list.code}' {message}", _FIX)
    yield from _indicators(profile)


def check_report_tables(profile: CountryProfile) -> Iterator[Fault]:
    """Find tables of owed reports that the region's figures could not fill, or that would tell what is confidential."""
    for owed in profile.obligations.values():
        for table in owed.tables:
            for message, fix in _table(profile, owed, table):
                yield Fault("declare_obligations", f"'{owed.code}', table '{table.code}' {message}", fix)


def check_bands_map(profile: CountryProfile) -> Iterator[Fault]:
    """Find bands of age that say they map to others of the region than those in which such people stand."""
    for bands in profile.age_bands.values():
        for band in bands.bands:
            meant = tuple(code for code, first, last in _regional_bands() if _overlap(band, first, last))
            if band.regional != meant:
                message = f"'{bands.code}' maps '{band.code}' to {', '.join(band.regional) or 'nothing'}"
                yield Fault("declare_age_bands", message, f"These ages stand in {', '.join(meant)}.")


def _regional_bands() -> Iterator[tuple[str, int, int | None]]:
    first = 0
    for limit, code in REGIONAL_AGES:
        yield code, first, None if limit is None else limit - 1
        first = limit or first


def _overlap(band: AgeBand, first: int, last: int | None) -> bool:
    begins_before = last is None or band.from_age <= last
    return begins_before and (band.to_age is None or first <= band.to_age)


def _table(profile: CountryProfile, owed: Obligation, table: ReportTable) -> Iterator[tuple[str, str]]:
    known = catalogue.current()
    for code in table.indicators:
        indicator = known.indicators.get(code)
        if indicator is None:
            yield f"names the unknown indicator '{code}'", _FIX
            continue
        if indicator.house:
            yield (
                f"tells '{code}', which is for the regional office alone",
                "Take one that is not confidential.",
            )
        if owed.periodic and owed.rhythm.value not in indicator.frequency:
            yield f"asks for '{code}' more often than it is counted", "Owe it once a year, or take another indicator."
        if table.breakdown is not None and not _breaks_down(profile, indicator, table.breakdown):
            yield f"breaks '{code}' down by '{table.breakdown}'", "Name a list by which the region counts it."
    if table.breakdown is not None and owed.periodic and owed.rhythm is not Rhythm.YEAR:
        yield "is broken down and owed more than once a year", "Figures are broken down once a year: give totals."


def _breaks_down(profile: CountryProfile, indicator: catalogue.Indicator, code: str) -> bool:
    own = local.find(profile, code)
    return (own.column if own else code) in indicator.breakdowns


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
    if name is None:
        return
    if name not in lists:
        yield f"maps to the unknown regional list '{name}'"
        return
    for entry in code_list.entries:
        for code in sorted(set(entry.regional) - {*lists[name], _UNKNOWN}):
            yield f"maps '{entry.code}' to the unknown '{code}'"
        if not entry.regional and name not in _MORE_THAN_COUNTED:
            yield f"maps '{entry.code}' to nothing"


def _indicators(profile: CountryProfile) -> Iterator[Fault]:
    for entry in profile.comparability.values():
        if entry.indicator not in catalogue.current().everything:
            yield Fault("declare_comparability", f"there is no indicator '{entry.indicator}'", _FIX)
    rules = {each.rule.code: each.rule for each in catalogue.current().everything.values()}
    for stricter in profile.disclosure.values():
        rule = rules.get(stricter.rule)
        if rule is None:
            yield Fault("declare_disclosure_rules", f"there is no rule '{stricter.rule}'", _FIX)
        elif stricter.threshold < rule.threshold:
            message = f"'{stricter.rule}' is looser than the region's {rule.threshold}"
            yield Fault("declare_disclosure_rules", message, "A country may tighten it, never loosen it.")
