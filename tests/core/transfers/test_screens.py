"""The screens of transfers: what waits for whom, what is refused and how, twice sent, by hand, hidden from others."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, insert, update

from core import clock
from core.access.models import BranchKey, Envelope
from core.branches.models import Bed
from core.stages.models import Transfer
from core.testkit.house import Home
from core.testkit.stories import inside
from core.testkit.travels import Travel
from core.testkit.web import Network
from core.transfers.listing import PAGE
from plugins.contract.consent import Use


@pytest.fixture
def store_kind() -> str:
    """The story AS-14 opens the same pages on both databases; what they refuse is the same on either."""
    return "sqlcipher"


@pytest.fixture
def travel(network: Network) -> Travel:
    """Give a girl whom an order sends to another house; a third one has nothing to do with it."""
    there = network.open_house()
    network.open_house()
    trip = Travel(network, there, "court_order", "handover")
    trip.begin()
    return trip


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is sent to any database, the frame of transactions left out."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SELECT set_config")):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


def cost(client: FlaskClient, address: str) -> int:
    """Count the statements of a page that has been opened before."""
    assert client.get(address).status_code == 200, address
    with statements() as sent:
        client.get(address)
    return len(sent)


def test_what_waits_stands_on_the_day_of_whoever_has_to_act(travel: Travel) -> None:
    def waits(home: Home, role: str) -> int:
        found = re.search(r'ab-number">(\d+)</p><p>(?:<a href="/transfers">)?traslados? esperan?',
                          travel.get(home, role, "/").text)  # fmt: skip
        assert found
        return int(found[1])

    def everybody() -> list[int]:
        here = [waits(travel.here, role) for role in ("director", "social_worker", "nurse")]
        return [*here, waits(travel.there, "social_worker")]

    assert everybody() == [0, 0, 0, 0]
    travel.answers(Use.TRANSFER_MEDICAL)
    travel.propose(medical="yes")
    assert everybody() == [1, 0, 1, 0]
    travel.decide()
    assert everybody() == [0, 1, 1, 0]
    travel.post(travel.here, "nurse", f"/transfers/{travel.id}/medical", {"text": "Reservado", "consent": "yes"})
    assert everybody() == [0, 1, 0, 0]
    travel.send()
    assert everybody() == [0, 0, 0, 1]
    travel.receive(travel.announced())
    assert everybody() == [0, 0, 0, 0]


def test_whatever_is_sent_twice_has_one_effect(travel: Travel) -> None:
    page = travel.get(travel.here, "social_worker", f"/residents/{travel.code}/transfers/new").text
    token = {"form_token": re.findall(r'name="form_token" value="([^"]+)"', page)[0]}
    assert travel.propose(**token).location == travel.propose(**token).location
    assert travel.decide().location == travel.decide().location == f"/transfers/{travel.id}"
    assert travel.send().location == travel.send().location == f"/transfers/{travel.id}"
    arrival = travel.announced()
    client = travel.network.client("social_worker", travel.there)
    page = client.get(f"/transfers/{arrival}/receive").text
    travel.receive(arrival)
    late = client.post(f"/transfers/{arrival}/receive", data={"house_name": "Aura"}, follow_redirects=True)
    assert "nada se hizo dos veces" in late.text
    late = travel.post(travel.there, "director", f"/transfers/{arrival}/refuse", {"reason": "tarde"})
    assert late.status_code == 302
    assert (inside(travel.here), inside(travel.there)) == (0, 1)


def test_what_cannot_stand_is_said_at_its_field_and_nothing_typed_is_lost(travel: Travel) -> None:
    wrong = {"receiver": "ZZ-99", "order_measure_id": "", "assent": "", "reason": "", "residents_view": "\u202e",
             "medicines-0-doses": "muchas"}  # fmt: skip
    for field, typed in wrong.items():
        answer = travel.propose(**{field: typed})
        assert answer.status_code == 422
        assert f'href="#f-{field}' in answer.text
        for text in ("Segundo básico", "Sertralina 50 mg", "Ana Pérez"):
            assert text in answer.text


def test_a_house_that_is_closed_or_has_no_keys_is_no_destination(travel: Travel) -> None:
    travel.propose()
    travel.decide()
    with travel.here.stores.network.transaction() as network:
        keys = update(BranchKey).where(BranchKey.branch_code == travel.there.code, BranchKey.purpose == "signing")
        network.execute(keys.values(retired_at=clock.now()))
    answer = travel.send()
    assert answer.status_code == 422
    assert "no puede recibir sobres sellados" in answer.text
    assert inside(travel.here) == 1


def test_her_no_to_her_file_and_a_missing_consent_are_kept(travel: Travel) -> None:
    travel.answers(Use.TRANSFER, "refused")
    refused = travel.propose()
    assert refused.status_code == 422
    assert 'href="#f-school_record' in refused.text
    travel.propose(school_record="", plan_summary="")
    text = {"text": "Resultado reservado", "consent": "yes"}
    missing = travel.post(travel.here, "nurse", f"/transfers/{travel.id}/medical", text)
    assert missing.status_code == 422
    assert "Resultado reservado" in missing.text


def test_what_comes_back_is_proposed_again_without_writing_it_twice(travel: Travel) -> None:
    travel.propose()
    assert travel.decide("return").status_code == 422
    assert travel.decide("return", "Falta hablar con la tía").status_code == 302
    assert "Se devolvió un traslado" in travel.get(travel.here, "social_worker", "/").text
    page = travel.get(travel.here, "social_worker", f"/residents/{travel.code}/transfers/new").text
    for text in ("Segundo básico", "Sertralina 50 mg", "Quiero estar cerca"):
        assert text in page
    assert travel.propose(reason="Ya hablamos").status_code == 302
    assert "Se devolvió un traslado" not in travel.get(travel.here, "social_worker", "/").text


def test_without_a_free_bed_she_can_still_be_received(travel: Travel) -> None:
    arrival = travel.arrive()
    with travel.there.transaction() as session:
        session.execute(update(Bed).values(in_service_until=clock.now().date()))
    page = travel.get(travel.there, "social_worker", f"/transfers/{arrival}/receive").text
    assert "No hay cama libre" in page
    assert travel.receive(arrival, bed_id="").status_code == 302


def test_a_bed_that_is_gone_is_said_at_its_field(travel: Travel) -> None:
    arrival = travel.arrive()
    answer = travel.receive(arrival, bed_id="999", brought_by="Nadie Conocida")
    assert answer.status_code == 422
    assert 'href="#f-bed_id' in answer.text
    assert "Nadie Conocida" in answer.text
    assert inside(travel.there) == 0


def test_an_envelope_and_its_receipt_go_by_hand(travel: Travel) -> None:
    travel.propose()
    travel.decide()
    travel.send()
    taken = travel.post(travel.here, "social_worker", f"/transfers/{travel.id}/file", {})
    assert re.fullmatch(r"attachment; filename=sobre-[0-9a-f]{8}\.json", taken.headers["Content-Disposition"])

    def bring(home: Home, content: bytes) -> str:
        client = travel.network.client("social_worker", home)
        data = {"file": (io.BytesIO(content), "sobre.json")}
        return client.post("/transfers/file", data=data, follow_redirects=True).text

    assert "ya estaba aquí" in bring(travel.there, taken.data)
    assert "otra sede" in bring(travel.network.homes[1], taken.data)
    damaged = json.dumps(json.loads(taken.data) | {"id": "0" * 36, "payload": "Zm9yZ2Vk"}).encode()
    for content in (damaged, b"%PDF-", b""):
        assert "no es un sobre de la red" in bring(travel.there, content) or not content
    arrival = travel.announced()
    travel.receive(arrival)
    receipt = travel.post(travel.there, "social_worker", f"/transfers/{arrival}/file", {})
    assert json.loads(receipt.data)["receipt"]
    assert "ya estaba aquí" in bring(travel.here, receipt.data)


def test_an_envelope_that_is_damaged_is_told_and_stays_outside(travel: Travel) -> None:
    travel.arrive()
    with travel.here.stores.network.transaction() as network:
        network.add(Envelope(id="x", kind="transfer", sender=travel.here.code, receiver=travel.there.code,
                             payload=b"damaged"))  # fmt: skip
    travel.post(travel.there, "social_worker", "/transfers/fetch", {})
    page = travel.get(travel.there, "director", "/transfers").text
    assert "no se pudo abrir" in page
    assert page.count("Alguien anunciada") == 1


def test_others_and_other_houses_find_nothing(travel: Travel) -> None:
    travel.propose()
    travel.decide()
    paths = [("get", f"/transfers/{travel.id}"), ("get", f"/transfers/{travel.id}/medical")]
    paths += [("post", f"/transfers/{travel.id}/{step}") for step in ("decide", "send", "call-off", "open", "refuse",
                                                                     "file", "medical/read", "medical")]  # fmt: skip
    paths += [("get", f"/residents/{travel.code}/transfers{more}") for more in ("", "/new")]
    readers = [("educator", travel.here), ("psychologist", travel.here), ("config_admin", travel.here)]
    readers += [(role, home) for home in travel.network.homes for role in ("director", "social_worker", "nurse")]
    for role, home in readers:
        client = travel.network.client(role, home)
        for method, path in paths:
            assert getattr(client, method)(path).status_code == 404, (role, home.code, path)
    for role, step in (("social_worker", "decide"), ("director", "send"), ("lawyer", "send"), ("nurse", "call-off")):
        assert travel.post(travel.here, role, f"/transfers/{travel.id}/{step}", {}).status_code == 404


def test_it_can_be_called_off_until_it_is_sealed(travel: Travel) -> None:
    travel.propose()
    travel.decide()
    for _again in range(2):
        travel.post(travel.here, "social_worker", f"/transfers/{travel.id}/call-off", {})
    assert "Desistido" in travel.get(travel.here, "social_worker", f"/transfers/{travel.id}").text
    assert travel.propose().status_code == 302


def test_who_only_reads_sees_the_way_and_nothing_to_do(travel: Travel) -> None:
    travel.propose()
    lawyer = travel.network.client("lawyer")
    page = lawyer.get("/transfers").text
    assert travel.code in page
    assert "espera por usted" not in page
    page = lawyer.get(f"/transfers/{travel.id}").text
    assert "Sertralina 50 mg" not in page
    assert "La directora decide" in page


def test_the_list_asks_no_more_for_sixty_transfers_than_for_five(travel: Travel) -> None:
    def fill(many: int) -> None:
        values = {
            "branch_id": travel.here.id, "resident_id": travel.resident_id, "direction": "out",
            "other_branch": travel.there.code, "contents": {}, "created_by": 0, "created_by_name": "x",
        }  # fmt: skip
        states = ("proposed", "in_transit", "received", "refused")
        with travel.here.transaction() as session:
            session.execute(insert(Transfer), [{**values, "state": state} for state in states * (many // 4)])

    client = travel.network.client("director")
    pages = ("/transfers", f"/residents/{travel.code}/transfers", "/")
    fill(8)
    few = [cost(client, page) for page in pages]
    fill(4 * PAGE)
    assert [cost(client, page) for page in pages] == few
    first = client.get("/transfers").text
    older = unescape(re.findall(r'rel="next" href="([^"]+)"', first)[0])
    assert cost(client, older) == few[0]
    assert 'rel="prev"' in client.get(older).text
