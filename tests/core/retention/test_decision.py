"""The end of a file: when it is due, what keeps it, and two people who decide."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.agenda.models import Task
from core.db import CountryBase
from core.errors import Conflict, Invalid, NotFound, Refused
from core.forms.models import FormRecord
from core.i18n import lazy
from core.legal.models import Measure
from core.overview import today
from core.residents import identity
from core.retention import holds, service, tasks, terms
from core.retention.models import Erasure, LegalHold
from core.retention.terms import File
from core.stages.models import Episode
from core.testkit.shelf import MARK, OVER, Shelf


@pytest.fixture
def store_kind() -> str:
    """Rules that know no database; what is destroyed is looked at on both."""
    return "sqlcipher"


def file_of(shelf: Shelf) -> File:
    with shelf.home.reading() as session:
        found = terms.find(session, shelf.home.country, shelf.home.id, shelf.resident(session))
    assert found is not None
    return found


def propose(shelf: Shelf, role: str = "director", **more: Any) -> None:
    told = {"reason": "El plazo terminó.", "nothing_open": True, **more}
    with shelf.home.transaction() as session:
        service.propose(session, shelf.actor(role), shelf.home.country, shelf.resident(session), **told)


def approve(shelf: Shelf, actor: Actor | None = None) -> dict[str, int]:
    with shelf.home.transaction() as session:
        who = actor or shelf.actor("dpo")
        return service.approve(session, who, shelf.home.country, shelf.resident(session)).counts


def put(shelf: Shelf, role: str = "dpo") -> int:
    with shelf.home.transaction() as session:
        return holds.put(session, shelf.actor(role), shelf.resident(session), "proceeding", "La abogada lo pide").id


def why_kept(shelf: Shelf) -> list[str]:
    return [str(why) for why in file_of(shelf).obstacles]


def said(message: str) -> list[str]:
    return [str(lazy(message))]


def review(shelf: Shelf, role: str = "director") -> service.Review:
    with shelf.home.reading() as session:
        return service.review(session, shelf.actor(role), shelf.home.country)


def test_a_term_is_counted_from_majority_and_never_from_before_she_left(shelf: Shelf) -> None:
    assert file_of(shelf) == File(shelf.resident_id, shelf.code, date(2026, 3, 20), date(2039, 2, 3))
    assert [each.code for each in review(shelf).due] == [shelf.code]


def test_before_its_last_day_nothing_is_due_and_nothing_can_be_proposed(shelf: Shelf) -> None:
    with clock.freeze(datetime(2039, 2, 2, 18, tzinfo=UTC)):
        assert review(shelf).due == []
        with pytest.raises(Refused):
            propose(shelf)


def test_of_whom_no_birth_date_is_known_the_file_stays_as_if_she_were_born_when_she_left(shelf: Shelf) -> None:
    with shelf.home.transaction() as session:
        vault = session.get_one(identity.Identity, shelf.resident_id)
        vault.birth_earliest = vault.birth_latest = None
    assert file_of(shelf).due_on == date(2026 + 18 + 10, 3, 20)


def test_while_the_country_knows_no_term_nothing_is_ever_due(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "rules_of", lambda *_asked: {})
    found = review(shelf)
    assert (found.due, found.kept, found.known) == ([], [], False)
    with pytest.raises(Refused):
        propose(shelf)


def test_forms_that_the_country_archives_keep_the_file(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    known = terms.rules_of
    monkeypatch.setattr(terms, "rules_of", lambda *asked: {terms.FILE: known(*asked)[terms.FILE]})
    assert why_kept(shelf) == said(terms.FORMS_STAY)


def _measure(shelf: Shelf, session: Any) -> None:
    measure = session.scalars(select(Measure)).first()
    measure.revoked_at = measure.valid_until = None


def _draft(shelf: Shelf, session: Any) -> None:
    session.scalars(select(FormRecord)).first().state = "draft"


def _referral(shelf: Shelf, session: Any) -> None:
    table = CountryBase.metadata.tables["referral"]
    session.execute(table.update().values(state="sent"))


def _absence(shelf: Shelf, session: Any) -> None:
    table = CountryBase.metadata.tables["absence"]
    session.execute(table.update().values(ended_at=None))


@pytest.mark.parametrize(
    ("change", "why"),
    [(_measure, terms.MEASURE), (_draft, terms.UNSIGNED), (_referral, terms.UNDER_WAY), (_absence, terms.MISSING)],
)
def test_what_is_open_keeps_a_file(shelf: Shelf, change: Callable[[Shelf, Any], None], why: str) -> None:
    propose(shelf)
    with shelf.home.transaction() as session:
        change(shelf, session)
    assert why_kept(shelf) == said(why)
    with pytest.raises(Refused):
        approve(shelf)


def test_somebody_who_is_back_has_a_file_that_does_not_end(shelf: Shelf) -> None:
    with shelf.home.transaction() as session:
        episode = session.scalars(select(Episode)).one()
        episode.closed_at = episode.closed_on = None
    assert review(shelf).due == []


def test_one_proposes_and_another_decides(shelf: Shelf) -> None:
    propose(shelf)
    assert review(shelf).due == []
    assert [code for _made, code in review(shelf).waiting] == [shelf.code]
    with pytest.raises(Conflict):
        propose(shelf, "dpo")
    with pytest.raises(Refused):
        approve(shelf, shelf.actor("director"))
    assert approve(shelf)["identity"] == 1
    with pytest.raises(NotFound):
        approve(shelf)


def test_nobody_else_reads_proposes_decides_or_holds(shelf: Shelf) -> None:
    propose(shelf)
    for role in ("social_worker", "lawyer", "config_admin", "me_officer", "auditor"):
        with pytest.raises(NotFound):
            review(shelf, role)
        with pytest.raises(NotFound):
            approve(shelf, shelf.actor(role))
        with pytest.raises(NotFound):
            put(shelf, role)


def test_a_proposal_needs_a_reason_and_somebodys_word(shelf: Shelf) -> None:
    for told in ({"reason": " "}, {"nothing_open": False}, {"reason": "x" * 501}):
        with pytest.raises(Invalid):
            propose(shelf, **told)


def test_a_proposal_that_is_sent_back_may_be_made_again(shelf: Shelf) -> None:
    propose(shelf)
    with shelf.home.transaction() as session:
        service.send_back(session, shelf.actor("dpo"), shelf.resident(session), "Falta preguntar")
    assert [each.code for each in review(shelf).due] == [shelf.code]
    propose(shelf, "dpo")


def test_a_hold_keeps_a_file_until_it_is_lifted(shelf: Shelf) -> None:
    propose(shelf)
    number = put(shelf)
    assert why_kept(shelf) == said(terms.HELD)
    with pytest.raises(Refused):
        approve(shelf)
    with shelf.home.transaction() as session:
        with pytest.raises(Invalid):
            holds.lift(session, shelf.actor(), shelf.resident(session), number, " ")
        holds.lift(session, shelf.actor(), shelf.resident(session), number, "Sentencia firme")
        with pytest.raises(Refused):
            holds.lift(session, shelf.actor(), shelf.resident(session), number, "Otra vez")
        (hold,) = holds.of_resident(session, shelf.actor(), shelf.resident(session))
    assert (hold.reason, hold.lifted_why) == ("La abogada lo pide", "Sentencia firme")
    approve(shelf)


def test_the_night_tells_who_decides_once_a_month_and_destroys_nothing(shelf: Shelf) -> None:
    def night(at: datetime) -> list[tuple[str, str, bool]]:
        with clock.freeze(at), shelf.home.transaction() as session:
            system = Actor(None, "", "system", shelf.home.id, shelf.home.code)
            tasks.refresh(session, system, shelf.home.country, zone="Etc/GMT+5", today=at.date())
            found = session.scalars(select(Task).where(Task.source == tasks.SOURCE).order_by(Task.id))
            return [(each.role, each.code[-7:], each.done_at is None) for each in found]

    first = [("director", "2039-02", True)]
    assert night(OVER) == first
    assert night(OVER + timedelta(days=3)) == first
    assert [each for each in night(OVER + timedelta(days=30)) if each[2]] == [
        ("director", "2039-03", True),
    ]  # fmt: skip
    with shelf.home.reading() as session:
        assert identity.opened(session, shelf.resident(session)).surnames == MARK
    propose(shelf)
    assert not [each for each in night(OVER + timedelta(days=31)) if each[2]]


def test_the_file_of_the_dead_is_held_by_itself_and_once(shelf: Shelf) -> None:
    with shelf.home.transaction() as session:
        shelf.resident(session).deceased_on = date(2026, 3, 20)
        for _night in range(2):
            holds.hold_the_dead(session, shelf.actor())
        assert session.scalars(select(LegalHold.ground)).all() == [holds.DEATH]
    assert why_kept(shelf) == said(terms.HELD)
    with shelf.home.transaction() as session:
        assert session.scalars(select(Erasure)).all() == []


def test_who_has_not_proposed_it_is_told_on_the_days_page(shelf: Shelf) -> None:
    propose(shelf)
    with shelf.home.reading() as session:
        told = {role: [fact.code for fact in today.facts(session, shelf.actor(role), OVER.date())]
                for role in ("director", "dpo", "lawyer")}  # fmt: skip
    assert [role for role, codes in told.items() if "files" in codes] == ["dpo"]
