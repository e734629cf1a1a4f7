"""What stands on a copy of a filled form, in words, whatever it is printed as."""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.errors import N_
from core.forms.display import PlaceNames, Presenter
from core.forms.file_field import files_named
from core.forms.schema import missing
from core.i18n import Locality, current, format_datetime, speaking
from core.i18n import gettext as _
from core.typesetting import UNPRINTABLE
from plugins.contract.forms import FieldType, FormField, LegalForm, Signatory
from plugins.profile import CountryProfile

#: As much of a hash as people compare by eye.
SHORT_HASH = 16

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_TO_FILL = "________"
_LONG = frozenset({FieldType.LONGTEXT})
_BY_HAND = frozenset({FieldType.SIGNATURE})


@dataclass(frozen=True, slots=True)
class PrintedSignature:
    """A signature given in the house."""

    signatory: str
    name: str
    function: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the form goes to; ``note`` says why it is another one than usual."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """One copy of a filled form.

    :param values: the answers as they are stored, by the field's key.
    :param content_hash: of the canonical answers.
    :param at: instant of the last signature, or of the saving while it is a draft; the document's date.
    :param leaves: whether this copy may leave the house; any other says that it is to be destroyed after use.
    :param places: names of the places that the answers mention, by code.
    :param pictures: what is to be seen of the answers that are pictures, by the number of the file.
    :param replaces: number of the form that this one replaces.
    :param void: why it no longer counts, or None.
    """

    number: str
    values: Mapping[str, Any]
    content_hash: str
    at: datetime
    printed_by: str
    printed_at: datetime
    copy: int = 1
    signed: bool = False
    leaves: bool = False
    recipient: Recipient | None = None
    signatures: tuple[PrintedSignature, ...] = ()
    places: PlaceNames = field(default_factory=dict)
    pictures: Mapping[int, bytes] = field(default_factory=dict)
    replaces: str | None = None
    void: str | None = None


def picture_name(number: int) -> str:
    """Name a picture among what a print is typeset from."""
    return f"picture-{number}"


def speaking_for(
    profile: CountryProfile, language: str | None = None, zone: str | None = None
) -> AbstractContextManager[Locality]:
    """Speak as a copy does.

    :param language: of labels and wording; the country's own if it is not said.
    :param zone: of the branch's times; the country's if it is not said.
    """
    country = profile.country
    return speaking(
        language or country.default_language,
        locale=country.formatting_locale,
        zone=zone or country.time_zone,
        country=country.code,
    )


def content_of(form: LegalForm, document: PrintedForm, profile: CountryProfile) -> dict[str, Any]:
    """Say everything that stands on a copy, in the words of whoever is spoken to (:func:`speaking_for`)."""
    language = current().language
    presenter = Presenter(profile, document.places)
    return {
        "language": language,
        "region": _region(profile.country.formatting_locale),
        "country": profile.country.name.in_language(language),
        "title": form.title.in_language(language),
        "code": _("%(key)s, version %(version)s", key=form.key, version=form.version),
        "number": document.number,
        "draft": not document.signed,
        "unverified": form.unverified,
        "date": _date_parts(document.at),
        "recipient": _recipient(document.recipient),
        "opening": _paragraphs(form, form.opening, document, presenter),
        "closing": _paragraphs(form, form.closing, document, presenter),
        "sections": _sections(form, document, presenter),
        "annexes": _annexes(form, document, presenter),
        "signatures": [_signature(each, document.signatures) for each in form.signatories],
        "basis": [{"citation": each.citation, "unverified": each.unverified} for each in _bases(form)],
        "replaces": document.replaces and _("Replaces the form %(number)s.", number=document.replaces),
        "missing": [each.label.in_language(language) for each in missing(form, document.values)],
        "void": document.void and _("This form no longer counts: %(reason)s", reason=document.void),
        "foot": _foot(document),
        "remarks": [],
        "words": _words(),
    }


_UNVERIFIED = N_("A lawyer of the country has not yet confirmed a part of this form or of the law it cites.")
_REFERENCE = N_("No. %(number)s · hash %(hash)s · copy %(copy)s")


def _words() -> dict[str, str]:
    return {
        "number": _("No."),
        "recipient": _("Addressed to"),
        "nothing": _("Not recorded"),
        "annexes": _("Annexes"),
        "signatures": _("Signatures"),
        "sign_here": _("Name, signature and date"),
        "missing": _("Still missing:"),
        "to_edit": _("Text to be edited before it is filed: it bears no signature, and the record does not follow it."),
        "basis": _("Legal basis"),
        "draft": _("DRAFT"),
        "page": _("Page {page} of {pages}"),
        "unverified": _("Legal basis not verified"),
        "unverified_help": _(
            "A lawyer of the country has not yet confirmed a part of this form or of the law it cites."
        ),
        "unprintable": _("A sign shown as %(sign)s cannot be printed; the record keeps it.", sign=UNPRINTABLE),
    }


def _foot(document: PrintedForm) -> dict[str, str]:
    digest = document.content_hash[:SHORT_HASH]
    shown = " ".join(digest[place : place + 4] for place in range(0, len(digest), 4))
    return {
        "reference": _(
            "No. %(number)s · hash %(hash)s · copy %(copy)s", number=document.number, hash=shown, copy=document.copy
        ),
        "printed": _(
            "Printed by %(name)s, %(when)s", name=document.printed_by, when=format_datetime(document.printed_at)
        ),
        "destroy": "" if document.leaves else _("Destroy after use"),
    }


def _bases(form: LegalForm) -> tuple[Any, ...]:
    return (*form.basis, *([form.due.basis] if form.due and form.due.basis not in form.basis else []))


def _recipient(recipient: Recipient | None) -> dict[str, str] | None:
    return {"name": recipient.name, "note": recipient.note} if recipient else None


def _sections(form: LegalForm, document: PrintedForm, presenter: Presenter) -> list[dict[str, Any]]:
    """Group the fields under their sections in the declared order; those without one come first."""
    language = current().language
    titles: dict[str | None, str] = {None: ""}
    titles |= {section.code: section.title.in_language(language) for section in form.sections}
    grouped = {
        code: [_field(each, document, presenter) for each in form.fields if each.section == code] for code in titles
    }
    return [{"code": code or "", "title": titles[code], "fields": found} for code, found in grouped.items() if found]


def _field(each: FormField, document: PrintedForm, presenter: Presenter) -> dict[str, Any]:
    language, value = current().language, document.values.get(each.key)
    text, files = presenter.text(each, value), _files(each, value, document, presenter)
    return {
        "key": each.key,
        "label": each.label.in_language(language),
        "kind": "picture"
        if any(file["picture"] for file in files)
        else _kind(each, text, several=_is_several(each, value)),
        "files": files,
        "by-hand": each.type in _BY_HAND,
        "text": text,
        "items": presenter.items(each, value) if _is_several(each, value) else [],
        "columns": [column.label.in_language(language) for column in each.columns],
        "rows": presenter.rows(each, value) if each.type is FieldType.TABLE else [],
    }


def _is_several(each: FormField, value: Any) -> bool:
    return each.type is FieldType.MULTISELECT or (each.type is FieldType.FILE and isinstance(value, list))


def _files(each: FormField, value: Any, document: PrintedForm, presenter: Presenter) -> list[dict[str, str]]:
    """Tell of each file that an answer names what it is, and which picture of the print it is, if any."""
    if each.type is not FieldType.FILE:
        return []
    return [
        {
            "text": presenter.text(each, file),
            "picture": picture_name(file["file"]) if file.get("file") in document.pictures else "",
        }
        for file in files_named(value)
    ]


def _annexes(form: LegalForm, document: PrintedForm, presenter: Presenter) -> list[dict[str, str]]:
    """List the files that belong to the form with their whole hash, so that each can be told from any other."""
    answers = ((each, document.values.get(each.key)) for each in form.fields if each.type is FieldType.FILE)
    return [
        {
            "label": each.label.in_language(current().language),
            "text": presenter.text(each, file),
            "hash": f"SHA-256 {file['sha256']}",
        }
        for each, value in answers
        for file in files_named(value)
    ]


def _kind(each: FormField, text: str, *, several: bool) -> str:
    if not text:
        return "blank"
    if each.type in _LONG:
        return "long"
    if several:
        return "list"
    return "table" if each.type is FieldType.TABLE else "text"


def _signature(signatory: Signatory, given: tuple[PrintedSignature, ...]) -> dict[str, str]:
    label = signatory.label.in_language(current().language)
    done = next((each for each in given if each.signatory == signatory.code), None)
    if done is None:
        return {"label": label, "name": "", "function": "", "at": ""}
    signed = _("Signed electronically on %(when)s", when=format_datetime(done.at))
    return {"label": label, "name": done.name, "function": done.function, "at": signed}


def _paragraphs(form: LegalForm, texts: tuple[Any, ...], document: PrintedForm, presenter: Presenter) -> list[str]:
    fields = {each.key: each for each in form.fields}

    def said(found: re.Match[str]) -> str:
        each = fields.get(found[1])
        return (each and presenter.text(each, document.values.get(each.key))) or _TO_FILL

    return [_PLACEHOLDER.sub(said, text.in_language(current().language)) for text in texts]


def _date_parts(at: datetime) -> dict[str, int]:
    return {part: getattr(at, part) for part in ("year", "month", "day", "hour", "minute", "second")}


def _region(locale: str) -> str | None:
    """Read the country out of a locale; ``es_419`` names a continent, which Typst does not take."""
    region = locale.rpartition("_")[2]
    return region if len(region) == 2 and region.isupper() else None
