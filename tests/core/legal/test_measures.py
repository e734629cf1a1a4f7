"""Measures name persons, end by law or order, and cover nobody else (INV-02, INV-03)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.errors import Conflict, Invalid, NotFound
from core.intake import exits
from core.intake.admission import Basis
from core.legal import board, measures
from core.legal.cover import Standing, State
from core.legal.measures import NewMeasure
from core.legal.models import Measure
from core.residents.models import Resident
from core.stages.models import Episode
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON

PDF = b"%PDF-1.7 ..."


def order(*people: Resident, **more: object) -> NewMeasure:
    plain = NewMeasure("court_order", NOON, tuple(each.id for each in people), validity="until_review")
    return replace(plain, **more)  # type: ignore[arg-type]


def add(home: Home, new: NewMeasure, role: str = "lawyer") -> Measure:
    with home.transaction() as session:
        return measures.add(session, home.actor(role), home.country, new, action="measure.write")


def standing(home: Home, girl: Resident, at: datetime, since: datetime = NOON) -> Standing:
    with home.reading() as session:
        return measures.standings(session, {girl.id: since}, at)[girl.id]


def uncovered(home: Home, **more: object) -> Resident:
    return home.admit(basis=Basis(), admitted_at=NOON, bed_id=None, **more).resident


def test_a_provisional_basis_ends_with_its_limit_and_then_it_is_red(home: Home) -> None:
    girl = home.admit(basis=Basis("handover"), admitted_at=NOON, bed_id=None).resident
    ends = NOON + timedelta(hours=72)
    assert standing(home, girl, NOON) == Standing(State.PROVISIONAL, until=ends)
    assert standing(home, girl, ends - timedelta(seconds=1)).state is State.PROVISIONAL
    assert standing(home, girl, ends) == Standing(State.NONE, since=ends)


def test_an_authority_may_shorten_a_provisional_basis_and_never_lengthen_it(home: Home) -> None:
    girl = uncovered(home)
    for hours, lasts in ((5, 5), (500, 72)):
        new = order(girl, kind="handover", valid_until=NOON + timedelta(hours=hours))
        assert add(home, new).valid_until == NOON + timedelta(hours=lasts)


def refused(home: Home, new: NewMeasure) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refusal:
        add(home, new)
    return refusal.value.fields


@pytest.mark.parametrize("revoked", [False, True], ids=["running", "revoked"])
def test_provisional_bases_laid_end_to_end_last_no_longer_than_one(home: Home, revoked: bool) -> None:
    girl = home.admit(basis=Basis("handover"), admitted_at=NOON, bed_id=None).resident
    if revoked:
        with home.transaction() as session:
            row = session.scalars(select(Measure)).one()
            measures.revoke(session, home.actor("lawyer"), home.country, row, NOON, revision=row.revision)
    later = NOON + timedelta(hours=60)
    assert add(home, order(girl, kind="handover", valid_from=later)).valid_until == NOON + timedelta(hours=72)
    over = NOON + timedelta(hours=72)
    assert standing(home, girl, over - timedelta(seconds=1)).state is State.PROVISIONAL
    assert standing(home, girl, over).state is State.NONE
    for kind, start in (("handover", over), ("handover", over + timedelta(days=30)), ("verbal", later)):
        found = refused(home, order(girl, kind=kind, valid_from=start))
        assert list(found) == ["kind"]
        assert "Obtain the order" in found["kind"][0]


def test_each_kind_has_the_hours_of_its_own_counted_from_the_admission(home: Home) -> None:
    girl = home.admit(basis=Basis("verbal"), admitted_at=NOON, bed_id=None).resident
    assert standing(home, girl, NOON).until == NOON + timedelta(hours=24)
    add(home, order(girl, kind="handover", valid_from=NOON + timedelta(hours=20)))
    assert standing(home, girl, NOON).until == NOON + timedelta(hours=72)


def test_an_order_in_between_gives_no_new_hours(home: Home) -> None:
    girl = home.admit(basis=Basis("handover"), admitted_at=NOON, bed_id=None).resident
    week = NOON + timedelta(days=7)
    add(home, order(girl, validity="fixed", valid_until=week))
    assert list(refused(home, order(girl, kind="verbal", valid_from=week))) == ["kind"]
    assert standing(home, girl, week) == Standing(State.NONE, since=week)


def test_a_new_stay_has_hours_of_its_own(home: Home) -> None:
    girl = home.admit(basis=Basis("handover"), admitted_at=NOON, bed_id=None).resident
    leave(home, girl)
    with clock.freeze(NOON + timedelta(days=9)):
        row = home.admit(resident=girl, basis=Basis("handover"), admitted_at=clock.now(), bed_id=None).resident
        assert standing(home, row, clock.now()).until == clock.now() + timedelta(hours=72)


def test_a_provisional_basis_names_nobody_whose_hours_are_over_or_who_is_not_in_the_house(home: Home) -> None:
    mother = home.admit(admitted_at=NOON - timedelta(days=5), bed_id=None).resident
    baby = home.admit(mother=mother, basis=Basis(), admitted_at=NOON).resident
    assert list(refused(home, order(mother, baby, kind="handover"))) == ["persons"]
    assert add(home, order(baby, kind="handover")).valid_until == NOON + timedelta(hours=72)
    leave(home, baby)
    found = refused(home, order(baby, kind="handover", valid_from=NOON + timedelta(hours=1)))
    assert list(found) == ["persons"]


def leave(home: Home, girl: Resident) -> None:
    with home.transaction() as session:
        episode = session.scalars(select(Episode).where(Episode.resident_id == girl.id)).one()
        exits.end(session, home.actor("director"), home.country, episode, "home", NOON.date())


def test_a_measure_covers_whom_it_names_and_nobody_else(home: Home) -> None:
    mother = home.admit(admitted_at=NOON, bed_id=None).resident
    baby = home.admit(mother=mother, basis=Basis(), admitted_at=NOON).resident
    add(home, order(mother))
    assert standing(home, mother, NOON).state is State.IN_FORCE
    assert standing(home, baby, NOON) == Standing(State.NONE, since=NOON)
    add(home, order(mother, baby))
    assert standing(home, baby, NOON).state is State.IN_FORCE


def test_what_does_not_cover_a_stay_does_not_make_it_green(home: Home) -> None:
    girl = uncovered(home)
    add(home, order(girl, kind="school_enrolment", validity="until_further_order"))
    assert standing(home, girl, NOON).state is State.NONE


def test_revoking_stops_cover_at_that_instant_and_happens_once(home: Home) -> None:
    girl = uncovered(home)
    measure = add(home, order(girl))
    at = NOON + timedelta(hours=3)
    with home.transaction() as session:
        row = session.get_one(Measure, measure.id)
        with pytest.raises(Invalid):
            early = NOON - timedelta(seconds=1)
            measures.revoke(session, home.actor("lawyer"), home.country, row, early, revision=row.revision)
        measures.revoke(session, home.actor("lawyer"), home.country, row, at, revision=row.revision)
    assert standing(home, girl, at - timedelta(minutes=1)).state is State.IN_FORCE
    assert standing(home, girl, at) == Standing(State.NONE, since=at)
    with home.transaction() as session, pytest.raises(Conflict):
        row = session.get_one(Measure, measure.id)
        measures.revoke(session, home.actor("lawyer"), home.country, row, at + timedelta(days=9), revision=row.revision)


def test_an_order_that_replaces_another_ends_it_for_everybody(home: Home) -> None:
    one, two = uncovered(home), uncovered(home)
    old = add(home, order(one, two))
    change = NOON + timedelta(days=2)
    add(home, order(one, valid_from=change, valid_until=change + timedelta(days=1), validity="fixed",
                    replaces_id=old.id))  # fmt: skip
    assert standing(home, one, change).state is State.IN_FORCE
    assert standing(home, one, change + timedelta(days=1)).state is State.NONE
    assert standing(home, two, change) == Standing(State.NONE, since=change)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "royal_wish"}, "kind"),
        ({"validity": "for_ever"}, "validity"),
        ({"validity": "fixed"}, "valid_until"),
        ({"valid_until": NOON}, "valid_until"),
        ({"valid_until": NOON + timedelta(days=40_000)}, "valid_until"),
        ({"valid_from": NOON - timedelta(days=20_000)}, "valid_from"),
        ({"ordered_on": NOON.date() + timedelta(days=1)}, "ordered_on"),
        ({"scan": b"MZ\x90"}, "scan"),
        ({"scan": PDF + b" " * measures.SCAN_LIMIT}, "scan"),
        ({"persons": ()}, "persons"),
        ({"persons": (999,)}, "persons"),
        ({"authority_id": 99_999}, "authority_id"),
        ({"replaces_id": 99_999}, "replaces_id"),
        ({"authority_name": "x" * 201}, "authority_name"),
        ({"note": "a\u202eb"}, "note"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(home: Home, change: dict[str, object], field: str) -> None:
    girl = uncovered(home)
    with pytest.raises(Invalid) as refused:
        add(home, order(girl, **change))
    assert list(refused.value.fields) == [field]
    with home.reading() as session:
        assert session.scalars(select(Measure)).all() == []


def test_somebody_of_another_house_cannot_be_named(home: Home) -> None:
    second = open_home(home.stores, home.country, number=2)
    girl = uncovered(home)
    with second.transaction() as session, pytest.raises(Invalid):
        measures.add(session, second.actor("lawyer"), home.country, order(girl), action="measure.write")
    measure = add(home, order(girl))
    with home.transaction() as session:
        with pytest.raises(NotFound):
            measures.get(session, second.actor("lawyer"), measure.id)
        with pytest.raises(NotFound):
            measures.revoke(
                session, second.actor("lawyer"), home.country, session.get_one(Measure, measure.id), NOON, revision=1
            )


@pytest.mark.parametrize("role", ["social_worker", "educator", "nurse", "config_admin"])
def test_only_the_lawyer_records_an_order(home: Home, role: str) -> None:
    girl = uncovered(home)
    with pytest.raises(NotFound):
        add(home, order(girl), role)


def test_an_order_closes_the_task_to_obtain_it(home: Home) -> None:
    girl = uncovered(home)
    add(home, order(girl))
    with home.reading() as session:
        tasks = session.scalars(select(Task).where(Task.code.startswith("basis."))).all()
    assert sorted((task.role, task.done_at is not None, task.cancelled) for task in tasks) == [
        ("director", True, False),
        ("lawyer", True, False),
    ]


def test_the_scan_is_sealed_and_its_download_an_event(home: Home) -> None:
    girl = uncovered(home)
    measure = add(home, order(girl, scan=PDF, file_number="Marcador-77"))
    with home.transaction() as session:
        row = session.get_one(Measure, measure.id)
        assert PDF not in (row.scan or b"")
        assert b"Marcador" not in (row.file_number or b"")
        assert measures.scan_of(session, home.actor("lawyer"), row) == PDF
    with home.reading() as session:
        found = session.scalars(select(CountryEvent.action).where(CountryEvent.action == "measure.scan")).all()
    assert len(found) == 1


def test_the_reason_for_a_gap_is_written_by_director_or_lawyer(home: Home) -> None:
    girl = uncovered(home)
    with home.transaction() as session:
        for role in ("social_worker", "educator"):
            with pytest.raises(NotFound):
                measures.explain_gap(session, home.actor(role), girl, "Por qué")
        for text in (" ", "x" * 2001):
            with pytest.raises(Invalid):
                measures.explain_gap(session, home.actor("director"), girl, text)
        measures.explain_gap(session, home.actor("director"), girl, "El juzgado cerró")
    with home.reading() as session:
        assert [text for _note, text in measures.gap_notes(session, girl.id)] == ["El juzgado cerró"]


def test_the_board_shows_red_first_and_a_caseload_only_its_own(home: Home) -> None:
    green, red = uncovered(home, team=()), uncovered(home, team=("social_worker",))
    add(home, order(green))
    with home.reading() as session:
        assert [stay.code for stay in board.stays(session, home.actor("lawyer"))] == [red.code, green.code]
        mine = board.stays(session, home.actor("psychologist"))
        assert mine == []
        with pytest.raises(NotFound):
            board.stays(session, home.actor("educator"))
    assert clock.now() == NOON
