"""The pages of beds, agenda and partners in a real browser: reachable for everybody, whole without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from core.agenda import service as agenda
from core.branches import service
from core.partners import agreements, directory, referrals, seeding
from core.partners.referral_terms import NewReferral
from core.partners.referral_terms import Person as Referred
from core.residents.models import Resident
from core.testkit.axe import TELEPHONE, kept_out
from core.testkit.house import Home
from core.testkit.houses import NOON
from core.testkit.pages import Pages
from plugins.contract.text import Grade, LegalBasis

pytestmark = pytest.mark.browser


@pytest.fixture
def store_kind() -> str:
    """The browser sees no difference between databases."""
    return "sqlcipher"


@pytest.fixture
def luna(home: Home) -> Resident:
    """Fill the house: somebody in bed, somebody away, somebody without a bed, tasks and a referral on its way."""
    resident = home.admit(house_name="Luna").resident
    away = home.admit(house_name="Estrella", names=("Estrella", "Lejana")).resident
    home.admit(house_name="Sol", names=("Sol", "Clara"), bed_id=None)
    day = NOON.date()
    with home.work() as session:
        worker = home.actor()
        service.hold_bed(session, worker, away.id, day + timedelta(days=2), NOON)
        agenda.add_own(session, worker, "Llamar a la clínica", NOON - timedelta(hours=2))
        agenda.add(session, branch_id=home.id, code="x", source="t", source_id=1, title="Avisar al juzgado",
                   role="social_worker", due_at=NOON + timedelta(hours=3), resident_id=resident.id, urgent=True,
                   basis=LegalBasis("Ley de Niñez, art. 12", Grade.C))  # fmt: skip
        clinic = seeding.recipients(session, ["town_clinic"], day)[0]
        directory.add_contact(session, worker, clinic.id, {"name": "Dra. Paz", "telephone": "555-0123"})
        agreements.add(session, worker, clinic.id, {"purpose": "Atención dental", "valid_from": day, "signed_on": day})
        person = Referred(resident.id, resident.external_code, 15)
        made = referrals.request(session, worker, person, NewReferral(clinic.id, "R1", day, legal_duty="art. 12"))
        referrals.send(session, worker, made.id, person, (), day)
        referrals.request(session, worker, person, NewReferral(clinic.id, "R2", day))
    return resident


def addresses(luna: Resident) -> list[str]:
    file = f"/residents/{luna.code}/referrals"
    return [
        "/beds", "/beds/nights", "/beds/assign", f"/beds/of/{luna.code}", f"/beds/of/{luna.code}/move",
        "/agenda", "/agenda?scope=team&span=week", "/agenda/done", "/agenda/new",
        "/partners", "/partners/5", "/partners/new", "/partners/5/agreements/new", "/partners/5/contacts/new",
        "/partners/referrals", file, f"{file}/new", f"{file}/1", f"{file}/2", f"{file}/1/slip",
    ]  # fmt: skip


def test_on_a_telephone_in_the_dark_nothing_keeps_anybody_out(
    page: Page, live_server: str, served_app: Pages, luna: Resident
) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(TELEPHONE)
    assert kept_out(page, live_server, addresses(luna)) == []
    served_app.role = "director"
    assert kept_out(page, live_server, ["/beds/rooms"]) == []


def test_a_bed_is_given_by_keyboard_and_without_scripts(
    browser: Browser, live_server: str, luna: Resident, home: Home
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server}/beds")
    page.get_by_role("link", name="Asignar cama", exact=True).click()
    page.get_by_role("link", name="Sol").press("Enter")
    page.get_by_label("Cama 4-A").press("Space")
    page.get_by_role("button", name="Asignar cama").last.press("Enter")
    expect(page.get_by_text("Ya tiene su cama.")).to_be_visible()
    context.close()


def test_paper_shows_codes_and_no_names(page: Page, live_server: str, luna: Resident) -> None:
    page.emulate_media(media="print")
    for address in ("/beds", "/agenda", "/partners/referrals"):
        page.goto(live_server + address)
        expect(page.get_by_text("Luna", exact=True).first).to_be_hidden()
        expect(page.get_by_text(luna.code).first).to_be_visible()
