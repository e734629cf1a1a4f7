"""Identity documents and names.

The CUI is on the birth certificate from registration and on the identity card (DPI) at 18: eight digits, a check digit,
then department and municipality of registration. A child has no DPI. A municipality that is not in the list is only a
warning, since registrations outlive the map; published packages refuse valid numbers of young municipalities.
"""

import re
import unicodedata

from countries.gt.places import DEPARTMENTS, municipality_codes
from countries.gt.sources import norm
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

DIGITS, SERIAL = 13, 8
LONGEST = 60
NO_DOCUMENT = "S/D"

_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015]")
# Mayan languages write a glottal stop, and every keyboard types another sign for it.
_APOSTROPHES = re.compile("['`´\u02bc\u2018\u2019\ua78c]")


def validate_cui(number: str) -> DocumentNumber:
    """Check a CUI.

    :raises IdentityError: if its length, check digit or department cannot be right.
    """
    compact = _SEPARATORS.sub("", number)
    if not (compact.isascii() and compact.isdigit() and len(compact) == DIGITS):
        raise IdentityError(Text.of(es="El CUI tiene 13 dígitos.", en="A CUI has 13 digits."))
    if check_digit(compact[:SERIAL]) != compact[SERIAL]:
        raise IdentityError(
            Text.of(es="El dígito verificador no coincide; revise el número.", en="The check digit does not fit.")
        )
    return DocumentNumber(compact, _place_doubts(compact[9:]))


def check_digit(serial: str) -> str | None:
    """Compute the ninth digit of a CUI: weights 2 to 9, modulus 11.

    :returns: None for a serial with remainder 10, which was never issued.
    """
    remainder = sum(int(digit) * weight for weight, digit in enumerate(serial, start=2)) % 11
    return None if remainder == 10 else str(remainder)


def department_of(number: object) -> str | None:
    """Read the department of registration from a CUI, or None if it is not one."""
    try:
        return validate_cui(str(number)).compact[9:11]
    except IdentityError:
        return None


def format_cui(compact: str) -> str:
    """Write a CUI as people read it."""
    return f"{compact[:4]} {compact[4:9]} {compact[9:]}"


def validate_nit(number: str) -> DocumentNumber:
    """Check a tax number.

    :raises IdentityError: if its length, signs or check digit cannot be right.
    """
    # Imported at the first tax number: most residents are children and have none.
    from stdnum.exceptions import ValidationError
    from stdnum.gt import nit

    try:
        return DocumentNumber(nit.validate(number))
    except ValidationError as error:
        raise IdentityError(Text.of(es="El NIT no es válido; revise el número.", en="The NIT is not valid.")) from error


def format_nit(compact: str) -> str:
    """Write a tax number as people read it."""
    return f"{compact[:-1]}-{compact[-1]}"


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
    """Write a name as registered, indigenous spelling kept, and sort by surnames whatever sign the glottal stop has."""
    given, surnames = " ".join(name.given_names.split()), " ".join(name.surnames.split())
    shown = " ".join(part for part in (given, surnames) if part)
    return DisplayName(shown, ", ".join(_sort_key(part) for part in (surnames, given) if part))


def documents() -> tuple[IdentityDocument, ...]:
    """Give the kinds of document, a child's usual one first."""
    return (
        _cui(),
        _free(
            "partida_nacimiento",
            "Partida de nacimiento (partida, folio, libro)",
            "Birth entry, page and book",
            "birth_record",
        ),
        _free("pasaporte", "Pasaporte", "Passport", "foreign_papers"),
        _free(
            "documento_extranjero", "Identificación de otro país", "Identity paper of another country", "foreign_papers"
        ),
        _none(),
        _nit(),
    )


def _place_doubts(place: str) -> tuple[Text, ...]:
    if not 1 <= int(place[:2]) <= DEPARTMENTS or place[2:] == "00":
        raise IdentityError(
            Text.of(
                es="Los últimos cuatro dígitos son departamento (01 a 22) y municipio.",
                en="The last four digits are department (01 to 22) and municipality.",
            )
        )
    if place in municipality_codes():
        return ()
    return (
        Text.of(
            es=f"El municipio {place} no está en la lista actual; compruebe el número.",
            en=f"Municipality {place} is not in the current list; check the number.",
        ),
    )


def _sort_key(part: str) -> str:
    # ñ is a letter of its own after n; other accents and the glottal stop do not change the order.
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFC", part).casefold().replace("ñ", "n~"))
    return "".join(sign for sign in unicodedata.normalize("NFD", plain) if not unicodedata.combining(sign))


def _cui() -> IdentityDocument:
    return IdentityDocument(
        code="cui",
        label=Text.of(es="CUI (código único de identificación)", en="CUI (unique identification code)"),
        holder=Holder.EITHER,
        validate=validate_cui,
        format=format_cui,
        mask="0000 00000 0000",
        accepted=(
            "0000000190101",
            "0000 00124 0301",
            "0000-01236-1601",
            "0000123432217",
            "0001234550514",
            "0012345601333",
        ),
        refused=(
            Refusal("0000000180101", "check digit"),
            Refusal("0000000690101", "a serial with remainder 10"),
            Refusal("0000000190018", "department 00"),
            Refusal("0000000192301", "department 23"),
            Refusal("0000000199901", "department 99"),
            Refusal("000000019010", "twelve digits"),
            Refusal("00000001901011", "fourteen digits"),
            Refusal("00000001901O1", "a letter"),
            Refusal("٠٠٠٠٠٠٠١٩٠١٠١", "digits of another script"),
            Refusal("", "empty"),
        ),
        basis=norm("cui"),
    )


def _nit() -> IdentityDocument:
    return IdentityDocument(
        code="nit",
        label=Text.of(es="NIT (número de identificación tributaria)", en="NIT (tax number)"),
        holder=Holder.ADULT,
        validate=validate_nit,
        format=format_nit,
        mask=None,
        accepted=("0000010-8", "100-7"),
        refused=(Refusal("0000010-9", "check digit"), Refusal("1234567890123", "too long"), Refusal("", "empty")),
        basis=norm("nit"),
    )


def _free(code: str, es: str, en: str, basis: str) -> IdentityDocument:
    return IdentityDocument(
        code=code,
        label=Text.of(es=es, en=en),
        holder=Holder.EITHER,
        validate=validate_free,
        format=str,
        mask=None,
        accepted=("000, folio 00, libro 0", "X 000 000"),
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
        refused=(Refusal("0000000190101", "a number: choose its document"),),
        basis=norm("undocumented"),
    )
