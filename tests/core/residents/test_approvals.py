"""Nothing of hers leaves before somebody else has approved just this, and no text that leads to her is recorded."""

from collections.abc import Collection
from dataclasses import replace

import pytest
from sqlalchemy import select

from core.audit.models import CountryEvent
from core.branches.models import Branch
from core.errors import Conflict, Invalid, NotFound, Refused
from core.residents import approvals, consents, names, works
from core.residents.ages import BirthRange
from core.residents.approvals import CHECKS
from core.residents.consents import Answer
from core.residents.identity import NewIdentity
from core.residents.models import APPROVED, Resident, Work
from core.residents.telltales import Telltales
from core.residents.works import STORY, NewWork
from core.testkit.house import Home
from core.testkit.houses import NOON
from core.testkit.stories import open_tasks
from core.testkit.web import Network

TODAY = NOON.date()
TOLD = NewWork(STORY, "La modista", "Una joven aprendió a coser.")
KNOWN = Telltales(frozenset({"munoz", "ana"}), frozenset({"k7qfxm", "casaceiba", "1234567"}))


def test_a_story_leaves_as_it_stands_once_the_officer_has_looked_at_all_of_it(home: Home) -> None:
    luna = _luna(home)
    story = _told(home, luna)
    assert _offered(home) == []
    with home.transaction() as session, pytest.raises(NotFound):
        approvals.approve(session, home.actor("director"), home.country, story.id, CHECKS[STORY], revision=2)
    with pytest.raises(Invalid) as faults:
        _approve(home, story, CHECKS[STORY][1:])
    assert list(faults.value.fields) == ["no_name"]
    with pytest.raises(Refused):  # somebody of two roles, who has written it
        _approve(home, story, user_id=home.actor().user_id)
    _approve(home, story)
    assert _offered(home) == [TOLD.text]
    with home.transaction() as session:
        now = session.get_one(Work, story.id)
        worker, words = home.actor(second=True), (TOLD.title, "Aprendió a coser.")
        with pytest.raises(NotFound):  # it is not another girl's
            works.written(session, worker, Resident(id=luna.id + 1), story.id, on_case=True)
        with pytest.raises(Conflict):
            works.rewrite(session, worker, luna, story.id, words, revision=story.revision, on_case=True)
        works.rewrite(session, worker, luna, story.id, words, revision=now.revision, on_case=True)
    assert _offered(home) == []
    with pytest.raises(Conflict):  # what she has read were other words
        _approve(home, now, revision=now.revision - 1)
    with pytest.raises(Refused):
        _approve(home, now, user_id=worker.user_id)
    _approve(home, now)
    assert _offered(home) == [words[1]]
    with home.reading() as session:
        told = list(session.scalars(select(CountryEvent.action).where(CountryEvent.subject == "work")))
    assert told == ["work.add", "work.approve", "work.rewrite", "work.approve"]


def test_what_is_refused_or_taken_back_says_why_and_is_taken_down(home: Home) -> None:
    luna = _luna(home)
    story = _told(home, luna)
    _approve(home, story)
    with home.transaction() as session:
        works.give(session, home.actor(), home.country, story.id, "Radio", TODAY)
    with pytest.raises(Invalid):
        _refuse(home, story, " ")
    _refuse(home, story, "Se la reconoce")
    assert _offered(home) == []
    assert [task.source for task in open_tasks(home, luna) if task.source == "work_use"] == ["work_use"]
    with home.transaction() as session:
        [row] = works.shelf(session, home.actor(), home.country)
        assert (row.work.state, row.comment) == ("refused", "Se la reconoce")
        with pytest.raises(Invalid):
            works.give(session, home.actor(), home.country, story.id, "Radio", TODAY)
    with pytest.raises(Conflict):
        _refuse(home, story, "Otra vez")


def test_whose_consent_has_ended_or_who_has_got_that_name_since_is_not_let_out(home: Home) -> None:
    luna = _luna(home)
    story = _told(home, luna)
    with home.transaction() as session:
        session.get_one(Resident, luna.id).house_name = "Joven"
    with pytest.raises(Conflict, match="would lead"):
        _approve(home, story)
    with home.transaction() as session:
        [given] = consents.list_all(session, home.country, luna.id, TODAY)
        consents.withdraw(session, home.actor(), given.id, TODAY, on_case=True)
    with pytest.raises(Conflict, match="consent"):
        _approve(home, story)
    with home.transaction() as session:
        assert approvals.count_waiting(session, home.actor("dpo")) == 1
        session.get_one(Work, story.id).title = None  # her file is destroyed
    with home.reading() as session:
        assert approvals.count_waiting(session, home.actor("dpo")) == 0
        assert approvals.listed(session, home.actor("dpo"), home.country) == []


def test_whatever_of_hers_stands_in_a_text_the_answer_is_the_same(home: Home) -> None:
    luna = _luna(home)
    with home.reading() as session:
        place = session.get_one(Branch, home.id).public_name
    telling = [
        "la colína llegó",
        "MAR",
        "Iris",
        luna.code.lower(),
        luna.external_code,
        f"En {place.upper()}.",
        "01 23-450",
    ]
    said = set()
    for each in telling:
        with home.transaction() as session, pytest.raises(Invalid) as faults:
            works.add(session, home.actor(), home.country, luna, replace(TOLD, text=each), on_case=True)
        said.add(str(faults.value.fields))
    assert len(said) == 1


@pytest.mark.parametrize("text", ["MUÑOZ", "Mun\u0303oz.", "mu\u00adñoz", "k7 qfxm", "Casa-Ceiba", "N.º 12-345-67"])
def test_accents_capitals_and_blanks_hide_nothing(text: str) -> None:
    assert KNOWN.stand_in(f"Dijo: {text}")


@pytest.mark.parametrize("text", ["Anabel", "mañana", "una casa", "K7", "123456", "12345678", "dan a"])
def test_only_whole_words_and_numbers_are_meant(text: str) -> None:
    assert not KNOWN.stand_in(text)


def test_what_is_opened_for_one_look_is_not_remembered() -> None:
    before = names.plain.cache_info().currsize
    assert names.words_of("Inés de la Cueva") == ["ines", "cueva"]
    assert names.plain.cache_info().currsize == before


@pytest.mark.parametrize("store_kind", ["sqlcipher"])  # what pages show is the same on either
def test_the_officer_finds_what_waits_and_ticks_what_she_has_looked_at(network: Network) -> None:
    luna = _luna(network.home)
    story = _told(network.home, luna)
    nora, page = network.client("dpo"), f"/works/{story.id}"
    assert "obra o historia espera su aprobación" in nora.get("/").text
    assert page in nora.get("/works/approvals").text
    shown = nora.get(page).text
    assert TOLD.text in shown
    assert luna.code not in shown
    ticks = {"revision": "2", **dict.fromkeys(CHECKS[STORY][1:], "1")}
    assert "Revise esto y márquelo." in nora.post(f"{page}/approve", data=ticks).text
    assert nora.post(f"{page}/approve", data={**ticks, "no_name": "1"}).location == "/works/approvals"
    with network.home.reading() as session:
        assert session.get_one(Work, story.id).state == APPROVED
    sonia, words = network.client(), f"/residents/{luna.code}/works/{story.id}"
    assert TOLD.text in sonia.get(words).text
    sonia.post(words, data={"title": "Otra", "text": "Cose.", "revision": "3"})
    assert "espera aprobación" in sonia.get(f"/residents/{luna.code}/works").text
    assert nora.post(f"{page}/refuse", data={"revision": "4", "comment": "Lleva a ella"}).status_code == 302
    assert "Lleva a ella" in sonia.get(f"/residents/{luna.code}/works").text


def _luna(home: Home) -> Resident:
    who = NewIdentity("Mar", "de la Colina", birth=BirthRange.in_year(2011), documents={"civil_number": "0123450"})
    luna = home.admit(bed_id=None, house_name="Iris", identity=who)
    with home.transaction() as session:
        yes = Answer("story_told", "given", "resident", TODAY, "es")
        consents.take(session, home.actor(), home.country, luna.resident, yes, on_case=True)
    return luna.resident


def _told(home: Home, luna: Resident) -> Work:
    with home.transaction() as session:
        return works.add(session, home.actor(), home.country, luna, TOLD, on_case=True)


def _approve(
    home: Home, story: Work, checked: Collection[str] = CHECKS[STORY], *, revision: int | None = None,
    user_id: int | None = None,
) -> None:  # fmt: skip
    nora = home.actor("dpo")
    with home.transaction() as session:
        approvals.approve(
            session, replace(nora, user_id=user_id or nora.user_id), home.country, story.id, checked,
            revision=revision or session.get_one(Work, story.id).revision,
        )  # fmt: skip


def _refuse(home: Home, story: Work, why: str) -> None:
    with home.transaction() as session:
        revision = session.get_one(Work, story.id).revision
        approvals.refuse(session, home.actor("dpo"), story.id, why, revision=revision)


def _offered(home: Home) -> list[str]:
    with home.reading() as session:
        return [each.text for each in works.offered(session, home.country, home.id, TODAY)]
