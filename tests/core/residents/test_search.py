"""Names are found over the vault, in scope, and never lie anywhere in clear."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, make_url, text
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound
from core.overview import directory
from core.residents import identity, search
from core.residents.ages import BirthRange
from core.residents.identity import NewIdentity
from core.residents.models import Resident
from core.residents.search import Why
from core.settings import is_postgresql
from core.stores import Stores, open_store
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON

TODAY = NOON.date()


def named(home: Home, given: str, surnames: str, house_name: str = "Flor", **more: object) -> Resident:
    return home.admit(names=(given, surnames), house_name=house_name, bed_id=None, **more).resident


def found(home: Home, asked: str, role: str = "director") -> list[tuple[str, Why | None]]:
    with home.reading() as session:
        lines = directory.find(session, home.actor(role), asked, TODAY)
    return [(line.code, line.why) for line in lines]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("Gonzales", Why.SOUND),
        ("gonzález", Why.SAME),
        ("Yeni", Why.SOUND),
        ("Sochil", Why.SOUND),
        ("kiche", Why.SAME),
        ("K'iche'", Why.SAME),
        ("González Jeny", Why.SAME),
        ("Jeny Gonz", Why.BEGINNING),
        ("Gonzlaez", Why.TYPO),
        ("Gonsales Sochil", Why.SOUND),
    ],
)
def test_a_name_is_found_however_it_is_written(home: Home, asked: str, why: Why) -> None:
    girl = named(home, "Jeny Xóchitl", "González K’iche’")
    named(home, "Ana", "Pérez")
    assert found(home, asked) == [(girl.code, why)]


def test_the_best_comes_first_and_every_word_has_to_fit(home: Home) -> None:
    sound = named(home, "Maria", "Gonsales")
    same = named(home, "María", "González")
    named(home, "María", "López")
    assert found(home, "María González") == [(same.code, Why.SAME), (sound.code, Why.SOUND)]


@pytest.mark.parametrize("asked", ["", " ", "%", "' OR 1=1 --", "a" * 5000, "\u202e", "Zzyzx"])
def test_hostile_and_empty_questions_find_nobody(home: Home, asked: str) -> None:
    named(home, "Ana", "Pérez")
    assert found(home, asked) == []


def test_a_code_finds_her_whoever_asks(home: Home) -> None:
    girl = named(home, "Ana", "Pérez")
    for role in ("director", "educator", "nurse", "psychologist"):
        assert found(home, girl.code.lower().replace("-", " "), role) == [(girl.code, Why.SAME)]


def test_who_may_not_know_identities_finds_by_house_name_alone(home: Home) -> None:
    girl = named(home, "Marcadora", "Escondida", "Luna")
    assert found(home, "Marcadora", "educator") == found(home, "Nadie", "educator") == []
    assert found(home, "Luna", "educator") == [(girl.code, Why.SAME)]


def test_a_caseload_role_finds_her_own_by_name_and_others_by_house_name(home: Home) -> None:
    own = named(home, "Marcadora", "Uno", "Luna", team=("psychologist",))
    other = named(home, "Marcadora", "Dos", "Sol")
    assert found(home, "Marcadora", "psychologist") == [(own.code, Why.SAME)]
    assert found(home, "Dos", "psychologist") == found(home, "Nadie", "psychologist") == []
    assert found(home, "Sol", "psychologist") == [(other.code, Why.SAME)]


def test_why_somebody_was_found_tells_nothing_of_a_hidden_name(home: Home) -> None:
    other = named(home, "Luisa", "Escondida", "Luiza")
    named(home, "Ana", "Propia", "Sol", team=("psychologist",))
    assert found(home, "Luisa", "psychologist") == [(other.code, Why.SOUND)]


def test_own_cases_are_found_however_many_others_bear_the_name(home: Home) -> None:
    for _ in range(25):
        named(home, "Marcadora", "Muchas")
    own = named(home, "Marcadora", "Propia", team=("psychologist",))
    assert found(home, "Marcadora", "psychologist") == [(own.code, Why.SAME)]


def test_another_house_finds_nobody(home: Home) -> None:
    girl = named(home, "Marcadora", "Uno")
    second = open_home(home.stores, home.country, number=2)
    assert found(second, "Marcadora") == found(second, girl.code) == []


def test_off_duty_staff_find_nothing(home: Home) -> None:
    named(home, "Ana", "Pérez")
    with home.reading() as session, pytest.raises(NotFound):
        directory.find(session, home.actor("educator", on_duty=False), "Ana", TODAY)


def test_a_change_made_by_another_process_is_found_at_once(home: Home) -> None:
    girl = named(home, "Antigua", "Uno")
    assert found(home, "Antigua")
    other = open_store(home.stores.settings, home.country.code, f"abrigo_{home.country.code}")
    try:
        stranger = Home(**{**vars(home), "store": other})
        with stranger.transaction() as session:
            row = session.get_one(Resident, girl.id)
            new = NewIdentity("Novísima", "Uno", birth=BirthRange.in_year(2011))
            revision = identity.revision_of(session, row)
            identity.update(session, home.actor(), home.country, row, new, revision=revision)
    finally:
        other.close()
    assert found(home, "Novisima") == [(girl.code, Why.SAME)]
    assert found(home, "Antigua") == []


def test_a_change_that_is_undone_is_never_learnt(home: Home) -> None:
    with pytest.raises(RuntimeError), home.transaction() as session:
        home.admit_in(session, names=("Fantasma", "Uno"), bed_id=None)
        assert directory.find(session, home.actor("director"), "Fantasma", TODAY) == []
        raise RuntimeError
    later = named(home, "Verdadera", "Dos")
    assert found(home, "Fantasma") == []
    assert found(home, "Verdadera") == [(later.code, Why.SAME)]


def test_names_are_forgotten_a_quarter_of_an_hour_after_the_last_search(home: Home) -> None:
    named(home, "Ana", "Pérez")
    found(home, "Ana")
    mine = [key for key in search._indexes if key[0] is home.store]
    assert mine
    with clock.freeze(NOON + search.FORGET_AFTER - timedelta(seconds=1)):
        search.forget_unused()
        assert set(mine) <= set(search._indexes)
    with clock.freeze(NOON + search.FORGET_AFTER):
        search._look_again()
    assert not set(mine) & set(search._indexes)


def test_a_search_for_names_is_noted_without_the_name(home: Home) -> None:
    named(home, "Marcadora", "Uno")
    with home.transaction() as session:
        directory.note_search(session, home.actor("director"), "Marcadora")
    with home.reading() as session:
        rows = session.execute(text("SELECT action, data_class, detail FROM audit_event ORDER BY seq DESC")).all()
    assert (rows[0].action, rows[0].data_class) == ("identity.search", "ID")
    assert "arcador" not in str(rows)


MARKERS = ("MarcaNombre", "MarcaApellido", "MarcaAlias", "MarcaOrigen", "MarcaCalle", "1234561", "2009-07-23")


def test_nothing_of_the_vault_can_be_read_in_the_database(home: Home) -> None:
    born = BirthRange.exactly(date(2009, 7, 23))
    girl = named(home, "MarcaNombre", "MarcaApellido", birth=born)
    with home.transaction() as session:
        row = session.get_one(Resident, girl.id)
        new = NewIdentity(
            "MarcaNombre", "MarcaApellido", "MarcaAlias", born, "MarcaOrigen", "MarcaCalle", {"civil_number": "1234561"}
        )
        identity.update(session, home.actor(), home.country, row, new, revision=identity.revision_of(session, row))
    assert found(home, "MarcaAlias")
    dump = "\n".join(dumped(home.stores, home.country.code))
    assert girl.code in dump or not is_postgresql(home.stores.settings.location(home.country.code))
    assert not [marker for marker in MARKERS if marker.casefold() in dump.casefold()]


def dumped(stores: Stores, code: str) -> list[str]:
    """Everything that lies where the store lies: each row of each table, or each byte of each file."""
    location = stores.settings.location(code)
    if not is_postgresql(location):
        files = [each for each in Path(location).rglob("*") if each.is_file()]
        return [each.read_bytes().decode("latin-1") for each in files]
    engine = create_engine(make_url(location).set(drivername="postgresql+psycopg"))
    try:
        return rows_of(engine, (code, "network"))
    finally:
        engine.dispose()


def rows_of(engine: Engine, schemas: tuple[str, ...]) -> list[str]:
    with Session(engine) as session:
        session.execute(text("SELECT set_config('abrigo.branches', '0', false)"))
        tables = [(schema, table) for schema in schemas for table in inspect(engine).get_table_names(schema)]
        return [
            "\n".join(str(row[0]) for row in session.execute(text(f'SELECT t::text FROM "{schema}"."{table}" t')))
            for schema, table in tables
        ]
