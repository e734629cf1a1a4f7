"""The screen of a new measure: what cannot be is told at its field, and nothing typed is lost."""

from datetime import timedelta

from core.intake.admission import Basis
from core.residents.models import Resident
from core.testkit.houses import NOON
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE


def measure(girl: Resident, hour: str) -> dict[str, object]:
    return {
        "kind": "handover",
        "valid_from": hour,
        "validity": "fixed",
        "persons": [str(girl.id)],
        "file_number": "Expediente 7",
    }


def test_a_second_provisional_basis_is_refused_at_the_kind_and_keeps_what_was_typed(network: Network) -> None:
    came = NOON - timedelta(days=4)
    girl = network.home.admit(basis=Basis("handover"), admitted_at=came, bed_id=None).resident
    answer = network.client("lawyer").post(f"/residents/{girl.code}/legal/new", data=measure(girl, "2026-03-16T11:00"))
    assert answer.status_code == 422
    assert "se cuentan desde el ingreso" in answer.text
    assert "Expediente 7" in answer.text


def test_one_that_still_has_hours_says_until_when(network: Network) -> None:
    girl = network.home.admit(basis=Basis("verbal"), admitted_at=NOON, bed_id=None).resident
    page = network.client("lawyer").post(
        f"/residents/{girl.code}/legal/new", data=measure(girl, "2026-03-16T11:00"), follow_redirects=True
    )
    assert "Queda registrada la base provisional hasta el 19 mar 2026, 11:00" in page.text


def test_what_is_done_about_a_gap_is_asked_at_its_field_and_written_once(network: Network) -> None:
    girl = network.home.admit(bed_id=None).resident
    lawyer = network.client("lawyer")
    there = f"/residents/{girl.code}/legal"
    empty = lawyer.post(f"{there}/gap", data={"text": "  "})
    assert empty.status_code == 422
    assert 'href="#f-gap-text"' in empty.text
    long = lawyer.post(f"{there}/gap", data={"text": "El juzgado no atiende. " * 100})
    assert long.status_code == 422
    assert "El juzgado no atiende. El juzgado" in long.text
    for _time in range(2):
        lawyer.post(f"{there}/gap", data={"text": "Se pidió la orden hoy.", "form_token": "una-vez"})
    assert lawyer.get(there).text.count("Se pidió la orden hoy.") == 1
