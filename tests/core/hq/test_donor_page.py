"""The page on which a report to a donor is read before it leaves."""

from core.hq.donors import service as donor
from core.stores import Stores
from core.testkit.offices import IRMA, approve, decide, send
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE

KEPT_BACK = "Reservado, para que no se pueda deducir nada pequeño"


def test_what_has_to_be_withheld_is_read_before_the_report_is_issued(network: Network) -> None:
    """MX said no: what the public was told of all, and the donor of the two others, would tell of it alone."""
    stores, bruno = network.home.stores, network.client("hq_analyst")
    for branch, admitted in (("GT-01", 23), ("MX-01", 12), ("NI-01", 18)):
        send(stores, branch, "2025", {"RES-003": admitted, "OUT-001": 3})
    bruno.post("/hq/public", data={"period": "2025", "form_token": "a"})
    approve(stores, 1)
    head = {"title": "Fondo", "donor": "Fundación Ficticia", "period": "2025", "sharing": decide(stores, MX="no")}
    page = str(bruno.post("/hq/donor/new", data=head).location)
    bruno.post(f"{page}/sections/0", data={"title": "Quiénes", "text": "", "indicators": "RES-003 OUT-001"})
    assert KEPT_BACK not in bruno.get(page).text
    assert "lo emite otra persona" in bruno.get(page).text
    write_last(stores, page)
    seen = bruno.post(f"{page}/issue", follow_redirects=True).text
    assert "Aún no se ha emitido: hay que reservar algo de lo que dice." in seen
    assert "<li>RES-003 " in seen.partition(KEPT_BACK)[2]
    seen = bruno.post(f"{page}/issue", follow_redirects=True).text
    assert "El informe está emitido." in seen
    assert KEPT_BACK not in seen


def test_what_goes_beyond_what_the_branches_decided_on_is_said_beside_their_words(network: Network) -> None:
    stores, bruno = network.home.stores, network.client("hq_analyst")
    send(stores, "GT-01", "2025", {"RES-003": 23, "OUT-001": 3})
    head = {"title": "Fondo", "donor": "Diario", "period": "2025", "sharing": decide(stores, figures="OUT-001")}
    page = str(bruno.post("/hq/donor/new", data=head).location)
    bruno.post(f"{page}/sections/0", data={"title": "Quiénes", "text": "", "indicators": "RES-003 OUT-001"})
    seen = bruno.get(page).text.partition("Sobre qué decidieron las sedes")[2]
    for said in (
        "Fundación Ficticia",
        "OUT-001",
        "No decidieron sobre estas cifras: RES-003.",
        "informe para: Fundación",
    ):
        assert said in seen
    write_last(stores, page)
    assert "No decidieron sobre estas cifras" in bruno.post(f"{page}/issue", follow_redirects=True).text


def write_last(stores: Stores, page: str) -> None:
    """Let another person have changed the report last."""
    told = {"title": "Quiénes", "text": "", "indicators": "RES-003 OUT-001"}
    with stores.network.transaction() as session:
        donor.write_section(session, IRMA, int(page.rpartition("/")[2]), 0, told)
