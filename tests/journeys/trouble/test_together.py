"""Two who change one record, and one who presses twice: nothing is lost, nothing is doubled, and each is told."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest
from sqlalchemy import func, select
from trouble import MARKERS, Desk, Girl, Houses, Standing, said
from werkzeug.test import TestResponse

from core.legal.models import Measure
from core.residents.models import FamilyLink
from core.stages.models import StageMove


@pytest.fixture(scope="module")
def houses(standing: Standing) -> Houses:
    """Let the tests work on one girl, one after the other; the services prove their conflicts on either database."""
    return standing.houses


@pytest.fixture(scope="module")
def girl(standing: Standing) -> Girl:
    return standing.girl


@dataclass(frozen=True)
class Edit:
    """A form that changes something there is.

    :param path: with the girl and the numbers of what is hers.
    :param mine: a field that the second of two editors changes, and what she writes.
    :param theirs: a field that the first one has changed meanwhile.
    """

    role: str
    path: str
    mine: tuple[str, str]
    theirs: tuple[str, str]


EDITS = {
    "what the house knows": Edit(
        "social_worker", "/residents/{code}/edit", ("house_name", "Nube"), ("house_name", "Brisa")
    ),
    "who she is": Edit(
        "social_worker", "/residents/{code}/identity", ("surnames", "Ixcoy Mía"), ("address", "Calle de otra 4")
    ),
    "emergency card": Edit(
        "nurse", "/residents/{code}/emergency-card", ("allergies", "Polen"), ("medicines", "Jarabe de otra")
    ),
    "legal form": Edit(
        "social_worker", "/forms/{form}/edit", ("idioma_explicacion", "Kaqchikel"), ("estado_fisico", "Dice otra")
    ),
    "partner": Edit("social_worker", "/partners/{partner}/edit", ("note", "Cierra a las 4"), ("name", "De otra")),
    "agreement": Edit(
        "director", "/partners/agreements/{agreement}", ("purpose", "Acogida"), ("purpose", "Salud, dice otra")
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def places(houses: Houses, girl: Girl) -> dict[str, object]:
    """Tell where things lie; a partner and an agreement are added."""
    desk = Desk(houses.client("director"))
    kind = desk.sheet("/partners/new", "name").options["kind"][1]
    partner = desk.send("/partners/new", name="Clínica del Puente", kind=kind)
    assert partner.status_code == 302, said(partner)
    number = str(partner.location).rpartition("/")[2]
    agreement = desk.send(f"/partners/{number}/agreements/new", purpose="Atención")
    assert agreement.status_code == 302, said(agreement)
    return {"code": girl.code, "form": girl.form_id, "partner": number, "agreement": 1}


@pytest.fixture
def edit(request: pytest.FixtureRequest) -> Edit:
    return EDITS[request.param]


@pytest.mark.parametrize("edit", EDITS, indirect=True)
def test_the_second_of_two_editors_sees_what_changed_loses_nothing_and_may_save_again(
    houses: Houses, places: dict[str, object], edit: Edit
) -> None:
    path = edit.path.format(**places)
    first, second = (Desk(houses.client(edit.role)) for _each in range(2))
    opened = second.sheet(path, edit.mine[0])
    assert first.send(path, **dict([edit.theirs])).status_code == 302
    written = {**opened.values, edit.mine[0]: edit.mine[1]}
    answer = second.client.post(path, data=written)
    assert answer.status_code == 409
    assert edit.theirs[1] in notice(answer)
    offered = second.sheet_of(answer, edit.mine[0])
    assert offered.values[edit.mine[0]] == [edit.mine[1]]
    assert second.client.post(path, data=offered.values).status_code == 302
    assert second.sheet(path, edit.mine[0]).values[edit.mine[0]] == [edit.mine[1]]


@pytest.mark.parametrize("edit", EDITS, indirect=True)
def test_who_saves_the_same_twice_has_no_conflict_with_herself(
    houses: Houses, places: dict[str, object], edit: Edit
) -> None:
    path, desk = edit.path.format(**places), Desk(houses.client(edit.role))
    written = {**desk.sheet(path, edit.mine[0]).values, edit.mine[0]: edit.mine[1]}
    assert [desk.client.post(path, data=written).status_code for _time in range(2)] == [302, 302]


def notice(answer: TestResponse) -> str:
    """Read what a page says of somebody else's change."""
    found = re.search(r'<dl class="ab-list">(.*?)</dl>', answer.text, re.DOTALL)
    return unescape(found[1]) if found else ""


def count(houses: Houses, table: type[Measure] | type[StageMove] | type[FamilyLink]) -> int:
    with houses.home.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _withdraw(houses: Houses, there: str) -> None:
    """Take back the move that is under way, so that another may be proposed."""
    worker = houses.client("social_worker")
    address = re.search(r'action="(/moves/\d+/withdraw)"', worker.get(f"{there}/stage").text)
    assert address is not None
    worker.post(address[1])


def a_measure(houses: Houses, there: str) -> tuple[Desk, str, dict[str, object]]:
    desk = Desk(houses.client("lawyer"))
    sheet = desk.sheet(f"{there}/legal/new", "file_number")
    kind = next(kind.code for kind in houses.home.country.measure_kinds.values() if not kind.provisional)
    return desk, f"{there}/legal/new", {**sheet.values, "kind": kind, "validity": "until_further_order"}


def a_move(houses: Houses, there: str) -> tuple[Desk, str, dict[str, object]]:
    _withdraw(houses, there)
    desk, path = Desk(houses.client("social_worker")), f"{there}/stage/propose"
    sheet = desk.sheet(path, "residents_view")
    typed = {**sheet.values, "target": sheet.options["target"][0], "attested": sheet.options.get("attested", []),
             "reason": "Está lista", "residents_view": "Quiere"}  # fmt: skip
    told = re.findall(r'name="confirmed" value="([^"]+)"', desk.client.post(path, data=typed).text)
    return desk, path, {**typed, "confirmed": told}


def a_contact(houses: Houses, there: str) -> tuple[Desk, str, dict[str, object]]:
    desk = Desk(houses.client("social_worker"))
    sheet = desk.sheet(f"{there}/family", "contact")
    return desk, f"{there}/family", {**sheet.values, "name": "Tía", "relation": "aunt_uncle", "safety": "safe"}


Prepared = Callable[[Houses, str], tuple[Desk, str, dict[str, object]]]


@pytest.mark.parametrize(
    ("prepare", "table"), [(a_measure, Measure), (a_move, StageMove), (a_contact, FamilyLink)],
    ids=["measure", "move", "contact"],
)  # fmt: skip
def test_pressing_twice_records_once_and_says_the_same_twice(
    houses: Houses, girl: Girl, prepare: Prepared, table: type[Measure]
) -> None:
    desk, path, typed = prepare(houses, f"/residents/{girl.code}")
    before = count(houses, table)
    answers = [desk.client.post(path, data=typed) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302], said(answers[1])
    assert answers[0].location == answers[1].location
    assert count(houses, table) == before + 1
    assert MARKERS["note"] not in str(answers[0].location)
