"""What stops an extract: whoever asks does not decide, a consent that ends, and a request without sense."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from core.errors import Conflict, Refused
from core.evidence import extracts
from core.residents.models import Consent
from core.testkit import research
from core.testkit.research import FORM, Asked
from core.testkit.web import Network

NEW, ONE = "/evidence/extracts/new", "/evidence/extracts/1"


@pytest.fixture
def store_kind() -> str:
    """Rules that know no database; that rows leave is tried on both."""
    return "sqlcipher"


def test_whoever_takes_her_consent_back_stops_the_file(network: Network, asked: Asked) -> None:
    network.client("me_officer").post(NEW, data=FORM)
    network.client("dpo").post(f"{ONE}/approve")
    with network.home.transaction() as session:
        consent = session.scalars(select(Consent).where(Consent.resident_id == asked.people[0])).one()
        consent.ended_on, consent.ended_why = consent.given_on, "withdrawn"
    for role in ("me_officer", "dpo"):
        assert network.client(role).get(f"{ONE}/file").location == ONE
    assert "Se retiró el consentimiento" in network.client("dpo").get(ONE).text


@pytest.mark.usefixtures("asked")
def test_nobody_lets_go_what_she_has_asked_for_whatever_her_role(network: Network) -> None:
    home, told = (
        network.home,
        {**FORM, "first_year": research.YEAR, "last_year": research.YEAR, "kept_until": date(2027, 3, 31)},
    )
    with home.transaction() as session:
        made = extracts.propose(session, home.actor("director"), home.country, extracts.Asked(**told))
        her = replace(home.actor("dpo"), user_id=made.proposed_by)
        with pytest.raises(Refused):
            extracts.approve(session, her, home.country, made.id)
        assert extracts.refuse(session, her, made.id, "No hace falta").state == "refused"
    with home.transaction() as session, pytest.raises(Conflict):
        extracts.approve(session, home.actor("dpo"), home.country, made.id)


@pytest.mark.parametrize(("field", "value"), [
    ("agreement", " "), ("last_year", "2023"), ("variables", ["wellbeing"]), ("variables", ["name"]),
])  # fmt: skip
@pytest.mark.usefixtures("asked")
def test_without_an_agreement_or_sense_nothing_is_asked_and_nothing_typed_is_lost(
    network: Network, field: str, value: object
) -> None:
    answer = network.client("me_officer").post(NEW, data={**FORM, field: value})
    assert answer.status_code == 422
    assert "Silke Brandt" in answer.text
    assert f'href="#f-{field}' in answer.text


def test_where_nobody_agreed_or_nobody_is_asked_there_is_no_extract(network: Network) -> None:
    answer = network.client("me_officer").post(NEW, data=FORM)
    assert "Nadie de estos años ha aceptado la investigación." in answer.text
