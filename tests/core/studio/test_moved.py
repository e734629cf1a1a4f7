"""Before a change is sent, the figures that it would move are told, as they will be."""

from core.branches import licences
from core.branches.capacity import CAPACITY
from core.configuration import versions
from core.configuration.kinds import Ground
from core.studio.moved import Moved, moved_by
from core.testkit.house import Home
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.studio import content_of, publish, roll_back, today
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE

ADDRESS = "/settings/studio/capacity/main"


def moved(home: Home, places: int) -> list[Moved]:
    with home.reading() as session:
        ground = Ground(session, home.country, home.id, today(home))
        return moved_by(ground, CAPACITY, versions.in_force(ground, CAPACITY), {"licensed_places": places})


def test_what_was_told_is_what_the_figures_say_after_and_nothing_is_changed_by_asking(home: Home) -> None:
    home.admit(bed_id=None)
    told = moved(home, 12)
    assert (told[0].indicator, told[0].before, told[0].after) == ("CAP-001", "6", "12")
    assert {each.indicator for each in told} == {"CAP-001", "CAP-002"}
    assert content_of(home, CAPACITY) == {"licensed_places": 6}
    with home.reading() as session:
        assert licences.in_force(session, home.id, today(home)) == 6
    version = publish(home, CAPACITY, {"licensed_places": 12})
    assert moved(home, 12) == []
    assert [(each.before, each.after) for each in moved(home, 6)] == [(each.after, each.before) for each in told]
    roll_back(home, CAPACITY, version)
    assert moved(home, 12) == told


def test_the_page_shows_them_and_says_so_where_none_can_move(network: Network) -> None:
    admin = network.client("config_admin")
    admin.post(f"{ADDRESS}/begin")
    admin.post(f"{ADDRESS}/draft", data={"licensed_places": "12", "csrf_token": admin.csrf_token()})
    page = admin.get(ADDRESS).text
    assert "Cifras del trimestre en curso" in page
    assert '<td class="ab-figure">12</td>' in page
    admin.post("/settings/studio/terms/main/begin")
    assert "Ninguna cifra del catálogo regional depende de esto." in admin.get("/settings/studio/terms/main").text


def test_what_is_true_of_one_house_does_not_go_along(network: Network) -> None:
    publish(network.home, CAPACITY, {"licensed_places": 12})
    exported = network.client("config_admin").post("/settings/studio/bundle/export").text
    assert "licensed_places" not in exported
