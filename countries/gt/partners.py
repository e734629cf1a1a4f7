"""Institutions that a shelter works with, as dated records, since names and powers change."""

from typing import Any

from countries.gt.sources import norm, read, text
from plugins.contract.partners import PartnerKind, PartnerSeed


def kinds() -> tuple[PartnerKind, ...]:
    """Give the kinds of organisation, authorities first."""
    return tuple(
        PartnerKind(code, text(entry), entry.get("authority", False), entry.get("licence", False))
        for code, entry in read("partners.yaml")["kinds"].items()
    )


def partners() -> tuple[PartnerSeed, ...]:
    """Give the institutions; one that ended names its successor."""
    return tuple(_seed(code, entry) for code, entry in read("partners.yaml")["partners"].items())


def _seed(code: str, entry: dict[str, Any]) -> PartnerSeed:
    return PartnerSeed(
        code=code,
        kind=entry["kind"],
        name=entry["name"],
        short_name=entry["short"],
        roles=tuple(entry.get("roles", ())),
        basis=norm(entry["basis"]),
        valid_from=entry.get("from"),
        valid_until=entry.get("until"),
        successor=entry.get("successor"),
        telephone=entry.get("telephone"),
    )
