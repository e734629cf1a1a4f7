"""AS-22: Luna withdraws her consent to a drawing in a brochure and to her story: at once, and without a reason."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.access.policies import may
from core.actor import Actor
from core.agenda.models import Task
from core.errors import Invalid
from core.hq.donors import reading as donor_reading
from core.hq.donors import service as donor
from core.hq.donors import stories
from core.hq.models import DonorReport, Story
from core.nightly import work
from core.residents import approvals, consents, works
from core.residents.consents import Answer
from core.residents.models import Consent, Resident
from core.residents.works import PICTURE, STORY, NewWork
from core.testkit.house import Home
from core.testkit.houses import NOON
from core.testkit.offices import ANALYST, IRMA, decide
from core.testkit.offices import send as sent_by
from core.testkit.stories import open_tasks

PERIOD, TODAY, DAY = "2025Q4", NOON.date(), timedelta(days=1)


def test_a_withdrawal_reaches_the_printer_the_website_and_the_office(home: Home) -> None:
    luna = home.admit(bed_id=None).resident
    agreed = [_agrees(home, luna, kind) for kind in ("shown_outside", "story_told")]
    drawing = _work(home, luna, NewWork(PICTURE, "El mar"))
    _work(home, luna, NewWork(STORY, "La modista", "Una joven aprendió a coser."))
    for receiver in ("Imprenta, folleto", "Sitio web"):
        _give(home, drawing, receiver)
    _night(home)
    issued, draft = _report(home), _report(home, token="draft", issue=False)
    assert _told(home, issued) == _told(home, draft) == "Una joven aprendió a coser."
    hashed, before = _hash(home, issued), open_tasks(home, luna, role="educator")
    with home.transaction() as session:
        for each in agreed:
            consents.withdraw(session, home.actor(), each, TODAY, on_case=True)
    with home.reading() as session:
        assert consents.reasons(session, consents.list_all(session, home.country, luna.id, TODAY)) == {}
        shelf = works.shelf(session, home.actor("training_officer"), home.country)
    assert [each.until for each in shelf] == [None, None]
    assert [task.due_at for task in _recalls(home, luna)] == [NOON + DAY] * 2
    with pytest.raises(Invalid):
        _give(home, drawing, "Radio")
    assert open_tasks(home, luna, role="educator") == before
    with clock.freeze(NOON + DAY / 2):
        _night(home)
    assert _told(home, issued) == _told(home, draft) == ""
    assert _hash(home, issued) == hashed
    with home.stores.hq.reading() as session:
        assert stories.choices(session, ANALYST) == []
        assert [(each.title, each.text) for each in session.scalars(select(Story))] == [("", "")]
    with home.transaction() as session:
        for given in shelf[1].given:
            works.taken_down(session, home.actor("training_officer"), given.use.id)
    assert _recalls(home, luna) == []


def test_nothing_is_shown_without_her_consent_to_just_that_nor_longer(home: Home) -> None:
    luna = home.admit(bed_id=None).resident
    _agrees(home, luna, "shown_outside")
    for new in (NewWork(STORY, "La modista", "Una joven."), NewWork("song", "La lluvia")):
        with pytest.raises(Invalid):
            _work(home, luna, new)
    drawing = _work(home, luna, NewWork(PICTURE, "El mar"))
    for until in (date(2026, 9, 17), TODAY - DAY):
        with pytest.raises(Invalid):
            _give(home, drawing, "Imprenta", until)
    _give(home, drawing, "Imprenta", date(2026, 9, 16))
    _agrees(home, luna, "shown_outside")  # asked again for another drawing, and this one goes on
    with home.reading() as session:
        assert [each.until for each in works.shelf(session, home.actor(), home.country)] == [date(2026, 9, 16)]


def test_what_ends_by_itself_is_taken_down_too_and_why_she_withdraws_is_hers_to_say(home: Home) -> None:
    luna = home.admit(bed_id=None).resident
    agreed = _agrees(home, luna, "shown_outside")
    _give(home, _work(home, luna, NewWork(PICTURE, "El mar")), "Imprenta")
    with clock.freeze(NOON + 185 * DAY):
        _night(home)
        _night(home)
        assert len(_recalls(home, luna)) == 1
    with home.transaction() as session:
        session.get_one(Consent, agreed).ended_on = None
        consents.withdraw(session, home.actor(), agreed, TODAY, on_case=True, reason="Ya no la quiere ahí")
    with home.reading() as session:
        told = consents.reasons(session, consents.list_all(session, home.country, luna.id, TODAY))
    assert told == {agreed: "Ya no la quiere ahí"}
    _agrees(home, luna, "shown_outside")  # to another drawing: what she took back stays taken back
    with home.reading() as session:
        assert [each.until for each in works.shelf(session, home.actor(), home.country)] == [None]


@pytest.mark.parametrize("role", ["educator", "nurse", "reception", "config_admin", "hq_analyst"])
def test_who_has_nothing_to_do_with_it_sees_no_shelf(role: str) -> None:
    assert not may(Actor(1, "Ana", role, 1, "ZZ-01", "zz", on_duty=True), "work.list")


def _recalls(home: Home, luna: Resident) -> list[Task]:
    return [task for task in open_tasks(home, luna) if task.source == "work_use"]


def _agrees(home: Home, luna: Resident, kind: str) -> int:
    yes = Answer(kind, "given", "resident", TODAY, "es")
    with home.transaction() as session:
        return consents.take(session, home.actor(), home.country, luna, yes, on_case=True).id


def _work(home: Home, luna: Resident, new: NewWork) -> int:
    with home.transaction() as session:
        made = works.add(session, home.actor(), home.country, luna, new, on_case=True)
    with home.transaction() as session:
        dpo, checked = home.actor("dpo"), approvals.CHECKS[new.kind]
        approvals.approve(session, dpo, home.country, made.id, checked, revision=made.revision)
    return made.id


def _give(home: Home, work_id: int, receiver: str, until: date = date(2026, 8, 1)) -> None:
    with home.transaction() as session:
        works.give(session, home.actor("training_officer"), home.country, work_id, receiver, until)


def _night(home: Home) -> None:
    assert work.run(home.stores, {"zz": home.country})


def _report(home: Home, token: str = "issued", *, issue: bool = True) -> int:
    if issue:
        sent_by(home.stores, home.code, PERIOD, {"RES-003": 23})
    agreed = decide(home.stores)
    with home.stores.network.transaction() as session:
        [story] = stories.choices(session, ANALYST)
        head = {
            "title": "Fondo",
            "donor": "Fundación Ficticia",
            "period": PERIOD,
            "by_branch": False,
            "sharing": agreed,
        }
        made = donor.begin(session, ANALYST, token, head)
        told = {"title": "Quiénes llegaron", "text": "", "indicators": "RES-003", "story": story.reference}
        donor.write_section(session, ANALYST, made.id, 0, told)
        if issue:
            donor.issue(session, IRMA, made.id)
        return made.id


def _told(home: Home, report_id: int) -> str:
    with home.stores.hq.reading() as session:
        shown = donor_reading.read(session, ANALYST, report_id)
        return shown.stories[shown.sections[0].story].text


def _hash(home: Home, report_id: int) -> tuple[str | None, str | None]:
    with home.stores.network.reading() as session:
        found = session.scalars(select(DonorReport).where(DonorReport.id == report_id)).one()
        return found.content, found.content_hash
