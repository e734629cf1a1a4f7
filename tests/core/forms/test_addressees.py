"""To whom a form goes: institutions as they stand on the day, another where one may not be trusted, or nobody."""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import Invalid
from core.forms import addressees, handing
from core.forms.models import FormRecord
from core.testkit.desk import Desk
from core.testkit.zz import forms as zedland


@pytest.mark.parametrize(
    ("day", "codes"),
    [(date(2026, 3, 16), ["child_ministry", "police"]), (date(2019, 12, 31), ["old_ministry", "police"])],
)
def test_one_that_has_ended_gives_way_to_its_successor(desk: Desk, day: date, codes: list[str]) -> None:
    with desk.house.look() as session:
        assert addressees.codes_on(session, zedland.HOUSE_REPORT, day) == codes
        assert addressees.usual(session, zedland.HOUSE_REPORT, day) == codes[0]


def test_a_new_form_goes_to_who_stands_there_today(desk: Desk) -> None:
    with desk.house.look() as session:
        record = session.get_one(FormRecord, desk.begin("zz_house_report", "director", about_house=True))
        assert record.recipient_code == "child_ministry"


def test_another_is_chosen_for_a_reason_and_one_that_has_ended_never(desk: Desk) -> None:
    record_id = desk.begin("zz_house_report", "director", about_house=True)
    director = desk.actor("director")
    with desk.house.work() as session:
        for code, reason in (("police", " "), ("old_ministry", "x"), ("town_clinic", "x"), ("", "x")):
            with pytest.raises(Invalid):
                handing.choose_recipient(session, director, desk.country, record_id, code, reason)
        handing.choose_recipient(session, director, desk.country, record_id, "police", "Desconfianza fundada")
        assert session.get_one(FormRecord, record_id).recipient_code == "police"


def test_what_is_kept_goes_to_nobody_until_somebody_asks(desk: Desk) -> None:
    kept = replace(zedland.HOUSE_REPORT, kept=True)
    with desk.house.look() as session:
        assert addressees.usual(session, kept, date(2026, 3, 16)) is None
        assert [code for code, _name in addressees.choices(session, kept, date(2026, 3, 16))] == [
            "", "child_ministry", "police",
        ]  # fmt: skip
