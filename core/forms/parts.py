"""The parts of a file that a form may be filled from, and the dotted names by which forms ask for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from datetime import date as Day  # noqa: N812 - two parts have a field of that name
from typing import Any

from plugins.contract.text import Text


@dataclass(frozen=True, slots=True)
class Coded:
    """A code with what it means: a select takes the code, a line of text the label."""

    code: str
    label: Text | str

    def __bool__(self) -> bool:
        return bool(self.code)


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both within."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class PlaceDay:
    """Where and when something is written; the place is a municipality, and empty where it is not known."""

    place: str
    day: date


@dataclass(frozen=True, slots=True)
class IdentityPart:
    """Who she is (class ID). ``birth_date`` only where it is one day; ``document`` by kind."""

    given_names: str = ""
    surnames: str = ""
    full_name: str = ""
    other_names: str = ""
    birth_date: date | None = None
    birth_earliest: date | None = None
    birth_latest: date | None = None
    origin_place: str = ""
    address: str = ""
    nationality: Coded | None = None
    document: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResidentPart:
    """What daily work knows of her (class HDR), but for age and origin, which come from the vault (class ID).

    ``age`` is in completed years by the latest possible birth date; ``age_estimated`` the same where no document
    says so.
    """

    code: str = ""
    external_code: str = ""
    house_name: str = ""
    sex: str = ""
    kind: str = ""
    people: str = ""
    nationality: Coded | None = None
    mother_tongue: Coded | None = None
    languages: tuple[Coded, ...] = ()
    interpreter_needed: bool | None = None
    age: int | None = None
    age_estimated: int | None = None
    origin_place: str = ""


@dataclass(frozen=True, slots=True)
class AdmissionPart:
    """The present or last episode's beginning (class HDR), but for who brought her (class SOC)."""

    at: datetime | None = None
    date: Day | None = None
    entry_kind: Coded | None = None
    brought_by: str = ""
    received_by: str = ""
    stage: str = ""
    reentry: bool | None = None


@dataclass(frozen=True, slots=True)
class MeasurePart:
    """The newest measure that names her (class LEG-C)."""

    kind: Coded | None = None
    authority: str = ""
    file_number: str = ""
    ordered_on: Day | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    review_on: Day | None = None


@dataclass(frozen=True, slots=True)
class ExitPart:
    """The present or last episode's end (class HDR)."""

    at: datetime | None = None
    date: Day | None = None
    kind: Coded | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class HealthPart:
    """The emergency card (class MED-E)."""

    urgent: str = ""
    allergies: str = ""
    medicines: str = ""
    pregnant: bool | None = None


@dataclass(frozen=True, slots=True)
class BranchPart:
    """The house as the world may know it: never its address."""

    code: str = ""
    public_name: str = ""
    telephone: str = ""
    place: str = ""
    municipality: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class FamilyPart:
    """Her nearest by name, each only where the file knows exactly one (class SOC)."""

    mother: str = ""
    father: str = ""
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class StaffPart:
    """Who holds a post in the house, by name and post, each only where one person alone does (class HDR)."""

    director: str = ""
    lawyer: str = ""
    social_worker: str = ""
    psychologist: str = ""
    nurse: str = ""


@dataclass(frozen=True, slots=True)
class RowPart:
    """One line of a table that is counted: whoever is alike in every column stands in one line together.

    Of a stay: ``age`` is in completed years on the day that is counted; ``exit_kind`` is empty for who did not leave;
    from ``code`` on it says of one person what only a list of names asks for, with the numbers of her papers by kind
    (``document``), for those whose identity the reader may open. ``legal_status`` is ``pending`` while an authority
    has not decided on her protection, ``decided`` once it has. ``written`` is what signed forms say of her, by what a
    column asks for. Of somebody of the staff: ``post``, whether she came, left or stayed in the month (``change``),
    and until when her certificate counts.
    """

    sex: str = ""
    age: int | None = None
    exit_kind: str = ""
    count: int = 1
    people: str = ""
    language: str = ""
    code: str = ""
    admitted_on: date | None = None
    authority: str = ""
    file_number: str = ""
    measure: str = ""
    legal_status: str = ""
    post: str = ""
    change: str = ""
    certified_until: date | None = None
    document: tuple[tuple[str, str], ...] = ()
    written: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class HousePart:
    """The house in its last whole month, in numbers (class AGG); days as its own clock counts them.

    ``admitted``, ``left``, ``present`` (at its end) and ``staff`` fill tables, a line for each person before they are
    counted; ``named`` is who is present one by one, with code and measure (class LEG-C). ``absences`` are those without
    leave that began in the month.
    """

    month: date | None = None
    month_period: Period | None = None
    quarter_period: Period | None = None
    licensed_places: int | None = None
    at_start: int | None = None
    admissions: int | None = None
    exits: int | None = None
    at_end: int | None = None
    absences: int | None = None
    admitted: tuple[RowPart, ...] = ()
    left: tuple[RowPart, ...] = ()
    present: tuple[RowPart, ...] = ()
    named: tuple[RowPart, ...] = ()
    staff: tuple[RowPart, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorPart:
    """Who fills the form in."""

    name: str = ""
    function: str = ""
    name_and_function: str = ""


@dataclass(frozen=True, slots=True)
class FileView:
    """What a form may be filled with; a part that the actor may not read is left empty."""

    today: date
    now: datetime
    identity: IdentityPart = IdentityPart()
    resident: ResidentPart = ResidentPart()
    admission: AdmissionPart = AdmissionPart()
    measure: MeasurePart = MeasurePart()
    exit: ExitPart = ExitPart()
    health: HealthPart = HealthPart()
    branch: BranchPart = BranchPart()
    house: HousePart = HousePart()
    actor: ActorPart = ActorPart()
    family: FamilyPart = FamilyPart()
    staff: StaffPart = StaffPart()


_PARTS = (IdentityPart, ResidentPart, AdmissionPart, MeasurePart, ExitPart, HealthPart, BranchPart, HousePart,
          ActorPart, FamilyPart, StaffPart)  # fmt: skip
_NAMES = ("identity", "resident", "admission", "measure", "exit", "health", "branch", "house", "actor", "family",
          "staff")  # fmt: skip
#: What a table may be filled with.
ROWS = frozenset({"house.admitted", "house.left", "house.present", "house.named", "house.staff"})
#: What a column of a table may be filled with, where the table is filled with lines.
ROW_PATHS = frozenset(f"row.{each.name}" for each in fields(RowPart)) - {"row.written"}
#: Tables whose lines are about somebody who lives in the house, of whom other forms may say something.
OF_RESIDENTS = ROWS - {"house.staff"}
_FORM = "row.form."
#: Every name a form may declare; ``identity.document.<kind>`` stands for each kind of document.
PATHS = frozenset(
    {"today", "now"}
    | {f"{name}.{each.name}" for name, part in zip(_NAMES, _PARTS, strict=True) for each in fields(part)}
)


def form_asked(path: str | None) -> tuple[str, str] | None:
    """Split ``row.form.<form>.<field>`` into the form and the field that a column is filled from."""
    if path is None or not path.startswith(_FORM):
        return None
    form, _dot, asked = path.removeprefix(_FORM).partition(".")
    return form, asked
