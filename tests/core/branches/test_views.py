"""The bed pages: who sees what, what is refused and kept, and no name on paper."""

from flask.testing import FlaskClient

from core.branches import service
from core.testkit.house import Home
from core.testkit.houses import open_house
from core.testkit.pages import Pages
from core.testkit.stores import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE


def test_the_board_says_each_bed_in_words(home: Home, client: FlaskClient) -> None:
    home.admit(house_name="Luna")
    text = client.get("/beds").text
    assert "Luna" in text
    assert "Ocupadas: 1 · reservadas: 0 · libres: 4 · en servicio: 5" in text
    assert "Ocupada" in text
    assert "Libre" in text


def test_on_paper_there_is_a_code_and_no_name(home: Home, client: FlaskClient) -> None:
    code = home.admit(house_name="Luna").resident.code
    text = client.get("/beds").text
    assert text.count("Luna") == text.count('<span class="screen-only">Luna</span>')
    assert f'<span class="ab-code">{code}</span>' in text


def test_somebody_without_a_bed_is_given_one_step_by_step(home: Home, client: FlaskClient) -> None:
    code = home.admit(house_name="Luna", bed_id=None).resident.code
    assert f"/beds/assign/{code}" in client.get("/beds/assign").text
    form = client.get(f"/beds/assign/{code}").text
    assert "Cama 1-A" in form
    assert "2-A" not in form
    assert "4-a" not in form
    answer = client.post(f"/beds/assign/{code}", data={"bed_id": home.beds["1-A"], "at": "2026-03-16T11:00"})
    assert (answer.status_code, answer.location) == (302, "/beds")
    assert client.get("/beds/assign").text.count("Luna") == 0


def test_a_room_for_adults_is_refused_with_the_reason_and_what_was_typed(home: Home, client: FlaskClient) -> None:
    code = home.admit(bed_id=None).resident.code
    typed = {"bed_id": home.beds["2-A"], "at": "2026-03-16T11:00", "reason": "por la noche"}
    answer = client.post(f"/beds/assign/{code}", data=typed)
    assert answer.status_code == 409
    assert "Una menor de edad duerme aparte" in answer.text
    assert "por la noche" in answer.text
    assert client.post(f"/beds/assign/{code}", data={**typed, "risk_assessment": "yes"}).status_code == 302


def test_sending_the_same_form_twice_gives_one_bed(home: Home, client: FlaskClient) -> None:
    code = home.admit(bed_id=None).resident.code
    typed = {"bed_id": home.beds["1-A"], "at": "2026-03-16T11:00"}
    client.post(f"/beds/assign/{code}", data=typed)
    assert client.post(f"/beds/assign/{code}", data=typed).status_code in (409, 422)
    with home.look() as session:
        assert service.occupancy(session, home.actor()).occupied == 1


def test_her_bed_is_held_taken_again_moved_and_freed(home: Home, client: FlaskClient) -> None:
    code = home.admit().resident.code
    assert client.post(f"/beds/of/{code}/hold", data={"until": "2026-03-18"}).status_code == 302
    assert "Reservada por ausencia" in client.get(f"/beds/of/{code}").text
    assert client.post(f"/beds/of/{code}/hold", data={"until": "2026-03-18"}).status_code == 409
    assert client.post(f"/beds/of/{code}/back").status_code == 302
    move = {"bed_id": home.beds["4-A"], "at": "2026-03-16T11:00"}
    assert client.post(f"/beds/of/{code}/move", data=move).status_code == 302
    assert client.post(f"/beds/of/{code}/release").status_code == 302
    assert client.get(f"/beds/of/{code}").location == f"/beds/assign/{code}"


def test_a_hold_without_a_day_keeps_the_page(home: Home, client: FlaskClient) -> None:
    code = home.admit().resident.code
    answer = client.post(f"/beds/of/{code}/hold", data={"until": "ayer", "reason": "visita"})
    assert answer.status_code == 422
    assert "visita" in answer.text


def test_hostile_and_overlong_input_ends_in_a_message(home: Home, client: FlaskClient, served_app: Pages) -> None:
    code = home.admit(bed_id=None).resident.code
    for bed in ("x", "-1", "9" * 30, "1 OR 1=1", str(10**6), "<b>"):
        assert client.post(f"/beds/assign/{code}", data={"bed_id": bed, "at": "2026-03-16T11:00"}).status_code == 422
    served_app.role = "director"
    answer = client.post("/beds/rooms", data={"name": "<script>alert(1)</script>", "occupants": "minors"})
    assert answer.status_code == 302
    assert "<script>alert(1)" not in client.get("/beds/rooms").text
    assert client.post("/beds/rooms", data={"name": "x" * 41, "occupants": "minors"}).status_code == 422
    assert client.post("/beds/rooms", data={"name": "a\u202eb", "occupants": "minors"}).status_code == 422


def test_another_houses_residents_and_beds_do_not_exist(home: Home, client: FlaskClient, served_app: Pages) -> None:
    other = open_house(home.store, home.country, 2)
    other.resident("Ajena")
    code = home.admit(bed_id=None).resident.code
    typed = {"bed_id": other.beds["1-A"], "at": "2026-03-16T11:00"}
    assert client.post(f"/beds/assign/{code}", data=typed).status_code == 422
    assert client.get("/beds/of/ZZZZZZZ").status_code == 404
    served_app.role = "director"
    assert client.post(f"/beds/rooms/beds/{other.beds['1-A']}/close").status_code == 404
    assert "Ajena" not in client.get("/beds").text


def test_rooms_are_furnished_by_those_who_may(home: Home, client: FlaskClient, served_app: Pages) -> None:
    assert client.get("/beds/rooms").status_code == 404
    served_app.role = "config_admin"
    home.admit(house_name="Luna")
    assert "Luna" not in client.get("/beds/rooms").text
    assert client.get("/beds").status_code == 404
    typed = {"room_id": home.rooms["1"], "label": "1-C", "kind": "bed", "accessible": "yes"}
    assert client.post("/beds/rooms/beds", data=typed).status_code == 302
    assert client.post("/beds/rooms/beds", data=typed).status_code == 422
    assert client.post(f"/beds/rooms/beds/{home.beds['1-B']}/close").status_code == 302
    assert "Fuera de servicio" in client.get("/beds/rooms").text
    assert client.post(f"/beds/rooms/beds/{home.beds['1-B']}/reopen").status_code == 302


def test_an_educator_reads_the_board_and_changes_nothing(home: Home, client: FlaskClient, served_app: Pages) -> None:
    served_app.role = "educator"
    code = home.admit(house_name="Luna").resident.code
    text = client.get("/beds").text
    assert "Luna" in text
    assert "/beds/of/" not in text
    assert client.get(f"/beds/of/{code}").status_code == 404


def test_ninety_nights_are_a_line_and_a_table(home: Home, client: FlaskClient) -> None:
    text = client.get("/beds/nights").text
    assert text.count('<th scope="row">') == 90
    assert "polyline" in text
