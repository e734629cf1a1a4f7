"""Whose scores are counted: what was said, when, by whom, and whether it still holds."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select

from core.care.models import Assessment
from core.reporting.counting.passes import Asked, count
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.reporting.populations.agreed import count_left_out
from core.residents.models import Consent
from core.scope import ALL, set_branch_scope
from core.stages.models import Episode
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write

YEAR, TAKEN = Period(2025, "A"), date(2025, 6, 1)
YES: dict[str, Any] = {
    "kind": "counted", "text_version": "1", "answer": "given", "giver": "resident", "language": "es",
    "given_on": date(2025, 5, 1), "valid_until": date(2026, 5, 1), "ended_why": "", "interpreter": False,
    "assent": "", "taken_by": 1, "taken_by_name": "T",
}  # fmt: skip
ADULT, CHILD = 2007, 2010


@pytest.fixture
def store(store_factory: StoreFactory) -> Store:
    return store_factory("zz").country("zz")


@pytest.mark.parametrize(("said", "born", "counts"), [
    ({}, CHILD, True),
    ({"kind": "photo"}, CHILD, False),
    ({"answer": "refused"}, CHILD, False),
    ({"given_on": date(2025, 12, 31)}, CHILD, True),  # asked after the score, within the period
    ({"given_on": date(2026, 1, 1)}, CHILD, False),
    ({"valid_until": date(2025, 5, 31)}, CHILD, False),  # its term was over when the score was taken
    ({"valid_until": TAKEN, "ended_on": date(2025, 6, 2), "ended_why": "expired"}, CHILD, True),
    ({"ended_on": date(2025, 12, 31), "ended_why": "withdrawn"}, CHILD, False),
    ({"ended_on": date(2026, 1, 1), "ended_why": "withdrawn"}, CHILD, True),  # the year stays as it was
    ({"giver": "guardian_with_assent"}, CHILD, True),
    ({"giver": "guardian_with_assent"}, ADULT, False),
    ({"giver": "resident"}, ADULT, True),
    ({"giver": "guardian_with_assent"}, None, True),  # an unknown age counts as a child's
])  # fmt: skip
def test_a_score_is_counted_if_somebody_who_may_agreed_and_it_still_holds(
    store: Store, said: dict[str, Any], born: int | None, counts: bool
) -> None:
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        branch = write(session, World((Person((Stay(date(2025, 5, 20)),), birth_year=born),)))
        stay = session.scalars(select(Episode).where(Episode.branch_id == branch)).one()
        whose = {"branch_id": branch, "resident_id": stay.resident_id}
        session.execute(insert(Consent).values(**{**YES, **said, **whose}))
        score = {
            "instrument": "CRIES8", "instrument_version": "1", "time_point": "intake", "on_day": TAKEN,
            "state": "scored", "score": 20, "above_cutoff": True, "created_by": 1, "created_by_name": "T",
        }  # fmt: skip
        session.execute(insert(Assessment).values(**whose, episode_id=stay.id, **score))
        scope = Scope(branch, YEAR, "Etc/GMT+6", statistics=("counted",))
        asked = Asked("above_threshold")
        assert count(session, scope, (asked,)) == {asked: int(counts)}
        assert count_left_out(session, scope) == int(not counts)
