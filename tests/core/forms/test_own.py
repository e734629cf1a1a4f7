"""A branch completes a country's form: with a class and a purpose, never in print, and nothing filled in is lost."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from core import clock
from core.errors import Invalid
from core.forms import copies, own, service
from core.forms.own_kind import FORMS
from core.residents.models import Resident
from core.testkit.house import Home, house
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.studio import content_of, counted, publish, roll_back

KEY = "zz_admission"


@pytest.fixture
def home(store_factory: StoreFactory) -> Iterator[Home]:
    with clock.freeze(NOON):
        yield house(store_factory)


def field(code: str = "shoes", **changes: Any) -> dict[str, Any]:
    plain = {"label_es": "Número de calzado", "label_en": "", "type": "integer", "data_class": "HDR"}
    return {"code": code, **plain, "purpose_es": "Comprar zapatos", "sensitive": False, "retired": False, **changes}


def configured(home: Home, *rows: dict[str, Any], hidden: tuple[str, ...] = ()) -> dict[str, Any]:
    return {**content_of(home, FORMS, KEY), "fields": list(rows), "hidden": list(hidden)}


def begin(home: Home) -> int:
    stay = home.admit(bed_id=None)
    with home.transaction() as session:
        girl = session.get_one(Resident, stay.resident.id)
        return service.create(session, home.actor(), home.country, girl, KEY).id


def fill(home: Home, record_id: int, **answers: Any) -> None:
    with home.transaction() as session:
        opened = service.open_draft(session, home.actor(), home.country, record_id)
        values = {**opened.answers.values, **answers}
        service.save(session, home.actor(), home.country, record_id, values, base=opened.record.current)


def asked(home: Home, record_id: int) -> dict[str, Any]:
    with home.transaction() as session:
        opened = service.open_form(session, home.actor(), home.country, record_id)
        return {each.key: opened.answers.values.get(each.key) for each in opened.form.fields}


def test_a_form_begun_after_has_the_field_and_one_begun_before_has_not(home: Home) -> None:
    before = begin(home)
    publish(home, FORMS, configured(home, field()), KEY)
    after = begin(home)
    assert "own_shoes" not in asked(home, before)
    fill(home, after, own_shoes=38)
    assert asked(home, after)["own_shoes"] == 38


def test_the_answer_stays_readable_after_the_field_is_retired_and_after_the_way_back(home: Home) -> None:
    version = publish(home, FORMS, configured(home, field()), KEY)
    record_id = begin(home)
    fill(home, record_id, own_shoes=38)
    publish(home, FORMS, configured(home, field(retired=True)), KEY)
    assert "own_shoes" not in asked(home, begin(home))
    assert asked(home, record_id)["own_shoes"] == 38
    assert version.state == "live"


def test_a_field_that_was_filled_in_is_retired_and_not_taken_out_nor_made_another(home: Home) -> None:
    publish(home, FORMS, configured(home, field()), KEY)
    publish(home, FORMS, configured(home), KEY)
    publish(home, FORMS, configured(home, field()), KEY)
    begin(home)
    for lost in (configured(home), configured(home, field(type="text"))):
        with pytest.raises(Invalid):
            publish(home, FORMS, lost, KEY)


def test_the_way_back_may_drop_a_field_and_what_was_filled_in_meanwhile_stays_readable(home: Home) -> None:
    version = publish(home, FORMS, configured(home, field()), KEY)
    record_id = begin(home)
    fill(home, record_id, own_shoes=38)
    roll_back(home, FORMS, version)
    assert "own_shoes" not in asked(home, begin(home))
    assert asked(home, record_id)["own_shoes"] == 38
    with pytest.raises(Invalid):
        publish(home, FORMS, configured(home, field(type="text")), KEY)


def test_no_field_is_of_a_class_that_a_reader_of_the_form_may_not_read(home: Home) -> None:
    for data_class in ("PSY-N", "MED-X", "SEAL"):
        with pytest.raises(Invalid):
            publish(home, FORMS, configured(home, field(data_class=data_class)), KEY)


def test_an_answer_of_a_class_that_the_house_hides_from_a_role_stays_closed_to_it(home: Home) -> None:
    publish(home, FORMS, configured(home, field(data_class="SOC")), KEY)
    record_id = begin(home)
    fill(home, record_id, own_shoes=38)
    narrowed = replace(home.actor("director"), hidden=frozenset({"SOC"}))
    with home.transaction() as session:
        for actor, closed in ((home.actor("director"), False), (narrowed, True)):
            opened = service.open_form(session, actor, home.country, record_id)
            assert ("own_shoes" in opened.withheld) is closed
            assert ("own_shoes" in opened.shown) is not closed


def test_what_the_form_needs_is_not_hidden_and_what_is_optional_is(home: Home) -> None:
    form = home.country.form(KEY)
    needed = next(each.key for each in form.fields if each.required)
    optional = next(each.key for each in form.fields if not each.required and each.type != "signature")
    with pytest.raises(Invalid):
        publish(home, FORMS, configured(home, hidden=(needed,)), KEY)
    publish(home, FORMS, configured(home, hidden=(optional,)), KEY)
    assert optional not in asked(home, begin(home))


def test_the_official_document_has_no_field_of_the_branchs_own(home: Home) -> None:
    publish(home, FORMS, configured(home, field()), KEY)
    with home.reading() as session:
        extended, number = own.in_force(session, home.id, home.country.form(KEY))
    assert number == 2
    assert [each.key for each in extended.fields][-1] == "own_shoes"
    assert own.official(extended) == home.country.form(KEY)
    record_id = begin(home)
    fill(home, record_id, own_shoes=38)
    with home.transaction() as session:
        printed = copies.print_copy(session, home.actor(), home.country, record_id)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.file)).pages)
    assert "Acta de ingreso" in text
    assert "calzado" not in text


def test_whoever_approves_is_told_of_a_question_that_is_not_asked_without_need(home: Home) -> None:
    assert counted(home, FORMS, configured(home, field(label_es="Religión")), KEY)["delicate"] == 1
    assert counted(home, FORMS, configured(home, field()), KEY)["delicate"] == 0


CODES = st.sets(st.sampled_from(("shoes", "size", "songs")), max_size=3)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(codes=CODES, sensitive=st.booleans())
def test_what_is_counted_before_is_what_is_touched_after_and_the_way_back_is_exact(
    home: Home, codes: set[str], *, sensitive: bool
) -> None:
    first = content_of(home, FORMS, KEY)
    new = {**first, "fields": [field(code, sensitive=sensitive) for code in sorted(codes)]}
    if new == first:
        return
    begin(home)
    told = counted(home, FORMS, new, KEY)
    version = publish(home, FORMS, new, KEY)
    assert version.touched == told
    assert told["open"] > 0
    roll_back(home, FORMS, version)
    assert content_of(home, FORMS, KEY) == first
