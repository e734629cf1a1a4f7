"""AS-24, the evaluator's part: Silke Brandt gets rows that are nobody's, and is refused what would tell."""

import csv
import io
import re
import zipfile
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.actor import SYSTEM
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.evidence import recall
from core.evidence.models import Extract
from core.residents import consents
from core.residents.models import Consent, Resident
from core.testkit.research import FORM, Asked
from core.testkit.web import Network

NEW, ONE = "/evidence/extracts/new", "/evidence/extracts/1"


def let_go(network: Network) -> bytes:
    assert network.client("me_officer").post(NEW, data=FORM).location == ONE
    network.client("dpo").post(f"{ONE}/approve")
    return network.client("me_officer").get(f"{ONE}/file").data


def rows_of(file: bytes) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read("data.csv").decode())))


@pytest.mark.usefixtures("asked")
def test_of_64_who_agreed_seven_are_left_out_and_the_rest_leaves_for_seven_days(network: Network) -> None:
    officer, nora = network.client("me_officer"), network.client("dpo")
    assert officer.post(NEW, data=FORM).location == ONE
    page = officer.get(ONE).text
    assert re.search(r"64 personas .* 7 filas, .* 11: 10.9 % \(límite 15 %\)", page)
    assert officer.post(f"{ONE}/approve").status_code == 404
    assert officer.get(f"{ONE}/file").location == ONE  # nothing there yet
    nora.post(f"{ONE}/approve")
    answer = officer.get(f"{ONE}/file")
    rows = rows_of(answer.data)
    assert Counter(row["age_band"] for row in rows) == {"Y15T17": 22, "Y9T14": 35}
    assert {row["admitted"] for row in rows} == {"2024Q1"}
    assert set(rows[0]) == {*FORM["variables"], "extract"}
    with clock.freeze(clock.now() + timedelta(days=7)):
        for role in ("me_officer", "dpo"):
            network = Network(network.app, network.home)
            assert network.client(role).get(f"{ONE}/file").location == ONE
        assert "terminaron sus siete días" in network.client("dpo").get(ONE).text
        with network.home.transaction() as session:
            recall.refresh(session, SYSTEM, network.home.id, lambda _made: 0)
            made = session.scalars(select(Extract)).one()
        assert made.file is None
        assert made.people is not None  # so that copies can be asked back from whoever has one


@pytest.mark.usefixtures("asked")
def test_an_outcome_of_which_no_value_would_leave_is_refused_and_named_before_anybody_decides(network: Network) -> None:
    """Of nobody a score of trauma is known; of wellbeing 57 are, and each group has several of them."""
    officer = network.client("me_officer")
    more = {**FORM, "variables": [*FORM["variables"], "trauma"]}
    assert officer.post(NEW, data=more).location == ONE
    page = officer.get(ONE).text
    assert "Un resultado no diría nada: no sale nada." in page
    assert re.search(r"variables clave:</p><ul><li>Síntomas de trauma</li></ul>", page)
    assert "resultado: se conoce de 57 filas, salen 57 valores" in page
    assert network.client("dpo").post(f"{ONE}/approve").location == ONE
    assert officer.get(f"{ONE}/file").location == ONE


@pytest.mark.usefixtures("asked")
def test_the_note_does_not_say_how_many_were_left_out_where_they_are_few(network: Network) -> None:
    with zipfile.ZipFile(io.BytesIO(let_go(network))) as archive:
        notes = {each: archive.read(f"method.{each}.md").decode() for each in ("es", "en")}
    assert "menos de 11 filas; el límite es 15 %. Quedan 57 filas." in notes["es"]
    assert "fewer than 11 rows; the limit is 15 %. 57 rows are left." in notes["en"]
    assert not any(re.search(r"\b(64|7) (de|of|filas|rows)\b", note) for note in notes.values())


@pytest.mark.usefixtures("asked")
def test_with_the_municipality_a_third_would_be_lost_and_it_is_refused_with_advice(network: Network) -> None:
    officer = network.client("me_officer")
    more = {**FORM, "variables": [*FORM["variables"], "municipality"]}
    assert officer.post(NEW, data=more).location == ONE
    page = officer.get(ONE).text
    assert re.search(r"64 personas .* 20 filas, .* 11: 31.2 %", page)
    assert re.search(r"Pasaría sin una de estas:</p><ul><li>Municipio de origen</li></ul>", page)
    assert network.client("dpo").post(f"{ONE}/approve").location == ONE
    assert officer.get(f"{ONE}/file").location == ONE
    again = officer.get(f"{NEW}?again=1").text
    assert "Silke Brandt" in again


def test_the_file_names_nobody_and_every_part_of_it_says_whom_it_was_made_for(network: Network, asked: Asked) -> None:
    file = let_go(network)
    with network.home.reading() as session:
        made = session.scalars(select(Extract)).one()
        codes = session.scalars(select(Resident.code)).all()
        externals = session.scalars(select(Resident.external_code)).all()
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(parts) == {"data.csv", "dictionary.csv", "method.es.md", "method.en.md"}
    for text in parts.values():
        assert made.mark in text
        assert not any(code in text for code in (*codes, *externals))
    assert {row["extract"] for row in rows_of(file)} == {made.mark}
    for language in ("es", "en"):
        note = parts[f"method.{language}.md"]
        for said in ("Silke Brandt", "AUD-7", "RED-IND", "11", made.mark):
            assert said in note
    assert len(asked.people) == 65


@pytest.mark.usefixtures("asked")
def test_every_step_is_on_record_and_others_know_of_nothing(network: Network) -> None:
    let_go(network)
    network.client("me_officer").post(f"{ONE}/end", data={"confirmed": "Carta del 20 de marzo"})
    with network.home.reading() as session:
        events = [each.action for each in session.scalars(select(CountryEvent).order_by(CountryEvent.seq))]
        made = session.scalars(select(Extract)).one()
    assert [each for each in events if each.startswith("extract.")] == [
        "extract.propose", "extract.approve", "extract.fetch", "extract.end",
    ]  # fmt: skip
    assert made.file is None and made.people is None  # noqa: PT018 - nothing is left of it
    for role in ("social_worker", "psychologist", "nurse", "config_admin"):
        assert network.client(role).get("/evidence/extracts").status_code == 404
        assert network.client(role).get(ONE).status_code == 404


def tasks(network: Network) -> list[tuple[str, str, str]]:
    query = select(Task).where(Task.source == "extract", Task.done_at.is_(None)).order_by(Task.code)
    with network.home.reading() as session:
        return [(each.code, each.role, f"{each.due_at:%Y-%m-%d}") for each in session.scalars(query)]


def withdraw(network: Network, resident: int) -> None:
    worker = network.home.actor("social_worker")
    with network.home.transaction() as session:
        given = session.scalars(select(Consent).where(Consent.resident_id == resident)).one()
        consents.withdraw(session, worker, given.id, date(2026, 3, 16), on_case=True)


def test_who_takes_her_consent_back_has_every_copy_asked_back_at_once(network: Network, asked: Asked) -> None:
    let_go(network)
    assert [each[:2] for each in tasks(network)] == [("extract.confirm", "me_officer")]
    withdraw(network, asked.people[57])  # one of those whom the check has left out
    assert len(tasks(network)) == 1
    withdraw(network, asked.people[0])
    assert [each[:2] for each in tasks(network)] == [
        ("extract.confirm", "me_officer"),
        ("extract.recall", "me_officer"),
    ]
    officer = network.client("me_officer")
    assert "retiró su consentimiento" in officer.get("/agenda").text
    assert officer.get(f"{ONE}/file").location == ONE
    with network.home.transaction() as session:
        made = session.scalars(select(Extract)).one()
        assert made.file is None
        recall.refresh(session, SYSTEM, network.home.id, lambda _made: 1)  # the night says the same once
    assert len(tasks(network)) == 2
    assert officer.post(f"{ONE}/end", data={"confirmed": ""}).status_code == 422
    officer.post(f"{ONE}/end", data={"confirmed": "Carta del 20 de marzo"})
    assert tasks(network) == []
    assert "Carta del 20 de marzo" in officer.get(ONE).text


def test_nobody_is_asked_for_copies_that_were_never_fetched(network: Network, asked: Asked) -> None:
    network.client("me_officer").post(NEW, data=FORM)
    assert network.client("me_officer").post(NEW, data={**FORM, "kept_until": "2026-03-16"}).status_code == 422
    network.client("dpo").post(f"{ONE}/approve")
    withdraw(network, asked.people[0])
    assert [each[0] for each in tasks(network)] == ["extract.confirm"]
    with clock.freeze(clock.now() + timedelta(days=7)), network.home.transaction() as session:
        recall.refresh(session, SYSTEM, network.home.id, lambda _made: 1)
    assert tasks(network) == []
