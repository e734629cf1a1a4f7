from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.hn import admission, forms
from countries.hn.settings import SettingsSchema
from plugins.contract.stages import AdmissionView, Severity
from plugins.contract.text import LegalBasis, Text
from plugins.house import HouseRules, as_set

PLACE = ZoneInfo("America/Tegucigalpa")
TONIGHT = AdmissionView(
    resident_code="K7-QF2M",
    admitted_at=datetime(2026, 4, 2, 20, 5, tzinfo=PLACE),
    youngest_age=14,
    oldest_age=15,
    sex="F",
    nationality="HN",
    entry_kind="policia",
    basis="residencial",
    languages=("es",),
    interpreter_needed=False,
    pregnant=None,
    with_baby=False,
)


class Book:
    """Keeps what is written, as core would."""

    def __init__(self) -> None:
        self.tasks: dict[str, tuple[datetime, str, LegalBasis]] = {}

    def add(self, code: str, title: Text, due: datetime, role: str, basis: LegalBasis) -> None:
        assert title.in_language("en") != title.in_language("es")
        self.tasks[code] = (due, role, basis)


def objections(view: AdmissionView) -> dict[str, Severity]:
    return {objection.code: objection.severity for objection in admission.objections_to(view)}


def tasks(view: AdmissionView) -> dict[str, tuple[datetime, str, LegalBasis]]:
    book = Book()
    admission.write_tasks(view, book)
    return book.tasks


@pytest.mark.parametrize("basis", ["residencial", "entrega_con_acta", "orden_verbal", "peligro_vida"])
def test_an_order_or_a_provisional_basis_lets_her_in(basis: str) -> None:
    assert objections(replace(TONIGHT, basis=basis)) == {}


@pytest.mark.parametrize("basis", [None, "parientes", "permanencia_padres", "unheard_of"])
def test_nobody_is_admitted_on_nothing_or_on_a_measure_that_does_not_cover_a_stay(basis: str | None) -> None:
    assert objections(replace(TONIGHT, basis=basis)) == {"sin_base_legal": Severity.BLOCKING}


@pytest.mark.parametrize(
    ("youngest", "oldest", "expected"),
    [
        (None, None, "edad_en_duda"),
        (16, 19, "edad_en_duda"),
        (17, 18, "edad_en_duda"),
        (16, None, "edad_en_duda"),
        (18, 20, "mayor_de_edad"),
        (9, 11, "menor_del_programa"),
    ],
)
def test_an_age_in_doubt_is_presumed_a_childs_and_never_turns_her_away(
    youngest: int | None, oldest: int | None, expected: str
) -> None:
    assert objections(replace(TONIGHT, youngest_age=youngest, oldest_age=oldest)) == {expected: Severity.WARNING}


@pytest.mark.parametrize(("youngest", "oldest"), [(12, 12), (11, 12), (17, 17)])
def test_ages_of_the_programme_raise_no_question(youngest: int, oldest: int) -> None:
    assert objections(replace(TONIGHT, youngest_age=youngest, oldest_age=oldest)) == {}


def test_a_house_for_younger_ones_is_asked_nothing_of_their_age_and_gives_notice_as_soon_as_it_has_set() -> None:
    view = replace(TONIGHT, youngest_age=9, oldest_age=11, settings={"youngest_age": 8, "notice_hours": 6})
    assert objections(view) == {}
    assert tasks(view)["aviso_senaf"][0] - TONIGHT.admitted_at == timedelta(hours=6)
    due = next(each.due for each in forms.legal_forms() if each.key == "comunicacion_ingreso_senaf")
    rules = (HouseRules(TONIGHT.admitted_at, {"notice_hours": 6}, {}),)
    assert due, "the form is due when the task is"
    assert as_set(rules, due, TONIGHT.admitted_at).amount == 6
    assert SettingsSchema().validate({"notice_hours": 25}) != {}, "the law's day is shortened, never made longer"


def test_a_baby_comes_with_her_mother_whatever_the_age() -> None:
    assert objections(replace(TONIGHT, youngest_age=0, oldest_age=0, baby_of="P3-XW8T")) == {}


def test_a_baby_whom_the_order_forgot_is_not_turned_away() -> None:
    view = replace(TONIGHT, youngest_age=0, oldest_age=0, baby_of="P3-XW8T", basis=None)
    assert objections(view) == {"bebe_sin_medida": Severity.WARNING}
    assert set(tasks(view)) == {"aviso_senaf"}  # core's own task asks the lawyer for the baby's basis


def test_a_child_who_speaks_no_spanish_is_not_admitted_without_a_word_about_it() -> None:
    assert objections(replace(TONIGHT, languages=("miq",))) == {"sin_espanol": Severity.WARNING}
    assert objections(replace(TONIGHT, languages=("miq",), interpreter_needed=True)) == {}
    assert objections(replace(TONIGHT, languages=("miq", "es"))) == {}


def test_the_child_authority_is_told_within_24_hours_even_in_holy_week() -> None:
    due, role, basis = tasks(TONIGHT)["aviso_senaf"]
    assert (due, role) == (datetime(2026, 4, 3, 20, 5, tzinfo=PLACE), "social_worker")
    assert "168" in basis.citation


def test_an_order_in_hand_leaves_only_the_notice_to_write() -> None:
    assert set(tasks(TONIGHT)) == {"aviso_senaf"}


def test_the_order_that_is_missing_is_asked_for_once_and_by_core() -> None:
    assert set(tasks(replace(TONIGHT, basis="peligro_vida"))) == {"aviso_senaf"}


@pytest.mark.parametrize(("languages", "act"), [(("miq",), "art. 125"), (("hds",), "321-2013")])
def test_an_interpreter_is_asked_for_on_the_ground_of_her_language(languages: tuple[str, ...], act: str) -> None:
    _, _, basis = tasks(replace(TONIGHT, languages=languages))["solicitud_interprete"]
    assert act in basis.citation


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.times())
def test_hours_run_from_the_moment_she_came_whenever_that_was(day: date, hour: time) -> None:
    came = datetime.combine(day, hour, PLACE)
    written = tasks(replace(TONIGHT, admitted_at=came, languages=("miq",)))
    assert {code: due - came for code, (due, _, _) in written.items()} == {
        "aviso_senaf": timedelta(hours=24),
        "solicitud_interprete": timedelta(hours=72),
    }
