"""A transfer from end to end on two houses, interrupted anywhere and repeated (AS-14 on the imaginary country)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core import clock, courier
from core.access.models import Envelope
from core.audit.models import CountryEvent
from core.branches.models import BedStay
from core.courier import Post
from core.errors import Conflict, Damaged, DomainError, Invalid, NotFound
from core.intake import arrivals
from core.intake.admission import Admission, Basis
from core.legal import measures
from core.legal.measures import NewMeasure
from core.residents import consents
from core.residents.ages import BirthRange
from core.residents.consents import Answer
from core.residents.identity import NewIdentity
from core.residents.models import Resident
from core.residents.service import Health
from core.stages import envelopes, incoming, moves, transfers
from core.stages.criteria import Checklist
from core.stages.models import Episode, Transfer
from core.stages.transfers import Counted, Leaving, Package
from core.testkit.house import Home, house, open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory

TODAY = NOON.date()
PACKAGE = Package("Juzgado 3, auto 77", "Alergia: penicilina", (Counted("Amoxicilina", 14, 7),), "Sexto grado", "Plan")


@dataclass
class Journey:
    """Two houses, and somebody who is to go from one to the other."""

    sender: Home
    receiver: Home
    girl: Resident
    episode: Episode
    order_id: int

    def post(self, home: Home) -> Post:
        return Post(home.stores, home.country, home.id, home.code)

    def keys(self, home: Home) -> envelopes.PublicKeys:
        with home.stores.network.reading() as network:
            return envelopes.public_keys(network, home.code)

    def leaving(self, **more: Any) -> Leaving:
        return replace(Leaving(self.receiver.code, self.order_id, "yes", PACKAGE), **more)

    def prepare(self, **more: Any) -> int:
        with self.sender.transaction() as session:
            girl = session.get_one(Resident, self.girl.id)
            return transfers.prepare(session, self.sender.actor(), girl, self.leaving(**more)).id

    def dispatch(self, transfer_id: int) -> None:
        with self.sender.transaction() as session:
            transfer = transfers.get(session, self.sender.actor(), transfer_id)
            transfers.dispatch(session, self.sender.actor(), transfer, self.keys(self.receiver))

    def carry(self) -> None:
        for home in (self.sender, self.receiver):
            courier.carry(self.post(home))

    def arrived(self) -> int:
        with self.receiver.reading() as session:
            (found,) = transfers.list_open(session, self.receiver.actor())
            return found.id

    def receive(self) -> Resident:
        actor = self.receiver.actor()
        with self.receiver.transaction() as session:
            transfer = transfers.get(session, actor, self.arrived())
            told = incoming.read(session, actor, transfer)
            admitted = arrivals.receive(
                session, actor, self.receiver.country, transfer, admission(told), self.keys(self.sender)
            )
        return admitted.resident

    def inside(self, home: Home) -> int:
        with home.reading() as session:
            inside = select(Episode.id).where(Episode.branch_id == home.id, Episode.closed_at.is_(None))
            return len(session.scalars(inside).all())


def admission(told: Any) -> Admission:
    return Admission(
        told.house_name, told.sex, told.languages, told.interpreter_needed, NewIdentity(birth=told.birth),
        told.birth_basis, "own_feet", "Traslado", clock.now(), Basis("handover"), Health(),
        nationality=told.nationality,
    )  # fmt: skip


@pytest.fixture
def journey(store_factory: StoreFactory) -> Iterator[Journey]:
    with clock.freeze(NOON):
        sender = house(store_factory)
        receiver = open_home(sender.stores, sender.country, number=2)
        done = sender.admit(
            house_name="Aura", birth=BirthRange.from_age(15, 15, TODAY), team=("social_worker", "nurse")
        )
        with sender.transaction() as session:
            new = NewMeasure("court_order", NOON, (done.resident.id,), validity="until_review")
            order = measures.add(session, sender.actor("lawyer"), sender.country, new, action="measure.write")
        trip = Journey(sender, receiver, done.resident, done.episode, order.id)
        trip.carry()
        yield trip


def test_the_sender_counts_her_until_the_receipt_and_the_receiver_only_from_then(journey: Journey) -> None:
    journey.dispatch(journey.prepare())
    journey.carry()
    assert (journey.inside(journey.sender), journey.inside(journey.receiver)) == (1, 0)
    there = journey.receive()
    assert there.code != journey.girl.code
    journey.carry()
    courier.carry(journey.post(journey.sender))
    assert (journey.inside(journey.sender), journey.inside(journey.receiver)) == (0, 1)
    with journey.sender.reading() as session:
        left = session.get_one(Episode, journey.episode.id)
        assert (left.exit_canonical, left.destination, left.closed_on) == ("transfer", "BRANCH", TODAY)
        assert [step.kind for step in moves.chain(session, left.id)] == ["admission", "exit"]
        assert session.scalars(select(BedStay).where(BedStay.until_at.is_(None))).all() == []
    with journey.receiver.reading() as session:
        assert session.scalars(select(Episode.referrer).where(Episode.branch_id == journey.receiver.id)).all() == [
            "BRANCH"
        ]


def test_a_refusal_on_arrival_leaves_her_stay_and_her_bed_as_they_were(journey: Journey) -> None:
    journey.dispatch(journey.prepare())
    journey.carry()
    actor = journey.receiver.actor("director")
    with journey.receiver.transaction() as session:
        arrivals.refuse(session, actor, transfers.get(session, actor, journey.arrived()), journey.keys(journey.sender))
    journey.carry()
    courier.carry(journey.post(journey.sender))
    assert (journey.inside(journey.sender), journey.inside(journey.receiver)) == (1, 0)
    with journey.sender.reading() as session:
        assert session.scalars(select(Transfer.state).where(Transfer.branch_id == journey.sender.id)).all() == [
            "refused"
        ]
        assert session.scalars(select(BedStay.resident_id).where(BedStay.until_at.is_(None))).all() == [journey.girl.id]


class KilledError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("boundary", range(14))
def test_killed_between_any_two_transactions_the_end_is_the_same(
    journey: Journey, boundary: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey.dispatch(journey.prepare())
    before = type(journey.sender.store).transaction
    left = [boundary]

    def transaction(store: Any) -> Any:
        if left[0] == 0:
            raise KilledError
        left[0] -= 1
        return before(store)

    received = False
    for _attempt in range(4):
        monkeypatch.setattr(type(journey.sender.store), "transaction", transaction)
        try:
            journey.carry()
        except KilledError:
            left[0] = -1
        monkeypatch.undo()
        with journey.receiver.reading() as session:
            listed = transfers.list_open(session, journey.receiver.actor())
            waiting = [each for each in listed if each.direction == "in"]
        if waiting and not received:
            journey.receive()
            received = True
    assert (journey.inside(journey.sender), journey.inside(journey.receiver)) == (0, 1)
    with journey.sender.stores.network.reading() as network:
        assert [row.state for row in network.scalars(select(Envelope))] == ["answered"]


def test_the_network_cannot_read_what_it_carries(journey: Journey) -> None:
    journey.dispatch(journey.prepare())
    journey.carry()
    with journey.sender.stores.network.reading() as network:
        row = network.scalars(select(Envelope)).one()
    carried = row.payload + str(vars(row)).encode()
    for marker in (b"Aura", b"penicilina", b"Amoxicilina", b"Juzgado", journey.girl.code.encode()):
        assert marker not in carried


def test_an_envelope_and_its_receipt_travel_as_files_as_well(journey: Journey) -> None:
    journey.dispatch(journey.prepare())
    courier.bring_out(journey.post(journey.sender))
    network = journey.sender.stores.network
    with network.reading() as session:
        letter_id = session.scalars(select(Envelope.id)).one()
        file = envelopes.to_file(session, letter_id)
    with network.transaction() as session:
        session.delete(session.get_one(Envelope, letter_id))
    with network.transaction() as session:
        assert envelopes.from_file(session, file) == letter_id
        assert envelopes.from_file(session, file) == letter_id
    journey.carry()
    journey.receive()
    journey.carry()
    with network.reading() as session:
        answered = envelopes.to_file(session, letter_id)
    with network.transaction() as session:
        session.execute(update(Envelope).values(receipt=None, state="sent"))
        envelopes.from_file(session, answered)
    courier.settle(journey.post(journey.sender))
    assert journey.inside(journey.sender) == 0


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format":"abrigo-envelope","version":9}', b"\xff\x00"])
def test_what_is_no_envelope_is_not_taken_in(journey: Journey, content: bytes) -> None:
    with pytest.raises(DomainError), journey.sender.stores.network.transaction() as session:
        envelopes.from_file(session, content)


def test_a_changed_envelope_and_a_foreign_receipt_stay_outside(journey: Journey) -> None:
    journey.dispatch(journey.prepare())
    courier.bring_out(journey.post(journey.sender))
    network = journey.sender.stores.network
    with network.transaction() as session:
        row = session.scalars(select(Envelope)).one()
        true, row.payload = row.payload, row.payload[:-1] + bytes([row.payload[-1] ^ 1])
        letter_id = row.id
    assert courier.take_in(journey.post(journey.receiver)) == [letter_id]
    forged = journey.keys(journey.sender)
    with journey.sender.transaction() as session:  # the sender answers herself, as somebody who reads the network could
        content = {"envelope": letter_id, "outcome": "received", "at": NOON.isoformat()}
        receipt = envelopes.seal(session, journey.sender.id, content, forged)
    with network.transaction() as session:
        row = session.get_one(Envelope, letter_id)
        row.payload, row.receipt, row.state = true, receipt, "answered"
    assert courier.settle(journey.post(journey.sender)) == [letter_id]
    assert journey.inside(journey.sender) == 1


def test_only_the_branch_she_was_sent_to_can_sign_for_her(journey: Journey) -> None:
    journey.dispatch(journey.prepare())
    courier.bring_out(journey.post(journey.sender))
    stranger = journey.keys(journey.sender)
    with journey.sender.transaction() as session:
        transfer = session.scalars(select(Transfer)).one()
        content = {"envelope": transfer.envelope_id, "outcome": "received", "at": NOON.isoformat()}
        receipt = envelopes.seal(session, journey.sender.id, content, stranger)
        actor, country = journey.post(journey.sender).actor, journey.sender.country
        with pytest.raises(Damaged):
            arrivals.settle(session, actor, country, transfer, receipt, stranger)


def test_a_letter_to_one_branch_cannot_be_opened_by_another(journey: Journey) -> None:
    journey.dispatch(journey.prepare())
    courier.bring_out(journey.post(journey.sender))
    with journey.sender.stores.network.reading() as network:
        letter = envelopes.find(network, network.scalars(select(Envelope.id)).one())
    assert letter is not None
    with journey.sender.reading() as session, pytest.raises(Damaged):
        envelopes.unseal(session, journey.sender.id, letter.payload, journey.keys(journey.sender))


def consented(journey: Journey) -> int:
    with journey.sender.transaction() as session:
        answer = Answer("health_care", "given", "guardian_with_assent", TODAY, "es", assent="yes")
        return consents.take(
            session, journey.sender.actor(), journey.sender.country, journey.girl, answer, on_case=True
        ).id


def test_the_medical_part_needs_her_consent_and_opens_for_health_staff_alone(journey: Journey) -> None:
    transfer_id = journey.prepare()
    nurse, keys = journey.sender.actor("nurse"), journey.keys(journey.receiver)

    def enclose(actor: Any, consent_id: int, *, on_case: bool = True) -> None:
        with journey.sender.transaction() as session:
            transfer = session.get_one(Transfer, transfer_id)
            transfers.enclose_medical(
                session, actor, transfer, "Resultado Marcador", country=journey.sender.country, consent_id=consent_id,
                receiver=keys, on_case=on_case,
            )  # fmt: skip

    with pytest.raises(Invalid) as unasked:
        enclose(nurse, 999)
    assert list(unasked.value.fields) == ["consent_id"]
    consent_id = consented(journey)
    for actor, on_case in ((journey.sender.actor(), True), (nurse, False)):
        with pytest.raises(NotFound):
            enclose(actor, consent_id, on_case=on_case)
    enclose(nurse, consent_id)
    journey.dispatch(transfer_id)
    journey.carry()
    receiver = journey.receiver
    with receiver.transaction() as session:
        arrived = session.get_one(Transfer, journey.arrived())
        assert incoming.read(session, receiver.actor(), arrived).has_medical
        assert "Marcador" not in str(incoming.read(session, receiver.actor(), arrived))
        with pytest.raises(NotFound):
            incoming.read_medical(session, receiver.actor(), arrived, on_case=True)
        assert incoming.read_medical(session, receiver.actor("nurse"), arrived, on_case=True) == "Resultado Marcador"
    with receiver.reading() as session:
        read = select(CountryEvent.data_class).where(CountryEvent.action == "transfer.read_medical")
        assert session.scalars(read).all() == ["MED-X"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"assent": ""}, "assent"),
        ({"receiver": "ZZ-01"}, "receiver"),
        ({"order_measure_id": 999}, "order_measure_id"),
        ({"package": replace(PACKAGE, order=" ")}, "order"),
        ({"package": replace(PACKAGE, medicines=(Counted("X", -1, 7),))}, "medicines"),
        ({"package": replace(PACKAGE, plan_summary="x" * 4001)}, "plan_summary"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(journey: Journey, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        journey.prepare(**change)
    assert list(refused.value.fields) == [field]


def test_a_package_has_no_place_for_process_notes() -> None:
    with pytest.raises(TypeError):
        Package("Orden", process_notes="…")  # type: ignore[call-arg]


def test_nothing_is_sent_twice_and_nothing_else_happens_on_the_way(journey: Journey) -> None:
    transfer_id = journey.prepare()
    with pytest.raises(Conflict):
        journey.prepare()
    journey.dispatch(transfer_id)
    with pytest.raises(Conflict):
        journey.dispatch(transfer_id)
    with journey.sender.transaction() as session, pytest.raises(Conflict):
        row = session.get_one(Episode, journey.episode.id)
        proposal = moves.Proposal(TODAY, "x", "x", exit_kind="home")
        moves.propose_exit(session, journey.sender.actor(), journey.sender.country, row, proposal, Checklist())
    journey.carry()
    journey.receive()
    with pytest.raises((Conflict, ValueError)):
        journey.receive()


def test_a_receipt_that_comes_late_closes_the_stay_on_the_day_she_was_received(journey: Journey) -> None:
    journey.dispatch(journey.prepare())
    journey.carry()
    journey.receive()
    with clock.freeze(NOON + timedelta(days=3)):
        journey.carry()
        courier.carry(journey.post(journey.sender))
    with journey.sender.reading() as session:
        left = session.get_one(Episode, journey.episode.id)
        assert left.closed_on == TODAY
        assert left.closed_at is not None
        assert left.closed_at < NOON + timedelta(days=1)


def test_strangers_to_the_case_do_not_send_or_receive(journey: Journey) -> None:
    transfer_id = journey.prepare()
    for actor in (journey.sender.actor("educator"), journey.receiver.actor()):
        with journey.sender.reading() as session, pytest.raises(NotFound):
            transfers.get(session, actor, transfer_id)
