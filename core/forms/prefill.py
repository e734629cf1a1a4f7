"""Fills a new form from what the file already knows, by the dotted names that forms declare."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from datetime import date as Day  # noqa: N812 - two parts have a field of that name
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from core.forms.places import Places
from core.forms.schema import schema_of
from core.i18n import current, format_date, format_datetime, say
from core.i18n import gettext as _
from core.i18n.territories import territory_name
from plugins.contract.forms import FieldType, FormField, LegalForm
from plugins.contract.text import Text
from plugins.profile import CountryProfile


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
    """The present or last episode's beginning (class HDR)."""

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
class HousePart:
    """The house in its last whole month, in numbers (class AGG); days as its own clock counts them."""

    month: date | None = None
    month_period: Period | None = None
    quarter_period: Period | None = None
    licensed_places: int | None = None
    at_start: int | None = None
    admissions: int | None = None
    exits: int | None = None
    at_end: int | None = None


@dataclass(frozen=True, slots=True)
class ActorPart:
    """Who fills the form in."""

    name: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class FileView:
    """What a form may be filled with; a part that the actor may not read is left empty."""

    today: date
    now: datetime
    here_today: PlaceDay | None = None
    identity: IdentityPart = IdentityPart()
    resident: ResidentPart = ResidentPart()
    admission: AdmissionPart = AdmissionPart()
    measure: MeasurePart = MeasurePart()
    exit: ExitPart = ExitPart()
    health: HealthPart = HealthPart()
    branch: BranchPart = BranchPart()
    house: HousePart = HousePart()
    actor: ActorPart = ActorPart()


_PARTS = (IdentityPart, ResidentPart, AdmissionPart, MeasurePart, ExitPart, HealthPart, BranchPart, HousePart,
          ActorPart)  # fmt: skip
_NAMES = ("identity", "resident", "admission", "measure", "exit", "health", "branch", "house", "actor")
#: Every name a form may declare; ``identity.document.<kind>`` stands for each kind of document.
PATHS = frozenset(
    {"today", "now", "here_today"}
    | {f"{name}.{each.name}" for name, part in zip(_NAMES, _PARTS, strict=True) for each in fields(part)}
)


def parts_used(form: LegalForm) -> set[str]:
    """Name the parts of the file that a form is filled from, so that nothing else is opened."""
    return {path.partition(".")[0] for path in _paths(form)}


def uses(form: LegalForm, *paths: str) -> bool:
    """Tell whether a form is filled from one of some names."""
    return not _paths(form).isdisjoint(paths)


def fill(form: LegalForm, profile: CountryProfile, places: Places, view: FileView) -> dict[str, Any]:
    """Give the answers that the file knows, as they are stored; one that does not fit its field is left out."""
    schema = schema_of(form, profile, places)
    found: dict[str, Any] = {}
    for each in form.fields:
        if each.prefill and each.key in schema.fields:
            value = _converted(each, resolve(view, each.prefill), profile)
            try:
                found |= schema.dump(schema.load({each.key: value})) if value not in (None, "", []) else {}
            except ValidationError:
                continue
    return found


def resolve(view: FileView, path: str) -> Any:
    """Look up a dotted name; an unknown one has no value."""
    value: Any = view
    for name in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(name)
        else:
            known = {each.name for each in fields(value)} if hasattr(value, "__dataclass_fields__") else set()
            value = getattr(value, name) if name in known else None
    return value


def _paths(form: LegalForm) -> set[str]:
    return {each.prefill for each in form.fields if each.prefill}


def _converted(each: FormField, value: Any, profile: CountryProfile) -> Any:
    if value in (None, "", ()):
        return None
    convert = _CONVERSIONS.get(each.type)
    return convert(each, value, profile) if convert else _as_text(value)


def _as_code(each: FormField, value: Any, profile: CountryProfile) -> str | None:
    """Find the country's code: the same one, or else the only one that means the same in the region."""
    code = value.code if isinstance(value, Coded) else str(value)
    entries = profile.code_lists[each.options or ""].entries
    if any(entry.code == code for entry in entries):
        return code
    same = [entry.code for entry in entries if code in entry.regional]
    return same[0] if len(same) == 1 else None


def _as_codes(each: FormField, value: Any, profile: CountryProfile) -> list[str]:
    several = value if isinstance(value, tuple) else (value,)
    return [code for code in (_as_code(each, one, profile) for one in several) if code]


def _as_day(_each: FormField, value: Any, _profile: CountryProfile) -> str | None:
    if isinstance(value, datetime):
        return _local(value).date().isoformat()
    return value.isoformat() if isinstance(value, date) else None


def _as_instant(_each: FormField, value: Any, _profile: CountryProfile) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else None


def _as_month(each: FormField, value: Any, profile: CountryProfile) -> str | None:
    day = _as_day(each, value, profile)
    return day[:7] if day else None


def _as_plain_code(_each: FormField, value: Any, _profile: CountryProfile) -> str:
    return value.code if isinstance(value, Coded) else str(value)


def _as_period(_each: FormField, value: Any, _profile: CountryProfile) -> dict[str, str] | None:
    return {"since": value.since.isoformat(), "until": value.until.isoformat()} if isinstance(value, Period) else None


def _as_place_and_day(_each: FormField, value: Any, _profile: CountryProfile) -> dict[str, str] | None:
    """Give a day alone where the form is not to say from which town it comes."""
    if isinstance(value, PlaceDay):
        return {"day": value.day.isoformat()} | ({"place": value.place} if value.place else {})
    return {"day": value.isoformat()} if isinstance(value, date) else None


def _as_it_is(_each: FormField, value: Any, _profile: CountryProfile) -> Any:
    return value


def _as_text(value: Any) -> str:
    if isinstance(value, Coded):
        return say(value.label)
    if isinstance(value, tuple):
        return ", ".join(_as_text(each) for each in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return format_datetime(value)
    return format_date(value) if isinstance(value, date) else str(value)


def _local(instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(current().zone))


def territory(code: str | None) -> Coded | None:
    """Name a country by its letters."""
    return Coded(code, territory_name(code, current().language)) if code else None


_CONVERSIONS: Mapping[FieldType, Callable[[FormField, Any, CountryProfile], Any]] = {
    FieldType.SELECT: _as_code,
    FieldType.MULTISELECT: _as_codes,
    FieldType.DATE: _as_day,
    FieldType.DATETIME: _as_instant,
    FieldType.MONTH: _as_month,
    FieldType.DATE_RANGE: _as_period,
    FieldType.PLACE_DATE: _as_place_and_day,
    FieldType.COUNTRY: _as_plain_code,
    FieldType.LANGUAGE: _as_plain_code,
    FieldType.DEPARTMENT: _as_plain_code,
    FieldType.MUNICIPALITY: _as_plain_code,
    FieldType.BOOLEAN: _as_it_is,
    FieldType.INTEGER: _as_it_is,
    FieldType.NUMBER: _as_it_is,
}
