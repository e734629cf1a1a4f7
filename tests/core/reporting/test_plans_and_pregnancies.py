"""Reviews of plans and antenatal care, case by case, as the regional catalogue has them."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.care.models import CarePlan, CarePlanReview, Pregnancy, Service
from core.reporting.counting.passes import Asked, count
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.scope import ALL, set_branch_scope
from core.stages.models import Episode
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write

YEAR = Period(2025, "A")
BY: dict[str, Any] = {"created_by": 1, "created_by_name": "T"}


@pytest.fixture
def store(store_factory: StoreFactory) -> Store:
    return store_factory("zz").country("zz")


def her(session: Session, stay: Stay) -> tuple[Scope, dict[str, Any]]:
    """Give the scope of a year in a house where one has stayed, and what her records carry."""
    set_branch_scope(session, ALL)
    branch = write(session, World((Person((stay,)),)))
    episode = session.scalars(select(Episode).where(Episode.branch_id == branch)).one()
    of_her = {"branch_id": branch, "resident_id": episode.resident_id, "episode_id": episode.id}
    return Scope(branch, YEAR, "Etc/GMT+6"), {**of_her, **BY}


@pytest.mark.parametrize(("agreed", "reviewed", "expected"), [
    ([date(2025, 12, 1)], None, 0),  # a first agreement, however late, is no review
    ([date(2025, 2, 1)], date(2025, 10, 1), 0),
    ([date(2025, 2, 1)], date(2025, 10, 2), 1),
    ([date(2025, 2, 1), date(2025, 10, 1)], None, 0),
    ([date(2025, 2, 1), date(2025, 10, 2)], None, 1),  # another plan in the place of the first
    ([date(2025, 2, 1)], date(2026, 1, 1), 0),
])  # fmt: skip
def test_a_plan_is_reviewed_or_renewed_and_its_first_agreement_is_no_review(
    store: Store, agreed: list[date], reviewed: date | None, expected: int
) -> None:
    with store.transaction() as session:
        scope, of_her = her(session, Stay(date(2025, 1, 1)))
        for day in agreed:
            plan = insert(CarePlan).values(**of_her, agreed_on=day, reviewed_on=day, assent="given", signed_by="")
            number = session.execute(plan.returning(CarePlan.id)).scalar_one()
            if reviewed is not None:
                review = {"plan_id": number, "on_day": reviewed, "next_on": reviewed}
                session.execute(insert(CarePlanReview).values(**of_her, **review))
        asked = Asked("plans_reviewed")
        assert count(session, scope, (asked,)) == {asked: expected}


@pytest.mark.parametrize(("came", "noted", "began", "ended", "contacts", "expected"), [
    (date(2024, 8, 1), date(2025, 8, 20), date(2025, 1, 1), date(2025, 10, 1), 7, (1, 1)),  # noted late, long in care
    (date(2024, 8, 1), date(2025, 8, 20), date(2025, 1, 1), date(2025, 10, 1), 6, (1, 0)),  # 273 nights ask for seven
    (date(2024, 1, 1), date(2025, 8, 20), None, date(2025, 10, 1), 8, (1, 1)),  # no more than forty weeks
    (date(2025, 8, 1), date(2025, 8, 1), None, date(2025, 9, 26), 1, (1, 1)),
    (date(2025, 8, 2), date(2025, 8, 2), None, date(2025, 9, 26), 1, (0, 0)),  # 55 nights
    (date(2025, 8, 1), date(2025, 8, 1), date(2025, 8, 2), date(2025, 9, 26), 1, (0, 0)),
])  # fmt: skip
def test_weeks_in_care_are_those_of_the_pregnancy_whenever_it_was_noted(
    store: Store, came: date, noted: date, began: date | None, ended: date, contacts: int, expected: tuple[int, int]
) -> None:
    with store.transaction() as session:
        scope, of_her = her(session, Stay(came))
        session.execute(insert(Pregnancy).values(**of_her, noted_on=noted, began_on=began, ended_on=ended))
        seen = {
            "discipline": "MEDICAL", "minutes": 5, "kind": "antenatal", "mode": "individual",
            "attendance": "attended", "on_day": ended,
        }  # fmt: skip
        del of_her["episode_id"]
        for _ in range(contacts):
            session.execute(insert(Service).values(**of_her, **seen))
        asked = Asked("pregnancies_ended"), Asked("pregnancies_attended")
        assert count(session, scope, asked) == dict(zip(asked, expected, strict=True))
