"""Over a line that breaks a package arrives once, goes on where it broke, and is refused for the reason it deserves."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from http.client import HTTPConnection
from typing import Any

import pytest
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.hq.models import Arriving, Submission
from core.hq.receiving import arriving, refusals, signed
from core.hq.receiving.reading import FROM_THE_FUTURE, NO_SUBMISSION, WRONG_FORM
from core.hq.receiving.service import FOREIGN, REPLAYED, receive_here
from core.hq.receiving.signed import FORGED
from core.hq.sums import rounds as sums
from core.i18n import say
from core.reporting import service
from core.reporting.leaving import keys, package
from core.reporting.leaving import sums as parts
from core.reporting.periods import Period
from core.reporting.sending import asking, line
from core.reporting.sending.line import Line, Outgoing
from core.testkit.house import Home
from core.testkit.serving import served
from core.testkit.web import Network

PERIOD = Period(2026, "M", 2)
TODAY = date(2026, 3, 16)
BRUNO = Actor(None, "Bruno Alvarado", "hq_analyst")


@pytest.fixture
def store_kind() -> str:
    """What goes over a line and what is kept of it is the same on either database."""
    return "sqlcipher"


@pytest.fixture
def office(network: Network, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(line, "PAUSE", 0)
    with served(network.app) as address:
        yield f"{address}/hq"


@dataclass
class Fragile:
    """A line that breaks before the requests that are named, and counts what it carries."""

    breaks: set[int]
    seen: int = 0
    carried: list[int] = field(default_factory=list)

    def __call__(self, host: str, port: int | None, *, timeout: float) -> HTTPConnection:
        self.seen += 1
        if self.seen in self.breaks:
            raise ConnectionResetError
        carried = self.carried

        class Counted(HTTPConnection):
            def request(self, method: str, url: str, body: Any = None, headers: Any = None, **more: Any) -> None:
                carried.append(len(body or b""))
                super().request(method, url, body, headers or {}, **more)

        return Counted(host, port, timeout=timeout)


def package_of(home: Home, period: Period = PERIOD) -> str:
    with home.transaction() as session:
        director = home.actor("director")
        closing = service.close(session, director, home.country, period, today=TODAY, note="Prueba")
        service.sign(session, director, home.country, closing)
        return service.envelope(session, director, closing)


def resigned(home: Home, envelope: str, **changes: Any) -> str:
    told = {**json.loads(json.loads(envelope)["package"]), **changes}
    text = package.canonical(told)
    with home.reading() as session:
        return package.envelope(text, package.sign(text, keys.private_key(session, home.id)))


def outgoing(home: Home, envelope: str) -> Outgoing:
    with home.reading() as session:
        return asking.announced(session, home.actor("director"), envelope)


def refusal(network: Network, office: str, envelope: str) -> str:
    with pytest.raises(Invalid) as refused:
        Line(office).send(outgoing(network.home, envelope))
    with network.home.stores.hq.reading() as session:
        assert say(refusals.listed(session, BRUNO).rows[0].reason) == refused.value.fields["submission"][0]
        assert session.query(Submission).count() == 0
    return str(refused.value.fields["submission"][0])


def test_a_package_goes_on_where_the_line_broke(network: Network, office: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "PIECE", 500)
    monkeypatch.setattr(line, "PAUSE", 1)
    envelope, waits = package_of(network.home), list[float]()
    fragile, parcel = Fragile({3, 6, 7}), outgoing(network.home, envelope)
    received = Line(office, pause=waits.append, connect=fragile).send(parcel)
    assert received == json.loads(json.dumps(package.digest(json.loads(envelope)["package"])))
    pieces = [each for each in fragile.carried if each != len(parcel.announcement.encode())]
    assert sum(pieces) == len(envelope.encode())  # no byte twice
    assert waits == [1, 2, 4]
    with network.home.stores.network.reading() as session:
        assert session.query(Arriving).count() == 0
    assert Line(office).send(outgoing(network.home, envelope)) == received  # and again: nothing changes
    with network.home.stores.hq.reading() as session:
        assert session.query(Submission).count() == 1


def test_an_answer_that_was_lost_is_asked_for_again(network: Network, office: str) -> None:
    """The office has it, and the branch does not know: it sends once more, and learns the same."""
    envelope = package_of(network.home)
    receive_here(network.home.stores, envelope, "https")
    assert Line(office).send(outgoing(network.home, envelope)) == package.digest(json.loads(envelope)["package"])


def test_a_line_that_stays_dead_is_given_up(network: Network, office: str) -> None:
    with pytest.raises(Conflict) as gone:
        Line(office, pause=lambda _seconds: None, connect=Fragile(set(range(99)))).send(
            outgoing(network.home, package_of(network.home))
        )
    assert gone.value.message == line.NOT_REACHED


@pytest.mark.parametrize("address", ["http://office.example/hq", "ftp://127.0.0.9/hq", "office", ""])
def test_nothing_goes_over_a_plain_line(address: str) -> None:
    with pytest.raises(Invalid):
        Line(address)


def test_each_bad_package_is_refused_for_its_own_reason_and_shown(network: Network, office: str) -> None:
    home, envelope = network.home, package_of(network.home)
    sealed = json.loads(envelope)
    corrupt = json.dumps({**sealed, "package": sealed["package"].replace('"value":0', '"value":7', 1)})
    private, _public = package.new_key()
    forged = package.envelope(sealed["package"], package.sign(sealed["package"], private))
    bad = {
        corrupt: FORGED,
        forged: FORGED,
        envelope[: len(envelope) // 2]: NO_SUBMISSION,
        resigned(home, envelope, branch="XX-09"): FOREIGN,
        resigned(home, envelope, format_version=package.FORMAT_VERSION + 1): FROM_THE_FUTURE,
        resigned(home, envelope, surprise=1): WRONG_FORM,
    }
    assert {say(reason) for reason in bad.values()} == {refusal(network, office, each) for each in bad}
    board = network.client("hq_analyst").get("/hq").text
    assert all(str(say(reason)) in board for reason in bad.values())


def test_an_older_version_is_refused_as_replayed(network: Network, office: str) -> None:
    envelope = package_of(network.home)
    Line(office).send(outgoing(network.home, resigned(network.home, envelope, version=2)))
    with pytest.raises(Invalid) as refused:
        Line(office).send(outgoing(network.home, envelope))
    assert refused.value.fields["submission"] == [say(REPLAYED)]


def announce(home: Home, whole: bytes) -> str:
    """Announce some bytes as a branch would, and give the name under which the office takes them."""
    text = outgoing(home, whole.decode()).announcement
    with home.stores.network.transaction() as session:
        arriving.announce(session, text)
    return sha256(whole).hexdigest()


def add(home: Home, digest: str, start: int, piece: bytes) -> arriving.Arrived | None:
    with home.stores.network.transaction() as session:
        return arriving.add(session, digest, start, piece)


def on_their_way(home: Home) -> set[str]:
    with home.stores.network.reading() as session:
        return set(session.scalars(select(Arriving.digest)))


def test_pieces_that_do_not_make_the_whole_are_thrown_away(network: Network) -> None:
    home = network.home
    digest = announce(home, b"whole")
    assert add(home, digest, 0, b"wh") is None
    with pytest.raises(Conflict):
        add(home, digest, 0, b"wh")
    whole = add(home, digest, 2, b"xxx")
    assert whole is not None
    with pytest.raises(Invalid):
        arriving.opened(digest, whole.content)
    assert on_their_way(home) == set()
    announce(home, b"whole")
    whole = add(home, digest, 0, b"whole")
    assert whole == arriving.Arrived(home.code, b"whole")
    assert arriving.opened(digest, b"whole") == "whole"
    for start, piece in ((0, b"x" * (arriving.PIECE + 1)), (0, b"xxxxxx")):
        announce(home, b"whole")
        with pytest.raises(Invalid):
            add(home, digest, start, piece)


def test_nothing_that_no_branch_has_signed_takes_a_place_or_a_byte(network: Network) -> None:
    """Whoever fills the door with what nobody announced keeps no branch from sending."""
    home, stranger = network.home, network.app.test_client()
    private, _public = package.new_key()
    for number in range(arriving.EACH + 20):
        digest = sha256(b"%d" % number).hexdigest()
        assert stranger.post(f"/hq/arriving/{digest}?from=0", data=b"x").status_code == 409
        told = {"format": asking.ANNOUNCEMENT, "branch": home.code, "digest": digest, "total": 5,
                "at": clock.now().isoformat()}  # fmt: skip
        text = package.canonical(told)
        forged = package.envelope(text, package.sign(text, private))
        assert stranger.post("/hq/arriving", data=forged).status_code == 422
    assert on_their_way(home) == set()
    with clock.freeze(clock.now() - arriving.PATIENCE - timedelta(seconds=1)):
        old = outgoing(home, "x").announcement
    assert signed.STALE in refused(home, old)
    assert arriving.TOO_LARGE in refused(home, outgoing(home, "x" * (arriving.LARGEST + 1)).announcement)


def refused(home: Home, announcement: str) -> str:
    with home.stores.network.transaction() as session, pytest.raises(Invalid) as wrong:
        arriving.announce(session, announcement)
    return str(wrong.value.fields["submission"][0])


def test_what_a_branch_left_halfway_makes_room_for_what_it_sends_now(network: Network) -> None:
    home, other = network.home, network.open_house()
    foreign = announce(other, b"other")
    sent = []
    for number in range(arriving.EACH + 1):
        with clock.freeze(clock.now() + timedelta(minutes=number)):
            sent.append(announce(home, b"%d" % number))
    assert on_their_way(home) == {foreign, *sent[1:]}
    with pytest.raises(Conflict):
        add(home, sent[0], 0, b"0")
    with clock.freeze(clock.now() + arriving.PATIENCE + timedelta(hours=1)):
        with pytest.raises(Conflict):
            add(home, foreign, 0, b"other")
        fresh = announce(home, b"new")
        assert on_their_way(home) == {fresh}


def test_a_full_house_is_told_as_what_it_is_and_what_stands_still_makes_room(
    network: Network, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "MOST", 1)
    home, envelope = network.home, package_of(network.home)
    announce(network.open_house(), b"other")
    waits = list[float]()
    with pytest.raises(Conflict) as full:
        Line(office, pause=waits.append).send(outgoing(home, envelope))
    assert (full.value.message, len(waits)) == (line.FULL, line.TRIES - 1)
    with pytest.raises(Conflict) as full:
        list(Line(office).pieces(outgoing(home, envelope)))
    assert full.value.message == line.FULL
    with clock.freeze(clock.now() + arriving.LULL + timedelta(minutes=1)):
        assert Line(office).send(outgoing(home, envelope)) == package.digest(json.loads(envelope)["package"])


@pytest.mark.parametrize(
    ("status", "told", "reason"),
    [(409, b'{"full": true}', line.FULL), (409, b'{"full": false}', line.BEGINS_ANEW), (429, b"{}", line.BUSY),
     (502, b"<html>", line.FAILED), (200, b"<html>", line.STRANGE), (404, b"{}", line.STRANGE)],
)  # fmt: skip
def test_whatever_keeps_a_package_from_going_is_told_as_what_it_is(
    status: int, told: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Line, "_exchange", lambda *_asked: (status, told))
    for act in (lambda at: at.send(Outgoing("x", "y")), lambda at: list(at.pieces(Outgoing("x", "y")))):
        with pytest.raises(Conflict) as kept:
            act(Line("http://127.0.0.1/hq", pause=lambda _seconds: None))
        assert kept.value.message == reason


def test_a_masked_sum_goes_over_the_line(network: Network, office: str) -> None:
    homes = [network.home, network.open_house(), network.open_house()]
    for number, home in zip((3, 4, 4), homes, strict=True):
        with clock.freeze(datetime(2026, 2, 10, 16, tzinfo=UTC)):
            for _each in range(number):
                home.admit()
        Line(office).send(outgoing(home, package_of(home)))
    with network.home.stores.network.transaction() as session:
        sums.open_round(session, BRUNO, PERIOD, today=TODAY)
    for step in (parts.FIRST, parts.SECOND):
        for home in homes:
            _join(home, office, step)
        if step == parts.FIRST:
            with network.home.stores.network.transaction() as session:
                sums.settle(session, BRUNO, PERIOD)
    with network.home.stores.hq.reading() as session:
        found = sums.sums_of(session, BRUNO, PERIOD)
    assert found["RES-001/_T/_T/V"].value == 11


def _join(home: Home, office: str, step: int) -> None:
    told = ask(home, office)
    assert told["step"] == step
    with home.transaction() as session:
        director = home.actor("director")
        if step == parts.FIRST:
            given = parts.take_part(session, director, told["call"], today=TODAY)
        else:
            given = parts.answer(session, director, told["call"], told["settled"], today=TODAY)
    for _again in range(2):
        Line(office).give(given)
    assert ask(home, office).get("step") is None


def ask(home: Home, office: str, asks: str = asking.SUMS) -> dict[str, Any]:
    with home.reading() as session:
        return Line(office).ask(asking.question(session, home.actor("director"), asks, PERIOD))


def test_a_part_that_nobody_signed_is_refused_and_shown(network: Network, office: str) -> None:
    private, _public = package.new_key()
    told = {"format": parts.FORMAT, "branch": network.home.code, "period": "2026-02", "number": 1, "step": 1,
            "call": "0" * 64, "numbers": {}}  # fmt: skip
    text = package.canonical(told)
    with pytest.raises(Invalid) as refused:
        Line(office).give(package.envelope(text, package.sign(text, private)))
    assert refused.value.fields["submission"] == [say(FORGED)]
    with network.home.stores.hq.reading() as session:
        assert refusals.listed(session, BRUNO).rows[0].reason == FORGED


def test_a_branch_asks_how_its_figures_stand_and_for_its_sheet(network: Network, office: str) -> None:
    assert ask(network.home, office, asking.STANDING) == {}
    Line(office).send(outgoing(network.home, package_of(network.home)))
    assert ask(network.home, office, asking.STANDING) == {"state": "received", "version": 1}
    assert ask(network.home, office, asking.SHEET)["branch"] == network.home.code


def test_a_question_of_another_hour_or_of_somebody_else_is_refused(network: Network, office: str) -> None:
    with network.home.reading() as session:
        director = network.home.actor("director")
        with clock.freeze(clock.now() - signed.FRESH - timedelta(seconds=1)):
            old = asking.question(session, director, asking.SHEET, PERIOD)
        other = asking.question(session, replace(director, branch_code="ZZ-02"), asking.SHEET, PERIOD)
    for envelope, reason in ((old, signed.STALE), (other, FORGED)):
        with pytest.raises(Invalid) as refused:
            Line(office).ask(envelope)
        assert refused.value.fields["submission"] == [say(reason)]
