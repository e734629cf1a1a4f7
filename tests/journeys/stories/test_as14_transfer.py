"""AS-14: Aura goes from Guatemala to Honduras."""

from dataclasses import replace

import pytest

from core import clock
from core.branches import service as branches
from core.intake import arrivals
from core.intake.admission import Admission, Basis
from core.legal import measures
from core.legal.measures import NewMeasure
from core.residents import consents
from core.residents import service as residents
from core.residents.ages import BirthRange
from core.residents.consents import Answer
from core.residents.identity import NewIdentity
from core.residents.models import Resident
from core.stages import envelopes, incoming, outgoing, transfers
from core.stages.models import Episode, Transfer
from core.stages.transfers import Counted, Leaving, Package
from core.testkit.house import Home
from core.testkit.stories import Network, admit, at, counted, day, inside
from core.transfers import listing
from plugins.contract.consent import Use

PACKAGE = Package(
    order="Juzgado de la Niñez, auto 77-2026",
    medicines=(Counted("Sertralina 50 mg", doses=14, days=7),),
    school_record="Segundo básico",
    plan_summary="Seguir con la escuela",
)


def keys(home: Home) -> envelopes.PublicKeys:
    with home.stores.network.reading() as session:
        return envelopes.public_keys(session, home.code)


def send(network: Network) -> Resident:
    """Prepare, enclose what only a doctor may read, and hand over to the courier."""
    gt, hn = network.homes["gt"], network.homes["hn"]
    for home in (gt, hn):
        network.carry(home)
    aura = admit(gt, house_name="Aura", birth=BirthRange.from_age(15, 15, day("2026-03-16")), bed_id=gt.beds["1-A"],
                 team=("social_worker", "nurse"), confirmed=("orden_pendiente",)).resident  # fmt: skip
    separate = next(code for code, kind in gt.country.consents.items() if kind.use is Use.TRANSFER_MEDICAL)
    with gt.transaction() as session:
        order = NewMeasure("abrigo_temporal", clock.now(), (aura.id,), ordered_on=day("2026-03-16"))
        order_id = measures.add(session, gt.actor("lawyer"), gt.country, order, action="measure.write").id
        answer = Answer(separate, "given", "resident", day("2026-03-16"), "es")
        consents.take(session, gt.actor(), gt.country, aura, answer, on_case=True)
        leaving = Leaving(hn.code, order_id, "yes", "Lo ordena el juez", "Quiero estar cerca de mi tía", PACKAGE)
        girl = residents.get(session, gt.actor(), aura.code)
        transfer = transfers.propose(session, gt.actor(), gt.country, girl, leaving)
        outgoing.enclose_medical(session, gt.actor("nurse"), gt.country, transfer, "Resultado reservado", keys(hn))
        transfers.authorise(session, gt.actor("director"), transfer)
        outgoing.dispatch(session, gt.actor(), gt.country, transfer, keys(hn))
    for home in (gt, hn):
        network.carry(home)
    return aura


def waiting(home: Home) -> Transfer:
    with home.reading() as session:
        (found,) = listing.list_open(session, home.actor())
        return transfers.get(session, home.actor(), found.id)


def test_transfer_between_countries(network: Network) -> None:
    gt, hn = network.homes["gt"], network.homes["hn"]
    with at(gt, "2026-03-16 09:00"):
        aura = send(network)
    with at(gt, "2026-03-18 15:19"):
        network.night()
        assert (inside(gt), inside(hn)) == (1, 0)
    with at(gt, "2026-03-18 15:20"):
        there = _receive(network)
        assert there.code != aura.code
        network.carry(hn)
    assert (inside(gt), inside(hn)) == (1, 1)  # the receipt lies ready; nobody has read it yet
    with at(gt, "2026-03-19 00:05"):
        network.night()
    assert (inside(gt), inside(hn)) == (0, 1)
    with at(gt, "2026-04-01 08:00"):
        assert [counted(gt, f"residents_transferred_{way}", "2026-03") for way in ("in", "out")] == [0, 1]
        assert [counted(hn, f"residents_transferred_{way}", "2026-03") for way in ("in", "out")] == [1, 0]
        at_end = [counted(home, "residents_at_end", "2026-03") for home in (gt, hn)]
        assert at_end == [0, 1]
        assert counted(hn, "residents_admitted", "2026-03") == counted(gt, "residents_left", "2026-03") == 0


def _receive(network: Network) -> Resident:
    gt, hn = network.homes["gt"], network.homes["hn"]
    actor = hn.actor()
    with hn.transaction() as session:
        transfer = transfers.get(session, actor, waiting(hn).id)
        told = incoming.read(session, actor, transfer)
        assert told.package == PACKAGE
        assert told.has_medical
        plain = Admission(
            told.house_name, told.sex, told.languages, told.interpreter_needed, NewIdentity(birth=told.birth),
            told.birth_basis, "", "Traslado", clock.now(), Basis("residencial"), told.health, hn.beds["1-A"],
        )  # fmt: skip
        admitted = arrivals.receive(session, actor, hn.country, transfer, replace(plain), keys(gt))
        residents.join_team(session, actor, admitted.resident, hn.actor("nurse"))
    with hn.transaction() as session:
        doctor = hn.actor("nurse")
        transfer = transfers.get(session, doctor, transfer.id)
        assert incoming.read_medical(session, doctor, transfer) == "Resultado reservado"
    return admitted.resident


def test_refusal_on_arrival(network: Network) -> None:
    gt, hn = network.homes["gt"], network.homes["hn"]
    with at(gt, "2026-03-16 09:00"):
        aura = send(network)
    with at(gt, "2026-03-18 15:20"):
        with hn.transaction() as session:
            actor = hn.actor("director")
            arrivals.refuse(session, actor, transfers.get(session, actor, waiting(hn).id), keys(gt), "Sin cama")
        network.night()
        assert (inside(gt), inside(hn)) == (1, 0)
        with gt.reading() as session:
            bed = branches.bed_of(session, gt.actor(), aura.id)
            assert bed is not None
            assert bed.bed_id == gt.beds["1-A"]
            assert session.get_one(Episode, 1).closed_at is None
    with at(gt, "2026-04-01 08:00"):
        assert counted(gt, "residents_transferred_out", "2026-03") == 0


@pytest.mark.parametrize("nights", [1, 3])
def test_however_often_the_post_is_carried_the_end_is_the_same(network: Network, nights: int) -> None:
    gt, hn = network.homes["gt"], network.homes["hn"]
    with at(gt, "2026-03-16 09:00"):
        send(network)
    with at(gt, "2026-03-18 15:20"):
        _receive(network)
        for _ in range(nights):
            network.night()
            network.carry(hn)
            network.carry(gt)
    assert (inside(gt), inside(hn)) == (0, 1)
