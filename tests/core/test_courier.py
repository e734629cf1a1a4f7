"""A transfer from end to end on two houses, interrupted anywhere and repeated (AS-14 on the imaginary country)."""

import json
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
from core.errors import Conflict, Damaged, Invalid, NotFound
from core.intake import arrivals, exits
from core.intake.admission import Admission, Basis
from core.legal import measures
from core.legal.measures import NewMeasure
from core.residents import consents
from core.residents import service as residents
from core.residents.ages import BirthRange
from core.residents.consents import Answer
from core.residents.identity import NewIdentity
from core.residents.models import Resident
from core.residents.service import Health
from core.stages import envelopes, incoming, moves, outgoing, transfers
from core.stages.criteria import Checklist
from core.stages.models import Episode, Transfer
from core.stages.transfers import Counted, Leaving, Package
from core.testkit.house import Home, house, open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.transfers import listing

TODAY = NOON.date()
PACKAGE = Package("Juzgado 3, auto 77", (Counted("Amoxicilina", 14, 7),), "Sexto grado", "Plan")


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
        plain = Leaving(self.receiver.code, self.order_id, "yes", "Cerca de su tía", "Quiero ir", PACKAGE)
        return replace(plain, **more)

    def propose(self, **more: Any) -> int:
        with self.sender.transaction() as session:
            girl = session.get_one(Resident, self.girl.id)
            return transfers.propose(session, self.sender.actor(), self.sender.country, girl, self.leaving(**more)).id

    def authorise(self, transfer_id: int) -> None:
        director = self.sender.actor("director")
        with self.sender.transaction() as session:
            transfers.authorise(session, director, transfers.get(session, director, transfer_id))

    def ready(self, **more: Any) -> int:
        transfer_id = self.propose(**more)
        self.authorise(transfer_id)
        return transfer_id

    def dispatch(self, transfer_id: int, *, without_medical: bool = False) -> None:
        with self.sender.transaction() as session:
            transfer = transfers.get(session, self.sender.actor(), transfer_id)
            outgoing.dispatch(
                session, self.sender.actor(), self.sender.country, transfer, self.keys(self.receiver),
                without_medical=without_medical,
            )  # fmt: skip

    def carry(self) -> None:
        for home in (self.sender, self.receiver):
            courier.carry(self.post(home))

    def arrived(self) -> int:
        with self.receiver.reading() as session:
            (found,) = listing.list_open(session, self.receiver.actor())
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
        told.birth_basis, "own_feet", "Traslado", clock.now(), Basis("handover"), told.health,
        nationality=told.nationality,
    )  # fmt: skip


def receipt_to(envelope_id: str | None) -> dict[str, Any]:
    return {
        "envelope": envelope_id, "outcome": "received", "at": NOON.isoformat(), "by_role": "director", "reason": "",
    }  # fmt: skip


@pytest.fixture
def journey(store_factory: StoreFactory) -> Iterator[Journey]:
    with clock.freeze(NOON):
        sender = house(store_factory)
        receiver = open_home(sender.stores, sender.country, number=2)
        done = sender.admit(
            house_name="Aura",
            health=Health(allergies="penicilina"),
            birth=BirthRange.from_age(15, 15, TODAY),
            team=("social_worker", "nurse"),
        )
        with sender.transaction() as session:
            new = NewMeasure("court_order", NOON, (done.resident.id,), validity="until_review")
            order = measures.add(session, sender.actor("lawyer"), sender.country, new, action="measure.write")
        trip = Journey(sender, receiver, done.resident, done.episode, order.id)
        trip.carry()
        yield trip


def test_the_sender_counts_her_until_the_receipt_and_the_receiver_only_from_then(journey: Journey) -> None:
    journey.dispatch(journey.ready())
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
    journey.dispatch(journey.ready())
    journey.carry()
    actor = journey.receiver.actor("director")
    with journey.receiver.transaction() as session:
        arrivals.refuse(
            session,
            actor,
            transfers.get(session, actor, journey.arrived()),
            journey.keys(journey.sender),
            "No hay lugar",
        )
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
    journey.dispatch(journey.ready())
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
            listed = listing.list_open(session, journey.receiver.actor())
            waiting = [each for each in listed if each.direction == "in"]
        if waiting and not received:
            journey.receive()
            received = True
    assert (journey.inside(journey.sender), journey.inside(journey.receiver)) == (0, 1)
    with journey.sender.stores.network.reading() as network:
        assert [row.state for row in network.scalars(select(Envelope))] == ["answered"]


def test_the_network_cannot_read_what_it_carries(journey: Journey) -> None:
    journey.dispatch(journey.ready())
    journey.carry()
    with journey.sender.stores.network.reading() as network:
        row = network.scalars(select(Envelope)).one()
    carried = row.payload + str(vars(row)).encode()
    for marker in (b"Aura", b"penicilina", b"Amoxicilina", b"Juzgado", journey.girl.code.encode()):
        assert marker not in carried


def test_an_envelope_and_its_receipt_travel_as_files_as_well(journey: Journey) -> None:
    journey.dispatch(journey.ready())
    courier.bring_out(journey.post(journey.sender))
    network = journey.sender.stores.network
    with network.reading() as session:
        letter_id = session.scalars(select(Envelope.id)).one()
        file = envelopes.to_file(session, letter_id)
    with network.transaction() as session:
        session.delete(session.get_one(Envelope, letter_id))
    assert courier.bring_file(journey.post(journey.receiver), file)
    assert not courier.bring_file(journey.post(journey.receiver), file)
    journey.receive()
    courier.hand_in(journey.post(journey.receiver))
    with network.reading() as session:
        answered = envelopes.to_file(session, letter_id)
    with network.transaction() as session:
        session.execute(update(Envelope).values(receipt=None, state="sent"))
    assert courier.bring_file(journey.post(journey.sender), answered)
    assert not courier.bring_file(journey.post(journey.sender), answered)
    assert journey.inside(journey.sender) == 0


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format":"abrigo-envelope","version":9}', b"\xff\x00"])
def test_what_is_no_envelope_is_not_taken_in(journey: Journey, content: bytes) -> None:
    with pytest.raises(Damaged):
        courier.bring_file(journey.post(journey.sender), content)


def test_a_forged_file_does_not_take_the_place_of_the_true_envelope(journey: Journey) -> None:
    journey.dispatch(journey.ready())
    courier.bring_out(journey.post(journey.sender))
    network = journey.sender.stores.network
    with network.reading() as session:
        letter_id = session.scalars(select(Envelope.id)).one()
        true = envelopes.to_file(session, letter_id)
    with network.transaction() as session:
        session.delete(session.get_one(Envelope, letter_id))
    forged = json.dumps(json.loads(true) | {"payload": "Zm9yZ2Vk"}).encode()
    with pytest.raises(Damaged):
        courier.bring_file(journey.post(journey.receiver), forged)
    with network.reading() as session:
        assert envelopes.find(session, letter_id) is None
    assert courier.bring_file(journey.post(journey.receiver), true)


def test_a_file_for_another_house_or_from_a_stranger_is_said_to_be_so(journey: Journey) -> None:
    journey.dispatch(journey.ready())
    courier.bring_out(journey.post(journey.sender))
    with journey.sender.stores.network.reading() as session:
        file = envelopes.to_file(session, session.scalars(select(Envelope.id)).one())
    with pytest.raises(Invalid):
        courier.bring_file(journey.post(journey.sender), file)
    strange = json.dumps(json.loads(file) | {"sender": "ZZ-77"}).encode()
    with pytest.raises(Invalid):
        courier.bring_file(journey.post(journey.receiver), strange)


def test_a_changed_envelope_and_a_foreign_receipt_stay_outside(journey: Journey) -> None:
    journey.dispatch(journey.ready())
    courier.bring_out(journey.post(journey.sender))
    network = journey.sender.stores.network
    with network.transaction() as session:
        row = session.scalars(select(Envelope)).one()
        true, row.payload = row.payload, row.payload[:-1] + bytes([row.payload[-1] ^ 1])
        letter_id = row.id
    assert courier.take_in(journey.post(journey.receiver)) == [letter_id]
    forged = journey.keys(journey.sender)
    with journey.sender.transaction() as session:  # the sender answers herself, as somebody who reads the network could
        content = receipt_to(letter_id)
        receipt = envelopes.seal(session, journey.sender.id, content, forged)
    with network.transaction() as session:
        row = session.get_one(Envelope, letter_id)
        row.payload, row.receipt, row.state = true, receipt, "answered"
    assert courier.settle(journey.post(journey.sender)) == [letter_id]
    assert journey.inside(journey.sender) == 1


def test_only_the_branch_she_was_sent_to_can_sign_for_her(journey: Journey) -> None:
    journey.dispatch(journey.ready())
    courier.bring_out(journey.post(journey.sender))
    stranger = journey.keys(journey.sender)
    with journey.sender.transaction() as session:
        transfer = session.scalars(select(Transfer)).one()
        content = receipt_to(transfer.envelope_id)
        receipt = envelopes.seal(session, journey.sender.id, content, stranger)
        actor, country = journey.post(journey.sender).actor, journey.sender.country
        with pytest.raises(Damaged):
            arrivals.settle(session, actor, country, transfer, receipt, stranger)


def test_a_letter_to_one_branch_cannot_be_opened_by_another(journey: Journey) -> None:
    journey.dispatch(journey.ready())
    courier.bring_out(journey.post(journey.sender))
    with journey.sender.stores.network.reading() as network:
        letter = envelopes.find(network, network.scalars(select(Envelope.id)).one())
    assert letter is not None
    with journey.sender.reading() as session, pytest.raises(Damaged):
        envelopes.unseal(session, journey.sender.id, letter.payload, journey.keys(journey.sender))


def answer(journey: Journey, kind: str, said: str = "given") -> int:
    with journey.sender.transaction() as session:
        new = Answer(kind, said, "resident", TODAY, "es")
        return consents.take(
            session, journey.sender.actor(), journey.sender.country, journey.girl, new, on_case=True
        ).id


def enclose(journey: Journey, transfer_id: int, actor: Any = None) -> None:
    keys = journey.keys(journey.receiver)
    with journey.sender.transaction() as session:
        transfer = session.get_one(Transfer, transfer_id)
        outgoing.enclose_medical(
            session,
            actor or journey.sender.actor("nurse"),
            journey.sender.country,
            transfer,
            "Resultado Marcador",
            keys,
        )


def test_the_medical_part_needs_its_own_consent_and_opens_for_health_staff_of_her_case_alone(journey: Journey) -> None:
    transfer_id = journey.propose()
    answer(journey, "file_goes_along")
    with pytest.raises(Invalid) as unasked:
        enclose(journey, transfer_id)
    assert list(unasked.value.fields) == ["consent"]
    answer(journey, "health_goes_along")
    for actor in (journey.sender.actor(), journey.sender.actor("nurse", second=True)):
        with pytest.raises(NotFound):
            enclose(journey, transfer_id, actor)
    enclose(journey, transfer_id)
    journey.authorise(transfer_id)
    journey.dispatch(transfer_id)
    journey.carry()
    receiver, nurse = journey.receiver, journey.receiver.actor("nurse")
    with receiver.transaction() as session:
        arrived = session.get_one(Transfer, journey.arrived())
        told = incoming.read(session, receiver.actor(), arrived)
        assert told.has_medical
        assert "Marcador" not in str(told)
        with pytest.raises(NotFound):  # nobody's case yet
            incoming.read_medical(session, nurse, arrived)
    there = journey.receive()
    with receiver.transaction() as session:
        residents.join_team(session, receiver.actor(), session.get_one(Resident, there.id), nurse)
        arrived = session.scalars(select(Transfer).where(Transfer.branch_id == receiver.id)).one()
        with pytest.raises(NotFound):
            incoming.read_medical(session, receiver.actor(), arrived)
        assert incoming.read_medical(session, nurse, arrived) == "Resultado Marcador"
    with receiver.reading() as session:
        read = select(CountryEvent.data_class).where(CountryEvent.action == "transfer.read_medical")
        assert session.scalars(read).all() == ["MED-X"]


def test_what_was_asked_of_the_nurse_is_waited_for_or_left_behind_knowingly(journey: Journey) -> None:
    transfer_id = journey.ready(medical=True)
    with pytest.raises(Invalid) as waits:
        journey.dispatch(transfer_id)
    assert list(waits.value.fields) == ["without_medical"]
    journey.dispatch(transfer_id, without_medical=True)


def test_a_consent_that_she_ends_takes_the_medical_part_out_again(journey: Journey) -> None:
    transfer_id = journey.ready()
    consent_id = answer(journey, "health_goes_along")
    enclose(journey, transfer_id)
    with journey.sender.transaction() as session:
        consents.withdraw(session, journey.sender.actor(), consent_id, TODAY, on_case=True)
    with pytest.raises(Invalid) as ended:
        journey.dispatch(transfer_id)
    assert list(ended.value.fields) == ["without_medical"]
    journey.dispatch(transfer_id, without_medical=True)
    journey.carry()
    with journey.receiver.transaction() as session:
        arrived = session.get_one(Transfer, journey.arrived())
        assert not incoming.read(session, journey.receiver.actor(), arrived).has_medical


def test_her_no_keeps_her_file_at_home(journey: Journey) -> None:
    answer(journey, "file_goes_along", "refused")
    with pytest.raises(Invalid) as refused:
        journey.propose()
    assert set(refused.value.fields) == {"school_record", "plan_summary"}
    journey.propose(package=replace(PACKAGE, school_record="", plan_summary=""))


def test_an_order_that_has_ended_moves_nobody(journey: Journey) -> None:
    proposed = journey.propose()
    with journey.sender.transaction() as session:
        order = measures.get(session, journey.sender.actor("lawyer"), journey.order_id)
        measures.revoke(
            session, journey.sender.actor("lawyer"), journey.sender.country, order, clock.now(), revision=order.revision
        )
    with pytest.raises(Invalid):
        journey.authorise(proposed)


def test_whoever_proposes_does_not_decide_and_nothing_leaves_undecided(journey: Journey) -> None:
    proposed = journey.propose()
    with pytest.raises(Conflict):
        journey.dispatch(proposed)
    same = replace(journey.sender.actor("director"), user_id=journey.sender.actor().user_id)
    with journey.sender.transaction() as session, pytest.raises(Conflict):
        transfers.authorise(session, same, session.get_one(Transfer, proposed))
    with journey.sender.transaction() as session, pytest.raises(NotFound):
        transfers.authorise(session, journey.sender.actor(), session.get_one(Transfer, proposed))


def test_a_stay_that_ends_another_way_takes_the_proposal_with_it(journey: Journey) -> None:
    proposed = journey.ready()
    with journey.sender.transaction() as session:
        episode = session.get_one(Episode, journey.episode.id)
        exits.end(session, journey.sender.actor("director"), journey.sender.country, episode, "home", TODAY)
    with journey.sender.reading() as session:
        assert session.get_one(Transfer, proposed).state == "withdrawn"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"assent": ""}, "assent"),
        ({"reason": " "}, "reason"),
        ({"residents_view": ""}, "residents_view"),
        ({"receiver": "ZZ-01"}, "receiver"),
        ({"order_measure_id": 999}, "order_measure_id"),
        ({"package": replace(PACKAGE, order=" ")}, "order"),
        ({"package": replace(PACKAGE, medicines=(Counted("X", -1, 7),))}, "medicines"),
        ({"package": replace(PACKAGE, plan_summary="x" * 4001)}, "plan_summary"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(journey: Journey, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        journey.propose(**change)
    assert list(refused.value.fields) == [field]


def test_a_package_has_no_place_for_process_notes() -> None:
    with pytest.raises(TypeError):
        Package("Orden", process_notes="…")  # type: ignore[call-arg]


def test_nothing_is_sent_twice_and_nothing_else_happens_on_the_way(journey: Journey) -> None:
    transfer_id = journey.ready()
    with pytest.raises(Conflict):
        journey.propose()
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
    journey.dispatch(journey.ready())
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
    transfer_id = journey.propose()
    for actor in (journey.sender.actor("educator"), journey.receiver.actor()):
        with journey.sender.reading() as session, pytest.raises(NotFound):
            transfers.get(session, actor, transfer_id)
