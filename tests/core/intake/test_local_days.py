"""The holidays of a branch's town count in its terms, and a change moves what is open."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.agenda.models import Task
from core.branches.local_days import closed_by
from core.configuration.kinds import Ground
from core.forms import service as forms
from core.forms.models import FormRecord
from core.forms.offers import list_offers
from core.residents.models import Resident
from core.studio.register import LOCAL_DAYS
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON
from core.testkit.studio import content_of, counted, publish, roll_back

#: Working days in Zedland leave out Friday and Saturday; from Monday on, the third one is Thursday.
WEDNESDAY = date(2026, 3, 18)


def day(when: date = WEDNESDAY, calendar: str = "court", *, yearly: bool = False) -> dict[str, object]:
    return {"day": when.isoformat(), "calendar": calendar, "yearly": yearly, "name": "Feria", "basis": "Acuerdo 1-2026"}


def due_days(home: Home) -> list[date]:
    with home.reading() as session:
        here = (Task.branch_id == home.id, Task.code == "form:zz_court_notice")
        dues = session.scalars(select(Task.due_at).where(*here).order_by(Task.id))
        return [due.astimezone(ZoneInfo(home.country.country.time_zone)).date() for due in dues]


def test_an_open_term_moves_with_a_holiday_and_back_without_it(home: Home) -> None:
    home.admit(bed_id=None)
    (before,) = due_days(home)
    version = publish(home, LOCAL_DAYS, {"days": [day()]})
    (after,) = due_days(home)
    assert after > before
    assert version.touched == {"later": 1, "earlier": 0}
    live = roll_back(home, LOCAL_DAYS, version)
    assert live
    assert live.touched == {"later": 0, "earlier": 1}
    assert due_days(home) == [before]


def test_a_new_stay_is_counted_by_the_branchs_own_days(home: Home) -> None:
    second = open_home(home.stores, home.country, number=2)
    publish(home, LOCAL_DAYS, {"days": [day()]})
    here, there = home.admit(bed_id=None), second.admit(bed_id=None)
    dues = []
    for house, stay in ((home, here), (second, there)):
        with house.reading() as session:
            resident = session.get_one(Resident, stay.resident.id)
            offers = list_offers(session, house.actor("lawyer"), house.country, resident)
            dues.append({offer.form.key: offer.due_at for offer in offers}["zz_court_notice"])
    assert dues[0] > dues[1]
    assert [due.date() for due in dues[:1]] == due_days(home)


def test_a_day_of_other_offices_and_a_task_that_is_done_stay_where_they_are(home: Home) -> None:
    home.admit(bed_id=None)
    assert publish(home, LOCAL_DAYS, {"days": [day(calendar="office")]}).touched == {"later": 0, "earlier": 0}
    with home.transaction() as session:
        for task in session.scalars(select(Task)):
            task.done_at = clock.now()
    assert publish(home, LOCAL_DAYS, {"days": [day()]}).touched == {"later": 0, "earlier": 0}


def test_a_yearly_day_counts_in_every_year(home: Home) -> None:
    home.admit(bed_id=None)
    assert counted(home, LOCAL_DAYS, {"days": [day(date(2020, 3, 18), yearly=True)]})["later"] == 1
    assert counted(home, LOCAL_DAYS, {"days": [day(date(2020, 3, 18))]})["later"] == 0


def test_a_recess_closes_each_of_its_days_also_over_the_turn_of_the_year(home: Home) -> None:
    closed = closed_by({"days": [{**day(date(2025, 12, 7)), "until": "2026-01-09"}]})
    inside = [date(2025, 12, 7), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 9)]
    assert [closed("court", each) for each in inside] == [True] * 4
    assert not any(closed("court", each) for each in (date(2025, 12, 6), date(2026, 1, 10), date(2026, 12, 8)))
    every = closed_by({"days": [{**day(date(2025, 12, 7), yearly=True), "until": "2026-01-09"}]})
    assert every("court", date(2031, 1, 9))
    assert not every("office", date(2031, 1, 9))


def test_a_recess_moves_a_term_that_runs(home: Home) -> None:
    home.admit(bed_id=None)
    (before,) = due_days(home)
    version = publish(home, LOCAL_DAYS, {"days": [{**day(date(2026, 3, 17)), "until": "2026-04-17"}]})
    assert version.touched == {"later": 1, "earlier": 0}
    (after,) = due_days(home)
    assert after > date(2026, 4, 17) > before


@pytest.mark.parametrize("until", ["2026-03-17", "2026-12-31"])
def test_a_recess_that_ends_before_it_begins_or_never_is_told(home: Home, until: str) -> None:
    with home.reading() as session:
        ground = Ground(session, home.country, home.id, NOON.date())
        [fault] = LOCAL_DAYS.faults(ground, {"days": [{**day(), "until": until}]})
    assert "Feria" in str(fault)


def test_a_form_that_was_begun_is_counted_anew_until_it_is_signed(home: Home) -> None:
    with home.transaction() as session:
        made = forms.create(session, home.actor("director"), home.country, None, "zz_house_report")
        before = made.due_at
    assert before is not None
    version = publish(home, LOCAL_DAYS, {"days": [{**day(date(2026, 3, 1)), "until": "2026-03-04"}]})
    with home.transaction() as session:
        record = session.get_one(FormRecord, made.id)
        assert record.due_at is not None
        assert record.due_at > before
        record.state = "signed"
    assert version.touched == {"later": 1, "earlier": 0}
    assert roll_back(home, LOCAL_DAYS, version).touched == {"later": 0, "earlier": 0}


DAYS = st.sets(st.integers(-3, 12), max_size=6)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offsets=DAYS, stays=st.integers(0, 1))
def test_what_is_counted_before_is_what_moves_after_and_the_way_back_is_exact(
    home: Home, offsets: set[int], stays: int
) -> None:
    for _ in range(stays):
        home.admit(bed_id=None)
    first, before = content_of(home, LOCAL_DAYS), due_days(home)
    new = {"days": [day(NOON.date() + timedelta(days=each)) for each in sorted(offsets)]}
    if new == first:
        return
    told = counted(home, LOCAL_DAYS, new)
    version = publish(home, LOCAL_DAYS, new)
    assert version.touched == told
    assert told["later"] + told["earlier"] == sum(one != two for one, two in zip(before, due_days(home), strict=True))
    roll_back(home, LOCAL_DAYS, version)
    assert (content_of(home, LOCAL_DAYS), due_days(home)) == (first, before)
