"""Certificates of the staff: recorded by days with a sealed number, told of before they end, asked for at a shift."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from core import clock
from core.access import people
from core.actor import Actor
from core.agenda.models import Task
from core.branches import clearances, duty
from core.branches.clearances import NewClearance
from core.branches.models import StaffClearance
from core.errors import Invalid, NotFound, Refused
from core.nightly import work
from core.testkit.web import Network, user_id_of

TODAY = date(2026, 3, 16)
NUMBER = "BN-2026-77"


@pytest.fixture(autouse=True)
def bare(network: Network) -> None:
    """Take away the certificates that everybody of the kit has."""
    with network.home.transaction() as session:
        session.execute(delete(StaffClearance))


def record(
    network: Network, role: str = "educator", *, until: date = TODAY + timedelta(days=90), since: date = TODAY
) -> int:
    home = network.home
    with home.transaction() as session:
        new = NewClearance("good_name", NUMBER, since, until, "Copia en dirección")
        return clearances.add(session, home.actor("director"), home.country, member(network, role), new).id


def member(network: Network, role: str) -> Actor:
    with network.home.stores.network.reading() as session:
        return next(each for each in people.of_branch(session, network.home.code, TODAY) if each.role == role)


def lacking(network: Network, role: str = "auditor") -> set[tuple[str, str]]:
    home = network.home
    with home.stores.network.reading() as session:
        staff = people.of_branch(session, home.code, TODAY)
    with home.reading() as session:
        return {(lack.role, lack.kind.code) for lack in
                clearances.exceptions(session, home.actor(role), home.country, staff)}  # fmt: skip


def test_only_who_lacks_one_is_an_exception_and_a_kind_may_be_for_some_roles(network: Network) -> None:
    assert ("educator", "good_name") in lacking(network)
    assert {role for role, kind in lacking(network) if kind == "nursing"} == {"nurse"}
    record(network)
    assert ("educator", "good_name") not in lacking(network)


@pytest.mark.parametrize(
    ("since", "until", "lacks"),
    [
        (TODAY, TODAY, False),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), True),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=9), True),
    ],
)
def test_a_certificate_counts_from_its_first_to_its_last_day(
    network: Network, since: date, until: date, lacks: bool
) -> None:
    record(network, since=since, until=until)
    assert (("educator", "good_name") in lacking(network)) is lacks


def test_one_that_is_withdrawn_does_not_count_and_stays(network: Network) -> None:
    home, made = network.home, record(network)
    with home.transaction() as session:
        clearances.withdraw(session, home.actor("director"), made)
    assert ("educator", "good_name") in lacking(network)
    with home.reading() as session:
        [(kept, number)] = clearances.of_member(
            session, home.actor("director"), member(network, "educator").user_id or 0
        )
        assert (kept.withdrawn, number) == (True, NUMBER)


def test_the_number_is_sealed_and_the_directors_alone(network: Network) -> None:
    home, _made = network.home, record(network)
    with home.reading() as session:
        assert NUMBER.encode() not in (session.scalars(select(StaffClearance.number)).one() or b"")
        for role in ("auditor", "config_admin", "me_officer", "educator", "social_worker"):
            with pytest.raises(NotFound):
                clearances.of_member(session, home.actor(role), 1)


def test_what_cannot_be_is_told_by_field(network: Network) -> None:
    home, who = network.home, member(network, "educator")
    with home.transaction() as session:
        for new, field in (
            (NewClearance("moon", "1", TODAY, TODAY), "kind"),
            (NewClearance("good_name", " ", TODAY, TODAY), "number"),
            (NewClearance("good_name", "1", TODAY, TODAY - timedelta(days=1)), "valid_until"),
            (NewClearance("good_name", "1" * 61, TODAY, TODAY), "number"),
        ):
            with pytest.raises(Invalid) as refused:
                clearances.add(session, home.actor("director"), home.country, who, new)
            assert set(refused.value.fields) == {field}
        with pytest.raises(NotFound):
            clearances.add(session, home.actor("me_officer"), home.country, who, new)
        stranger = Actor(99, "X", "educator", 5, "ZZ-77", "zz")
        with pytest.raises(NotFound):
            clearances.add(session, home.actor("director"), home.country, stranger, new)


def test_nobody_begins_a_shift_without_one_that_the_country_makes_a_condition(network: Network) -> None:
    home, who = network.home, member(network, "educator")
    actor = Actor(who.user_id, who.name, who.role, home.id, home.code, "zz")
    with home.transaction() as session, pytest.raises(Refused) as refused:
        duty.start_duty(session, actor, home.country)
    assert "buen nombre" in str(refused.value.objections[0].message)
    record(network)
    with home.transaction() as session:
        assert duty.start_duty(session, actor, home.country).id


def test_a_shift_that_runs_goes_on_when_the_certificate_ends(network: Network) -> None:
    home, who = network.home, member(network, "educator")
    actor = Actor(who.user_id, who.name, who.role, home.id, home.code, "zz")
    record(network, until=TODAY)
    with home.transaction() as session:
        first = duty.start_duty(session, actor, home.country).id
    with clock.freeze(clock.now() + timedelta(days=1)), home.transaction() as session:
        assert duty.start_duty(session, actor, home.country).id == first


def test_the_house_and_she_herself_are_told_before_it_ends_and_not_again_once_it_is_renewed(network: Network) -> None:
    home = network.home
    record(network, until=TODAY + timedelta(days=30))
    record(network, "nurse", until=TODAY + timedelta(days=31))
    assert work.run(home.stores, {"zz": home.country})
    open_ones = {(task.code.partition(":")[0], task.role, task.user_id) for task in tasks(network)}
    assert open_ones == {("house", "director", None), ("own", "educator", user_id_of(home, "educator")),
                         ("lack", "director", None)}  # fmt: skip
    assert not any(member(network, "educator").name in str(task.title) for task in tasks(network))
    record(network, until=TODAY + timedelta(days=200))
    assert work.run(home.stores, {"zz": home.country})
    assert {task.code.partition(":")[0] for task in tasks(network)} == {"lack"}


def tasks(network: Network) -> list[Task]:
    with network.home.reading() as session:
        return list(session.scalars(select(Task).where(Task.source == "clearance", Task.done_at.is_(None))))


def test_on_screen_the_auditor_sees_exceptions_and_the_director_records(network: Network) -> None:
    director, auditor = network.client("director"), network.client("auditor")
    page = auditor.get("/staff").text
    assert "educator ZZ-01" in page
    assert "no consta" in page
    assert "/staff/" not in page.partition("<main")[2]
    user_id = user_id_of(network.home, "educator")
    assert auditor.get(f"/staff/{user_id}").status_code == 404
    assert director.get("/staff/9999").status_code == 404
    typed = {"kind": "good_name", "number": NUMBER, "valid_from": "2026-03-01", "valid_until": "2026-02-01"}
    wrong = director.post(f"/staff/{user_id}", data=typed)
    assert wrong.status_code == 422
    assert NUMBER in wrong.text
    director.post(f"/staff/{user_id}", data={**typed, "valid_until": "2026-08-31"})
    page = director.get(f"/staff/{user_id}").text
    assert NUMBER in page
    [withdrawal] = re.findall(rf"/staff/{user_id}/\d+/withdraw", page)
    assert "educator ZZ-01" not in auditor.get("/staff").text
    director.post(withdrawal)
    assert "educator ZZ-01" in auditor.get("/staff").text


def test_who_may_not_begin_reads_why(network: Network) -> None:
    client = network.client("educator", on_duty=False)
    answer = client.post("/duty/start", follow_redirects=True).text
    assert "No consta un certificado vigente: Certificado de buen nombre" in answer
    assert "Su turno ha comenzado" not in answer
