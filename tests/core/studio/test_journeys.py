"""Each new object goes its way on screen: drafted by the administrator, sent, approved by whoever has to, in force."""

from typing import Any

import pytest

from core.studio.register import KINDS
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Browser, Network

pytestmark = ON_ONE_DATABASE

#: Address of an object, what is typed into its draft, and what its page says of it then.
WAYS: dict[str, tuple[str, dict[str, str | list[str]], str]] = {
    "retention": ("retention/main", {"resident_file": "20", "form": ""}, "de «nada» a «20»"),
    "consent_texts": (
        "consent_texts/health_care",
        {"texts-0-language": "es", "texts-0-text": "La doctora la mira."},
        "Textos: se agrega «Español»",
    ),
    "modules": ("modules/main", {"off": ["partners", "referrals"]}, "Organizaciones y convenios, Referencias"),
    "indicators": (
        "indicators/main",
        {"targets-0-indicator": "CAP-002", "targets-0-sense": "most", "targets-0-value": "100"},
        "Metas: se agrega «Ocupación»",
    ),
    "capacity": ("capacity/main", {"licensed_places": "12"}, "Plazas autorizadas: de «6» a «12»"),
    "clocks": ("clocks/main", {"bed_hold": "5"}, "de «3» a «5»"),
    "house_terms": (
        "house_terms/main",
        {"terms-0-term": "tell_court", "terms-0-amount": "1"},
        "Plazos: se agrega «Avisar al juzgado",
    ),
    "recovery": (
        "recovery/main",
        {"keeper": "Contadora", "telephone": "555-0100", "place": "Caja"},
        "«Contadora»",
    ),
    "country_settings": ("country_settings/main", {"oldest_age": "18", "night_guard": "on"}, "de «17» a «18»"),
}


def post(browser: Browser, address: str, **data: Any) -> int:
    return int(
        browser.post(f"/settings/studio/{address}", data={**data, "csrf_token": browser.csrf_token()}).status_code
    )


def page_of(browser: Browser, address: str) -> str:
    return str(browser.get(f"/settings/studio/{address}").text)


@pytest.mark.parametrize("code", WAYS)
def test_it_is_drafted_sent_and_approved_by_a_second_person(network: Network, code: str) -> None:
    address, typed, said = WAYS[code]
    admin, approver = network.client("config_admin"), network.client(KINDS[code].approver)
    other = network.client({"dpo": "director", "director": "dpo"}[KINDS[code].approver])
    part = "/targets" if code == "indicators" else ""
    post(admin, f"{address}/begin")
    assert post(admin, f"{address}/draft{part}", **typed) == 303
    assert said in page_of(admin, address)
    assert post(admin, f"{address}/send", effective_on="2026-03-16", reason="Así lo hacemos aquí") == 303
    assert post(other, f"{address}/answer", answer="approve") == 404
    assert post(approver, f"{address}/answer", answer="approve") == 303
    page = page_of(admin, address)
    assert "Versión 2" in page
    assert "vigente" in page
    assert "Así lo hacemos aquí" in page
