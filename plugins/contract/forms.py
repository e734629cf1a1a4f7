"""Legal forms: declared as data, filled from the file, signed and printed."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from plugins.contract.calendar import Deadline
from plugins.contract.text import Grade, LegalBasis, Text


class FieldType(StrEnum):
    """The kinds of field a form may have."""

    TEXT = "text"
    LONGTEXT = "longtext"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    BOOLEAN = "boolean"
    SELECT = "select"
    MULTISELECT = "multiselect"
    DATE = "date"
    DATETIME = "datetime"
    DATE_RANGE = "date_range"
    MONTH = "month"
    COUNTRY = "country"
    LANGUAGE = "language"
    DEPARTMENT = "department"
    MUNICIPALITY = "municipality"
    ADDRESS = "address"
    IDENTITY = "identity"
    PHONE = "phone"
    CASE_REF = "case_ref"
    COURT = "court"
    PERSON_REF = "person_ref"
    USER_REF = "user_ref"
    FILE = "file"
    TABLE = "table"
    PLACE_DATE = "place_date"
    SIGNATURE = "signature"


#: Whom a field about a person may offer; the part after a colon narrows it to a role, a relation or a kind.
PEOPLE = frozenset({"self", "team", "staff", "family", "unsafe", "partners"})
#: Those of them that have parts.
PARTED = frozenset({"staff", "family", "unsafe", "partners"})


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form.

    :param options: code of the country's code list for selects.
    :param document: code of the identity document for ``IDENTITY``.
    :param prefill: dotted name of the value in the file that fills it (``identity.given_names``,
        ``resident.sex``, ``admission.date``, ``measure.file_number``, ``actor.name``…), or None.
    :param sensitive: shown only after asking, and logged.
    :param columns: the columns of a table.
    :param people: whom a ``PERSON_REF``, ``USER_REF`` or ``TEXT`` offers of those that the house knows, best first:
        ``self``, ``team``, ``staff``, ``family``, ``unsafe``, ``partners``, or a part of one (``staff:director``,
        ``family:guardian``, ``partners:court``); empty for what fits the type. Any other name may be written.
    :param several: a ``FILE`` is answered with any number of files, evidence or annexes for instance.
    :param known_only: nobody else may be named; only where the law, or what the answer is, asks for a known one.
    """

    key: str
    label: Text
    type: FieldType
    required: bool = False
    sensitive: bool = False
    options: str | None = None
    document: str | None = None
    pattern: str | None = None
    prefill: str | None = None
    help: Text | None = None
    columns: tuple["FormField", ...] = ()
    section: str | None = None
    people: tuple[str, ...] = ()
    known_only: bool = False
    several: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of fields, in print and on screen."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: a role of the network, or a person outside it (``authority``, ``resident``, ``witness``)."""

    code: str
    label: Text
    roles: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form of the country.

    :param act: which act of the file it documents: ``admission``, ``authority``, ``complaint``, ``exit``, ``other``.
    :param recipients: codes of partner seeds, first the usual one; a later one may be chosen where the first
        may not be trusted.
    :param data_class: class of the filled form as a whole (``LEG-C``, ``SOC``…).
    :param grade: grade of the form's existence and purpose; its basis and fields carry their own.
    :param template: Typst template that prints it.
    :param opening: paragraphs before the fields, in the country's wording; ``{placeholders}`` name fields.
    :param stages: stages it belongs to; empty for all.
    :param places: codes of the places whose law asks for it, a state's for instance; empty for the whole country.
    :param about: whom it speaks of: a ``resident``, or the ``branch`` itself (a monthly report, staff's papers).
    :param due_from: key of the field whose answer is the event that ``due`` is counted from: a date, an instant, or the
        end of a range or month; None where core knows the event itself.
    :param every_months: it is owed again so many months after the last one was signed; None if once.
    :param kept: it stays in the file, and its recipients get it only when they ask for it.
    :param editable: an office edits its text before filing, so that it is also handed out as DOCX.
    """

    key: str
    version: int
    valid_from: date
    valid_until: date | None
    title: Text
    purpose: Text
    act: str
    recipients: tuple[str, ...]
    filled_by: tuple[str, ...]
    data_class: str
    basis: tuple[LegalBasis, ...]
    grade: Grade
    fields_grade: Grade
    sections: tuple[Section, ...]
    fields: tuple[FormField, ...]
    signatories: tuple[Signatory, ...]
    template: Path
    due: Deadline | None = None
    opening: tuple[Text, ...] = ()
    closing: tuple[Text, ...] = ()
    stages: tuple[str, ...] = field(default=())
    places: tuple[str, ...] = ()
    about: str = "resident"
    due_from: str | None = None
    every_months: int | None = None
    kept: bool = False
    editable: bool = False

    @property
    def unverified(self) -> bool:
        """Whether any part of it still awaits a local lawyer's word."""
        grades = [self.grade, self.fields_grade, *(basis.grade for basis in self.basis)]
        return Grade.C in grades or (self.due is not None and self.due.basis.unverified)


@dataclass(frozen=True, slots=True)
class FormView:
    """What a country may see of a filled form when it checks it: the values, nothing else of the file."""

    key: str
    version: int
    values: dict[str, object]
