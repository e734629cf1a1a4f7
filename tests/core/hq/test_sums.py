"""The office reads what three branches hide together, from the call to the table; and nothing else."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.hq import service as office
from core.hq.models import Submission, SumRound
from core.hq.receiving.service import receive_here
from core.hq.receiving.signed import FORGED
from core.hq.sums import rounds
from core.hq.sums.kept import tells_each
from core.hq.tables.blocks import gathered
from core.hq.tables.table import table
from core.reporting import service
from core.reporting.catalogue import Key
from core.reporting.leaving import ledger, package
from core.reporting.leaving import sums as parts
from core.reporting.masking import name_of
from core.reporting.periods import Period
from core.stores import Stores
from core.testkit.house import Home, home_in, known, open_home, zedland
from core.testkit.offices import send
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, populate

PERIOD = Period(2026, "M", 2)
TODAY = date(2026, 3, 16)
ADMITTED = name_of(("RES-003", "_T", "_T", "V"))
BRUNO = Actor(None, "Bruno Alvarado", "hq_analyst")


@dataclass
class Network:
    """Four houses that have sent a month, and the office."""

    homes: list[Home]

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.homes]

    def send(self, home: Home) -> None:
        with home.transaction() as session:
            director = home.actor("director")
            closing = service.close(session, director, home.country, PERIOD, today=TODAY, note="Prueba")
            service.sign(session, director, home.country, closing)
            envelope = service.envelope(session, director, closing)
        receive_here(home.stores, envelope, "file")

    def ask(self, today: date = TODAY) -> SumRound:
        with self.homes[0].stores.network.transaction() as session:
            return rounds.open_round(session, BRUNO, PERIOD, today=today)

    def part(self, home: Home, told: str, settled: str | None = None, today: date = TODAY) -> str:
        with home.transaction() as session:
            director = home.actor("director")
            if settled is None:
                return parts.take_part(session, director, told, today=today)
            return parts.answer(session, director, told, settled, today=today)

    def give(self, envelope: str) -> None:
        with self.homes[0].stores.network.transaction() as session:
            rounds.receive_part(session, envelope)

    def settle(self) -> str:
        with self.homes[0].stores.network.transaction() as session:
            return str(rounds.settle(session, BRUNO, PERIOD).settled)

    def sums(self) -> dict[str, rounds.Sum]:
        with self.homes[0].stores.hq.reading() as session:
            return rounds.sums_of(session, BRUNO, PERIOD)


@pytest.fixture
def network(store_factory: StoreFactory) -> Iterator[Network]:
    """Admissions of February: 3, 4, 4 and 20, of whom 2, 4 and 3 are babies; whatever is under six is hidden."""
    with clock.freeze(datetime(2026, 3, 16, 15, tzinfo=UTC)):
        stores, told = store_factory.furnished(_sent, "zz")
        yield Network([home_in(stores, each) for each in told])


def _sent(stores: Stores) -> list[dict[str, Any]]:
    made = Network([open_home(stores, zedland(), number=number) for number in (1, 2, 3, 4)])
    for home, number, babies in zip(made.homes, (1, 0, 1, 20), (2, 4, 3, 0), strict=True):
        with home.transaction() as session:
            stays = (Stay(date(2026, 2, 10), date(2026, 2, 20)),)
            came = (Person(stays),) * number + (Person(stays, kind="baby"),) * babies
            populate(session, home.id, World(came, code=home.code))
    for home in made.homes:
        made.send(home)
    return [known(home) for home in made.homes]


def test_the_office_reads_the_sum_and_no_part_of_it(network: Network) -> None:
    asked = network.ask()
    call = json.loads(asked.call)
    assert call["cells"][ADMITTED] == network.codes[:3]  # the fourth hides nothing of it
    firsts = [network.part(home, asked.call) for home in network.homes[:3]]
    for envelope in firsts:
        network.give(envelope)
    numbers = [json.loads(json.loads(each)["package"])["numbers"][ADMITTED] for each in firsts]
    assert not set(numbers) & {3, 4}
    settled = network.settle()
    assert network.sums() == {}
    for home in network.homes[:3]:
        network.give(network.part(home, asked.call, settled))
    found = network.sums()
    assert found[ADMITTED] == rounds.Sum(11, frozenset(network.codes[:3]))
    with network.homes[0].stores.hq.reading() as session:
        lines = table(gathered(office.rows(session, BRUNO, PERIOD)), found).lines
    admitted = next(line for line in lines if line.indicator.id == "RES-003")
    assert admitted.pooled.quantity is not None
    assert (admitted.pooled.quantity.value, admitted.pooled.masked, admitted.pooled.hidden) == (31, 3, 0)
    assert [cell.quantity.value for cell in admitted.cells if cell.quantity] == [None, None, None, 20]


def test_a_branch_that_stays_away_makes_the_sum_fail_where_too_few_are_left(network: Network) -> None:
    asked = network.ask()
    for home in network.homes[:2]:
        network.give(network.part(home, asked.call))
    with pytest.raises(Invalid) as few:
        network.settle()
    assert few.value.fields["sums"] == [rounds.TOO_FEW]
    with network.homes[0].stores.hq.reading() as session:
        standing = rounds.newest(session, BRUNO, PERIOD)
    assert standing is not None
    assert standing.missing == [network.codes[2]]


def test_a_branch_that_does_not_say_what_it_has_changed_is_not_asked(network: Network) -> None:
    """Whoever has both versions knows more of what she hides than the newest figures say; two others are too few."""
    with network.homes[0].stores.network.transaction() as session:
        kept = session.scalars(select(Submission).where(Submission.branch_code == network.codes[0])).one()
        same = ("branch_code", "country_code", "catalogue", "package", "signature", "received_at", "received_by")
        about = {name: getattr(kept, name) for name in same}
        session.add(Submission(**about, period="2026-01", version=2, package_hash="another month of the year"))
    with pytest.raises(Invalid) as refused:
        network.ask()
    assert refused.value.fields["sums"] == [rounds.NOTHING_TO_ADD]


def test_a_sum_is_not_shown_beside_newer_figures_than_it_was_made_of(network: Network) -> None:
    asked = network.ask()
    for settled in (None, network):
        told = None if settled is None else network.settle()
        for home in network.homes[:3]:
            network.give(network.part(home, asked.call, told))
    assert ADMITTED in network.sums()
    with network.homes[0].reading() as session:
        own = ledger.released(session, network.homes[0].id)
    assert name_of_all(own[0].given) == {ADMITTED}
    send(network.homes[0].stores, network.codes[0], str(PERIOD), {"RES-003": None}, version=2)
    assert ADMITTED not in network.sums()


def name_of_all(keys: Iterable[Key]) -> set[str]:
    return set(map(name_of, keys))


def test_a_branch_is_asked_about_what_it_signed_last(network: Network) -> None:
    asked, home = network.ask(), network.homes[0]
    with home.transaction() as session:
        director = home.actor("director")
        closing = service.close(session, director, home.country, PERIOD, today=TODAY, note="Corregido", anew=True)
        service.sign(session, director, home.country, closing)
    with pytest.raises(Invalid) as refused:
        network.part(home, asked.call)
    assert refused.value.fields["sums"] == [parts.OTHER_VERSION]


def test_a_new_round_waits_until_the_one_before_has_run_out(network: Network) -> None:
    asked = network.ask()
    with pytest.raises(Invalid):
        network.ask()
    network.part(network.homes[0], asked.call)
    hasty = json.dumps({**json.loads(asked.call), "number": 2})
    with pytest.raises(Invalid) as refused:
        network.part(network.homes[0], hasty)
    assert refused.value.fields["sums"] == [parts.STILL_RUNNING]
    later = date(2026, 3, 31)
    with pytest.raises(Invalid) as late:
        network.part(network.homes[1], asked.call, today=later)
    assert late.value.fields["sums"] == [parts.TOO_LATE]
    again = network.ask(today=later)
    assert again.number == 2
    assert network.part(network.homes[0], again.call, today=later)


def test_a_branch_gives_nothing_that_it_has_not_hidden(network: Network) -> None:
    """The office may not name a branch whose count it knows, so that the others' sum is one count."""
    call = json.loads(network.ask().call)
    fourth = network.homes[3]
    with pytest.raises(Invalid) as stranger:
        network.part(fourth, json.dumps(call))
    assert stranger.value.fields["sums"] == [parts.NOT_ASKED]
    with fourth.transaction() as session:
        from core.reporting import masking
        from core.reporting.leaving import keys

        call["members"][fourth.code] = masking.public_of(keys.masking_key(session, fourth.id))
        call["versions"][fourth.code] = 1
    call["cells"][ADMITTED].append(fourth.code)
    with pytest.raises(Invalid) as refused:
        network.part(fourth, json.dumps(call))
    assert refused.value.fields["sums"] == [parts.NOT_HIDDEN]


def test_two_different_answers_of_one_round_are_one_too_many(network: Network) -> None:
    asked = network.ask()
    envelopes = [network.part(home, asked.call) for home in network.homes[:3]]
    assert network.part(network.homes[0], asked.call) == envelopes[0]
    for envelope in envelopes:
        network.give(envelope)
    settled = network.settle()
    first = network.part(network.homes[0], asked.call, settled)
    assert network.part(network.homes[0], asked.call, settled) == first
    without = json.dumps({**json.loads(settled), "alive": network.codes[:2]})
    with pytest.raises(Conflict):
        network.part(network.homes[0], asked.call, without)


def test_a_sum_that_tells_each_part_is_not_kept() -> None:
    assert [value for value in range(14) if tells_each(value, 3, 5)] == [0, 1, 2, 3, 12]


@pytest.mark.parametrize("told", ["", "[]", "{}", "null", '{"call": 1}'])
def test_what_is_no_call_is_refused(network: Network, told: str) -> None:
    with pytest.raises(Invalid):
        network.part(network.homes[0], told)


def test_what_somebody_else_signed_is_refused(network: Network) -> None:
    asked = network.ask()
    sealed = json.loads(network.part(network.homes[0], asked.call))
    private, _public = package.new_key()
    forged = package.envelope(sealed["package"], package.sign(sealed["package"], private))
    with pytest.raises(Invalid) as refused:
        network.give(forged)
    assert refused.value.fields["submission"] == [FORGED]


def test_only_a_director_gives_away_what_is_hidden(network: Network) -> None:
    asked, home = network.ask(), network.homes[0]
    with home.transaction() as session, pytest.raises(Exception) as refused:  # noqa: PT011 - Forbidden or NotFound
        parts.take_part(session, replace(home.actor("educator")), asked.call, today=TODAY)
    assert type(refused.value).__name__ in ("Forbidden", "NotFound", "Refused")
