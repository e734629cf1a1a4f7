"""What is refused is shown with its reason, from its bytes on; what anybody can send is counted and hides nothing."""

import io
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core import clock
from core.actor import Actor
from core.audit.models import NetworkEvent
from core.errors import Invalid
from core.hq import commands
from core.hq.receiving import refusals
from core.hq.receiving.reading import FILE, HTTPS, NO_SUBMISSION, TOO_LARGE
from core.hq.receiving.service import FOREIGN, REPLAYED, receive_here
from core.hq.receiving.signed import FORGED
from core.reporting import service
from core.reporting.leaving import keys, package
from core.reporting.periods import Period
from core.reporting.sending import asking
from core.testkit.house import Home
from core.testkit.web import Network

PERIOD = Period(2026, "M", 2)
BRUNO = Actor(None, "Bruno Alvarado", "hq_analyst")


@pytest.fixture
def envelope(network: Network) -> str:
    home = network.home
    with home.transaction() as session:
        director = home.actor("director")
        closing = service.close(session, director, home.country, PERIOD, today=date(2026, 3, 16), note="Prueba")
        service.sign(session, director, home.country, closing)
        return service.envelope(session, director, closing)


def rows(network: Network) -> list[tuple[str, str, str, int]]:
    """What the office is shown: the way, the reason, whose it says it is, and how many times."""
    with network.home.stores.hq.reading() as session:
        found = refusals.listed(session, BRUNO).rows
        return [(each.came_by, each.reason, each.claimed_branch, each.times) for each in found]


def shown(network: Network) -> str:
    page = network.client("hq_analyst").get("/hq").text
    return page.partition("Paquetes rechazados")[2]


def archive(content: bytes) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        file.writestr("cifras.json", content)
    return made.getvalue()


def with_a_hole(content: bytes) -> bytes:
    return content[:60] + b"\xff" * 40 + content[100:]


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "a truncated archive": lambda sent: archive(sent)[:-40],
    "an archive with a hole": lambda sent: with_a_hole(archive(sent)),
    "bytes that are no text": with_a_hole,
    "bytes that are no text in an archive": lambda sent: archive(with_a_hole(sent)),
    "a truncated package": lambda sent: sent[:-30],
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_what_cannot_even_be_read_is_shown_by_whichever_way_it_came(
    network: Network, envelope: str, broken: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, client = broken(envelope.encode()), network.client("hq_analyst")
    for _twice in range(2):
        answer = client.post("/hq/upload", data={"package": (io.BytesIO(content), "cifras.zip")})
        assert answer.status_code == 422
    assert rows(network) == [(FILE, NO_SUBMISSION, "", 1)]
    assert "llegó cortado" in shown(network)
    assert network.app.test_client().post("/hq/submissions", data=content).status_code == 422
    assert rows(network)[0] == (HTTPS, NO_SUBMISSION, "", 1)
    file = tmp_path / "cifras.zip"
    file.write_bytes(broken(b" " + envelope.encode()))  # another one: the same is noted once
    monkeypatch.setattr(commands, "_stores", _these(network))
    assert isinstance(CliRunner().invoke(commands.hq, ["receive", str(file)]).exception, Invalid)
    assert [each[:2] for each in rows(network)] == [(FILE, NO_SUBMISSION), (HTTPS, NO_SUBMISSION),
                                                    (FILE, NO_SUBMISSION)]  # fmt: skip


def _these(network: Network) -> Callable[[], object]:
    return lambda: nullcontext(network.home.stores)


@pytest.mark.parametrize("command", ["sharing-receive", "sum-receive"])
def test_an_answer_or_a_part_that_the_command_line_refuses_is_shown(
    network: Network, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "_stores", _these(network))
    file = tmp_path / "answer.json"
    for content in (b"\xff\xfe", b"{}"):
        file.write_bytes(content)
        assert isinstance(CliRunner().invoke(commands.hq, [command, str(file)]).exception, Invalid)
    assert rows(network) == [(FILE, NO_SUBMISSION, "", 1)] * 2


def test_an_answer_to_a_request_that_is_refused_is_shown(network: Network) -> None:
    told = {"format": "abrigo-sharing", "branch": network.home.code, "number": 1, "asked": "0" * 64, "answer": "yes",
            "text": "", "by": "x", "at": clock.now().isoformat()}  # fmt: skip
    text = package.canonical(told)
    forged = package.envelope(text, package.sign(text, package.new_key()[0]))
    assert network.app.test_client().post("/hq/sharing", data=forged).status_code == 422
    network.client("hq_analyst").post("/hq/sharing/answers", data={"answer": (io.BytesIO(b"\xff"), "x.json")})
    network.client("hq_analyst").post("/hq/sharing/answers", data={"answer": (io.BytesIO(forged.encode()), "x.json")})
    assert rows(network) == [(FILE, FORGED, network.home.code, 1), (FILE, NO_SUBMISSION, "", 1), (HTTPS, FORGED, "", 1)]


def test_a_whole_that_is_not_what_was_announced_stands_under_who_announced_it(network: Network) -> None:
    """Whoever announced it is known, so it is no stranger's, whatever it is."""
    home, door = network.home, network.app.test_client()
    with home.reading() as session:
        announcement = asking.announced(session, home.actor("director"), "whole").announcement
    for whole in (b"xxxxx", b"yyyyy", b"xxxxx"):
        assert door.post("/hq/arriving", data=announcement).status_code == 200
        address = f"/hq/arriving/{sha256(b'whole').hexdigest()}?from=0"
        assert door.post(address, data=whole).status_code == 422
    assert rows(network) == [(HTTPS, NO_SUBMISSION, home.code, 1)] * 2


def test_what_is_too_large_to_be_read_is_counted(network: Network) -> None:
    for _twice in range(2):
        answer = network.app.test_client().post("/hq/submissions", data=b" " * 3_000_001)
        assert answer.status_code == 413
    assert rows(network) == [(HTTPS, TOO_LARGE, "", 2)]


def junk(door: FlaskClient, number: int) -> None:
    door.environ_base["REMOTE_ADDR"] = f"203.0.113.{number % 250}"  # whoever floods has many addresses
    assert door.post("/hq/submissions", data=b"junk %d" % number).status_code == 422


def test_junk_of_strangers_is_one_line_a_day_and_pushes_nothing_out(network: Network, envelope: str) -> None:
    """What a branch has signed stays in sight, and neither the list nor the record of what is done grows."""
    home, door = network.home, network.app.test_client()
    foreign = resigned(home, envelope, branch="XX-09")
    receive_here(home.stores, resigned(home, envelope, version=2), HTTPS)
    with pytest.raises(Invalid):
        receive_here(home.stores, envelope, HTTPS)
    for number in range(3 * refusals.SHOWN):
        junk(door, number)
    with pytest.raises(Invalid):
        receive_here(home.stores, foreign, HTTPS)
    assert rows(network) == [(HTTPS, FOREIGN, "", 1), (HTTPS, NO_SUBMISSION, "", 3 * refusals.SHOWN),
                             (HTTPS, REPLAYED, home.code, 1)]  # fmt: skip
    assert f"{3 * refusals.SHOWN} veces ese día" in shown(network)
    assert "sin firma de una sede conocida" in shown(network)
    with clock.freeze(clock.now() + timedelta(days=1)):
        junk(door, 0)
    assert rows(network)[0] == (HTTPS, NO_SUBMISSION, "", 1)
    with home.stores.network.reading() as session:
        told = select(func.count()).where(NetworkEvent.action == "hq.refuse")
        assert session.scalar(told) == 4


def test_a_signed_package_in_other_envelopes_is_one_line(network: Network, envelope: str) -> None:
    home = network.home
    receive_here(home.stores, resigned(home, envelope, version=2), HTTPS)
    for number in range(5):
        with pytest.raises(Invalid):
            receive_here(home.stores, envelope + " " * number, HTTPS)
    assert rows(network) == [(HTTPS, REPLAYED, home.code, 1)]


def resigned(home: Home, envelope: str, **changes: object) -> str:
    text = package.canonical({**json.loads(json.loads(envelope)["package"]), **changes})
    with home.reading() as session:
        return package.envelope(text, package.sign(text, keys.private_key(session, home.id)))


def test_the_list_goes_on_by_key_to_its_very_end(network: Network) -> None:
    number = 2 * refusals.SHOWN + 3
    for each in range(number):
        with pytest.raises(Invalid):
            receive_here(network.home.stores, b"file %d" % each, FILE)
    client, addresses = network.client("hq_analyst"), list[str]()
    seen, page = list[str](), client.get("/hq").text
    while page:
        seen += re.findall(r'ab-code">([0-9a-f]{16})<', page)
        older = re.search(r'rel="next" href="(/hq/refused[^"]*)"', page)
        addresses += [older[1]] if older else []
        page = client.get(older[1]).text if older else ""
    assert seen == [sha256(b"file %d" % each).hexdigest()[:16] for each in reversed(range(number))]
    assert len(addresses) == 2
    back = re.search(r'rel="prev" href="([^"]*)"', client.get(addresses[1]).text)
    assert back is not None
    assert back[1] == addresses[0]
    assert 'rel="prev" href="/hq/refused"' in client.get(addresses[0]).text
    assert client.get("/hq/refused?before=-5").status_code == client.get("/hq/refused?before=x").status_code == 200


def test_only_the_office_reads_what_was_refused(network: Network) -> None:
    assert network.client("director").get("/hq/refused").status_code == 404


def test_of_many_that_begin_a_line_at_once_all_are_counted(network: Network) -> None:
    stores = network.home.stores

    def knock(number: int) -> None:
        with stores.network.transaction() as session:
            refusals.note(session, b"%d" % number, HTTPS, NO_SUBMISSION)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(knock, range(8)))
    assert rows(network) == [(HTTPS, NO_SUBMISSION, "", 8)]
