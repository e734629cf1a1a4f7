"""Identity documents and names.

The number (DNI) is read as ``0000-0000-00000``: municipality and year of registration, then a serial. It has no public
check digit, and the year is the one of registration, which may be later than birth. So little of it can be known to be
wrong; what is merely doubtful is a warning. The year cannot be held against today here, as a validator is pure:
``form_checks`` holds it against the dates of the form it is written in.
"""

import re
import unicodedata

from countries.hn.places import municipality_codes
from countries.hn.sources import norm
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

DIGITS = 13
FIRST_YEAR, LAST_YEAR = 1900, 2099
# The list of municipalities was checked as it stands; what stood before the registry's present law was not.
LIST_CHECKED_FROM = 2004
LONGEST = 60
NO_DOCUMENT = "S/D"

_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015]")


def validate_number(number: str) -> DocumentNumber:
    """Check an identity number.

    :raises IdentityError: if its length, department, municipality or year cannot be right.
    """
    compact = _SEPARATORS.sub("", number)
    if not (compact.isascii() and compact.isdigit() and len(compact) == DIGITS):
        raise IdentityError(
            Text.of(es="El número de identidad tiene 13 dígitos.", en="An identity number has 13 digits.")
        )
    _check_department(compact[:2])
    year = year_of_registration(compact)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise IdentityError(
            Text.of(es="El año de inscripción no es posible.", en="The year of registration is not possible.")
        )
    return DocumentNumber(compact, _municipality_doubts(compact[:4], year))


def year_of_registration(compact: str) -> int:
    """Read the year in which the birth was registered."""
    return int(compact[4:8])


def format_number(compact: str) -> str:
    """Write an identity number as people read it."""
    return f"{compact[:4]}-{compact[4:8]}-{compact[8:]}"


def validate_free(number: str) -> DocumentNumber:
    """Check a document whose layout is not known: something must be written, on one line, of a sane length.

    :raises IdentityError: if it is empty, too long or holds invisible signs.
    """
    compact = " ".join(unicodedata.normalize("NFC", number).split())
    if not compact or len(compact) > LONGEST:
        raise IdentityError(Text.of(es="Escriba de 1 a 60 signos.", en="Write 1 to 60 characters."))
    if any(unicodedata.category(sign).startswith("C") for sign in compact):
        raise IdentityError(Text.of(es="Contiene signos invisibles.", en="It holds invisible characters."))
    if not any(sign.isalnum() for sign in compact):
        raise IdentityError(Text.of(es="Escriba letras o números.", en="Write letters or digits."))
    return DocumentNumber(compact)


def validate_none(number: str) -> DocumentNumber:
    """Accept that there is no document, written in one of the usual ways or not at all.

    :raises IdentityError: if a number is given after all.
    """
    if " ".join(number.casefold().split()) in ("", "s/d", "sin documento"):
        return DocumentNumber(NO_DOCUMENT)
    raise IdentityError(
        Text.of(es="Si tiene un número, elija el documento.", en="If there is a number, choose the document.")
    )


def format_none(compact: str) -> str:
    """Write out what the abbreviation stands for."""
    return "Sin documento" if compact == NO_DOCUMENT else compact


def display_name(name: PersonName) -> DisplayName:
    """Join given names and the two surnames as the registry writes them, and sort by first surname, then second."""
    given, surnames = " ".join(name.given_names.split()), " ".join(name.surnames.split())
    shown = " ".join(part for part in (given, surnames) if part)
    return DisplayName(shown, ", ".join(_sort_key(part) for part in (surnames, given) if part))


def documents() -> tuple[IdentityDocument, ...]:
    """Give the kinds of document; a child has the number of the identity card on the birth record."""
    return (_national(), _birth_record(), _passport(), _residence_card(), _consular(), _none())


def _check_department(code: str) -> None:
    if not 1 <= int(code) <= 18:
        raise IdentityError(
            Text.of(es="Los dos primeros dígitos son el departamento, de 01 a 18.", en="Departments run from 01 to 18.")
        )


def _municipality_doubts(code: str, year: int) -> tuple[Text, ...]:
    if code in municipality_codes():
        return ()
    message = Text.of(
        es=f"El municipio {code} no está en la lista actual.", en=f"Municipality {code} is not in the current list."
    )
    if year >= LIST_CHECKED_FROM:
        raise IdentityError(message)
    return (message,)


def _sort_key(part: str) -> str:
    # ñ is a letter of its own after n; other accents do not change the order.
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFC", part).casefold().replace("ñ", "n~"))
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


def _national() -> IdentityDocument:
    return IdentityDocument(
        code="dni",
        label=Text.of(es="Número de identidad (DNI)", en="Identity number (DNI)"),
        holder=Holder.EITHER,
        validate=validate_number,
        format=format_number,
        mask="0000-0000-00000",
        accepted=("0801-2010-00000", "0501 2012 99999", "1807198500000", "0199-1950-00000"),
        refused=(
            Refusal("0801-2010-0000", "twelve digits"),
            Refusal("0801-2010-000000", "fourteen digits"),
            Refusal("1901-2010-00000", "department 19"),
            Refusal("0001-2010-00000", "department 00"),
            Refusal("0199-2010-00000", "municipality not in the list"),
            Refusal("0801-1899-00000", "year before 1900"),
            Refusal("0801-2010-0000A", "a letter"),
            Refusal("٠٨٠١٢٠١٠٠٠٠٠٠", "digits of another script"),
        ),
        basis=norm("identity_number"),
    )


def _birth_record() -> IdentityDocument:
    return _free("acta_nacimiento", "Acta de nacimiento (tomo, folio, acta)", "Birth record", "birth_record")


def _passport() -> IdentityDocument:
    return _free("pasaporte", "Pasaporte", "Passport", "foreign_papers")


def _residence_card() -> IdentityDocument:
    return _free("carne_residencia", "Carné de residencia (INM)", "Residence card (INM)", "foreign_papers")


def _consular() -> IdentityDocument:
    return _free("consular", "Documento consular", "Consular paper", "foreign_papers")


def _free(code: str, es: str, en: str, basis: str) -> IdentityDocument:
    return IdentityDocument(
        code=code,
        label=Text.of(es=es, en=en),
        holder=Holder.EITHER,
        validate=validate_free,
        format=str,
        mask=None,
        accepted=("X 000 000", "0000-00000"),
        refused=(Refusal("   ", "empty"), Refusal("--", "no letter or digit"), Refusal("0" * 61, "too long")),
        basis=norm(basis),
    )


def _none() -> IdentityDocument:
    return IdentityDocument(
        code="sin_documento",
        label=Text.of(es="Sin documento", en="No document"),
        holder=Holder.EITHER,
        validate=validate_none,
        format=format_none,
        mask=None,
        accepted=("", "S/D", "sin documento"),
        refused=(Refusal("0801-2010-00000", "a number: choose its document"),),
        basis=norm("undocumented"),
    )
