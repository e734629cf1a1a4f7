"""The record of access, for those who answer for it."""

import pytest
from sqlalchemy import select

from core.access.models import User
from core.audit.models import CountryEvent
from core.audit.service import Subject, record
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network, user_id_of

pytestmark = ON_ONE_DATABASE


def events(network: Network) -> list[tuple[str, str]]:
    with network.home.store.reading() as session:
        return [tuple(row) for row in session.execute(select(CountryEvent.action, CountryEvent.subject_id))]


@pytest.mark.parametrize("role", ["dpo", "director"])
def test_she_reads_what_was_done_here_and_that_is_recorded(network: Network, role: str) -> None:
    code = network.home.admit().resident.code
    page = network.client(role).get("/audit").text
    assert "resident.admit" in page
    assert code in page
    assert events(network)[-1] == ("audit.read", network.home.code)


@pytest.mark.parametrize("role", ["social_worker", "nurse", "config_admin", "hq_analyst", "auditor", "me_officer"])
def test_nobody_else_reads_it(network: Network, role: str) -> None:
    client = network.client(role)
    assert {client.get("/audit").status_code, client.get("/audit/access").status_code} == {404}


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Residente ingresada"), ("en", "Resident admitted")], ids=["es", "en"]
)
def test_an_action_is_told_in_words(network: Network, language: str, words: str) -> None:
    network.home.admit()
    with network.home.stores.network.transaction() as session:
        session.get_one(User, user_id_of(network.home, "dpo")).language = language
    assert words in network.client("dpo").get("/audit").text


def test_another_house_is_not_in_it(network: Network) -> None:
    other = network.open_house()
    with other.transaction() as session:
        record(session, other.actor("nurse"), "marker.elsewhere", Subject("bed", 1))
    assert "marker.elsewhere" not in network.client("director").get("/audit").text
    assert "marker.elsewhere" in network.client("director", other).get("/audit").text


def test_it_is_asked_by_day_person_and_action(network: Network) -> None:
    one, two = (network.home.admit(house_name=name, bed_id=None).resident for name in ("Sol", "Luna"))
    dpo = network.client("dpo")
    page = dpo.get(f"/audit?code={one.code}").text
    assert one.code in page
    assert two.code not in page.replace(f'value="{two.code}"', "")
    assert "episode.open" not in dpo.get("/audit?action=resident").text
    assert "resident.admit</span>" not in dpo.get("/audit?until=2026-03-15").text
    assert "resident.admit</span>" in dpo.get("/audit?since=2026-03-16&until=2026-03-16").text
    assert "resident.admit</span>" not in dpo.get("/audit?code=K7-QF2M").text


def test_a_date_that_is_none_is_told(network: Network) -> None:
    assert network.client("dpo").get("/audit?since=2026-02-31").status_code == 422


def test_a_long_record_has_pages(network: Network) -> None:
    with network.home.transaction() as session:
        for number in range(120):
            record(session, network.home.actor("nurse"), f"marker.n{number:03}", Subject("bed", 1))
    dpo = network.client("dpo")
    seen: list[str] = []
    address: str | None = "/audit?action=marker"
    while address:
        page = dpo.get(address).text
        seen += [line.split("<")[0] for line in page.split('ab-code">')[1:] if line.startswith("marker.")]
        address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert seen == [f"marker.n{number:03}" for number in range(119, -1, -1)]


def test_sign_ins_and_roles_of_the_house_have_a_page(network: Network) -> None:
    director = network.client("director")
    login = {"name": "Ana", "login": "ana.prueba", "role": "reception", "valid_from": "2026-03-16"}
    director.post("/users/add", data=login)
    page = director.get("/audit/access").text
    assert "grant.add" in page
    other = network.open_house()
    assert "grant.add" not in network.client("director", other).get("/audit/access").text


def test_a_hostile_question_finds_nothing(network: Network) -> None:
    dpo = network.client("dpo")
    for hostile in ("%", "_", "' OR 1=1 --", "<script>", "%25"):
        answer = dpo.get("/audit", query_string={"action": hostile})
        assert answer.status_code == 200
        assert "<script>" not in answer.text.partition("<main")[2]
        assert "audit.read" not in answer.text.partition("<main")[2]
