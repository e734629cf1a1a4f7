"""A draft is its writer's alone, and a form sent twice has one effect."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core import clock
from core.continuity import service
from core.continuity.models import Draft, SpentToken
from core.errors import Refused
from core.testkit.houses import NOON, House, open_house
from core.testkit.premises import house
from plugins.profile import CountryProfile

__all__ = ["house"]


def test_a_form_that_is_sent_again_leads_to_the_same_place_and_does_nothing(house: House) -> None:
    done: list[str] = []

    def act() -> str:
        done.append("x")
        return f"/outcome/{len(done)}"

    answers = []
    for _ in range(3):
        with house.work() as session:
            answers.append(service.once(session, house.actor("nurse"), "token", act))
    assert answers == ["/outcome/1"] * 3
    assert done == ["x"]


def test_two_that_arrive_together_have_one_effect(house: House) -> None:
    started, go = threading.Event(), threading.Event()
    done: list[int] = []
    answers: list[str] = []

    def send(wait: bool) -> None:
        def act() -> str:
            done.append(1)
            if wait:
                started.set()
                go.wait(3)
            return "/outcome"

        with house.work() as session:
            answers.append(service.once(session, house.actor("nurse"), "token", act))

    first = threading.Thread(target=send, args=(True,))
    first.start()
    started.wait(3)
    second = threading.Thread(target=send, args=(False,))
    second.start()
    second.join(0.2)
    go.set()
    first.join()
    second.join()
    assert (len(done), answers) == (1, ["/outcome", "/outcome"])


def test_what_was_refused_may_be_sent_again(house: House) -> None:
    def refuse() -> str:
        raise Refused

    with pytest.raises(Refused), house.work() as session:
        service.once(session, house.actor("nurse"), "token", refuse)
    with house.work() as session:
        assert service.once(session, house.actor("nurse"), "token", lambda: "/now") == "/now"


def test_the_same_token_of_somebody_else_is_another(house: House) -> None:
    for role in ("nurse", "lawyer"):
        with house.work() as session:
            assert service.once(session, house.actor(role), "token", lambda role=role: f"/{role}") == f"/{role}"


def test_no_token_tells_nothing_apart(house: House) -> None:
    with house.work() as session:
        answers = [service.once(session, house.actor("nurse"), "", lambda each=each: each) for each in ("/a", "/b")]
    assert answers == ["/a", "/b"]


def test_a_draft_is_found_by_its_writer_alone(house: House) -> None:
    with house.work() as session:
        service.save(session, house.actor("nurse"), "admission", "first")
    with house.work() as session:
        service.save(session, house.actor("nurse"), "admission", "second")
    with house.look() as session:
        draft = service.find(session, house.actor("nurse"), "admission")
        assert draft is not None
        assert service.opened(session, draft) == "second"
        assert service.find(session, house.actor("lawyer"), "admission") is None
        assert service.find(session, house.actor("nurse"), "other") is None
        assert session.scalar(select(func.count()).select_from(Draft)) == 1


def test_whoever_works_in_two_houses_has_two_drafts(house: House, zz: CountryProfile) -> None:
    with clock.freeze(NOON):
        other = open_house(house.store, zz, 2)
    for each in (house, other):
        with each.work() as session:
            service.save(session, replace(each.actor("nurse"), user_id=5), "admission", each.code)
    for each in (house, other):
        with each.look() as session:
            draft = service.find(session, replace(each.actor("nurse"), user_id=5), "admission")
            assert draft is not None
            assert service.opened(session, draft) == each.code


def test_a_draft_is_sealed(house: House) -> None:
    with house.work() as session:
        draft = service.save(session, house.actor("nurse"), "admission", "a secret")
        assert b"secret" not in (draft.content or b"")


def test_a_saved_form_needs_no_draft(house: House) -> None:
    with house.work() as session:
        service.save(session, house.actor("nurse"), "admission", "x")
        service.drop(session, house.actor("lawyer"), "admission")
        assert service.find(session, house.actor("nurse"), "admission") is not None
        service.drop(session, house.actor("nurse"), "admission")
        assert service.find(session, house.actor("nurse"), "admission") is None


def test_what_nobody_comes_back_to_is_forgotten_after_a_week(house: House) -> None:
    from datetime import timedelta

    with clock.freeze(NOON), house.work() as session:
        service.save(session, house.actor("nurse"), "old", "x")
        service.once(session, house.actor("nurse"), "token", lambda: "/")
    with clock.freeze(NOON + timedelta(days=6)), house.work() as session:
        service.save(session, house.actor("nurse"), "new", "x")
        service.forget_old(session)
        assert session.scalar(select(func.count()).select_from(Draft)) == 2
    with clock.freeze(NOON + timedelta(days=8)), house.work() as session:
        service.forget_old(session)
        assert session.scalars(select(Draft.key)).all() == [f"{house.id}:new"]
        assert session.scalar(select(func.count()).select_from(SpentToken)) == 0
