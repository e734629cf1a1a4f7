"""A house asks for consents in its own words, and every answer keeps those it was given on."""

from datetime import date

from core.residents import consents
from core.residents.consent_texts import CONSENT_TEXTS
from core.residents.consents import Answer
from core.residents.models import Resident
from core.testkit.house import Home
from core.testkit.houses import NOON
from core.testkit.studio import counted, publish, roll_back
from core.testkit.web import Network

TODAY: date = NOON.date()
KIND = "health_care"


def said(*texts: tuple[str, str]) -> dict[str, object]:
    return {"texts": [{"language": language, "text": text} for language, text in texts]}


def take(home: Home, girl: Resident, language: str = "es") -> int | None:
    answer = Answer(KIND, "given", "guardian_with_assent", TODAY, language, assent="yes")
    with home.transaction() as session:
        return consents.take(session, home.actor(), home.country, girl, answer, on_case=True).house_text


def test_an_answer_keeps_the_version_of_the_words_it_was_given_on(home: Home) -> None:
    girl = home.admit(bed_id=None).resident
    assert take(home, girl) is None
    first = publish(home, CONSENT_TEXTS, said(("es", "La doctora la mira.")), KIND)
    assert take(home, girl) == first.number
    assert take(home, girl, "ar") is None
    second = publish(home, CONSENT_TEXTS, said(("es", "La doctora la escucha.")), KIND)
    assert take(home, girl) == second.number
    back = roll_back(home, CONSENT_TEXTS, second)
    assert back
    assert take(home, girl) == back.number


def test_consents_that_run_are_counted_before_other_words_count(home: Home) -> None:
    take(home, home.admit(bed_id=None).resident)
    new = said(("es", "La doctora la mira."), ("ar", "الطبيبة تراك"))
    assert counted(home, CONSENT_TEXTS, new, KIND) == {"given": 1, "languages": 2}
    assert publish(home, CONSENT_TEXTS, new, KIND).touched == {"given": 1, "languages": 2}


def test_the_page_reads_out_what_is_in_force_and_shows_what_was_read_out_then(network: Network) -> None:
    home = network.home
    girl = home.admit(bed_id=None).resident
    publish(home, CONSENT_TEXTS, said(("es", "La doctora la mira.")), KIND)
    take(home, girl)
    publish(home, CONSENT_TEXTS, said(("es", "La doctora la escucha."), ("ar", "الطبيبة تراك")), KIND)
    page = network.client("social_worker").get(f"/residents/{girl.code}/consents").text
    assert "La doctora la mira." in page
    assert "palabras de la sede, versión 2" in page
    assert "La doctora la escucha." in page
    assert '<span lang="ar" dir="auto">الطبيبة تراك</span>' in page


def test_a_language_that_nobody_knows_here_is_refused_at_its_field(network: Network) -> None:
    admin = network.client("config_admin")
    address = f"/settings/studio/consent_texts/{KIND}"
    admin.post(f"{address}/begin")
    sent = {"texts-0-language": "xx", "texts-0-text": "Hola", "csrf_token": admin.csrf_token()}
    answer = admin.post(f"{address}/draft", data=sent)
    assert answer.status_code == 422
    assert "Hola" in answer.text
