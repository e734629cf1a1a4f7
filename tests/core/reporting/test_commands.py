"""``abrigo report`` and ``abrigo hq`` as an administrator or a script uses them, from closing to the workbook."""

import io
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from openpyxl import load_workbook

from core import cli, clock, installation
from core.access import passwords
from core.hq.receiving import arriving
from core.hq.receiving.service import receive_here
from core.hq.sharing import service as sharing
from core.reporting import service
from core.reporting.periods import Period
from core.reporting.sending import line
from core.reporting.sharing import pending
from core.testkit.serving import served
from core.testkit.web import Network, give_password

PASSWORD = "cuatro palabras muy largas"
SECRET = pyotp.random_base32()
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def store_kind() -> str:
    """One kind of database is enough for what a command line says; the services are tried on both."""
    return "sqlcipher"


@pytest.fixture
def run(network: Network, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the network's stores; gives exit code and output."""
    settings = network.home.stores.settings
    for name, value in {
        "ABRIGO_HOME": settings.home,
        "ABRIGO_STORE": settings.store,
        "ABRIGO_COUNTRIES": "zz",
        "ABRIGO_KEY_FILE": settings.key_file,
    }.items():
        monkeypatch.setenv(name, str(value))
    # Zedland is no installed distribution, so it has no entry point to be found by.
    monkeypatch.setattr(installation, "profiles", lambda _settings: {"zz": network.home.country})

    def command(*words: str) -> tuple[int, str]:
        code = 0
        try:
            cli.main(list(words))
        except SystemExit as left:
            code = int(left.code or 0)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return command


@pytest.fixture
def director(network: Network) -> tuple[str, ...]:
    """What a director types to sign."""
    login = give_password(network.home, "director", passwords.hash_secret(PASSWORD), SECRET)
    return ("--as", login, "--password", PASSWORD, "--code", pyotp.TOTP(SECRET).at(clock.now()))


@pytest.fixture
def signed(run: Run, director: tuple[str, ...]) -> None:
    assert run("report", "close", "ZZ-01", "2026-02")[0] == 0
    assert run("report", "sign", "ZZ-01", "2026-02", *director)[0] == 0


def test_close_prints_what_came_of_it(run: Run) -> None:
    code, said = run("report", "close", "ZZ-01", "2026-02", "--note", "Mes tranquilo", "--json")
    assert code == 0
    assert json.loads(said) | {"branch_id": 0} == {
        "branch_id": 0, "period": "2026-02", "version": 1, "state": "checked", "hash": None, "failed": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("close", "ZZ-01", "2026-03"), 1),  # not ended
        (("close", "ZZ-01", "marzo"), 1),
        (("close", "ZZ-77", "2026-02"), 1),
        (("export", "ZZ-01", "2026-02", "x.json"), 1),  # never closed
        (("send", "ZZ-01", "2026-02"), 1),
        (("close", "ZZ-01"), 2),
        (("nothing",), 2),
    ],
)
def test_what_cannot_be_has_an_exit_code(run: Run, words: tuple[str, ...], code: int) -> None:
    assert run("report", *words)[0] == code


def test_a_branch_whose_country_is_not_enabled_here_is_told_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABRIGO_COUNTRIES", "gt")
    code, told = run("report", "list", "ZZ-01")
    assert (code, "'zz' is not enabled: ABRIGO_COUNTRIES is gt." in told) == (1, True)


class Terminal(io.StringIO):
    """Where somebody looks on."""

    def isatty(self) -> bool:
        return True


def test_what_takes_long_shows_on_a_terminal_how_far_it_has_come(
    run: Run, network: Network, director: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    carried, target = str(tmp_path / "carried.json"), str(tmp_path / "target")
    with served(network.app) as address:
        steps = [
            (("report", "close", "ZZ-01", "2026-02"), "Passes"),
            (("report", "sign", "ZZ-01", "2026-02", *director), "Steps"),
            (("report", "rebuild", "ZZ-01", "2026-02"), "Passes"),
            (("report", "export", "ZZ-01", "2026-02", carried), ""),
            (("report", "send", "ZZ-01", "2026-02", "--to", f"{address}/hq"), "Bytes"),
            (("hq", "receive", carried), "Packages"),
            (("hq", "export", "2026-02", "--to", target), "Branches"),
            (("hq", "export-as", "2026-02", "adx", target), "Branches"),
            (("hq", "sheet", "ZZ-01", "2026-02", target), "Branches"),
        ]
        for words, label in steps:
            terminal = Terminal()
            with monkeypatch.context() as patch:
                patch.setattr(sys, "stderr", terminal)
                code, said = run(*words)
            assert code == 0, (words, said)
            assert label in terminal.getvalue(), words
            drawn = re.findall(r"(\d+)/(\d+)", terminal.getvalue())
            assert not label or drawn[-1][0] == drawn[-1][1] > "0", words
            assert not label or label not in said, words
    assert "Branches" not in run("hq", "export-as", "2026-02", "adx", target)[1]  # nobody looks on


def test_list_tells_versions_newest_first(run: Run) -> None:
    run("report", "close", "ZZ-01", "2026-01")
    run("report", "close", "ZZ-01", "2026-02")
    run("report", "close", "ZZ-01", "2026-02", "--note", "otra")
    code, said = run("report", "list", "ZZ-01", "--json")
    assert code == 0
    assert [(each["period"], each["version"]) for each in json.loads(said)] == [
        ("2026-02", 2), ("2026-02", 1), ("2026-01", 1),
    ]  # fmt: skip
    assert run("report", "list", "ZZ-01")[1].splitlines()[0].startswith("2026-02  v2")


def test_rebuild_says_whether_the_bytes_are_those_that_were_signed(run: Run, director: tuple[str, ...]) -> None:
    run("report", "close", "ZZ-01", "2026-02")
    assert run("report", "rebuild", "ZZ-01", "2026-02")[0] == 1  # nothing is signed yet
    run("report", "sign", "ZZ-01", "2026-02", *director)
    code, said = run("report", "rebuild", "ZZ-01", "2026-02", "--json")
    assert code == 0
    assert {name: json.loads(said)[name] for name in ("same", "late", "gone")} == {"same": True, "late": [], "gone": []}
    assert "The bytes are those that were signed." in run("report", "rebuild", "ZZ-01", "2026-02")[1]


@pytest.mark.parametrize(("password", "code"), [("falsa", None), (PASSWORD, "000000")])
def test_nobody_signs_without_the_directors_secrets(
    run: Run, director: tuple[str, ...], password: str, code: str | None
) -> None:
    run("report", "close", "ZZ-01", "2026-02")
    words = ["--as", director[1], "--password", password, "--code", code or director[5]]
    assert run("report", "sign", "ZZ-01", "2026-02", *words)[0] == 1
    assert json.loads(run("report", "list", "ZZ-01", "--json")[1])[0]["state"] == "checked"


def test_another_role_does_not_sign(run: Run, network: Network) -> None:
    login = give_password(network.home, "me_officer", passwords.hash_secret(PASSWORD), SECRET)
    run("report", "close", "ZZ-01", "2026-02")
    words = ("--as", login, "--password", PASSWORD, "--code", pyotp.TOTP(SECRET).at(clock.now()))
    code, said = run("report", "sign", "ZZ-01", "2026-02", *words)
    assert code == 1
    assert "director" in said


def test_from_the_branch_to_the_workbook_by_file(run: Run, signed: None, tmp_path: Path) -> None:
    carried, book, text = tmp_path / "cifras.json", tmp_path / "red.xlsx", tmp_path / "red.csv"
    assert run("report", "export", "ZZ-01", "2026-02", str(carried))[0] == 0
    within = run("report", "export", "ZZ-01", "2026Q1", str(tmp_path / "trimestre.json"), "--within", "--json")
    assert (within[0], json.loads(within[1])["packages"]) == (0, 1)
    assert (tmp_path / "trimestre.json").read_text() == carried.read_text()
    assert run("report", "export", "ZZ-01", "2025", str(tmp_path / "x"), "--within")[0] == 1
    code, said = run("hq", "receive", str(carried), "--json")
    assert code == 0
    assert run("hq", "receive", str(carried), "--json") == (0, said)
    assert run("hq", "export", "2026-02", "--xlsx", "--to", str(book))[0] == 0
    assert run("hq", "export", "2026-02", "--csv", "--to", str(text))[0] == 0
    lines = text.read_text().splitlines()
    assert load_workbook(book).worksheets[1].max_row == len(lines)
    assert run("hq", "export", "2026-02")[1].splitlines() == lines


def test_a_broken_file_is_refused(run: Run, tmp_path: Path) -> None:
    for number, content in enumerate((b"", b"{}", b"\xff")):
        path = tmp_path / f"{number}.json"
        path.write_bytes(content)
        assert run("hq", "receive", str(path))[0] == 1
    assert run("hq", "receive", str(tmp_path / "none.json"))[0] == 2
    assert run("hq", "export", "2026-02", "--xlsx")[0] == 2


def test_send_on_the_same_node_can_be_repeated(run: Run, signed: None) -> None:
    for _ in range(2):
        code, said = run("report", "send", "ZZ-01", "2026-02", "--json")
        assert (code, json.loads(said)["state"]) == (0, "sent")


def test_send_to_another_node(run: Run, network: Network, signed: None) -> None:
    with served(network.app) as address:
        code, said = run("report", "send", "ZZ-01", "2026-02", "--to", f"{address}/hq", "--json")
    assert (code, json.loads(said.splitlines()[-1])["state"]) == (0, "sent")


def test_a_full_house_is_told_in_plain_words(
    run: Run, network: Network, signed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "PAUSE", 0)
    monkeypatch.setattr(arriving, "MOST", 0)
    with served(network.app) as address:
        code, said = run("report", "send", "ZZ-01", "2026-02", "--to", f"{address}/hq")
    assert code == 1
    assert "taking in as many packages" in said or "recibiendo todos los envíos" in said


def test_what_the_other_node_refuses_is_told_and_not_noted_as_sent(
    run: Run, network: Network, signed: None, director: tuple[str, ...]
) -> None:
    run("report", "key", "ZZ-01")  # the signature was made with the key before
    with served(network.app) as address:
        code, said = run("report", "send", "ZZ-01", "2026-02", "--to", f"{address}/hq")
    assert code == 1
    assert "firma" in said
    assert json.loads(run("report", "list", "ZZ-01", "--json")[1])[0]["state"] == "signed"


def test_nothing_is_sent_over_a_plain_connection_or_to_nowhere(
    run: Run, signed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "PAUSE", 0)
    assert run("report", "send", "ZZ-01", "2026-02", "--to", "http://example.org/hq")[0] == 2
    assert run("report", "send", "ZZ-01", "2026-02", "--to", "http://127.0.0.1:1/hq")[0] == 1


def test_a_branch_answers_a_request_that_came_by_line_or_in_a_file(
    run: Run, network: Network, director: tuple[str, ...], tmp_path: Path
) -> None:
    home, carried, answered = network.home, tmp_path / "asked.json", tmp_path / "answer.json"
    told = {"kind": "press", "recipient": "Diario Ficticio", "purpose": "Nota", "figures": "RES-003", "periods": "2025"}
    network.client("hq_analyst").post("/hq/sharing/new", data=told)

    def says() -> list[tuple[str, list[int]]]:
        with home.stores.hq.reading() as session:
            decisions = [each.decision for each in sharing.asked_of(session, home.code)]
        with home.reading() as session:
            waiting = pending.waiting(session, home.actor("director"))
        return [(each, waiting) for each in decisions]

    assert run("hq", "sharing-file", "ZZ-01", str(carried))[0] == 0
    assert says() == [("", [])]
    code, said = run("report", "asked", "ZZ-01", "--from", str(carried))
    assert (code, json.loads(said) | {"until": ""}) == (
        0,
        {"number": 1, "until": "", "decision": "", "alone": "no", **told},
    )
    assert says() == [("", [1])]
    file = ("--from", str(carried), "--out", str(answered))
    assert run("report", "reply", "ZZ-01", "1", "yes", *file, *director[:4], "--code", "000000")[0] == 1
    assert run("report", "reply", "ZZ-01", "2", "yes", *file, *director)[0] == 1
    assert says() == [("", [1])]
    after = clock.now() + timedelta(minutes=1)
    with clock.freeze(after):  # a code of the second factor serves once
        code = pyotp.TOTP(SECRET).at(after)
        assert run("report", "reply", "ZZ-01", "1", "no", *file, *director[:5], code)[0] == 0
        assert says() == [("", [])]  # it is on its way
        assert run("hq", "sharing-receive", str(answered))[0] == 0
    assert says() == [("no", [])]
    with served(network.app) as address, clock.freeze(after + timedelta(minutes=1)):
        line = ("--to", f"{address}/hq")
        assert '"decision": "no"' in run("report", "asked", "ZZ-01", *line)[1]
        code = pyotp.TOTP(SECRET).at(clock.now())
        assert run("report", "reply", "ZZ-01", "1", "yes", *line, *director[:5], code)[0] == 0
    assert says() == [("yes", [])]


def test_no_request_is_read_from_anything_else(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    assert run("report", "asked", "ZZ-01")[0] == 2  # from nowhere
    assert run("report", "asked", "ZZ-01", "--from", str(other))[0] == 1
    words = ("reply", "ZZ-01", "1", "yes", "--from", str(other), "--as", "x", "--password", "x", "--code", "1")
    assert run("report", *words)[0] == 2  # to nowhere
    assert run("report", *words, "--out", str(tmp_path / "answer.json"))[0] == 1  # by nobody


def test_a_masked_sum_goes_by_file_between_nodes(
    run: Run, network: Network, director: tuple[str, ...], tmp_path: Path
) -> None:
    """The sum needs three branches; what is tried here is the way of the files."""
    asked, part = tmp_path / "asked.json", tmp_path / "part.json"
    for home in [network.home, network.open_house(), network.open_house()]:
        with clock.freeze(datetime(2026, 2, 10, 16, tzinfo=UTC)):
            home.admit()
        with home.transaction() as session:
            signer, period = home.actor("director"), Period.parse("2026-02")
            closing = service.close(session, signer, home.country, period, today=date(2026, 3, 16))
            service.sign(session, signer, home.country, closing)
            sealed = service.envelope(session, signer, closing)
        receive_here(home.stores, sealed, "file")
    assert run("hq", "sum-file", "2026-02", str(asked))[0] == 1
    assert run("hq", "sum-open", "2026-02") == (0, "Round 1\n")
    assert run("hq", "sum-file", "2026-02", str(asked))[0] == 0
    assert run("report", "sum", "ZZ-01", str(asked), str(part), *director)[0] == 0
    assert run("hq", "sum-receive", str(part)) == (0, "ZZ-01: step 1\n")
    assert run("hq", "sum-settle", "2026-02")[0] == 1  # two have not answered
    asked.write_text("{}", encoding="utf-8")
    assert run("report", "sum", "ZZ-01", str(asked), str(part), *director)[0] == 1
