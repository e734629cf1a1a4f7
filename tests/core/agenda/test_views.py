"""The agenda's pages: overdue first, done and undone, one's own words, and no name on paper."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from core.agenda import service
from core.testkit.house import Home
from core.testkit.houses import NOON, open_house
from core.testkit.pages import Pages
from core.testkit.stores import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE


def write(home: Home, code: str, hours: int = 0, **more: object) -> int:
    values: dict[str, object] = {"source": "test", "source_id": 1, "title": code, "role": "social_worker"}
    with home.work() as session:
        due = NOON + timedelta(hours=hours)
        return service.add(session, branch_id=home.id, code=code, due_at=due, **{**values, **more}).id  # type: ignore[arg-type]


def test_an_empty_agenda_says_so(client: FlaskClient) -> None:
    assert "Nada está por vencer." in client.get("/agenda").text
    assert "Nada vence esta semana." in client.get("/agenda?span=week").text
    assert "Todavía no se ha hecho nada." in client.get("/agenda/done").text


def test_this_week_ends_where_weeks_end_in_the_country(home: Home, client: FlaskClient) -> None:
    """Zedland's weeks begin on Sunday; NOON is a Monday, so that Saturday evening is within and Sunday is not."""
    assert home.country.country.week_starts_on == 6
    write(home, "sábado", 24 * 5 + 8)
    write(home, "domingo", 24 * 6)
    text = client.get("/agenda?span=week").text
    assert "sábado" in text
    assert "domingo" not in text
    assert "Hasta el fin de la semana" in text


def test_overdue_stands_first_under_its_own_heading(home: Home, client: FlaskClient) -> None:
    write(home, "mañana", 20)
    write(home, "tarde", 3)
    write(home, "atrasada", -30)
    text = client.get("/agenda").text
    assert text.index("Vencido") < text.index("atrasada") < text.index("Hoy</h2>") < text.index("tarde")
    assert text.index("tarde") < text.index("mañana")


def test_what_is_done_can_be_undone(home: Home, client: FlaskClient) -> None:
    task = write(home, "Llamar")
    answer = client.post(f"/agenda/{task}/done", data={"scope": "team"}, follow_redirects=True)
    assert "Marcada como hecha." in answer.text
    assert f"/agenda/{task}/reopen" in answer.text
    assert "Llamar" in client.get("/agenda/done?scope=team").text
    assert "Llamar" in client.post(f"/agenda/{task}/reopen", follow_redirects=True).text


def test_a_task_about_somebody_prints_her_code_and_not_her_name(home: Home, client: FlaskClient) -> None:
    luna = home.admit(house_name="Luna").resident
    text = client.get("/agenda").text
    assert luna.code in text
    assert text.count("Luna") == text.count('<span class="screen-only">Luna</span>') > 0


def test_who_reads_a_summary_sees_a_code_and_no_name(home: Home, client: FlaskClient, served_app: Pages) -> None:
    luna = home.admit(house_name="Luna").resident
    served_app.role = "reception"
    write(home, "Abrir la puerta", role="reception", resident_id=luna.id)
    text = client.get("/agenda").text
    assert luna.code in text
    assert "Luna" not in text


def test_a_task_in_ones_own_words_is_written_once_however_often_it_is_sent(home: Home, client: FlaskClient) -> None:
    typed = {"title": "Comprar <b>gasas</b>", "due_at": "2026-03-17T09:00", "role": "", "form_token": "t" * 22}
    for _time in range(2):
        assert client.post("/agenda/new", data=typed).status_code == 302
    assert client.get("/agenda").text.count("Comprar &lt;b&gt;gasas&lt;/b&gt;</strong>") == 1


@pytest.mark.parametrize(
    "change", [{"title": ""}, {"title": "x" * 121}, {"due_at": "mañana"}, {"role": "queen"}, {"title": "a\u202eb"}]
)
def test_what_cannot_be_is_told_and_nothing_is_lost(client: FlaskClient, change: dict[str, str]) -> None:
    typed = {"title": "Comprar gasas", "due_at": "2026-03-17T09:00", "role": "nurse", **change}
    answer = client.post("/agenda/new", data=typed)
    assert answer.status_code == 422
    assert typed["due_at"] in answer.text


def test_another_houses_tasks_and_hidden_ones_do_not_exist(home: Home, client: FlaskClient, served_app: Pages) -> None:
    other = open_house(home.store, home.country, 2)
    with other.work() as session:
        foreign = service.add(session, branch_id=other.id, code="x", source="t", source_id=1, title="Ajena",
                              role="social_worker", due_at=NOON).id  # fmt: skip
    legal = write(home, "Audiencia", data_class="LEG-C", role="educator")
    served_app.role = "educator"
    for task in (foreign, legal, 10**9):
        assert client.post(f"/agenda/{task}/done").status_code == 404
    text = client.get("/agenda?scope=team").text
    assert "Ajena" not in text
    assert "Audiencia" not in text


@pytest.mark.parametrize("query", ["after=x", "before=%00", "done=9999999999999999", "done=<b>", "scope=x&span=y"])
def test_a_hostile_address_shows_the_first_page(home: Home, client: FlaskClient, query: str) -> None:
    write(home, "Llamar")
    answer = client.get(f"/agenda?{query}")
    assert answer.status_code == 200
    assert "Llamar" in answer.text


def test_a_long_agenda_goes_on_from_page_to_page(home: Home, client: FlaskClient) -> None:
    for number in range(60):
        write(home, f"tarea {number:02}", number)
    first = client.get("/agenda").text
    assert "tarea 49" in first
    assert "tarea 50" not in first
    older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(older).text
    assert "tarea 50" in second
    assert "tarea 49" not in second
