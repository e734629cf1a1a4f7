"""The page on which a report to a donor is read before it leaves."""

from core.testkit.offices import approve, decide, send
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
    head = {"title": "Fondo", "donor": "Fundación", "period": "2025", "sharing": decide(stores, MX="no")}
    page = str(bruno.post("/hq/donor/new", data=head).location)
    bruno.post(f"{page}/sections/0", data={"title": "Quiénes", "text": "", "indicators": "RES-003 OUT-001"})
    assert KEPT_BACK not in bruno.get(page).text
    seen = bruno.post(f"{page}/issue", follow_redirects=True).text
    assert "Aún no se ha emitido: hay que reservar algo de lo que dice." in seen
    assert "<li>RES-003 " in seen.partition(KEPT_BACK)[2]
    seen = bruno.post(f"{page}/issue", follow_redirects=True).text
    assert "El informe está emitido." in seen
    assert KEPT_BACK not in seen
