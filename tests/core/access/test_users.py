"""Accounts and roles of a house, given by one person and approved by another."""

import re
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from core.access import grants, service
from core.access.grants import TWO_PERSON, NewGrant
from core.access.models import Grant, User
from core.access.users import NewUser
from core.actor import SYSTEM, Actor
from core.audit.models import NetworkEvent
from core.errors import Invalid, NotFound, Refused
from core.testkit.web import HIRED, Network, user_id_of

TODAY = date(2026, 3, 16)
NEW = {"name": "Ana Prueba", "login": "ana.prueba", "role": "facilitator", "valid_from": "2026-03-16"}


def actor(network: Network, role: str) -> Actor:
    return replace(network.home.actor(role), user_id=user_id_of(network.home, role))


def new_grant(network: Network, role: str) -> NewGrant:
    return NewGrant(role, TODAY, network.home.code, "zz")


def user_of(session, network: Network, role: str) -> User:
    return session.get_one(User, user_id_of(network.home, role))


def test_a_director_makes_an_account_and_sees_its_code_once(network: Network) -> None:
    director = network.client("director")
    page = director.post("/users/add", data=NEW).text
    assert re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", page)
    listed = director.get("/users").text
    assert "ana.prueba" in listed
    assert not re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", listed)


def test_faults_in_a_new_account_are_told_at_the_field(network: Network) -> None:
    director = network.client("director")
    director.post("/users/add", data=NEW)
    assert director.post("/users/add", data=NEW).status_code == 422
    assert director.post("/users/add", data={**NEW, "login": "Añá!"}).status_code == 422
    assert director.post("/users/add", data={**NEW, "login": "other", "role": "hq_analyst"}).status_code == 422
    later = {**NEW, "login": "other", "valid_until": "2026-03-01"}
    assert director.post("/users/add", data=later).status_code == 422


@pytest.mark.parametrize("role", sorted(TWO_PERSON))
def test_a_role_that_reads_the_most_sensitive_waits_for_a_second_person(network: Network, role: str) -> None:
    with network.home.stores.network.transaction() as session:
        user = user_of(session, network, "finance")
        given = grants.give(session, actor(network, "config_admin"), user, new_grant(network, role))
        assert given.approved_at is None
        assert [grant.role for grant, _listing in grants.hats_of(session, user.id)] == ["finance"]
        grants.approve(session, actor(network, "director"), given)
        assert {grant.role for grant, _listing in grants.hats_of(session, user.id)} == {"finance", role}


def test_a_role_without_such_data_counts_at_once(network: Network) -> None:
    with network.home.stores.network.transaction() as session:
        user = user_of(session, network, "finance")
        assert grants.give(session, actor(network, "director"), user, new_grant(network, "reception")).approved_at


def test_neither_giver_nor_receiver_is_the_second_person(network: Network) -> None:
    with network.home.stores.network.transaction() as session:
        user = user_of(session, network, "dpo")
        given = grants.give(session, actor(network, "director"), user, new_grant(network, "nurse"))
        for same in ("director", "dpo"):
            with pytest.raises(Refused):
                grants.approve(session, actor(network, same), given)


def test_the_first_account_has_nobody_to_ask(network: Network) -> None:
    with network.home.stores.network.transaction() as session:
        first = service.add_user(session, SYSTEM, NewUser("first", "La Primera"))
        assert service.grant(session, SYSTEM, first, NewGrant("config_admin", HIRED, "ZZ-09", "zz")).approved_at


def test_nobody_gives_herself_a_role_or_ends_her_own_account(network: Network) -> None:
    director = actor(network, "director")
    with network.home.stores.network.transaction() as session:
        user = user_of(session, network, "director")
        with pytest.raises(Invalid):
            grants.give(session, director, user, new_grant(network, "finance"))
        with pytest.raises(Invalid):
            service.end_user(session, director, user)


@pytest.mark.parametrize("role", ["nurse", "social_worker", "dpo", "hq_analyst", "educator"])
def test_only_director_and_administrator_manage_accounts(network: Network, role: str) -> None:
    client = network.client(role)
    assert client.post("/users/add", data=NEW).status_code == 404
    with network.home.stores.network.transaction() as session, pytest.raises(NotFound):
        service.add_user(session, actor(network, role), NewUser("x", "X"))


def test_the_accounts_of_another_house_do_not_exist_here(network: Network) -> None:
    other = network.open_house()
    director = network.client("director")
    foreign = user_id_of(other, "nurse")
    assert other.code.lower() not in director.get("/users").text
    assert director.get(f"/users/{foreign}").status_code == 404
    for act in ("reset", "unlock", "end", "role"):
        assert director.post(f"/users/{foreign}/{act}").status_code == 404
    with network.home.stores.network.reading() as session:
        hat = session.scalars(select(Grant.id).where(Grant.user_id == foreign)).one()
    for act in ("end", "approve"):
        assert director.post(f"/users/roles/{hat}/{act}").status_code == 404


def test_whoever_works_elsewhere_too_is_reset_by_neither_house_alone(network: Network) -> None:
    other = network.open_house()
    with network.home.stores.network.transaction() as session:
        user = user_of(session, network, "nurse")
        service.grant(session, SYSTEM, user, NewGrant("educator", HIRED, other.code, "zz"))
        for act in (service.new_enrolment, service.end_user, service.unlock_user):
            with pytest.raises(NotFound):
                act(session, actor(network, "director"), user)


def test_a_role_ends_at_once_and_the_account_stays(network: Network) -> None:
    nurse, director = network.client("nurse"), network.client("director")
    with network.home.stores.network.reading() as session:
        hat = session.scalars(select(Grant.id).where(Grant.user_id == user_id_of(network.home, "nurse"))).one()
    director.post(f"/users/roles/{hat}/end")
    assert nurse.get("/account").headers["Location"] == "/sign-in"
    with network.home.stores.network.reading() as session:
        assert user_of(session, network, "nurse").ended_at is None


def test_every_change_of_an_account_is_an_event(network: Network) -> None:
    director = network.client("director")
    director.post("/users/add", data=NEW)
    nurse = user_id_of(network.home, "nurse")
    for act in ("reset", "unlock", "end"):
        director.post(f"/users/{nurse}/{act}")
    with network.home.stores.network.reading() as session:
        events = session.execute(select(NetworkEvent.action, NetworkEvent.actor_id)).all()
    assert [action for action, _who in events] == [
        "user.add",
        "grant.add",
        "user.reset",
        "user.reset",
        "user.unlock",
        "user.end",
    ]
    assert {who for _action, who in events} == {user_id_of(network.home, "director")}


def test_the_second_person_sees_what_waits_and_approves_it(network: Network) -> None:
    with network.home.stores.network.transaction() as session:
        user = user_of(session, network, "finance")
        given = grants.give(session, actor(network, "config_admin"), user, new_grant(network, "nurse"))
    address = f"/users/roles/{given.id}/approve"
    assert address not in network.client("config_admin").get(f"/users/{user.id}").text
    dpo = network.client("dpo")
    page = dpo.get(f"/users/{user.id}").text
    assert address in page
    assert f"/users/{user.id}/reset" not in page
    assert dpo.post(address).status_code == 303
    assert address not in dpo.get(f"/users/{user.id}").text
