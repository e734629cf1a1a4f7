"""Partner organisations of a country: kinds, and institutions as dated seeds."""

from dataclasses import dataclass
from datetime import date

from plugins.contract.text import LegalBasis, Text


@dataclass(frozen=True, slots=True)
class PartnerKind:
    """A kind of organisation.

    :param authority: whether it can order or receive something by law.
    :param licence: whether it needs a licence to receive children.
    """

    code: str
    label: Text
    authority: bool = False
    licence: bool = False


@dataclass(frozen=True, slots=True)
class PartnerSeed:
    """An institution as it is known from public sources; renamed ones end and name their successor.

    :param code: stable code within the country.
    :param roles: what it does for a case: ``orders_measures``, ``receives_complaints``, ``supervises``,
        ``represents_child``, ``missing_alert``, ``statistics``, ``civil_registry``, ``migration``, ``oversight``.
    """

    code: str
    kind: str
    name: str
    short_name: str
    roles: tuple[str, ...]
    basis: LegalBasis
    valid_from: date | None = None
    valid_until: date | None = None
    successor: str | None = None
    telephone: str | None = None
