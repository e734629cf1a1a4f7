"""A house may give itself less time than its country does; what runs keeps the term it began with."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core import calendar, clock
from core.agenda.models import Task
from core.branches.house_rules import seen_from
from core.branches.models import Branch
from core.errors import Invalid
from core.intake.country_settings import COUNTRY_SETTINGS
from core.intake.house_terms import HOUSE_TERMS, terms_of
from core.studio.register import LOCAL_DAYS
from core.testkit.house import Home
from core.testkit.houses import NOON
from core.testkit.studio import publish, roll_back
from plugins.contract.calendar import Nature

SHORTER = {"terms": [{"term": "tell_court", "amount": 1}]}
BEFORE = {"night_guard": True, "oldest_age": 17}


def dues(home: Home) -> list[datetime]:
    with home.reading() as session:
        query = select(Task.due_at).where(Task.branch_id == home.id, Task.code == "form:zz_court_notice")
        return list(session.scalars(query.order_by(Task.id)))


def test_who_comes_from_then_on_is_told_of_earlier_and_what_runs_stays(home: Home) -> None:
    home.admit(bed_id=None)
    version = publish(home, HOUSE_TERMS, SHORTER)
    assert version.touched == {"terms": 1, "running": 1}
    with clock.freeze(NOON + timedelta(hours=2)):
        home.admit(bed_id=None)
        assert dues(home)[0] - dues(home)[1] == timedelta(days=2)
        roll_back(home, HOUSE_TERMS, version)
        home.admit(bed_id=None, admitted_at=clock.now())
    first, shorter, last = dues(home)
    assert (last, shorter) == (first, first - timedelta(days=2))


def test_a_calendar_that_changes_moves_each_by_the_term_it_began_with(home: Home) -> None:
    home.admit(bed_id=None)
    publish(home, HOUSE_TERMS, SHORTER)
    with clock.freeze(NOON + timedelta(hours=2)):
        home.admit(bed_id=None)
        feast = {"day": "2026-03-17", "calendar": "court", "yearly": False, "name": "Feria", "basis": "Acuerdo"}
        before = dues(home)
        assert publish(home, LOCAL_DAYS, {"days": [feast]}).touched == {"later": 2, "earlier": 0}
        after = dues(home)
        assert (after[0] - before[0], after[1] - before[1]) == (timedelta(days=3), timedelta(days=1)), "over a weekend"


@pytest.mark.parametrize("row", [("tell_court", 4), ("tell_court", 0), ("moon", 1)])
def test_nothing_looser_and_nothing_unknown_is_sent(home: Home, row: tuple[str, int]) -> None:
    with pytest.raises(Invalid):
        publish(home, HOUSE_TERMS, {"terms": [{"term": row[0], "amount": row[1]}]})


def test_what_a_court_sets_and_what_has_its_own_setting_is_not_offered(home: Home) -> None:
    term = home.country.deadlines["tell_court"]
    forms = {"x": (replace(home.country.form("zz_court_notice"), due=None),)}

    def offered(**changes: object) -> bool:
        only = replace(home.country, deadlines={"tell_court": replace(term, **changes)}, forms=forms)  # type: ignore[arg-type]
        return "tell_court" in terms_of(only)

    assert offered()
    assert not offered(nature=Nature.JUDICIAL)
    assert not offered(amount=0)
    assert not offered(setting="oldest_age")


def test_a_term_reads_the_setting_of_the_day_it_is_counted_from(home: Home) -> None:
    term = replace(home.country.deadlines["report_absence"], setting="oldest_age")
    publish(home, COUNTRY_SETTINGS, {**BEFORE, "oldest_age": 14})
    with clock.freeze(NOON + timedelta(hours=2)):
        publish(home, COUNTRY_SETTINGS, {**BEFORE, "oldest_age": 13})
    with home.reading() as session:
        seen = seen_from(session, home.country, session.get_one(Branch, home.id))

    def hours(after: int) -> float:
        start = NOON + timedelta(hours=after)
        return (calendar.due(seen, term, start, "UTC") - start) / timedelta(hours=1)

    assert [hours(after) for after in (-1, 1, 3)] == [term.amount, 14, 13]
