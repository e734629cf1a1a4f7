"""Messages in the reader's language, now and later."""

import copy
import json
import pickle
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path

import pytest
from marshmallow import Schema, fields

from core.i18n import (
    LazyString,
    Locality,
    _,
    catalogues,
    gettext_for,
    interface_languages,
    lazy,
    lazy_for,
    ngettext,
    pgettext,
    register_country,
    say,
    select_by,
    speaking,
)
from core.i18n.vocabulary import messages_saying
from core.testkit.pseudo import speak_pseudo
from plugins.contract.text import Text

PART = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Hide"
msgstr "Tapar"

msgid "Harvest"
msgstr "Cosecha"
"""


@pytest.fixture
def country(tmp_path: Path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "all.es.po").write_text(PART)
    register_country("zz", tmp_path)
    yield "zz"
    catalogues._countries.pop("zz")
    catalogues.catalogue.cache_clear()


def test_outside_a_request_spanish_is_spoken():
    assert _("Hide") == "Ocultar"


def test_english_is_the_message_itself():
    with speaking("en"):
        assert _("Hide") == "Hide"


def test_a_language_without_catalogue_reads_spanish():
    with speaking("kek"):
        assert _("Hide") == "Ocultar"


def test_a_regional_language_reads_the_general_one():
    with speaking("es-HN"):
        assert _("Hide") == "Ocultar"


def test_placeholders_are_filled():
    assert _("Row %(number)s", number=3) == "Fila 3"


def test_a_word_of_two_meanings_is_told_apart_by_its_context():
    assert pgettext("stage", "current") == "actual"
    assert pgettext("elsewhere", "current") == "current"


def test_an_empty_message_stays_empty():
    assert _("") == ""


def test_a_percent_sign_without_values_is_left_alone():
    assert _("80 % of the beds") == "80 % of the beds"


@pytest.mark.parametrize(("number", "words"), [(0, "0 días"), (1, "1 día"), (45, "45 días")])
def test_a_count_takes_its_form(number: int, words: str):
    assert ngettext("%(num)s day", "%(num)s days", number) == words


def test_the_application_names_the_readers_language():
    before = select_by(None)
    select_by(lambda: Locality("en"))
    try:
        assert _("Hide") == "Hide"
        with speaking("es"):
            assert _("Hide") == "Ocultar"
    finally:
        select_by(before)


def test_a_country_says_cores_words_in_its_own_way_in_its_branches_only(country: str):
    assert _("Hide") == "Ocultar"
    with speaking(country=country):
        assert _("Hide") == "Tapar"
        assert _("Save") == "Guardar"


def test_a_countrys_bound_words_are_its_own_in_every_branch(country: str):
    assert gettext_for(country)("Harvest") == "Cosecha"
    assert str(lazy_for(country)("Harvest")) == "Cosecha"
    assert _("Harvest") == "Harvest"


def test_a_lazy_message_waits_for_its_reader():
    label = lazy("Hide")
    assert str(label) == "Ocultar"
    with speaking("en"):
        assert f"{label}" == "Hide"


@pytest.mark.parametrize("travel", [lambda label: pickle.loads(pickle.dumps(label)), copy.deepcopy, copy.copy])
def test_a_lazy_message_survives_travel(travel):
    assert travel(lazy("Row %(number)s", number=2)) == lazy("Row %(number)s", number=2)
    assert str(travel(lazy("Row %(number)s", number=2))) == "Fila 2"


def test_a_lazy_message_is_a_text_in_json():
    assert json.loads(json.dumps({"label": lazy("Hide")}, default=str)) == {"label": "Ocultar"}


def test_a_lazy_message_works_in_schemas_and_dataclasses():
    @dataclass(frozen=True, slots=True)
    class Item:
        label: LazyString

    class Some(Schema):
        name = fields.String(metadata={"label": lazy("Save")})

    assert str(Some().fields["name"].metadata["label"]) == "Guardar"
    assert Item(lazy("Save")) == Item(lazy("Save"))
    assert len({lazy("Save"), lazy("Save")}) == 1


def test_whatever_carries_a_text_can_be_said():
    text = Text.of(es="Ingreso", en="Admission")
    assert [say(text), say(lazy("Hide")), say("Hide")] == ["Ingreso", "Ocultar", "Ocultar"]
    with speaking("en"):
        assert say(text) == "Admission"


def test_the_pseudo_language_keeps_placeholders_and_marks_every_text():
    with speaking(speak_pseudo()):
        said = _("Row %(number)s", number=3)
    assert said.startswith("[")
    assert said.endswith("]")
    assert "3" in said


def test_the_pseudo_language_is_offered_to_nobody():
    speak_pseudo()
    assert "xx" not in interface_languages()


def test_a_branch_may_replace_a_word_that_its_country_says(country: str):
    assert messages_saying("Tapar") == ("Hide",)
    assert messages_saying("Ocultar") == ("Hide",)
    assert messages_saying("Cosecha") == ()  # no message of core's


def test_a_missing_catalogue_is_no_fault(tmp_path: Path):
    assert catalogues._load(tmp_path, "es", "core") is None
    assert isinstance(catalogues.catalogue("es", "nowhere"), NullTranslations)
