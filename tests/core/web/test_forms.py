"""A schema as a form: what is read, what is refused, what is kept."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, fields, validate
from werkzeug.datastructures import FileStorage, MultiDict

from core.errors import Invalid
from core.i18n import lazy, speaking
from core.web.controls import Choice
from core.web.fields import File, PartialDate, UncertainDate
from core.web.forms import Form
from plugins.contract.country import Code
from plugins.contract.text import Text


@pytest.fixture(autouse=True)
def _in_guatemala():
    with speaking("es", locale="es_GT", zone="America/Guatemala"):
        yield


def schema(**declared: fields.Field) -> Schema:
    return Schema.from_dict(declared)()


def accepted(made: Schema, *pairs: tuple[str, str], files=None) -> dict:
    form = Form(made)
    assert form.accepts(MultiDict(pairs), files), form.errors
    return form.values


def refused(made: Schema, *pairs: tuple[str, str], files=None) -> Form:
    form = Form(made)
    assert not form.accepts(MultiDict(pairs), files)
    return form


class RowSchema(Schema):
    item = fields.String(required=True)
    number = fields.Integer(validate=validate.Range(min=1))


class AddressSchema(Schema):
    street = fields.String()
    town = fields.String(required=True)


CASES = [
    (fields.String(), "x", "  Luna ", "Luna"),
    (fields.Integer(), "x", "1,250", 1250),
    (fields.Decimal(), "x", "1,250.75", Decimal("1250.75")),
    (fields.Float(), "x", "0.5", 0.5),
    (fields.Boolean(), "x", "yes", True),
    (fields.Boolean(), "x", "no", False),
    (fields.Date(), "x", "2010-05-04", date(2010, 5, 4)),
    (fields.Date(), "x", "4/5/2010", date(2010, 5, 4)),
    (fields.AwareDateTime(), "x", "2026-03-16T14:05", datetime(2026, 3, 16, 20, 5, tzinfo=UTC)),
    (fields.AwareDateTime(), "x", "16/3/2026 14:05", datetime(2026, 3, 16, 20, 5, tzinfo=UTC)),
    (fields.NaiveDateTime(), "x", "2026-03-16T14:05", datetime(2026, 3, 16, 14, 5)),  # noqa: DTZ001
    (fields.String(validate=validate.OneOf(["a", "b"])), "x", "b", "b"),
    (fields.Integer(metadata={"choices": [(1, "One"), (2, "Two")]}), "x", "2", 2),
]


@pytest.mark.parametrize(("field", "name", "typed", "value"), CASES)
def test_what_is_typed_becomes_the_value(field, name, typed, value):
    assert accepted(schema(x=field), (name, typed)) == {"x": value}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (fields.Integer(), "many"),
        (fields.Integer(), "1.5"),
        (fields.Decimal(), "1.2.3"),
        (fields.Date(), "31/2/2010"),
        (fields.AwareDateTime(), "2026-03-16T25:05"),
        (fields.AwareDateTime(), "2026-03-16"),
        (fields.Boolean(), "perhaps"),
        (fields.String(metadata={"choices": [("a", "A")]}), "b"),
        (fields.String(validate=validate.OneOf(["a"])), "b"),
        (fields.String(validate=validate.Length(max=3)), "four"),
        (fields.String(), "x" * 201),
        (fields.String(metadata={"widget": "longtext"}), "x" * 8001),
        (fields.Email(), "nobody"),
    ],
)
def test_what_does_not_hold_is_refused_and_still_shown(field, typed):
    form = refused(schema(x=field), ("x", typed))
    assert form["x"].typed == typed
    assert form["x"].errors
    assert form.status == 422


@pytest.mark.parametrize(
    "sign", ["\x00", "\x08", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\u200b", "\u200f", "\ufeff"]
)
@pytest.mark.parametrize("widget", ["text", "longtext", "search"])
def test_invisible_signs_are_refused_by_their_number_not_removed(sign: str, widget: str):
    form = refused(schema(x=fields.String(metadata={"widget": widget})), ("x", f"Lu{sign}na"))
    assert f"U+{ord(sign):04X}" in form["x"].errors[0]


def test_lines_are_allowed_in_long_texts_only():
    made = {"short": fields.String(), "long": fields.String(metadata={"widget": "longtext"})}
    form = refused(schema(**made), ("short", "a\r\nb"), ("long", "a\r\nb\tc"))
    assert list(form.errors) == ["short"]
    assert form["long"].typed == "a\nb\tc"


def test_invisible_signs_are_found_in_rows_groups_and_lists():
    made = schema(
        rows=fields.List(fields.Nested(RowSchema)),
        home=fields.Nested(AddressSchema),
        tags=fields.List(fields.String()),
    )
    form = refused(made, ("rows-0-item", "a\u202eb"), ("home-town", "c\u202ed"), ("tags", "e\u202ef"))
    assert sorted(form.errors) == ["home-town", "rows-0-item", "tags"]


@given(st.text(max_size=150))
def test_a_text_is_either_refused_or_taken_as_it_was_typed(text: str):
    form = Form(schema(x=fields.String()))
    if form.accepts(MultiDict([("x", text)])):
        assert form.values.get("x", "") == form["x"].typed
        assert not any(ord(sign) < 32 or 0x202A <= ord(sign) <= 0x202E for sign in form["x"].typed)


def test_accents_typed_in_two_signs_are_stored_as_one():
    assert accepted(schema(x=fields.String()), ("x", "Jose\u0301")) == {"x": "José"}


def test_every_fault_is_told_at_once_in_the_order_of_the_page():
    made = schema(
        name=fields.String(required=True, metadata={"label": lazy("Day")}), number=fields.Integer(), born=fields.Date()
    )
    form = refused(made, ("number", "x"), ("born", "y"))
    assert [fault.target for fault in form.faults] == ["f-name", "f-number", "f-born"]
    assert form.faults[0].message == "Complete este dato."


def test_what_was_left_empty_is_left_out_or_none():
    made = schema(a=fields.String(), b=fields.String(allow_none=True), c=fields.String(load_default="c"))
    assert accepted(made, ("a", " "), ("b", ""), ("c", "")) == {"b": None, "c": "c"}


def test_what_the_schema_does_not_declare_never_arrives():
    made = schema(a=fields.String(), kept=fields.String(dump_only=True))
    assert accepted(made, ("a", "1"), ("kept", "2"), ("role", "director"), ("csrf_token", "t")) == {"a": "1"}


def test_several_values_are_a_list():
    made = schema(x=fields.List(fields.String(), metadata={"choices": [("a", "A"), ("b", "B"), ("c", "C")]}))
    assert accepted(made, ("x", "a"), ("x", "c")) == {"x": ["a", "c"]}
    assert refused(made, ("x", "a"), ("x", "z"))["x"].typed == ["a", "z"]


@pytest.mark.parametrize(
    "field", [fields.List(fields.String(), required=True), fields.List(fields.Nested(RowSchema), required=True)]
)
def test_an_empty_required_list_is_a_fault(field):
    assert refused(schema(x=field)).errors == {"x": ["Complete este dato."]}


def test_rows_are_read_in_their_order_without_the_empty_ones():
    pairs = [("g-2-item", "c"), ("g-0-item", "a"), ("g-1-item", ""), ("g-0-number", "2"), ("g-1-number", "")]
    made = schema(g=fields.List(fields.Nested(RowSchema)))
    assert accepted(made, *pairs) == {"g": [{"item": "a", "number": 2}, {"item": "c"}]}


def test_a_fault_in_a_row_points_to_its_cell():
    form = refused(schema(g=fields.List(fields.Nested(RowSchema))), ("g-0-item", "a"), ("g-1-number", "0"))
    assert [fault.target for fault in form.faults] == ["f-g-1-item", "f-g-1-number"]
    assert form["g"].rows[1][1].typed == "0"


def test_a_row_is_added_and_taken_away_without_judging_the_rest():
    made = schema(name=fields.String(required=True), g=fields.List(fields.Nested(RowSchema)))
    added = refused(made, ("g-0-item", "a"), ("add_row", "g"))
    assert [row[0].typed for row in added["g"].rows] == ["a", ""]
    taken = refused(made, ("g-0-item", ""), ("g-1-item", "b"), ("g-2-item", "c"), ("remove_row", "g-1"))
    assert [row[0].typed for row in taken["g"].rows] == ["c"]
    assert added.status == taken.status == 200
    assert not added.faults
    assert not taken.faults


def test_a_flood_of_rows_is_cut():
    pairs = [(f"g-{place}-item", "a") for place in range(300)]
    assert len(accepted(schema(g=fields.List(fields.Nested(RowSchema))), *pairs)["g"]) == 100


def test_a_group_is_one_value_and_may_be_left_out():
    made = schema(home=fields.Nested(AddressSchema))
    assert accepted(made, ("home-town", "Xela")) == {"home": {"town": "Xela"}}
    assert accepted(made, ("home-town", "")) == {}
    assert refused(made, ("home-street", "5a")).faults[0].target == "f-home-town"


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        ({"year": "2010"}, "2010"),
        ({"year": "2010", "month": "5"}, "2010-05"),
        ({"year": "2010", "month": "5", "day": "4"}, "2010-05-04"),
        ({"year": "2010", "about": "yes"}, "~2010"),
    ],
)
def test_a_date_may_be_known_in_part(parts: dict, written: str):
    pairs = [(f"born-{part}", typed) for part, typed in parts.items()]
    values = accepted(schema(born=UncertainDate()), *pairs)
    assert str(values["born"]) == written


@pytest.mark.parametrize(
    "parts",
    [
        {"day": "4", "year": "2010"},
        {"month": "5"},
        {"year": "20x0"},
        {"year": "2010", "month": "13"},
        {"year": "2010", "month": "2", "day": "30"},
        {"year": "10"},
        {"year": "٢٠١٠", "month": "x"},
    ],
)
def test_a_partial_date_that_cannot_be_is_refused(parts: dict):
    form = refused(schema(born=UncertainDate()), *[(f"born-{part}", typed) for part, typed in parts.items()])
    assert form["born"].errors == ("Escriba una fecha que exista.",)


def test_a_partial_date_left_empty_is_missing():
    assert refused(schema(born=UncertainDate(required=True)), ("born-about", "yes")).errors == {
        "born": ["Complete este dato."]
    }


def test_a_file_arrives_as_it_was_sent():
    sent = FileStorage(BytesIO(b"%PDF"), "order.pdf")
    assert accepted(schema(paper=File()), files=MultiDict([("paper", sent)])) == {"paper": sent}
    empty = FileStorage(BytesIO(b""), "")
    assert refused(schema(paper=File(required=True)), files=MultiDict([("paper", empty)])).errors


def test_a_single_box_is_yes_or_no():
    made = schema(told=fields.Boolean(metadata={"widget": "checkbox"}))
    assert accepted(made, ("told", "yes")) == {"told": True}
    assert accepted(made) == {"told": False}


STORED = {
    "born": PartialDate(2010, 5, approximate=True),
    "at": datetime(2026, 3, 16, 20, 5, tzinfo=UTC),
    "on": date(2026, 3, 16),
    "flag": False,
    "tags": ["a"],
    "rows": [{"item": "bag", "number": 2}],
    "note": None,
}


def test_what_is_stored_is_shown_and_comes_back_unchanged():
    made = schema(
        born=UncertainDate(),
        at=fields.AwareDateTime(),
        on=fields.Date(),
        flag=fields.Boolean(),
        tags=fields.List(fields.String()),
        rows=fields.List(fields.Nested(RowSchema)),
        note=fields.String(allow_none=True),
    )
    form = Form(made, STORED)
    assert form["at"].typed == "2026-03-16T14:05"
    pairs = [("born-year", "2010"), ("born-month", "5"), ("born-about", "yes"), ("tags", "a")]
    pairs += [(name, form[name].typed) for name in ("at", "on", "flag", "note")]
    pairs += [(cell.name, cell.typed) for row in form["rows"].rows for cell in row]
    assert accepted(made, *pairs) == STORED


def test_an_object_fills_a_form_like_a_mapping():
    assert Form(schema(value=fields.String()), Choice("K7", "x"))["value"].typed == "K7"


def test_a_draft_is_shown_without_being_judged():
    form = Form(schema(name=fields.String(required=True), born=fields.Date()))
    form.fill(MultiDict([("born", "never")]))
    assert (form["born"].typed, form.errors) == ("never", {})


def test_a_services_faults_join_the_forms_own():
    form = Form(schema(name=fields.String()), errors={"name": [lazy("Please fill this in.")]})
    form.add_errors(Invalid({"name": ["Please fill this in."], "bed": ["Not a valid string."]}).fields)
    assert form.errors == {"name": ["Complete este dato."], "bed": ["Esto no es válido aquí."]}
    assert form.faults[0].target is None


def test_the_token_of_a_form_comes_back_with_it():
    form = refused(schema(x=fields.String(required=True)), ("form_token", "abc"))
    assert form.token == "abc"
    assert Form(form.schema).token != Form(form.schema).token


def test_choices_come_from_pairs_lists_of_a_country_and_the_moment():
    made = schema(
        a=fields.String(metadata={"choices": [Code("gt", Text.of(es="Guatemala"))]}),
        b=fields.String(metadata={"choices": lambda: ["one", "two"]}),
        c=fields.String(),
    )
    form = Form(made, choices={"c": [("bed1", "Bed 1")]})
    assert [form[name].choices[0].value for name in "abc"] == ["gt", "one", "bed1"]
    assert not form.accepts(MultiDict([("c", "bed2")]))


def test_few_options_are_buttons_and_many_a_list():
    few, many = [(str(n), n) for n in range(6)], [(str(n), n) for n in range(7)]
    form = Form(schema(a=fields.String(metadata={"choices": few}), b=fields.String(metadata={"choices": many})))
    assert (form["a"].kind, form["b"].kind) == ("radios", "select")


def test_neighbours_of_one_section_stand_together():
    made = schema(
        a=fields.String(metadata={"section": "A"}), b=fields.String(metadata={"section": "A"}), c=fields.String()
    )
    assert [(part.title, len(part.controls)) for part in Form(made).sections] == [("A", 2), (None, 1)]


def test_two_forms_of_one_page_have_fields_of_their_own():
    made = schema(reason=fields.String(required=True))
    one, other = Form(made, place="void"), Form(made, place="print")
    assert not one.accepts(MultiDict([("reason", "")]))
    assert [fault.target for fault in one.faults] == ["f-void-reason"]
    assert (one["reason"].name, other["reason"].id) == ("reason", "f-print-reason")


def test_words_are_offered_and_any_other_may_be_written():
    form = Form(schema(town=fields.String()), suggestions={"town": ("Arenal", "Bruma")})
    assert form["town"].suggestions == ("Arenal", "Bruma")
    assert form.accepts(MultiDict([("town", "Allá")]))


def test_a_partial_date_knows_its_first_and_last_day():
    assert PartialDate(2008, 2).latest == date(2008, 2, 29)
    assert PartialDate(2008).earliest == date(2008, 1, 1)
    assert PartialDate(2008).latest == date(2008, 12, 31)
    assert PartialDate(2008, 6, 20).earliest == PartialDate(2008, 6, 20).latest


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from([1, 2, 3]), st.booleans())
def test_a_partial_date_can_be_written_and_read(day: date, known: int, about: bool):
    parts = (day.year, day.month if known > 1 else None, day.day if known > 2 else None)
    assert PartialDate.read(str(PartialDate(*parts, approximate=about))) == PartialDate(*parts, approximate=about)
