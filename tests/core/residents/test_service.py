"""Residents as daily work knows them: registered, changed, and open to her team of the day."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.errors import Conflict, Invalid, NotFound
from core.overview import directory
from core.overview.directory import Filters
from core.residents import search
from core.residents import service as residents
from core.residents.models import CaseMember, Resident
from core.residents.service import Health
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON


def edit(home: Home, girl: Resident, *, revision: int | None = None, **changes: object) -> None:
    with home.transaction() as session:
        row = session.get_one(Resident, girl.id)
        residents.edit(session, home.actor(), home.country, row, revision=revision or row.revision, **changes)


def on_case(home: Home, girl: Resident, role: str) -> bool:
    with home.reading() as session:
        return residents.on_case(session, home.actor(role), girl.id)


def test_she_is_found_by_her_code_in_her_house_alone(home: Home) -> None:
    girl = home.admit().resident
    second = open_home(home.stores, home.country, number=2)
    with home.reading() as session:
        assert residents.get(session, home.actor("nurse"), girl.code.lower()).id == girl.id
        for actor, code in (
            (second.actor("nurse"), girl.code),
            (home.actor("nurse"), "BC-DFGH"),
            (home.actor("nurse"), "x" * 4000),
            (home.actor("config_admin"), girl.code),
            (home.actor("educator", on_duty=False), girl.code),
        ):
            with pytest.raises(NotFound):
                residents.get(session, actor, code)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"house_name": "  "}, "house_name"),
        ({"house_name": "x" * 61}, "house_name"),
        ({"house_name": "Lu\u202ena"}, "house_name"),
        ({"sex": "X"}, "sex"),
        ({"nationality": "GTMX"}, "nationality"),
        ({"languages": ()}, "languages"),
        ({"languages": ("tlh",)}, "languages"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_changes(
    home: Home, changes: dict[str, object], field: str
) -> None:
    girl = home.admit().resident
    with pytest.raises(Invalid) as refused:
        edit(home, girl, **changes)
    assert list(refused.value.fields) == [field]
    with home.reading() as session:
        assert session.get_one(Resident, girl.id).revision == girl.revision


def test_the_second_editor_learns_which_fields_have_changed(home: Home) -> None:
    girl = home.admit(house_name="Flor").resident
    edit(home, girl, house_name="Luna")
    with pytest.raises(Conflict) as conflict:
        edit(home, girl, revision=girl.revision, house_name="Sol", sex="F")
    assert conflict.value.changes == {"house_name": "Luna"}


def test_languages_alone_are_a_change_that_the_second_editor_must_see(home: Home) -> None:
    girl = home.admit().resident
    other = next(code for code in home.country.languages if code != "es")
    edit(home, girl, languages=(other, "es", other))
    with home.reading() as session:
        assert residents.languages_of(session, girl.id) == (other, "es")
    with pytest.raises(Conflict):
        edit(home, girl, revision=girl.revision, languages=("es",))


def test_what_is_no_field_of_daily_work_cannot_be_written(home: Home) -> None:
    girl = home.admit().resident
    with pytest.raises(TypeError):
        edit(home, girl, branch_id=99)


def test_a_new_house_name_is_found_at_once(home: Home) -> None:
    girl = home.admit(house_name="Flor").resident
    with home.reading() as session:
        assert search.find(session, home.id, "Flor", house_names_only=True)
    edit(home, girl, house_name="Nube")
    with home.reading() as session:
        assert [hit.resident_id for hit in search.find(session, home.id, "Nube", house_names_only=True)] == [girl.id]
        assert search.find(session, home.id, "Flor", house_names_only=True) == []


def test_access_follows_the_team_and_ends_on_the_day_it_is_ended(home: Home) -> None:
    girl = home.admit(team=()).resident
    assert not on_case(home, girl, "psychologist")
    with home.transaction() as session:
        residents.join_team(session, home.actor("director"), girl, home.actor("psychologist"))
    assert on_case(home, girl, "psychologist")
    with home.transaction() as session:
        residents.leave_team(session, home.actor("director"), girl, home.actor("psychologist").user_id or 0)
    assert not on_case(home, girl, "psychologist")


def test_a_place_on_the_team_begins_on_the_houses_own_day(home: Home) -> None:
    girl = home.admit(team=()).resident
    evening = datetime(2026, 3, 17, 3, 0, tzinfo=NOON.tzinfo)  # 22:00 of the 16th there
    with clock.freeze(evening):
        with home.transaction() as session:
            residents.join_team(session, home.actor(), girl, home.actor("nurse"))
            tomorrow = date(2026, 3, 17)
            residents.join_team(session, home.actor(), girl, home.actor("lawyer"), from_on=tomorrow)
        with home.reading() as session:
            days = dict(session.execute(select(CaseMember.role, CaseMember.from_on)).all())
        assert (days["nurse"], days["lawyer"]) == (NOON.date(), tomorrow)
        assert on_case(home, girl, "nurse")
        assert not on_case(home, girl, "lawyer")
    with clock.freeze(evening + timedelta(hours=2)):
        assert on_case(home, girl, "lawyer")


def test_a_team_has_one_owner_and_she_is_in_the_list_once(home: Home) -> None:
    girl = home.admit().resident
    with home.transaction() as session:
        residents.join_team(session, home.actor("director"), girl, home.actor(second=True), owner=True)
    with home.reading() as session:
        assert [(each.user_name, each.owner) for each in residents.team(session, girl.id)] == [
            (home.actor(second=True).name, True),
            (home.actor().name, False),
        ]
        page = directory.page(session, home.actor("director"), Filters(), NOON.date())
        assert [line.owner for line in page.lines] == [home.actor(second=True).name]


@pytest.mark.parametrize("role", ["reception", "director", "hq_analyst"])
def test_only_those_who_take_part_in_cases_can_be_on_a_team(home: Home, role: str) -> None:
    girl = home.admit().resident
    with home.transaction() as session, pytest.raises(Invalid):
        residents.join_team(session, home.actor("director"), girl, home.actor(role))


def test_nobody_of_another_house_joins_or_is_put_on_a_team(home: Home) -> None:
    girl = home.admit().resident
    second = open_home(home.stores, home.country, number=2)
    with home.transaction() as session:
        with pytest.raises(Invalid):
            residents.join_team(session, home.actor("director"), girl, second.actor("nurse"))
        with pytest.raises(NotFound):
            residents.join_team(session, second.actor("director"), girl, second.actor("nurse"))


def test_the_caseload_is_what_the_list_shows_as_mine(home: Home) -> None:
    mine = home.admit(team=("nurse",), bed_id=None).resident
    home.admit(bed_id=None)
    with home.reading() as session:
        actor = home.actor("nurse")
        assert residents.caseload(session, actor) == [mine.id]
        page = directory.page(session, actor, Filters(mine=True), NOON.date())
        assert [line.code for line in page.lines] == [mine.code]
        everybody = directory.page(session, actor, Filters(), NOON.date())
        assert (page.total, everybody.total) == (1, 2)


def test_the_shift_reads_the_emergency_card_without_breaking_glass(home: Home) -> None:
    girl = home.admit(health=Health(allergies="Penicilina")).resident
    with home.reading() as session:
        assert residents.read_health(session, home.actor("educator"), girl).allergies == "Penicilina"
        for actor in (home.actor("educator", on_duty=False), home.actor("me_officer"), home.actor("lawyer")):
            with pytest.raises(NotFound):
                residents.read_health(session, actor, girl)


@pytest.mark.parametrize("text", ["", "   ", "x" * 161, "no la deje\u202e sola"])
def test_an_instruction_is_short_and_plain(home: Home, text: str) -> None:
    girl = home.admit().resident
    with home.transaction() as session, pytest.raises(Invalid):
        residents.instruct(session, home.actor("nurse"), girl, text)


def test_an_instruction_stands_until_it_is_ended(home: Home) -> None:
    girl, other = home.admit(bed_id=None).resident, home.admit(bed_id=None).resident
    with home.transaction() as session:
        note = residents.instruct(session, home.actor("nurse"), girl, "No dejar sola")
    with home.transaction() as session:
        assert [each.text for each in residents.instructions(session, girl.id)] == ["No dejar sola"]
        assert b"sola" not in (note.text or b"sola")
        with pytest.raises(NotFound):
            residents.end_instruction(session, home.actor("nurse"), other, note.id)
        residents.end_instruction(session, home.actor("nurse"), girl, note.id)
        session.flush()  # autoflush would do it; the list must not depend on it
        assert residents.instructions(session, girl.id) == []


def test_no_two_residents_share_a_code(home: Home) -> None:
    people = [home.admit(bed_id=None).resident for _ in range(5)]
    assert len({code for each in people for code in (each.code, each.external_code)}) == 10
    with home.reading() as session:
        assert session.scalar(select(func.count()).select_from(Resident)) == 5
