"""Forms about the house itself: who may see them, what fills them, and that they name nobody."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.errors import NotFound
from core.forms import records, service, signing
from core.forms.models import FormRecord
from core.testkit.desk import Desk
from core.testkit.houses import NOON

KEY = "zz_house_report"


def begin(desk: Desk, role: str = "director") -> int:
    return desk.begin(KEY, role, about_house=True)


def test_it_is_filled_with_the_movements_of_the_last_month(desk: Desk) -> None:
    with desk.house.look() as session:
        values = records.read_version(session, session.get_one(FormRecord, begin(desk))).values
    assert values == {
        "month": "2026-02", "before": 0, "came": 0, "left": 0, "after": 0, "written": {"day": "2026-03-16"},
    }  # fmt: skip


def test_a_month_counts_those_who_stayed_came_and_left(desk: Desk) -> None:
    with clock.freeze(NOON.replace(month=4)), desk.house.look() as session:
        values = records.read_version(session, session.get_one(FormRecord, begin(desk))).values
    assert (values["month"], values["before"], values["came"], values["left"], values["after"]) == (
        "2026-03",
        0,
        1,
        0,
        1,
    )


@pytest.mark.parametrize("role", ["social_worker", "nurse", "educator", "reception"])
def test_nobody_else_begins_or_reads_it(desk: Desk, role: str) -> None:
    with pytest.raises(NotFound):
        begin(desk, role)
    record_id = begin(desk)
    if role != "social_worker":
        with desk.house.work() as session, pytest.raises(NotFound):
            service.open_form(session, desk.actor(role), desk.country, record_id)


def test_a_form_about_the_house_is_not_begun_for_somebody_nor_the_other_way_round(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.begin(KEY, "director")
    with pytest.raises(NotFound):
        desk.begin("zz_admission", "director", about_house=True)


def test_a_form_of_another_house_does_not_exist(desk: Desk) -> None:
    record_id = begin(desk)
    stranger = replace(desk.actor("director"), branch_id=desk.house.id + 1)
    with desk.house.work() as session, pytest.raises(NotFound):
        service.open_form(session, stranger, desk.country, record_id)


def test_it_is_signed_and_replaced_like_any_other(desk: Desk) -> None:
    record_id = begin(desk)
    desk.save(record_id, {"month": "2026-02", "written": {"place": "Arenal", "day": "2026-03-16"}}, role="director")
    director = desk.actor("director")
    with desk.house.work() as session:
        version = session.get_one(FormRecord, record_id).current
        assert signing.sign(session, director, desk.country, record_id, "director", version=version).state == "signed"
    with desk.house.work() as session:
        assert service.replace(session, director, desk.country, record_id).resident_id is None


def test_the_screens_go_from_the_list_to_the_filled_form(served_app: Flask, client: FlaskClient) -> None:
    served_app.role = "director"  # type: ignore[attr-defined]
    page = client.get("/forms").text
    assert "Informe del mes" in page
    assert "Plazo: 3 días hábiles" in page
    begun = client.post("/forms", data={"key": KEY, "form_token": "one"})
    assert client.post("/forms", data={"key": KEY, "form_token": "one"}).location == begun.location
    page = client.get(begun.location).text
    assert 'type="month"' in page
    assert 'value="2026-02"' in page
    for address in ("/forms/1", "/forms/1/sign", "/forms/1/history"):
        assert "Formularios de la casa" in client.get(address).text


@pytest.mark.parametrize("role", ["educator", "nurse", "config_admin"])
def test_the_list_does_not_exist_for_others(served_app: Flask, client: FlaskClient, role: str) -> None:
    served_app.role = role  # type: ignore[attr-defined]
    assert client.get("/forms").status_code == 404
