"""A house in Honduras with a girl in it, on both databases; and every form filled in."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from core import clock, defaults
from core.actor import SYSTEM
from core.partners import service as partners
from core.places.models import Place
from core.residents import service as residents
from core.residents.ages import BirthRange
from core.residents.identity import NewIdentity
from core.residents.service import NewResident
from core.scope import ALL, set_branch_scope
from core.stages import episodes, programme
from core.stages.episodes import NewEpisode
from core.stores import Stores
from core.testkit.desk import Desk, open_desk, told
from core.testkit.houses import NOON, House, open_house
from core.testkit.papers import NAMED
from core.testkit.stores import StoreFactory, store_factory, store_kind, store_templates
from countries.hn import plugin
from countries.hn.codes import code_lists
from plugins.contract.forms import FieldType, FormField, LegalForm
from plugins.discovery import load

__all__ = ["store_factory", "store_kind", "store_templates"]

KNOWN = NewIdentity(
    given_names="Flor de María",
    surnames="Ejemplo Ñáñez",
    birth=BirthRange.exactly(date(2011, 3, 4)),
    documents={"dni": "0801201100000"},
)
SOMEBODY = NewResident(
    house_name="Flor", sex="F", languages=("miq",), interpreter_needed=True, birth_basis="document", identity=KNOWN,
    nationality="HN",
)  # fmt: skip


@pytest.fixture
def desk(store_factory: StoreFactory) -> Iterator[Desk]:
    """Admit somebody at noon of a day."""
    with clock.freeze(NOON):
        yield open_desk(store_factory, load("hn", plugin, [defaults]), _admitted)


def _admitted(stores: Stores) -> dict[str, Any]:
    house = open_house(stores.country("hn"), load("hn", plugin, [defaults]))
    _furnish(house)
    return told(house, _admit(house))


def _furnish(house: House) -> None:
    with house.store.transaction() as session:
        set_branch_scope(session, ALL)
        for level in house.country.place_levels:
            found = [each for each in house.country.places() if each.level == level]
            session.add_all(Place(code=at.code, parent_code=at.parent, level=level, name=at.name) for at in found)
            session.flush()  # a place points to the one above it
        partners.seed(session, house.country)
        programme.seed(session, SYSTEM, house.country, house.id, date(2025, 1, 1))


def _admit(house: House) -> int:
    worker = house.actor("social_worker")
    with house.work() as session:
        resident, _doubts = residents.register(session, worker, house.country, SOMEBODY)
        new = NewEpisode("policia", NOON, date(2026, 3, 16), age=15, brought_by="Agente Prueba")
        episodes.open_episode(session, worker, house.country, resident, new)
        for role in ("social_worker", "lawyer", "psychologist", "nurse"):
            residents.join_team(session, house.actor("director"), resident, house.actor(role))
        return resident.id


@pytest.fixture(scope="session")
def answers_to() -> Callable[[LegalForm], dict[str, Any]]:
    """Answer everything that a form asks on the screen."""
    return lambda form: {
        field.key: _answer(form, field) for field in form.fields if field.type is not FieldType.SIGNATURE
    }


@pytest.fixture(scope="session")
def filled() -> dict[str, dict[str, Any]]:
    """Give the answers as they are written down, by form."""
    return dict(_filled()["forms"])


#: For what is chosen or dated and not written in the file.
_BY_TYPE: dict[FieldType, Any] = {
    FieldType.BOOLEAN: True,
    FieldType.DATE: "2026-03-05",
    FieldType.DATETIME: "2026-03-05T21:30:00+00:00",
    FieldType.DEPARTMENT: "08",
    FieldType.FILE: NAMED,
    FieldType.MUNICIPALITY: "0801",
    FieldType.PLACE_DATE: {"place": "Distrito Central", "day": "2026-03-05"},
}


@cache
def _filled() -> dict[str, Any]:
    written: dict[str, Any] = yaml.load(
        Path(__file__).with_name("filled.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return written


def _answer(form: LegalForm, field: FormField) -> Any:
    """Answer with what is written for this form, for all forms, or for its type; a choice with its first."""
    own, shared = _filled()["forms"][form.key], _filled()["shared"]
    first = next((each.entries[0].code for each in code_lists() if each.code == field.options), None)
    return own.get(field.key, shared.get(field.key, _BY_TYPE.get(field.type, first)))
