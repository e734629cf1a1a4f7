"""What is left of a file that was destroyed: nothing that leads to her, and everything that figures count."""

from typing import Any

import pytest
from sqlalchemy import func, select

from core import clock
from core.actor import Actor
from core.audit.models import CountryEvent
from core.db import CountryBase
from core.errors import NotFound, Refused
from core.forms.models import FormAttachment, FormRecord, FormVersion
from core.legal.models import LegalAct, LegalCase, LegalCasePerson, Measure
from core.overview import directory
from core.overview.directory import Filters
from core.reporting import catalogue, figures
from core.reporting import service as reporting
from core.reporting.periods import Period
from core.residents import identity, search
from core.residents import service as residents
from core.residents.models import Resident
from core.retention import holds, service
from core.stages.models import Episode
from core.testkit.shelf import MARK, OVER, Shelf, everything_opened


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


def test_nothing_of_her_is_left_but_what_is_counted(shelf: Shelf) -> None:
    put_and_lifted = put(shelf)
    with shelf.home.transaction() as session:
        holds.lift(session, shelf.actor(), shelf.resident(session), put_and_lifted, "Terminó")
        outside = shelf.resident(session).external_code
    assert MARK in everything_opened(shelf)
    propose(shelf)
    approve(shelf)
    left = everything_opened(shelf)
    assert MARK not in left
    assert "Sentencia" not in left
    assert outside not in left
    with shelf.home.reading() as session:
        her = shelf.resident(session)
        assert identity.opened(session, her).birth.known is False
        assert (her.house_name, her.sex, her.birth_year) == ("—", "F", 2011)
        assert session.scalar(select(func.count()).select_from(FormAttachment)) == 0
        assert session.scalars(select(FormVersion.values).distinct()).all() == [None]
        assert session.scalars(select(FormRecord.state)).all() == ["erased"]
        assert session.scalar(select(func.count()).select_from(Episode)) == 1


def test_what_happened_is_on_record_without_her_name(shelf: Shelf) -> None:
    propose(shelf)
    approve(shelf)
    with shelf.home.reading() as session:
        query = select(CountryEvent).where(CountryEvent.action.startswith("retention."))
        events = session.scalars(query.order_by(CountryEvent.seq)).all()
    assert [(each.action, each.role) for each in events] == [
        ("retention.propose", "director"), ("retention.erase", "dpo"),
    ]  # fmt: skip
    assert {each.subject_id for each in events} == {str(shelf.resident_id)}


def test_a_search_that_knew_her_name_forgets_it(shelf: Shelf) -> None:
    with shelf.home.reading() as session:
        assert search.find(session, shelf.home.id, MARK)
    propose(shelf)
    approve(shelf)
    with shelf.home.reading() as session:
        assert search.find(session, shelf.home.id, MARK) == []


def test_figures_count_as_they_did(shelf: Shelf) -> None:
    def counted() -> list[Any]:
        with shelf.home.reading() as session:
            found = []
            for period in (Period(2026, "M", 3), Period(2026, "Q", 1), Period(2026, "A")):
                scope = reporting.scope_of(session, shelf.home.country, shelf.home.id, period)
                found += figures.compute(session, catalogue.current(), scope)
            return found

    before = counted()
    propose(shelf)
    approve(shelf)
    assert counted() == before


def test_a_measure_is_emptied_once_nobody_whom_it_names_has_a_file(shelf: Shelf) -> None:
    with shelf.home.transaction() as session:
        measure = session.scalars(select(Measure)).first()
        assert measure is not None
        measure.note = session.info["vault"].seal("measure", "note", measure.id, "De las dos")
        other = session.get_one(Resident, shelf.resident_id)
        sister = Resident(branch_id=other.branch_id, code="ZZ-ZZZZ", external_code="YY-YYYY", house_name="Sol", sex="F")
        session.add(sister)
        session.flush()
        named = CountryBase.metadata.tables["measure_person"]
        both = {"branch_id": other.branch_id, "measure_id": measure.id, "covers_from": clock.now()}
        session.execute(named.insert().values(resident_id=sister.id, **both))
        number = measure.id
    propose(shelf)
    approve(shelf)
    with shelf.home.reading() as session:
        assert session.get_one(Measure, number).note is not None


def test_a_case_keeps_a_file_until_it_is_closed_and_then_loses_its_number_and_notes(shelf: Shelf) -> None:
    with shelf.home.transaction() as session:
        branch_id, written = shelf.home.id, {"created_by_name": "Ana", "created_by": 1}
        case = LegalCase(branch_id=branch_id, track="criminal", part="filed", authority_name="Juzgado", **written)
        session.add(case)
        session.flush()
        vault, day = session.info["vault"], shelf.resident(session).created_at.date()
        act = LegalAct(branch_id=branch_id, case_id=case.id, kind="charge", stage="S3", on_day=day, **written)
        session.add_all([act, LegalCasePerson(branch_id=branch_id, case_id=case.id, resident_id=shelf.resident_id,
                                              role="victim")])  # fmt: skip
        session.flush()
        case.file_number = vault.seal("legal_case", "file_number", case.id, MARK)
        act.note = vault.seal("legal_act", "note", act.id, MARK)
        keys = case.id, act.id
    with pytest.raises(Refused):
        propose(shelf)
    with shelf.home.transaction() as session:
        session.get_one(LegalCase, keys[0]).closed_on = day
    propose(shelf)
    approve(shelf)
    with shelf.home.reading() as session:
        case, act = session.get_one(LegalCase, keys[0]), session.get_one(LegalAct, keys[1])
        assert (case.file_number, case.authority_name, act.note, act.stage) == (None, "", None, "S3")


def test_no_page_leads_to_a_file_that_is_gone(shelf: Shelf) -> None:
    def listed() -> list[str]:
        with shelf.home.reading() as session:
            worker, everybody = shelf.actor("social_worker"), Filters(state="all")
            found = directory.page(session, worker, everybody, OVER.date()).lines
            return [each.code for each in (*found, *directory.find(session, worker, shelf.code, OVER.date()))]

    assert listed() == [shelf.code] * 2
    propose(shelf)
    approve(shelf)
    assert listed() == []
    with shelf.home.reading() as session, pytest.raises(NotFound):
        residents.get(session, shelf.actor("social_worker"), shelf.code)
