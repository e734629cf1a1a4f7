"""Institutions a shelter deals with, and the kinds of its other partners."""

from typing import Any

from countries.hn.sources import read, text
from plugins.contract.partners import PartnerKind, PartnerSeed
from plugins.contract.text import Grade, LegalBasis


def kinds() -> tuple[PartnerKind, ...]:
    """Give the kinds of organisation; certification of residential institutions is voluntary (B)."""
    return tuple(
        PartnerKind(code, text(entry), entry.get("authority", False), entry.get("licence", False))
        for code, entry in read("partners.yaml")["kinds"].items()
    )


def partners() -> tuple[PartnerSeed, ...]:
    """Give the institutions, those that ended too: the Children's Code still prints their names."""
    return tuple(_seed(entry) for entry in read("partners.yaml")["partners"])


def _seed(entry: dict[str, Any]) -> PartnerSeed:
    return PartnerSeed(
        code=entry["code"],
        kind=entry["kind"],
        name=entry["name"],
        short_name=entry["short"],
        roles=tuple(entry["roles"]),
        basis=LegalBasis(entry["citation"], Grade(entry["grade"])),
        valid_from=entry.get("from"),
        valid_until=entry.get("until"),
        successor=entry.get("successor"),
        telephone=entry.get("telephone"),
    )
