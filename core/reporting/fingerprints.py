"""What a figure counts, as a fingerprint: the same one in two versions of the catalogue, the same count."""

from collections.abc import Mapping
from functools import cache

from core.canonical import canonical, digest
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, Catalogue, Key

#: Enough of a fingerprint to tell definitions apart.
_DIGITS = 12


def definitions(catalogue: Catalogue) -> Mapping[str, str]:
    """Say what each figure and each of its lists counts, as fingerprints: the same one in two versions, the same count.

    Thresholds and words are left out: they do not change what is counted.
    """
    found = {}
    for code, each in catalogue.indicators.items():
        counted = {
            "period_rule": each.period_rule, "numerator": each.numerator, "denominator": each.denominator,
            "windows": dict(each.windows), "type": each.type, "both": each.both,
        }  # fmt: skip
        found[code] = digest(canonical(counted))[:_DIGITS]
        for name in (*each.breakdowns, *each.tables):
            entries = {**counted, "entries": list(catalogue.entries(each, name))}
            found[f"{code}/{name}"] = digest(canonical(entries))[:_DIGITS]
    return found


@cache
def today() -> Mapping[str, str]:
    """Say what each figure counts by the definitions of this release."""
    return definitions(catalogues.current())


def means_the_same(key: Key, now: Mapping[str, str], then: Mapping[str, str]) -> bool:
    """Tell whether a cell counts the same by two definitions; a list of a country's own has no fingerprint here."""
    named = [key[0]] if key[1] == TOTAL else [key[0], f"{key[0]}/{key[1]}"]
    return key[0] in now and all(now.get(each) == then.get(each) for each in named)
