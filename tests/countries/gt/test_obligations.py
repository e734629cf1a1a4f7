"""What a Guatemalan home owes to whom, as the domain file tells and no more; and the CNA's tables by sex and age."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from core import clock, defaults
from core.absences import listing
from core.absences import service as absences
from core.absences.service import Report
from core.access.people import Post
from core.audit.models import CountryEvent
from core.branches import clearances as certificates
from core.branches.clearances import NewClearance
from core.forms import records, service
from core.forms.beside import Beside
from core.forms.models import FormRecord
from core.intake import exits
from core.intake.admission import Admitted
from core.legal import acts, cases
from core.legal.acts import NewAct
from core.legal.cases import NewCase
from core.residents import documents as papers
from core.residents.ages import BirthRange
from core.residents.models import Resident
from core.testkit.house import Home, open_home
from core.testkit.stores import StoreFactory
from countries.gt.missing import protocols
from countries.gt.obligations import obligations
from countries.gt.reporting import age_bands
from countries.gt.staff import clearances
from plugins.discovery import discover

#: With a right check digit and a municipality that exists.
CUI = "0000000190101"
#: What records of admission say; the last one is never signed.
SAID: list[dict[str, Any]] = [
    {"motivo_ingreso": ["trata", "abandono"], "discapacidad": ["ver", "oir"]},
    {"motivo_ingreso": ["negligencia"], "discapacidad": ["ninguna"]},
    {"motivo_ingreso": ["trata"], "discapacidad": ["psicosocial"]},
]
MARCH, APRIL = datetime(2026, 3, 10, 18, tzinfo=UTC), datetime(2026, 4, 2, 18, tzinfo=UTC)


def test_each_report_has_its_addressee_rhythm_and_grades() -> None:
    assert {
        owed.code: (owed.addressee or owed.addressee_kind, owed.rhythm.value, owed.basis.grade.value,
                    owed.rhythm_basis.grade.value, owed.unverified)
        for owed in obligations()
    } == {
        "cna": ("cna", "M", "B", "C", True),
        "svet": ("svet", "A", "B", "B", True),
        "pdh": ("pdh", "A", "A", "A", True),
        "pgn": ("pgn", "case", "B", "B", False),
        "donantes": ("donante", "Q", "C", "C", True),
    }  # fmt: skip


def test_what_they_ask_for_and_no_figure_holds_is_said() -> None:
    by_hand = {owed.code: [str(each) for each in owed.by_hand] for owed in obligations() if owed.by_hand}
    assert by_hand == {"svet": ["nacionalidad"], "pdh": ["comunidad lingüística"]}


@pytest.mark.parametrize(
    ("age", "band"), [(12, "0_12_ninez"), (13, "13_17_adolescencia"), (18, "18_mas_egreso_autonomo")]
)
def test_childhood_ends_at_the_thirteenth_birthday(age: int, band: str) -> None:
    assert age_bands()[0].of(age) == band


def test_the_alert_is_for_children_and_the_other_for_women() -> None:
    alba, isabel = protocols()
    assert [alba.is_for(sex, minor=True) for sex in "FM"] == [True, True]
    assert [isabel.is_for(sex, minor=False) for sex in "FM"] == [True, False]
    assert (alba.basis.grade, alba.steps[0].due.basis.grade) == ("A", "C")  # at once is law, the hour is the home's
    assert alba.steps[0].tells[0] == "pgn_alba_keneth"


def test_the_certificate_of_the_registry_counts_for_six_months_and_stops_a_shift() -> None:
    [renas] = clearances()
    assert (renas.months, renas.stops_shift, renas.basis.grade) == (6, True, "B")


def test_the_report_to_the_cna_counts_admissions_and_exits_by_sex_and_age(store_factory: StoreFactory) -> None:
    countries = discover(("gt",), (defaults,))
    with clock.freeze(MARCH):
        home = open_home(store_factory("gt"), countries["gt"])
        born = (date(2013, 3, 11), date(2013, 3, 9), date(2012, 1, 1), date(2010, 1, 1))
        stays = [home.admit(bed_id=None, house_name=f"N{day.year}", birth=BirthRange(day, day), sex=sex, team=(),
                            confirmed=("orden_pendiente",))
                 for day, sex in zip(born, "FFFM", strict=True)]  # fmt: skip
        with home.transaction() as session:
            papers.add(session, home.country, stays[0].resident, {"cui": CUI})
            episode = session.get_one(type(stays[0].episode), stays[3].episode.id)
            exits.end(session, home.actor("director"), home.country, episode, "evasion", date(2026, 3, 10))
            certified = NewClearance("renas", "R-1", date(2026, 1, 2), date(2026, 7, 1))
            certificates.add(session, home.actor("director"), home.country, home.actor("educator"), certified)
        for stay, said in zip(stays, SAID, strict=False):
            write_record_of_admission(home, stay, said)
        with home.transaction() as session:
            missing = session.get_one(Resident, stays[1].resident.id)
            absences.report(session, home.actor(), home.country, missing, Report(MARCH))
            new = NewCase("protection", "followed", {stays[0].resident.id: "victim"}, filed_on=date(2026, 3, 10))
            case = cases.open_case(session, home.actor("lawyer"), new)
            acts.add(session, home.actor("lawyer"), case.id, NewAct("decision", on_day=date(2026, 3, 10)))
    with clock.freeze(APRIL):
        educator = home.actor("educator").user_id or 0
        posts = [
            Post(educator, "Ana", "educator", date(2025, 1, 1), None),
            Post(90, "Eva", "nurse", date(2026, 3, 20), None),
            Post(91, "Iris", "nurse", date(2026, 3, 31), None),
            Post(92, "Olga", "educator", date(2025, 1, 1), date(2026, 3, 30)),
            Post(93, "Sara", "educator", date(2025, 1, 1), date(2026, 2, 28)),
            Post(94, "Rosa", "educator", date(2026, 4, 1), None),
        ]
        with home.transaction() as session:
            beside = Beside(posts, partial(listing.began_in, branch_id=home.branch_id))
            made = service.create(session, home.actor("director"), home.country, None, "informe_mensual_cna", beside).id
            # She is on nobody's case, and reads no record of admission.
            lawyers = service.create(session, home.actor("lawyer"), home.country, None, "informe_mensual_cna", beside)
            unread = records.read_version(session, lawyers).values
            assert (["motivo" in each for each in unread["ingresos"]], "discapacidad" in unread) == ([False] * 3, False)
        with home.reading() as session:
            values = records.read_version(session, session.get_one(FormRecord, made)).values
    girls, boy = {"sexo": "mujer"}, {"sexo": "hombre", "grupo": "13_17_adolescencia", "cantidad": 1}
    assert sorted(values["ingresos"], key=of_whom) == sorted(
        [
            {**girls, "grupo": "0_12_ninez", "motivo": ["trata", "abandono"], "cantidad": 1},  # thirteen tomorrow
            {**girls, "grupo": "13_17_adolescencia", "motivo": ["negligencia"], "cantidad": 1},
            {**girls, "grupo": "13_17_adolescencia", "cantidad": 1},  # her record is a draft
            boy,
        ],
        key=of_whom,
    )
    assert values["egresos"] == [{**boy, "tipo": "evasion"}]
    assert (values["saldo_inicial"], values["saldo_final"]) == (0, 3)
    assert values["personal"] == [
        {"puesto": "Educadora", "cambio": "Sin cambio", "renas_vence": "2026-07-01", "cantidad": 1},
        {"puesto": "Educadora", "cambio": "Baja", "cantidad": 1},
        {"puesto": "Enfermera", "cambio": "Alta", "cantidad": 2},
    ]
    assert sorted(each["codigo"] for each in values["listado_nominal"]) == sorted(
        stay.resident.code for stay in stays[:3]
    )
    assert [each["cui"] for each in values["listado_nominal"] if each["codigo"] == stays[0].resident.code] == [CUI]
    assert sum("cui" in each for each in values["listado_nominal"]) == 1
    with home.reading() as session:
        read = select(CountryEvent.subject_id).where(CountryEvent.action == "identity.read")
        assert str(stays[0].resident.id) in set(session.scalars(read)), "who has opened a number is noted"
    assert values["situacion_juridica"] == [
        {"situacion": code, "cantidad": count} for code, count in sorted_as_met(values, stays[0].resident.code)
    ]
    assert sorted(each["discapacidad"] for each in values["discapacidad"]) == ["oir", "ver"], "none is no disability"
    assert values["ausencias"] == 1
    assert {each["ingreso"] for each in values["listado_nominal"]} == {"2026-03-10"}
    assert sum(each["cantidad"] for each in values["pueblo"]) == 3


def of_whom(line: dict[str, str]) -> tuple[str, str, str]:
    return line["sexo"], line["grupo"], str(line.get("motivo"))


def sorted_as_met(values: dict[str, Any], decided: str) -> list[tuple[str, int]]:
    """Count as the list of names goes: one is decided on, the other two wait."""
    first = values["listado_nominal"][0]["codigo"] == decided
    return [("decided", 1), ("pending", 2)] if first else [("pending", 2), ("decided", 1)]


def write_record_of_admission(home: Home, stay: Admitted, said: dict[str, Any]) -> None:
    """Write what is known of somebody into her record of admission, signed unless it says otherwise."""
    with home.transaction() as session:
        resident = session.get_one(Resident, stay.resident.id)
        made = service.create(session, home.actor(), home.country, resident, "acta_ingreso")
        answers = {**records.read_version(session, made).values, **said}
        service.save(session, home.actor(), home.country, made.id, answers, base=made.current)
        made.state = "draft" if said is SAID[-1] else "signed"
