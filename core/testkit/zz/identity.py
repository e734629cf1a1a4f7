"""Zedland's documents: a civil number with a check digit, and a travel paper without one."""

import re
import unicodedata

from core.testkit.zz.sources import CIVIL_REGISTRY
from plugins.contract.identity import (
    DisplayName,
    DocumentNumber,
    Holder,
    IdentityDocument,
    IdentityError,
    PersonName,
    Refusal,
)
from plugins.contract.text import Text

_CIVIL = re.compile(r"[0-9]{7}", re.ASCII)
_TRAVEL = re.compile(r"Z[A-Z]{2}[0-9]{4}", re.ASCII)
_SHAPE = Text.of(es="El número no tiene la forma esperada.", en="The number does not have the expected shape.")
_CHECK = Text.of(es="El dígito de control no coincide.", en="The check digit does not match.")
_OLD_SERIES = Text.of(es="Serie anterior a 1990: confirme la fecha.", en="Series from before 1990: confirm the date.")


def validate_civil_number(number: str) -> DocumentNumber:
    """Check a civil number: six digits and the sum of the digits by their places, modulo ten."""
    compact = _compact(number)
    if not _CIVIL.fullmatch(compact):
        raise IdentityError(_SHAPE)
    if sum(place * int(digit) for place, digit in enumerate(compact[:6], start=1)) % 10 != int(compact[6]):
        raise IdentityError(_CHECK)
    return DocumentNumber(compact, (_OLD_SERIES,) if compact.startswith("0") else ())


def format_civil_number(compact: str) -> str:
    """Write 1234561 as 123-456-1."""
    return f"{compact[:3]}-{compact[3:6]}-{compact[6:]}"


def validate_travel_paper(number: str) -> DocumentNumber:
    """Check a travel paper: Z, two letters, four digits."""
    compact = _compact(number).upper()
    if not _TRAVEL.fullmatch(compact):
        raise IdentityError(_SHAPE)
    return DocumentNumber(compact)


def format_travel_paper(compact: str) -> str:
    """Write ZAB1234 as ZAB 1234."""
    return f"{compact[:3]} {compact[3:]}"


def display_name(name: PersonName) -> DisplayName | None:
    """Write surnames first, as Zedland does; a single name is left to core."""
    if not (name.given_names and name.surnames):
        return None
    return DisplayName(f"{name.surnames} {name.given_names}", f"{name.surnames} {name.given_names}".casefold())


def _compact(number: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", number) if sign not in " -.")


DOCUMENTS = (
    IdentityDocument(
        code="civil_number",
        label=Text.of(es="Número civil", en="Civil number"),
        holder=Holder.EITHER,
        validate=validate_civil_number,
        format=format_civil_number,
        mask="000-000-0",
        accepted=("123-456-1", "1234561", "012 345 0"),
        refused=(Refusal("123-456-2", "check digit"), Refusal("12345", "too short"), Refusal("", "empty")),
        basis=CIVIL_REGISTRY,
    ),
    IdentityDocument(
        code="travel_paper",
        label=Text.of(es="Papel de viaje", en="Travel paper"),
        holder=Holder.ADULT,
        validate=validate_travel_paper,
        format=format_travel_paper,
        mask=None,
        accepted=("ZAB1234", "zab 1234"),
        refused=(Refusal("AAB1234", "wrong series"), Refusal("ZAB12345", "too long")),
        basis=CIVIL_REGISTRY,
    ),
)
