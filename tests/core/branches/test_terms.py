"""A branch says single words its own way, and only whole ones."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from core.branches.terms import TERMS, TermsSchema, words
from core.testkit.house import Home
from core.testkit.studio import content_of, counted, publish, roll_back
from core.testkit.web import Network

YOUTH = {"word": "Residentes", "es": "Jóvenes", "en": "Youths"}


@pytest.fixture
def store_kind() -> str:
    """What a page shows is the same on either database."""
    return "sqlcipher"


def test_the_branchs_word_stands_on_the_screens_of_that_branch_alone(network: Network) -> None:
    second = network.open_house()
    publish(network.home, TERMS, {"words": [YOUTH]})
    assert "Jóvenes" in network.client("social_worker").get("/residents").text
    assert "Jóvenes" not in network.client("social_worker", second).get("/residents").text


def test_the_other_language_has_its_own_word_or_the_same(home: Home) -> None:
    assert words({"words": [YOUTH]}, "en")["Residents"] == "Youths"
    assert words({"words": [{**YOUTH, "en": ""}]}, "en")["Residents"] == "Jóvenes"


@pytest.mark.parametrize("word", ["Residente que no hay", "%(n)s días", "x"])
def test_a_word_that_no_screen_says_is_refused(word: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TermsSchema().load({"words": [{**YOUTH, "word": word}]})
    assert list(refused.value.messages_dict["words"][0]) == ["word"]


def test_the_nearest_word_is_suggested(network: Network) -> None:
    admin = network.client("config_admin")
    admin.post("/settings/studio/terms/main/begin")
    page = admin.post("/settings/studio/terms/main/draft",
                      data={"words-0-word": "Residnetes", "words-0-es": "Jóvenes"})  # fmt: skip
    assert page.status_code == 422
    assert "¿Quiso decir «Residentes»?" in page.text
    assert "Residnetes" in page.text


def test_a_word_is_replaced_once() -> None:
    with pytest.raises(ValidationError):
        TermsSchema().load({"words": [YOUTH, YOUTH]})


SHOWN = st.sampled_from(("Residentes", "Camas", "Agenda", "Cifras"))
SAID = st.dictionaries(SHOWN, st.sampled_from(("Uno", "Dos", "Residentes")), min_size=1)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SAID)
def test_what_is_counted_before_is_what_changes_after_and_the_way_back_is_exact(
    home: Home, said: dict[str, str]
) -> None:
    first = content_of(home, TERMS)
    new = {"words": [{"word": word, "es": text, "en": ""} for word, text in said.items()]}
    if new == first:
        return
    before = counted(home, TERMS, new)
    version = publish(home, TERMS, new)
    assert version.touched == before
    roll_back(home, TERMS, version)
    assert content_of(home, TERMS) == first
