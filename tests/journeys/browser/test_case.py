"""A case on its way: another stage, signed by several people; a value that is seen and noted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from core.audit.models import CountryEvent
from core.residents.models import Resident
from core.scope import ALL, set_branch_scope
from core.stages.models import Approval, Episode, StageMove
from core.testkit.demonstration import ServedNetwork

pytestmark = pytest.mark.browser

Sit = Callable[..., Page]
LUNA = "/residents/K7-QF2M"
#: Somebody of a first stage, and who signs for her team.
AURA = "/residents/W9-DC3R"


def decide(page: Page, address: str, comment: str, button: str) -> None:
    page.goto(f"{address}/stage")
    page.fill("#decision textarea", comment)
    page.get_by_role("button", name=button, exact=True).click()


def test_a_move_is_proposed_signed_by_the_team_and_approved_by_the_director(sit: Sit) -> None:
    page = sit("sonia")
    page.goto(f"{AURA}/stage/propose")
    page.locator("[name=target]").first.check()
    for criterion in page.locator("[name=attested]").all():
        criterion.check()
    page.fill("#f-reason", "Lo acordó el equipo.")
    page.fill("#f-residents_view", "Quiero seguir estudiando.")
    page.click("[data-save]")
    state = page.locator(".ab-steps .ab-card").first
    expect(state).to_contain_text("espera firmas")
    expect(state).to_contain_text("«Quiero seguir estudiando.»")
    signers = {"Trabajadora social": "sonia", "Psicóloga": "lucia", "Enfermera": "ada", "Abogada": "hector"}
    missing = [title for title in signers if state.get_by_text(f"falta {title}").count()]
    assert len(missing) >= 2
    for title in missing:
        decide(sit(signers[title]), AURA, f"De acuerdo: {title}.", "Firmar")
    director = sit("marta")
    decide(director, AURA, "Adelante, con calma.", "Aprobar")
    state = director.locator(".ab-steps .ab-card").first
    expect(state).not_to_contain_text("espera firmas")
    expect(state).to_contain_text("Adelante, con calma.")
    for title in missing:
        expect(state).to_contain_text(f"De acuerdo: {title}.")


@pytest.fixture
def waiting(served: ServedNetwork) -> str:
    """Find somebody whose move waits for some of her team."""
    signed = select(func.count()).where(Approval.move_id == StageMove.id).scalar_subquery()
    with served.stores.country("gt").reading() as session:
        set_branch_scope(session, ALL)
        query = (
            select(Resident.code, StageMove.required, signed)
            .join(Episode, Episode.resident_id == Resident.id)
            .join(StageMove, StageMove.episode_id == Episode.id)
            .where(StageMove.kind == "move", StageMove.state == "proposed", Episode.closed_at.is_(None))
        )
        codes = [
            code for code, required, number in session.execute(query.order_by(Resident.id)) if number < len(required)
        ]
    return f"/residents/{codes[0]}"


def test_a_decision_that_comes_too_early_says_so_at_its_field_and_keeps_the_comment(sit: Sit, waiting: str) -> None:
    page = sit("marta")
    decide(page, waiting, "Adelante, con calma.", "Aprobar")
    comment = page.get_by_label("Comentario")
    expect(comment).to_have_value("Adelante, con calma.")
    expect(comment).to_be_focused()
    expect(comment).to_have_accessible_description("Aún faltan firmas del equipo.")


def times_revealed(served: ServedNetwork) -> int:
    with served.stores.country("gt").reading() as session:
        query = select(func.count()).where(
            CountryEvent.action.contains("reveal"), CountryEvent.actor_name == "Sonia Baten"
        )
        return session.scalar(query) or 0


def test_a_hidden_value_comes_when_asked_for_goes_again_and_is_noted(sit: Sit, served: ServedNetwork) -> None:
    page = sit("sonia")
    page.clock.install()
    answer = page.goto(LUNA)
    assert answer
    assert "Quetzal" not in answer.text()
    before = times_revealed(served)
    row = page.locator(".ab-reveal", has=page.get_by_role("button", name="Mostrar Apellidos"))
    row.get_by_role("button").click()
    expect(row.locator("[data-value]")).to_have_text("Quetzal de la Ceiba")
    page.clock.run_for(31_000)
    expect(row.locator("[data-value]")).to_have_text("••••••")
    assert "Quetzal" not in page.content()
    assert times_revealed(served) == before + 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [("Sochil Sikin", "Estrella"), ("dalia ketzal", "Luna"), ("Kanil Tzunun", "Lluvia"), ("Magnolia Gorion", "Nieve")],
)
def test_a_misspelt_name_finds_her_without_standing_in_the_address(sit: Sit, asked: str, found: str) -> None:
    page = sit("sonia")
    page.goto("/residents")
    page.fill("#q", asked)
    page.press("#q", "Enter")
    expect(page.locator("main tbody")).to_contain_text(found)
    assert asked.split()[0] not in page.url
