"""The pages on which one person proposes what the public is told, and another one lets it go."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.actor import Actor
from core.errors import NotFound
from core.hq import commands
from core.hq.public import service as public
from core.reporting.periods import Period
from core.testkit.offices import BRUNO, approve, send
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE


def test_a_period_is_proposed_read_let_go_and_downloaded(network: Network) -> None:
    stores, analyst = network.home.stores, network.client("hq_analyst")
    for branch, admitted in (("GT-01", 23), ("MX-01", 12), ("NI-01", 18)):
        send(stores, branch, "2025", {"RES-003": admitted, "LEG-003": 2})
    page = analyst.get("/hq/public").text
    assert 'value="2025"' in page
    assert analyst.post("/hq/public", data={"period": "2025", "form_token": "a"}).status_code == 302
    shown = analyst.get("/hq/public/1").text
    assert "Usted lo propuso: decide otra persona." in shown
    assert "dato reservado" in shown
    assert analyst.get("/hq/public/1/figures.csv").status_code == 404
    refused = analyst.post("/hq/public/1/approve", follow_redirects=True).text
    assert "Espera a otra persona" in refused
    with stores.network.transaction() as session:
        public.approve(session, Actor(77, "Irma Tzoc", "hq_analyst"), 1)
    rows = list(csv.DictReader(io.StringIO(analyst.get("/hq/public/1/figures.csv").text)))
    told = {row["INDICATOR"]: (row["VALUE"], row["STATUS"], row["CONFIDENTIAL"]) for row in rows}
    assert told == {"RES-003": ("55", "A", "F"), "LEG-003": ("", "Q", "N")}
    assert network.client("director").get("/hq/public").status_code == 404


def test_a_year_that_was_restated_is_corrected_with_a_reason_that_everybody_reads(network: Network) -> None:
    stores, analyst = network.home.stores, network.client("hq_analyst")
    branches = (("GT-01", 23), ("MX-01", 12), ("NI-01", 18))
    for branch, admitted in branches:
        send(stores, branch, "2025", {"RES-003": admitted})
    analyst.post("/hq/public", data={"period": "2025", "form_token": "a"})
    assert "/hq/public/correct" not in analyst.get("/hq/public").text
    with stores.network.transaction() as session:
        public.approve(session, Actor(77, "Irma Tzoc", "hq_analyst"), 1)
    send(stores, "GT-01", "2025", {"RES-003": 26}, version=2)
    assert "Las sedes corrigieron 2025 después de que se publicó." in analyst.get("/hq/public").text
    silent = analyst.post("/hq/public/correct", data={"period": "2025", "why": "", "form_token": "b"})
    assert silent.status_code == 422
    told = {"period": "2025", "why": "Tres expedientes llegaron tarde", "form_token": "b"}
    page = analyst.post("/hq/public/correct", data=told, follow_redirects=True).text
    assert "Corregido: versión 2" in page
    assert "Tres expedientes llegaron tarde" in page
    with stores.network.transaction() as session:
        public.approve(session, Actor(77, "Irma Tzoc", "hq_analyst"), 2)
    answer = analyst.get("/hq/public/2/figures.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["PERIOD"], row["VERSION"], row["VALUE"]) for row in rows] == [("2025", "2", "55")]
    assert "corregido, versión 2" in analyst.get("/hq/public").text


def test_what_was_let_go_is_listed_and_written_to_a_file_on_the_command_line(
    network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nobody proposes or lets go there: an administrator at a console is not two people who are known by name."""
    stores, target = network.home.stores, tmp_path / "told.zip"
    monkeypatch.setattr(commands, "load", lambda: stores.settings)

    def run(*words: str) -> Result:
        return CliRunner().invoke(commands.hq, words)

    for branch, admitted in (("GT-01", 23), ("MX-01", 12), ("NI-01", 18)):
        send(stores, branch, "2025", {"RES-003": admitted, "LEG-003": 2})
    assert "Can be proposed: 2025" in run("public-list").output
    with stores.network.transaction() as session:
        made = public.propose(session, BRUNO, "a", Period.parse("2025")).id
    assert isinstance(run("public-file", str(made), str(target)).exception, NotFound)
    assert not target.exists()
    approve(stores, made)
    (listed,) = json.loads(run("public-list", "--json").output)["told"]
    assert (listed["number"], listed["period"], listed["state"]) == (made, "2025", "issued")
    assert run("public-file", str(made), str(target)).exit_code == 0
    with zipfile.ZipFile(target) as archive:
        figures = archive.read("figures.csv").decode()
        assert figures == network.client("hq_analyst").get(f"/hq/public/{made}/figures.csv").text
        spanish, english = (archive.read(f"notes-{each}.txt").decode() for each in ("es", "en"))
    assert "RES-003 " in spanish
    assert "Cifras para el público: Año 2025" in spanish
    assert "STATUS Q: dato reservado" in spanish
    assert "Version 1, let go on" in english
    assert "GT-01" not in figures + spanish + english
    assert not {each for each in commands.hq.commands if each.startswith("public-")} - {"public-list", "public-file"}
