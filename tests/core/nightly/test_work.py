"""The night's work: once a day for each house, whoever asks first; one house's trouble is not the others'."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import clock
from core.agenda.models import Task
from core.audit import witnesses
from core.audit.models import CountryEvent, Witness
from core.errors import StoreBusy
from core.intake import majority
from core.nightly import work
from core.partners import agreements
from core.partners.models import Partner
from core.residents import consents
from core.residents.consents import Answer
from core.residents.models import Consent
from core.testkit.house import Home, house, open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory

TODAY = NOON.date()


@pytest.fixture
def home(store_factory: StoreFactory) -> Home:
    with clock.freeze(NOON):
        return house(store_factory)


def night(home: Home, after: timedelta = timedelta()) -> bool:
    with clock.freeze(NOON + after):
        return work.run(home.stores, {home.country.code: home.country})


def runs(home: Home) -> list[str]:
    with home.reading() as session:
        found = select(CountryEvent.subject_id).where(CountryEvent.action == "nightly.run")
        return list(session.scalars(found.order_by(CountryEvent.seq)))


def test_a_consent_that_has_run_out_is_ended_and_asked_for_again_once(home: Home) -> None:
    with clock.freeze(NOON):
        girl = home.admit().resident
        with home.transaction() as session:
            answer = Answer("photo", "given", "resident", TODAY, "es")
            consents.take(session, home.actor(), home.country, girl, answer, on_case=True)
    for days in (184, 185, 185, 190):
        night(home, timedelta(days=days))
    with home.reading() as session:
        consent = session.scalars(select(Consent)).one()
        assert (consent.ended_why, consent.ended_on) == ("expired", consent.valid_until + timedelta(days=1))  # type: ignore[operator]
        assert len(session.scalars(select(Task).where(Task.code == "consent.ask_again")).all()) == 1


def test_an_agreement_that_has_ended_is_told_to_the_director_once(home: Home) -> None:
    with clock.freeze(NOON), home.transaction() as session:
        partner = session.scalars(select(Partner.id).limit(1)).one()
        values: dict[str, Any] = {"purpose": "Salud", "signed_on": TODAY, "valid_from": TODAY,
                                  "valid_until": TODAY + timedelta(days=5)}  # fmt: skip
        agreements.add(session, home.actor("director"), partner, values)
    for days in (5, 6, 7):
        night(home, timedelta(days=days))
    with home.reading() as session:
        assert session.scalars(select(Task.role).where(Task.code == "agreement.ended")).all() == ["director"]


@pytest.mark.parametrize("trouble", [StoreBusy(), KeyError("Marcadora")], ids=["busy", "a fault of the program"])
def test_one_house_in_trouble_does_not_keep_the_others_from_their_work(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, trouble: Exception
) -> None:
    with clock.freeze(NOON):
        second = open_home(home.stores, home.country, number=2)
    true = majority.run

    def run(session: Any, actor: Any, country: Any, branch_id: int, *more: Any) -> None:
        if branch_id == home.id:
            raise trouble
        true(session, actor, country, branch_id, *more)

    monkeypatch.setattr(majority, "run", run)
    assert not night(home)
    assert f"nightly_failed ZZ-01 {type(trouble).__name__}" in caplog.text
    assert "Marcadora" not in caplog.text
    assert [each for each in runs(second) if each.startswith("ZZ-0")] == ["ZZ-02:2026-03-16"]
    monkeypatch.undo()
    assert night(home, timedelta(minutes=6))
    assert set(runs(home)) | set(runs(second)) == {"ZZ-01:2026-03-16", "ZZ-02:2026-03-16"}


def test_a_country_whose_store_is_away_does_not_keep_the_others_from_their_work(
    store_factory: StoreFactory, caplog: pytest.LogCaptureFixture
) -> None:
    with clock.freeze(NOON):
        home = house(store_factory)
        gone = replace(home.country, country=replace(home.country.country, code="yy"))
        assert not work.run(home.stores, {"yy": gone, "zz": home.country})
    assert "nightly_failed yy NotFound" in caplog.text
    assert runs(home) == ["ZZ-01:2026-03-16"]


def test_a_night_leaves_witnesses_and_an_unbroken_chain(home: Home) -> None:
    night(home)
    with home.stores.network.reading() as session:
        assert session.scalars(select(Witness.store)).all() == ["zz"]
    assert witnesses.verify_all(home.stores) == {"network": [], "zz": []}


def test_a_second_night_on_one_day_writes_no_task_again(home: Home) -> None:
    with clock.freeze(NOON):
        home.admit()
    night(home)
    with home.reading() as session:
        before = session.scalars(select(CountryEvent.action)).all()
    night(home)
    with home.reading() as session:
        after = session.scalars(select(CountryEvent.action)).all()
    assert after[len(before) :] == ["nightly.run"]
