"""A house sets a term for a form of which its country says none; days are counted by the country's calendar."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import calendar, clock
from core.agenda.models import Task
from core.errors import Invalid
from core.forms import offers, own
from core.forms.own_kind import FORMS
from core.residents.models import Resident
from core.testkit.house import Home, house
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.studio import change

KEY = "zz_complaint"


@pytest.fixture
def home(store_factory: StoreFactory) -> Iterator[Home]:
    with clock.freeze(NOON):
        yield house(store_factory)


def set_term(home: Home, **changes: Any) -> None:
    change(home, FORMS, lambda content: content.update(changes), KEY)


def due(home: Home, resident_id: int) -> tuple[list[datetime | None], list[datetime | None]]:
    """Give when the form is due by the list of forms, and by the task that reminds of it."""
    with home.reading() as session:
        her = session.get_one(Resident, resident_id)
        listed = offers.list_offers(session, home.actor("lawyer"), home.country, her)
        query = select(Task.due_at).where(Task.resident_id == resident_id, Task.code == f"form:{KEY}")
        return [each.due_at for each in listed if each.form.key == KEY], list(session.scalars(query))


def test_the_day_is_counted_by_the_calendar_shown_and_remembered(home: Home) -> None:
    before = home.admit(bed_id=None, team=("social_worker", "lawyer")).resident.id
    assert due(home, before) == ([None], [])
    regime = next(code for code, each in home.country.regimes.items() if not each.all_days_work)
    set_term(home, term_amount=10, term_unit="working_days", term_regime=regime)
    after = home.admit(bed_id=None, team=("social_worker", "lawyer")).resident.id
    form = own.extended(home.country.form(KEY), {
        "fields": [], "hidden": [], "term_amount": 10, "term_unit": "working_days", "term_regime": regime,
    })  # fmt: skip
    assert form.due
    expected = calendar.due(home.country, form.due, clock.now(), home.country.country.time_zone)
    assert expected - clock.now() > timedelta(days=11), "two weekends are not counted"
    assert due(home, after) == ([expected], [expected])
    assert due(home, before) == ([expected], []), "who was here already has it in the list of forms"


def test_every_day_counts_where_the_house_says_so(home: Home) -> None:
    set_term(home, term_amount=10, term_unit="calendar_days")
    [shown], _tasks = due(home, home.admit(bed_id=None, team=("social_worker", "lawyer")).resident.id)
    assert shown
    assert timedelta(days=9) < shown - clock.now() < timedelta(days=13)


@pytest.mark.parametrize("wrong", [{"term_amount": 0}, {"term_amount": 367}, {"term_regime": "moon"}])
def test_a_term_that_cannot_be_is_refused(home: Home, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        set_term(home, **{"term_amount": 10, **wrong})


def test_the_countrys_own_term_stays_the_countrys(home: Home) -> None:
    form = home.country.form("zz_court_notice")
    assert own.own_term(form, {"term_amount": 1, "term_unit": "calendar_days", "term_regime": "x"}) is None
    with pytest.raises(Invalid):
        change(home, FORMS, lambda content: content.update(term_amount=1), form.key)
