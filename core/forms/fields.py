"""One marshmallow field for each type of field that a legal form may have."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from core.forms.file_field import AttachmentField
from core.forms.incoming import ACCEPT, LARGEST, MEGABYTE
from core.forms.people import offer_of
from core.forms.places import Places
from core.forms.rules import each_once, matching, not_to_come, plain, plain_lines, sensible_day, sensible_instant
from core.i18n import current, lazy
from core.i18n.territories import territory_choices
from plugins.contract.forms import FieldType, FormField
from plugins.contract.identity import IdentityError
from plugins.contract.text import Text
from plugins.profile import CountryProfile

SHORT, ADDRESS, LONG = 200, 400, 8000
MOST_ROWS = 100
MOST = 10**9
#: Given by hand under the printed form.
NOT_FILLED = frozenset({FieldType.SIGNATURE})

_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()./-]{1,28}")
_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")

AnyField = fields.Field[Any]
Options = dict[str, Any]


class FormSchema(Schema):
    """What every legal form's schema has in common."""

    class Meta:
        """Unknown answers are refused, never dropped in silence."""

        unknown = RAISE
        ordered = True


class DateRangeSchema(FormSchema):
    """From a day to a day."""

    since = fields.Date(allow_none=True, metadata={"label": lazy("From")})
    until = fields.Date(allow_none=True, metadata={"label": lazy("Until")})

    @validates_schema
    def _in_order(self, data: Mapping[str, Any], **_options: Any) -> None:
        since, until = data.get("since"), data.get("until")
        for each in (since, until):
            sensible_day(each)
        if since and until and until < since:
            raise ValidationError([lazy("The end lies before the beginning.")], "until")


class PlaceDateSchema(FormSchema):
    """Where and on which day something is written."""

    place = fields.String(
        validate=[validate.Length(max=SHORT), plain], allow_none=True, metadata={"label": lazy("Place")}
    )
    day = fields.Date(validate=sensible_day, allow_none=True, metadata={"label": lazy("Day")})


class DocumentNumberField(fields.String):
    """The number of an identity document, kept as the country's validator writes it."""

    def __init__(self, check: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**options)
        self._check = check

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        written = super()._deserialize(value, attr, data, **options)
        if not written:
            return ""
        try:
            return str(self._check(written).compact)
        except IdentityError as error:
            raise ValidationError([error.text]) from error


@dataclass(frozen=True, slots=True)
class FieldMaker:
    """Makes the marshmallow fields of one form.

    :param titles: of the sections, by code.
    """

    profile: CountryProfile
    places: Places
    titles: Mapping[str, Text]

    def all(self, declared: tuple[FormField, ...]) -> dict[str, AnyField]:
        """Make a field for everything that is filled on the screen."""
        return {field.key: self.one(field) for field in declared if field.type not in NOT_FILLED}

    def one(self, field: FormField) -> AnyField:
        """Make one field with what its control on the page needs."""
        about = {"label": field.label, "help": field.help or _HELP.get(field.type), "must": field.required}
        about["section"] = self.titles.get(field.section or "")
        return _MAKERS.get(field.type, _short)(self, field, {"allow_none": True, "metadata": about})


def _short(_maker: FieldMaker, field: FormField, options: Options, limit: int = SHORT) -> AnyField:
    options["metadata"] |= {"offer": offer_of(field), "known_only": field.known_only}
    rules: list[Callable[[Any], Any]] = [validate.Length(max=limit), plain]
    if field.pattern:
        rules.append(matching(re.compile(field.pattern)))
    return fields.String(validate=rules, **options)


def _address(maker: FieldMaker, field: FormField, options: Options) -> AnyField:
    return _short(maker, field, _drawn_as(options, "text"), ADDRESS)


def _long(_maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return fields.String(validate=[validate.Length(max=LONG), plain_lines], **_drawn_as(options, "longtext"))


def _integer(_maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return fields.Integer(validate=validate.Range(min=0, max=MOST), **options)


def _number(_maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return fields.Decimal(as_string=True, validate=validate.Range(min=Decimal(-MOST), max=Decimal(MOST)), **options)


def _money(_maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return fields.Decimal(
        places=2, as_string=True, validate=validate.Range(min=Decimal(0), max=Decimal(MOST)), **options
    )


def _boolean(_maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return fields.Boolean(**options)


def _select(maker: FieldMaker, field: FormField, options: Options) -> AnyField:
    return _chosen(_entries(maker, field), options)


def _multiselect(maker: FieldMaker, field: FormField, options: Options) -> AnyField:
    choices = _entries(maker, field)
    rule = validate.OneOf([code for code, _label in choices])
    return fields.List(fields.String(validate=rule), validate=each_once, **_offering(options, choices))


def _date(_maker: FieldMaker, field: FormField, options: Options) -> AnyField:
    past = [not_to_come] if (field.prefill or "").endswith("birth_date") else []
    return fields.Date(validate=[sensible_day, *past], **options)


def _datetime(_maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return fields.AwareDateTime(format="iso", validate=sensible_instant, **options)


def _range(_maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return fields.Nested(DateRangeSchema, **options)


def _place_date(_maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return fields.Nested(PlaceDateSchema, **options)


def _month(_maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return fields.String(validate=matching(_MONTH), **_drawn_as(options, "month"))


def _suggested(maker: FieldMaker, field: FormField, options: Options) -> AnyField:
    """A line of text for which the page may know names; any other may be written, unless only known ones may."""
    return _short(maker, field, _drawn_as(options, "text"))


def _country(_maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    rule = validate.OneOf([code for code, _name in territory_choices("en")])
    return fields.String(validate=rule, **_offering(options, lambda: territory_choices(current().language), "select"))


def _language(maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return _chosen([(code, language.label) for code, language in maker.profile.languages.items()], options, "select")


def _department(maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return _chosen(maker.places.departments, options, "select")


def _municipality(maker: FieldMaker, _field: FormField, options: Options) -> AnyField:
    return _chosen(maker.places.municipalities, options, "select")


def _identity(maker: FieldMaker, field: FormField, options: Options) -> AnyField:
    kind = maker.profile.identity_documents[field.document or ""]
    options["metadata"]["help"] = options["metadata"]["help"] or (kind.mask and lazy("As %(mask)s", mask=kind.mask))
    return DocumentNumberField(kind.validate, validate=validate.Length(max=SHORT), **options)


def _phone(_maker: FieldMaker, field: FormField, options: Options) -> AnyField:
    rule = matching(re.compile(field.pattern) if field.pattern else _TELEPHONE)
    return fields.String(validate=rule, **_drawn_as(options, "tel"))


def _file(_maker: FieldMaker, field: FormField, options: Options) -> AnyField:
    about = {**options["metadata"], "widget": "attachment", "accept": ACCEPT, "several": field.several}
    return AttachmentField(several=field.several, **{**options, "metadata": about})


def _table(maker: FieldMaker, field: FormField, options: Options) -> AnyField:
    # A table has no room for files: a column names them.
    columns = tuple(
        replace(each, type=FieldType.TEXT) if each.type is FieldType.FILE else each for each in field.columns
    )
    row = FormSchema.from_dict(maker.all(columns), name=f"{field.key}RowSchema")
    return fields.List(fields.Nested(row), validate=validate.Length(max=MOST_ROWS), **options)


_MAKERS: Mapping[FieldType, Callable[[FieldMaker, FormField, Options], AnyField]] = {
    FieldType.LONGTEXT: _long,
    FieldType.ADDRESS: _address,
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.BOOLEAN: _boolean,
    FieldType.SELECT: _select,
    FieldType.MULTISELECT: _multiselect,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
    FieldType.DATE_RANGE: _range,
    FieldType.MONTH: _month,
    FieldType.PLACE_DATE: _place_date,
    FieldType.COURT: _suggested,
    FieldType.USER_REF: _suggested,
    FieldType.PERSON_REF: _suggested,
    FieldType.COUNTRY: _country,
    FieldType.LANGUAGE: _language,
    FieldType.DEPARTMENT: _department,
    FieldType.MUNICIPALITY: _municipality,
    FieldType.IDENTITY: _identity,
    FieldType.PHONE: _phone,
    FieldType.FILE: _file,
    FieldType.TABLE: _table,
}
_HELP: Mapping[FieldType, Any] = {
    FieldType.MONTH: lazy("Year and month, as 2026-03"),
    FieldType.FILE: lazy("A photo (JPEG or PNG) or a PDF of up to %(n)s MB", n=LARGEST // MEGABYTE),
}


def _entries(maker: FieldMaker, field: FormField) -> list[tuple[str, Text]]:
    return [(entry.code, entry.label) for entry in maker.profile.code_lists[field.options or ""].entries]


def _chosen(choices: Any, options: Options, widget: str | None = None) -> AnyField:
    rule = validate.OneOf([code for code, _label in choices])
    return fields.String(validate=rule, **_offering(options, choices, widget))


def _offering(options: Options, choices: Any, widget: str | None = None) -> Options:
    about = {**options["metadata"], "choices": choices}
    return {**options, "metadata": {**about, "widget": widget} if widget else about}


def _drawn_as(options: Options, widget: str) -> Options:
    return {**options, "metadata": {**options["metadata"], "widget": widget}}
