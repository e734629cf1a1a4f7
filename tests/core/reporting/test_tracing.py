"""The list behind a figure: as many as the figure says, inside the house alone, and nobody else learns of it."""

from datetime import date

import pytest
from sqlalchemy import select

from core.audit.models import CountryEvent
from core.reporting import catalogue as catalogues
from core.reporting import closings, tracing
from core.reporting.catalogue import TOTAL, VALUE
from core.reporting.periods import Period
from core.testkit.house import Home, house
from core.testkit.stores import StoreFactory
from core.testkit.web import Network
from core.testkit.worlds import Person, Stay, World, populate

FEBRUARY = Period(2026, "M", 2)
PAGE = "/figures/people/2026-02/"
PEOPLE = (
    Person((Stay(date(2025, 5, 2), date(2026, 2, 10)),)),
    Person((Stay(date(2025, 6, 1), date(2026, 1, 5)), Stay(date(2026, 2, 3), None))),
    Person((Stay(date(2026, 2, 20), None),)),
    Person((Stay(date(2025, 9, 1), None),)),
)


def fill(home: Home) -> None:
    with home.transaction() as session:
        populate(session, home.id, World(PEOPLE, opened_on=date(2025, 1, 1)))


def test_every_list_adds_up_to_its_figure(store_factory: StoreFactory) -> None:
    home = house(store_factory)
    fill(home)
    director = home.actor("director")
    opened = [each.id for each in catalogues.current().due("M") if tracing.can(each)]
    with home.transaction() as session:
        cells = closings.preview(session, director, home.country, FEBRUARY)
        figures = {each.indicator: each.value for each in cells if (each.breakdown, each.component) == (TOTAL, VALUE)}
        for code in opened:
            traced = tracing.trace(session, director, home.country, FEBRUARY, code)
            assert traced.total == sum(each.amount for each in traced.people) == figures[code], code
    assert {"R01", "R02", "R03", "R07", "R09", "RES-001", "RES-003"} <= set(opened)
    assert [figures[code] for code in ("R01", "R02", "R03")] == [2, 3, 2]


@pytest.fixture
def filled(network: Network) -> Network:
    fill(network.home)
    return network


def test_whoever_answers_for_the_figures_opens_it_and_nobody_else_learns_of_it(filled: Network) -> None:
    director, officer = filled.client("director"), filled.client("me_officer")
    assert f"{PAGE}RES-003" in director.get("/figures?period=2026-02").text
    named, codes = director.get(f"{PAGE}RES-003").text, officer.get(f"{PAGE}RES-003").text
    assert named.count('href="/residents/') == 2 + director.get(f"{PAGE}R05").text.count('href="/residents/')
    table = codes.partition("<tbody>")[2].partition("</tbody>")[0]
    assert table.count("<tr>") == 2
    assert "<a " not in table  # who reads a summary of the house reads codes alone
    with filled.home.reading() as session:
        seen = session.scalars(select(CountryEvent).where(CountryEvent.action == "figures.trace")).all()
    assert [each.data_class for each in seen] == ["HDR"] * 3
    unknown = director.get(f"{PAGE}RES-999")
    for closed in ("LEG-003", "RES-013", "AFC-001", "RES-004"):
        answer = director.get(f"{PAGE}{closed}")
        assert (
            (answer.status_code, len(answer.data))
            == (unknown.status_code, len(unknown.data))
            == (404, len(answer.data))
        )
    for role in ("hq_analyst", "social_worker", "educator", "evaluator", "config_admin"):
        assert filled.client(role).get(f"{PAGE}RES-003").status_code == 404
        assert "/figures/people" not in filled.client(role).get("/figures?period=2026-02").text
