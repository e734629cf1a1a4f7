"""HQ-7: a further use of figures is for each branch to decide, silence is a no, and nobody answers for another."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.agenda.models import Task
from core.audit.models import CountryEvent, NetworkEvent
from core.errors import Invalid, NotFound
from core.hq.models import SharingReply
from core.hq.receiving.signed import FORGED
from core.hq.sharing import service as sharing
from core.nightly import work
from core.reporting.sending.line import Line
from core.reporting.sharing import pending, replying
from core.reporting.sharing.further_use import Request
from core.testkit.house import Home
from core.testkit.offices import ANALYST as BRUNO
from core.testkit.serving import served
from core.testkit.web import Network

ASKED = {
    "kind": "press",
    "recipient": "Diario Ficticio",
    "purpose": "Una nota sobre refugios",
    "figures": "RES-003",
    "periods": "2025",
}
PAGE, ANSWER = "/figures/sharing", "/figures/sharing/1"


@pytest.fixture
def asked(network: Network) -> Network:
    """Two branches are asked on a Monday."""
    network.open_house()
    assert network.client("hq_analyst").post("/hq/sharing/new", data=ASKED).location == "/hq/sharing/1"
    return network


def says(network: Network) -> dict[str, str]:
    with network.home.stores.hq.reading() as session:
        return dict(sharing.get(session, BRUNO, 1).decisions)


def signed(home: Home, said: str, text: str = "") -> str:
    with home.stores.hq.reading() as session:
        (request,) = sharing.asked_of(session, home.code)
    with home.transaction() as session:
        return replying.answer(session, home.actor("director"), request, said, text)


def receive(network: Network, envelope: str) -> None:
    with network.home.stores.network.transaction() as session:
        sharing.receive(session, envelope)


def refusal(network: Network, envelope: str) -> str:
    with pytest.raises(Invalid) as refused:
        receive(network, envelope)
    return str(refused.value.fields["submission"][0])


def test_one_says_yes_one_says_nothing_and_that_is_a_no_after_ten_working_days(asked: Network) -> None:
    first, second = asked.home, asked.homes[0]
    seen = asked.client("director").get(PAGE).text
    for words in ("La prensa · Diario Ficticio", "Una nota sobre refugios", "RES-003", "De qué periodos"):
        assert words in seen
    assert asked.client("director").post(ANSWER, data={"answer": "maybe"}).location == PAGE
    assert says(asked) == {first.code: "", second.code: ""}
    asked.client("director").post(ANSWER, data={"answer": "yes", "text": "Sin el nombre de la casa"})
    assert says(asked) == {first.code: "yes", second.code: ""}
    assert "Sin el nombre de la casa" in asked.client("hq_analyst").get("/hq/sharing/1").text
    with first.stores.hq.reading() as session:
        until = {each.branch_code: each.until for each in session.scalars(select(SharingReply))}[second.code]
    with clock.freeze(until):
        assert says(asked)[second.code] == ""
    with clock.freeze(until + timedelta(seconds=1)):
        assert says(asked) == {first.code: "yes", second.code: "no"}
        page = Network(asked.app, asked.home).client("hq_analyst").get("/hq/sharing/1").text
        assert "por silencio" in page
        assert f"Solo las cifras de estas sedes: {first.code}." in page
        assert sharing.OVER in refusal(asked, signed(second, "yes"))
        receive(asked, signed(first, "no"))  # a yes may be taken back
        assert says(asked)[first.code] == "no"
    with clock.freeze(until + timedelta(hours=1)):
        assert sharing.OVER in refusal(asked, signed(first, "yes"))


def tasks(home: Home) -> list[tuple[str, datetime | None, bool]]:
    """Tell whose task the answer is, its last day, and whether it is still to be done; cancelled ones are left out."""
    query = select(Task).where(Task.branch_id == home.id, Task.source == pending.SOURCE, Task.cancelled.is_(False))
    with home.reading() as session:
        return [(each.role, each.due_at, each.done_at is None) for each in session.scalars(query)]


def test_the_director_has_it_in_her_agenda_until_the_branch_has_answered_or_its_day_is_over(asked: Network) -> None:
    first, second = asked.home, asked.homes[0]

    def night() -> None:
        assert work.run(first.stores, {"zz": first.country})

    night()
    with first.stores.hq.reading() as session:
        until = {each.branch_code: each.until for each in session.scalars(select(SharingReply))}
    assert tasks(first) == [("director", until[first.code], True)]
    for page in ("/", "/agenda"):
        assert "solicitud 1 " in asked.client("director").get(page).text
    assert f'href="{PAGE}"' in asked.client("director").get("/agenda").text
    asked.client("director").post(ANSWER, data={"answer": "no"})
    night()
    assert tasks(first) == [("director", until[first.code], False)]
    assert tasks(second) == [("director", until[second.code], True)]
    with clock.freeze(until[second.code] + timedelta(seconds=1)):
        night()
    assert tasks(second) == []


def test_the_ten_days_are_working_days_of_the_country_that_leave_it_most_time(network: Network) -> None:
    last = sharing.last_day_by({"zz": network.home.country})
    assert last("zz", date(2026, 3, 16)) == date(2026, 3, 30)  # courts rest on Friday and Saturday
    assert last("xx", date(2026, 3, 13)) == date(2026, 3, 27)  # from Monday to Friday where nothing is known


def test_who_may_ask_read_and_answer(asked: Network) -> None:
    for role in ("me_officer", "dpo"):
        assert asked.client(role).get(PAGE).status_code == 200
        assert asked.client(role).post(ANSWER, data={"answer": "yes"}).status_code == 404
    for role in ("social_worker", "educator", "hq_analyst", "config_admin"):
        assert asked.client(role).get(PAGE).status_code == 404
    for role in ("director", "evaluator"):
        assert asked.client(role).get("/hq/sharing/1").status_code == 404
    assert asked.client("director").post("/figures/sharing/2", data={"answer": "yes"}).status_code == 404
    assert asked.client("hq_analyst").get("/hq/sharing/2").status_code == 404
    for field, typed, said in (
        ("purpose", " ", ""), ("figures", ",", "Escriba códigos de cifras"),
        ("figures", "RES-003 R02 X", "oficina: R02, X."),
        ("periods", "2025, ayer", "Escriba meses"), ("periods", "P3Y2025", "Escriba meses"),
        ("periods", "2025, 2030", "Estos aún no han empezado: 2030."),
    ):  # fmt: skip
        refused = asked.client("hq_analyst").post("/hq/sharing/new", data={**ASKED, field: typed})
        assert refused.status_code == 422
        assert f'href="#f-{field}' in refused.text
        assert said in refused.text
    quarterly = {**ASKED, "figures": "RES-003 LEG-006", "periods": "2025Q4"}
    assert "periodos así: LEG-006." in asked.client("hq_analyst").post("/hq/sharing/new", data=quarterly).text


def test_an_answer_from_another_node_is_believed_by_its_signature_alone(asked: Network) -> None:
    first, second = asked.home, asked.homes[0]
    before = signed(first, "no")
    with clock.freeze(clock.now() + timedelta(minutes=1)):
        envelope = signed(first, "yes", "Con gusto")
    told = json.loads(envelope)
    forged = json.dumps({**told, "package": told["package"].replace(first.code, second.code)})
    assert refusal(asked, forged) == FORGED
    with served(asked.app) as address:
        Line(f"{address}/hq").reply(envelope)
        Line(f"{address}/hq").reply(envelope)  # the same again changes nothing
    assert refusal(asked, before) == sharing.OLD  # a copy of what was said earlier is of no use
    assert says(asked)[first.code] == "yes"
    with first.stores.network.reading() as session:
        heard = session.scalars(select(NetworkEvent.action).where(NetworkEvent.action.startswith("sharing."))).all()
    with first.reading() as session:
        said = session.scalars(select(CountryEvent.action).where(CountryEvent.action == "sharing.answer")).all()
    assert list(heard) == ["sharing.ask", "sharing.receive"]
    assert len(said) == 2


def test_a_branch_answers_what_it_has_read_and_nothing_else(asked: Network) -> None:
    home = asked.home
    with home.stores.hq.reading() as session:
        told = json.loads(sharing.as_file(session, BRUNO, home.code))
        with pytest.raises(NotFound):
            sharing.as_file(session, BRUNO, "XX-01")
    request = Request(**told["requests"][0])
    changed = Request(**{**told["requests"][0], "content": request.content.replace("2025", "2024")})
    with home.transaction() as session, pytest.raises(Invalid):
        replying.answer(session, home.actor("director"), changed, "yes", "")
    assert datetime.fromisoformat(request.until) > datetime(2026, 3, 29, tzinfo=UTC)
