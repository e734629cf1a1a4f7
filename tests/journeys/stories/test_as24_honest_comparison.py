"""AS-24 at the screens: one chart where it is fair, a donor's report of accepted figures, rows that are nobody's."""

import csv
import io
import re
import zipfile
from datetime import timedelta

from core import clock
from core.testkit import research
from core.testkit.offices import decide, issue, send
from core.testkit.research import FORM
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Browser, Network

# A journey through the screens; what they call runs on both databases in the tests of the rooms.
pytestmark = ON_ONE_DATABASE

YEAR, QUARTER = "2025", "2025Q4"
FAMILY, SUCCESS, ADMITTED = "AFC-001", "AFC-005", "RES-003"
NEW, ONE, TWO = "/evidence/extracts/new", "/evidence/extracts/1", "/evidence/extracts/2"


def sent(house: Network) -> None:
    """Let the branches send: NI's six of nine is withheld, HN means another thing by success, MX is provisional."""
    stores = house.home.stores
    send(stores, "GT-01", YEAR, {FAMILY: (7, 12), SUCCESS: (8, 16)})
    send(stores, "HN-01", YEAR, {FAMILY: (5, 11), SUCCESS: (9, 18)}, grades={SUCCESS: "C"})
    send(stores, "NI-01", YEAR, {FAMILY: (None, 9)})
    for branch, admitted in (("GT-01", 23), ("HN-01", 31), ("MX-01", 12)):
        send(stores, branch, QUARTER, {ADMITTED: admitted})
    send(stores, "MX-01", "2025-12", {ADMITTED: 5}, accept=False)


def test_comparison_report_and_extract(house: Network) -> None:
    sent(house)
    bruno = house.client("hq_analyst")
    _unfair_is_refused(bruno)
    _fair_is_plotted(bruno)
    _donor_reads_what_is_accepted(bruno)
    _donor_is_told_of_a_correction(house, bruno)
    with house.home.transaction() as session:
        research.ask_everybody(session, house.home)
    _silke_gets_rows(house)
    _silke_is_refused(house)


def _unfair_is_refused(bruno: Browser) -> None:
    seen = bruno.get(f"/hq/charts?kind=A&indicator={SUCCESS}&branch=GT-01&branch=HN-01").text
    assert seen.count('role="img"') == 2
    assert "Estas cifras no van en una misma gráfica" in seen
    assert "grado C" in seen


def _fair_is_plotted(bruno: Browser) -> None:
    seen = bruno.get(f"/hq/charts?kind=A&indicator={FAMILY}").text
    assert seen.count('role="img"') == 1
    for told in ("7 de 12 (58.3\u00a0%)", "5 de 11 (45.5\u00a0%)", "dato reservado de 9"):
        assert told in seen
    assert seen.count("<path d=") - seen.partition("<svg viewBox")[0].count("<path d=") >= 1  # its cross on the ground
    assert "6 de 9" not in seen
    assert "0 de 9" not in seen


def _donor_reads_what_is_accepted(bruno: Browser) -> None:
    head = {"title": "Fondo de ejemplo", "donor": "Fundación Ficticia", "period": QUARTER}
    page = str(bruno.post("/hq/donor/new", data=head).location)
    told = {"title": "Quiénes llegaron", "text": "Un año de trabajo.", "indicators": ADMITTED}
    assert bruno.post(f"{page}/sections/0", data=told).location == page
    seen = bruno.get(page).text
    assert "MX-01: 2025-12" in seen
    assert "65" in re.sub(r"<[^>]+>", " ", seen).split()  # 23 + 31 + 12, to the next five
    plotted = {"title": "Reintegración", "text": "", "indicators": SUCCESS}
    annual = str(bruno.post("/hq/donor/new", data={**head, "period": YEAR}).location)
    assert bruno.post(f"{annual}/sections/0", data=plotted).location == annual
    seen = re.sub(r"<[^>]+>", "", bruno.get(annual).text)
    assert "No comparables: cada una queda aparte" in seen
    assert "HN-01: no comparable, no está en la suma" in seen


def _donor_is_told_of_a_correction(house: Network, bruno: Browser) -> None:
    """GT finds 30 more admissions: the donor who was told 65 is told 95, what for, and instead of what."""
    head = {"title": "Fondo", "donor": "Fundación Ficticia", "period": QUARTER, "sharing": decide(house.home.stores)}
    page = str(bruno.post("/hq/donor/new", data=head).location)
    told = {"title": "Quiénes llegaron", "text": "Llegaron 65.", "indicators": ADMITTED}
    bruno.post(f"{page}/sections/0", data=told)
    issue(house.home.stores, int(page.rpartition("/")[2]))
    assert "Emitir una corrección" not in bruno.get(page).text
    send(house.home.stores, "GT-01", QUARTER, {ADMITTED: 53}, version=2)
    assert f'href="{page}/correct"' in bruno.get(page).text
    correction = str(bruno.post(f"{page}/correct", data={"why": "Se encontraron ingresos"}).location)
    seen = bruno.get(correction).text
    for said in ("Corregido: versión 2", "Se encontraron ingresos", "antes 65, ahora 95", f'href="{page}"'):
        assert said in seen
    assert "/drop" not in seen
    told = {"title": "Quiénes llegaron", "text": "Llegaron 95."}
    assert bruno.post(f"{correction}/sections/0", data=told).location == correction
    issue(house.home.stores, int(correction.rpartition("/")[2]))
    assert "Llegaron 95." in bruno.get(correction).text
    seen = bruno.get(page).text
    assert "Este informe fue sustituido por la versión 2" in seen
    assert f'href="{correction}"' in seen
    assert "/correct" not in seen
    assert "corregido, versión 2" in bruno.get("/hq/donor").text


def _silke_gets_rows(house: Network) -> None:
    diego, nora = house.client("me_officer"), house.client("dpo")
    assert diego.post(NEW, data=FORM).location == ONE
    assert re.search(r"64 personas .* 7 filas, .* 11: 10.9 % \(límite 15 %\)", diego.get(ONE).text)
    assert diego.post(f"{ONE}/approve").status_code == 404
    assert nora.post(f"{ONE}/approve").location == ONE
    with zipfile.ZipFile(io.BytesIO(diego.get(f"{ONE}/file").data)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("data.csv").decode())))
    assert len(rows) == 57
    assert {row["age_band"] for row in rows} == {"Y9T14", "Y15T17"}
    assert {row["admitted"] for row in rows} == {"2024Q1"}
    assert set(rows[0]) == {*FORM["variables"], "extract"}
    with clock.freeze(clock.now() + timedelta(days=7)):
        assert house.client("me_officer").get(f"{ONE}/file").location == ONE


def _silke_is_refused(house: Network) -> None:
    diego = house.client("me_officer")
    more = {**FORM, "variables": [*FORM["variables"], "municipality"]}
    assert diego.post(NEW, data=more).location == TWO
    page = diego.get(TWO).text
    assert re.search(r"64 personas .* 20 filas, .* 11: 31.2 %", page)
    assert "Pasaría sin una de estas" in page
    house.client("dpo").post(f"{TWO}/approve")
    assert diego.get(f"{TWO}/file").location == TWO
