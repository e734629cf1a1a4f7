from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from countries.gt import admission
from plugins.contract.stages import AdmissionView, Severity
from plugins.contract.text import Grade, LegalBasis, Text

PLACE = ZoneInfo("America/Guatemala")
TONIGHT = AdmissionView(
    resident_code="K7-QF2M",
    admitted_at=datetime(2026, 3, 14, 23, 20, tzinfo=PLACE),
    youngest_age=15,
    oldest_age=15,
    sex="F",
    nationality="GT",
    entry_kind="pnc",
    basis="abrigo_temporal",
    languages=("es",),
    interpreter_needed=False,
    pregnant=None,
    with_baby=False,
)
BABY = replace(TONIGHT, youngest_age=0, oldest_age=0, languages=(), baby_of="M8-HJ4C")


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


@pytest.mark.parametrize("basis", ["abrigo_temporal", "cautelar_urgente"])
def test_an_order_lets_her_in_and_leaves_no_task(basis: str) -> None:
    assert objections(replace(TONIGHT, basis=basis)) == {}
    assert tasks(replace(TONIGHT, basis=basis)) == {}


@pytest.mark.parametrize("basis", [None, "familia_sustituta", "retiro_agresor", "otra_medida", "unheard_of"])
def test_nobody_is_sheltered_without_a_declaration_of_the_authority(basis: str | None) -> None:
    (objection,) = admission.objections_to(replace(TONIGHT, basis=basis))
    assert (objection.code, objection.severity) == ("sin_declaracion", Severity.BLOCKING)
    assert objection.basis is not None
    assert (objection.basis.grade, "116 b" in objection.basis.citation) == (Grade.A, True)


@pytest.mark.parametrize("basis", ["entrega_con_acta", "orden_verbal", "peligro_vida"])
def test_a_provisional_basis_is_a_warning_and_sets_the_clocks(basis: str) -> None:
    view = replace(TONIGHT, basis=basis)
    assert objections(view) == {"orden_pendiente": Severity.WARNING}
    written = tasks(view)
    assert set(written) == {"solicitud_medida", "aviso_pgn"}  # core's own task asks for the order by 72 hours
    due, role, rule = written["aviso_pgn"]
    assert (due, role, rule.grade) == (datetime(2026, 3, 15, 23, 20, tzinfo=PLACE), "social_worker", Grade.C)


def test_her_language_must_be_known_or_said_to_be_unknown() -> None:
    assert objections(replace(TONIGHT, languages=())) == {"falta_idioma": Severity.BLOCKING}
    assert objections(replace(TONIGHT, languages=("und",), interpreter_needed=True)) == {}


def test_without_spanish_an_interpreter_is_asked_for_by_a_rule_that_was_read() -> None:
    view = replace(TONIGHT, languages=("kek",))
    assert objections(view) == {"sin_espanol": Severity.WARNING}
    assert tasks(view)["solicitud_interprete"][2].grade is Grade.A


def test_a_speaker_of_both_may_still_want_an_interpreter() -> None:
    assert "solicitud_interprete" not in tasks(replace(TONIGHT, languages=("quc", "es")))
    assert "solicitud_interprete" in tasks(replace(TONIGHT, languages=("quc", "es"), interpreter_needed=True))


@pytest.mark.parametrize(("age", "expected"), [(None, {}), (17, {}), (18, {"mayor_de_edad": Severity.WARNING})])
def test_only_who_is_surely_of_age_is_warned_of(age: int | None, expected: dict[str, Severity]) -> None:
    assert objections(replace(TONIGHT, youngest_age=age, oldest_age=30)) == expected


def test_a_baby_whom_the_order_forgot_stays_with_the_mother_and_needs_no_language() -> None:
    view = replace(BABY, basis=None)
    assert objections(view) == {"bebe_sin_medida": Severity.WARNING}
    assert set(tasks(view)) == {"aviso_pgn"}  # core's own task asks the lawyer for the baby's basis


@pytest.mark.parametrize(("nationality", "asked"), [("HN", True), ("GT", False), (None, False)])
def test_a_consular_notice_is_weighed_for_a_foreign_child(nationality: str | None, asked: bool) -> None:
    written = tasks(replace(TONIGHT, nationality=nationality))
    assert ("aviso_consular" in written) is asked
    if asked:
        due, role, rule = written["aviso_consular"]
        assert (due, role, rule.grade) == (datetime(2026, 3, 17, 23, 20, tzinfo=PLACE), "lawyer", Grade.C)


@pytest.mark.parametrize(
    ("age", "pregnant", "asked"), [(13, True, True), (14, True, False), (13, None, False), (None, True, False)]
)
def test_a_pregnancy_under_fourteen_is_told_to_the_authorities(
    age: int | None, pregnant: bool | None, asked: bool
) -> None:
    written = tasks(replace(TONIGHT, youngest_age=age, pregnant=pregnant))
    assert ("aviso_embarazo_menor_14" in written) is asked
