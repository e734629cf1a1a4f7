"""Filling from the file: each kind of value into each kind of field, and nothing that is not declared."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.forms.parts import (
    PATHS,
    ActorPart,
    AdmissionPart,
    BranchPart,
    Coded,
    ExitPart,
    FileView,
    IdentityPart,
    MeasurePart,
    ResidentPart,
)
from core.forms.places import Places
from core.forms.prefill import fill, parts_used, resolve
from core.i18n import speaking
from core.testkit.zz import forms as zedland
from plugins.contract.forms import FieldType, FormField
from plugins.contract.text import Text
from plugins.profile import CountryProfile

PLACES = Places({"A": "Alta", "A01": "Arenal"}, (("A", "Alta"),), (("A01", "Alta — Arenal"),))
VIEW = FileView(
    today=date(2026, 3, 16),
    now=datetime(2026, 3, 16, 16, 0, tzinfo=UTC),
    identity=IdentityPart(given_names="Xóchitl", birth_date=date(2011, 2, 3), document={"civil_number": "1234561"}),
    resident=ResidentPart(
        code="K7-QF2M", sex="F", mother_tongue=Coded("es", Text.of(es="Español", en="Spanish")), age=15,
        interpreter_needed=False, nationality=Coded("PE", "Perú"),
        languages=(Coded("es", "Español"), Coded("ar", "Árabe")),
    ),
    admission=AdmissionPart(at=datetime(2026, 3, 16, 3, 0, 42, tzinfo=UTC), date=date(2026, 3, 15)),
    measure=MeasurePart(file_number="17/2026"),
    exit=ExitPart(kind=Coded("family", "Familia")),
    branch=BranchPart(place="Arenal"),
    actor=ActorPart("Ana López", "Trabajadora social"),
)  # fmt: skip


def filled(country: CountryProfile, kind: FieldType, path: str, **more: Any) -> Any:
    field = FormField("x", Text.of(es="X"), kind, prefill=path, **more)
    form = replace(zedland.EXIT, fields=(field,), key=f"x-{kind}-{path}", sections=())
    known = replace(country, forms={form.key: (form,)})
    with speaking("es", locale="es_419", zone="Etc/GMT+5"):
        return fill(form, known, PLACES, VIEW).get("x")


@pytest.mark.parametrize(
    ("kind", "path", "expected", "more"),
    [
        (FieldType.TEXT, "identity.given_names", "Xóchitl", {}),
        (FieldType.DATE, "identity.birth_date", "2011-02-03", {}),
        (FieldType.TEXT, "identity.birth_date", "3 feb 2011", {}),
        (FieldType.IDENTITY, "identity.document.civil_number", "1234561", {"document": "civil_number"}),
        (FieldType.SELECT, "resident.sex", "female", {"options": "sex"}),
        (FieldType.LANGUAGE, "resident.mother_tongue", "es", {}),
        (FieldType.TEXT, "resident.mother_tongue", "Español", {}),
        (FieldType.TEXT, "resident.languages", "Español, Árabe", {}),
        (FieldType.COUNTRY, "resident.nationality", "PE", {}),
        (FieldType.BOOLEAN, "resident.interpreter_needed", False, {}),
        (FieldType.TEXT, "resident.interpreter_needed", "No", {}),
        (FieldType.INTEGER, "resident.age", 15, {}),
        (FieldType.DATETIME, "admission.at", "2026-03-16T03:00:00+00:00", {}),
        (FieldType.DATE, "admission.at", "2026-03-15", {}),
        (FieldType.MONTH, "admission.date", "2026-03", {}),
        (FieldType.TEXT, "admission.at", "15 mar 2026, 22:00", {}),
        (FieldType.CASE_REF, "measure.file_number", "17/2026", {}),
        (FieldType.TEXT, "exit.kind", "Familia", {}),
        (FieldType.USER_REF, "actor.name", "Ana López", {}),
        (FieldType.DATE, "today", "2026-03-16", {}),
        (FieldType.PLACE_DATE, "today", {"place": "Arenal", "day": "2026-03-16"}, {}),
    ],
)
def test_a_value_takes_the_form_of_its_field(
    zz: CountryProfile, kind: FieldType, path: str, expected: Any, more: dict[str, Any]
) -> None:
    assert filled(zz, kind, path, **more) == expected


@pytest.mark.parametrize(
    ("kind", "path", "more"),
    [
        (FieldType.INTEGER, "identity.given_names", {}),
        (FieldType.SELECT, "exit.kind", {"options": "sex"}),
        (FieldType.MUNICIPALITY, "identity.given_names", {}),
        (FieldType.IDENTITY, "identity.document.travel_paper", {"document": "travel_paper"}),
        (FieldType.TEXT, "identity.__class__", {}),
        (FieldType.TEXT, "identity.document.__class__", {}),
        (FieldType.TEXT, "nothing.at_all", {}),
        (FieldType.TEXT, "health.allergies", {}),
    ],
)
def test_what_does_not_fit_or_is_not_known_stays_empty(
    zz: CountryProfile, kind: FieldType, path: str, more: dict[str, Any]
) -> None:
    assert filled(zz, kind, path, **more) is None


def test_every_declared_name_can_be_looked_up() -> None:
    for path in PATHS:
        resolve(VIEW, path)
    assert "branch.address" not in PATHS


def test_only_the_parts_that_a_form_declares_are_used() -> None:
    assert parts_used(zedland.ADMISSION) == {"identity", "resident", "admission"}
    assert parts_used(zedland.COMPLAINT) == set()
