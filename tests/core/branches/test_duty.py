"""A shift opens the files of the house and closes them again."""

import pytest
from sqlalchemy import select

from core.audit.models import CountryEvent
from core.branches import duty
from core.errors import NotFound
from core.testkit.web import Network


def test_the_files_open_with_the_shift_and_close_with_it(network: Network) -> None:
    educator = network.client("educator", on_duty=False)
    assert educator.get("/residents").status_code == 404
    assert educator.post("/duty/start").headers["Location"] == "/duty"
    assert educator.get("/residents").status_code == 200
    assert "educator ZZ-01" in educator.get("/duty").text
    educator.post("/duty/end")
    assert educator.get("/residents").status_code == 404
    assert "Nadie está de turno" in educator.get("/duty").text


def test_a_shift_that_runs_is_not_begun_twice(network: Network) -> None:
    educator = network.client("educator", on_duty=False)
    for _ in range(2):
        educator.post("/duty/start")
    with network.home.reading() as session:
        assert len(duty.on_duty(session, network.home.id)) == 1
        assert session.scalars(select(CountryEvent.action)).all().count("duty.start") == 1


def test_one_colleagues_shift_opens_nothing_to_another(network: Network) -> None:
    network.client("educator").get("/duty")
    assert network.client("nursery_aide", on_duty=False).get("/residents").status_code == 404


@pytest.mark.parametrize("role", ["director", "nurse", "reception", "config_admin"])
def test_only_who_works_in_shifts_begins_one(network: Network, role: str) -> None:
    assert network.client(role).post("/duty/start").status_code == 404
    with network.home.transaction() as session, pytest.raises(NotFound):
        duty.start_duty(session, network.home.actor(role), network.home.country)
