"""AS-14 through the screens: Aura goes from Guatemala to Honduras, or comes to a door that stays closed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core import clock, defaults
from core.access.models import Envelope
from core.branches import service as branches
from core.stages.models import Episode
from core.testkit.application import application
from core.testkit.house import open_home
from core.testkit.stores import StoreFactory
from core.testkit.stories import at, counted, inside, local
from core.testkit.travels import SAID, Travel
from core.testkit.web import Network, hire
from plugins.contract.consent import Use
from plugins.discovery import discover


@pytest.fixture
def travel(store_factory: StoreFactory) -> Iterator[Travel]:
    """Open a house in either country on the morning of 16 March, with Aura in one and an order that moves her."""
    countries = discover(("gt", "hn"), (defaults,))
    stores = store_factory("gt", "hn")
    with clock.freeze(clock.now().replace(year=2025, month=1, day=2)):
        gt, hn = (open_home(stores, countries[code]) for code in ("gt", "hn"))
    with at(gt, "2026-03-16 09:00"):
        for home in (gt, hn):
            hire(home)
        app = application(stores, countries)
        app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=True)
        trip = Travel(Network(app, gt, [hn]), hn, "abrigo_temporal", "residencial")
        trip.begin()
        yield trip


def test_she_is_received_and_her_stay_ends_only_with_the_signature(travel: Travel) -> None:
    gt, hn = travel.here, travel.there
    travel.answers(Use.TRANSFER_MEDICAL)
    assert travel.propose(medical="yes").status_code == 302
    page = travel.get(gt, "director", f"/transfers/{travel.id}").text
    for text in (*SAID.values(), "14 dosis", "Notas de proceso", "Sertralina 50 mg"):
        if text not in ("yes", "no", "14", "7"):
            assert text in page, text
    travel.decide(comment="De acuerdo")
    medical = {"text": "Resultado reservado", "consent": "yes"}
    travel.post(gt, "nurse", f"/transfers/{travel.id}/medical", medical)
    assert travel.send().status_code == 302
    arrival = travel.announced()
    with at(gt, "2026-03-18 15:19"):
        assert (inside(gt), inside(hn)) == (1, 0)
        came = travel.post(hn, "social_worker", f"/transfers/{arrival}/open", {}).text
        for text in ("Segundo básico", "Seguir con la escuela", "Sertralina 50 mg", "14 dosis", "Aura", "Ana Pérez"):
            assert text in came
        assert "Resultado reservado" not in came
    with at(gt, "2026-03-18 15:20"):
        answer = travel.receive(arrival)
        code = str(answer.location).rpartition("/")[2]
        assert answer.status_code == 302
        assert code != travel.code
    assert (inside(gt), inside(hn)) == (0, 1)
    with gt.reading() as session:
        left = session.get_one(Episode, 1)
        assert (left.exit_canonical, left.closed_at) == ("transfer", local(gt, "2026-03-18 15:20"))
    page = travel.get(gt, "social_worker", f"/transfers/{travel.id}").text
    assert "Recibida allá" in page
    assert "15:20" in page
    travel.nurse_over_there(code)
    assert "Resultado reservado" in travel.post(hn, "nurse", f"/transfers/{arrival}/medical/read", {}).text
    for role in ("social_worker", "director", "lawyer"):
        assert travel.post(hn, role, f"/transfers/{arrival}/medical/read", {}).status_code == 404
    there = travel.get(hn, "social_worker", f"/residents/{code}").text
    assert "Aura" in there
    with at(gt, "2026-04-01 08:00"):
        assert [counted(home, f"residents_transferred_{way}", "2026-03") for home in (gt, hn) for way in ("in", "out")
                ] == [0, 1, 1, 0]  # fmt: skip
    with gt.stores.network.reading() as network:  # what the region's store has seen of it
        (carried,) = network.scalars(select(Envelope))
        assert not [each for each in (travel.code, code, "Aura") if each in str(vars(carried))]


def test_a_refusal_on_arrival_says_why_and_leaves_her_stay_and_her_bed(travel: Travel) -> None:
    gt, hn = travel.here, travel.there
    arrival = travel.arrive()
    without = travel.post(hn, "director", f"/transfers/{arrival}/refuse", {"reason": ""})
    assert without.status_code == 422
    reason = {"reason": "No hay enfermera esta semana"}
    with at(gt, "2026-03-18 15:20"):
        assert travel.post(hn, "director", f"/transfers/{arrival}/refuse", reason).status_code == 302
    assert (inside(gt), inside(hn)) == (1, 0)
    page = travel.get(gt, "social_worker", f"/transfers/{travel.id}").text
    assert "La otra casa no la recibió" in page
    assert reason["reason"] in page
    with gt.reading() as session:
        bed = branches.bed_of(session, gt.actor(), travel.resident_id)
        assert bed is not None
        assert bed.bed_id == travel.bed_id
    assert "La otra sede no la recibió" in travel.get(gt, "social_worker", "/").text
    again = travel.get(gt, "social_worker", f"/residents/{travel.code}/transfers/new")
    assert again.status_code == 200
