"""Checks of identity documents: their validators stand between a frightened night shift and a wrong file."""

import random
from collections.abc import Callable, Iterator

from plugins.checks import Fault
from plugins.contract.identity import DocumentNumber, IdentityDocument, IdentityError, PersonName
from plugins.errors import CountryError
from plugins.profile import CountryProfile

HOOK = "declare_identity_documents"

_HOSTILE = (
    "",
    " ",
    "\x00",
    "\r\n\t",
    "0",
    "-1",
    "1" * 10_000,
    "٣" * 13,  # digits, but not ASCII
    "²" * 13,  # str.isdigit says yes, int says no
    "Ⅷ" * 9,
    "\ud800",  # half of a surrogate pair
    "\u202e1234567",
    "' OR 1=1 --",
    "{0}%s%n",
    "é" * 500,
)

_NAMES = (PersonName("", ""), PersonName("Ana", ""), PersonName("", "Paz"), PersonName("Ana  María", "de la Paz Ñu"))


def check_documents(profile: CountryProfile) -> Iterator[Fault]:
    """Find validators that do not keep to their own samples or break on what people type."""
    for document in profile.identity_documents.values():
        for message, fix in (*_samples(document), *_accepted(document), *_refused(document), *_hostile(document)):
            yield Fault(HOOK, f"document '{document.code}' {message}", fix)


def check_names(profile: CountryProfile) -> Iterator[Fault]:
    """Find names that cannot be joined; every part may be missing."""
    for name in _NAMES if profile.manager.implements("decide_display_name") else ():
        try:
            profile.decide_display_name(name)
        except CountryError as error:
            yield Fault("decide_display_name", f"{error.problems[0].message} for {name}", "Every part may be empty.")
        except LookupError:
            continue


def _samples(document: IdentityDocument) -> Iterator[tuple[str, str]]:
    if not (document.accepted and document.refused):
        yield "has no samples", "Declare invented numbers that are accepted and some that are refused."


def _accepted(document: IdentityDocument) -> Iterator[tuple[str, str]]:
    for sample in document.accepted:
        compact, fault = _ask(document.validate, sample)
        if fault or compact is None:
            yield f"refuses its sample '{sample}' {fault}".rstrip(), "Mend the validator or the sample."
            continue
        if _ask(document.validate, compact)[0] != compact:
            yield f"changes its own answer to '{sample}'", "validate(compact) must answer the same compact number."
        if _reads_back(document, compact) != compact:
            yield f"cannot read back what it formats from '{sample}'", "format must write what validate accepts."


def _reads_back(document: IdentityDocument, compact: str) -> str | None:
    try:
        return _ask(document.validate, document.format(compact))[0]
    except Exception:  # noqa: BLE001 - it is a country's function that is on trial
        return None


def _refused(document: IdentityDocument) -> Iterator[tuple[str, str]]:
    for refusal in document.refused:
        if _ask(document.validate, refusal.number)[0] is not None:
            yield f"accepts '{refusal.number}' ({refusal.why})", "Raise IdentityError for it."


def _hostile(document: IdentityDocument) -> Iterator[tuple[str, str]]:
    for number in (*_HOSTILE, *_random_texts()):
        fault = _ask(document.validate, number)[1]
        if fault:
            shown = ascii(number[:20])
            yield f"{fault} for {shown} ({len(number)} signs)", "Raise IdentityError, nothing else."
            return


def _ask(validate: Callable[[str], DocumentNumber], number: str) -> tuple[str | None, str]:
    """Give the compact number, or None if it was refused; and what went wrong in asking."""
    try:
        answer: object = validate(number)
    except IdentityError:
        return None, ""
    except Exception as error:  # noqa: BLE001 - it is a country's function that is on trial
        return None, f"raises {type(error).__name__}"
    if not isinstance(answer, DocumentNumber):
        return None, f"answers {type(answer).__name__}, not DocumentNumber,"
    return answer.compact, ""


def _random_texts() -> Iterator[str]:
    dice = random.Random(1)  # noqa: S311 - the same texts every time, so that a fault can be repeated
    for length in range(1, 120):
        signs = "0123456789AZaz-. /\x00\x07\n" if length % 2 else "".join(map(chr, range(1, 0x2FF)))
        yield "".join(dice.choices(signs, k=length))
