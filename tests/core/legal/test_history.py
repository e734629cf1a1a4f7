"""Statements, reparations and people of a case that are changed later: the case tells who, when and how it was."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core import clock
from core.errors import Conflict, Invalid
from core.legal import case_people, cases, history, joining, statements
from core.legal.cases import NewCase
from core.reporting import catalogue as catalogues
from core.reporting import closings
from core.reporting import page as figures
from core.reporting.closings import scope_of
from core.reporting.counting.passes import Asked, count
from core.reporting.periods import Period
from core.testkit.web import Network

CASE = "/legal/cases/1"
YEAR = Period(2025, "A")


@pytest.fixture
def only_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count statements alone: all the figures of a year would take seconds."""
    known = catalogues.current()
    alone = replace(known, indicators={"LEG-006": known.indicators["LEG-006"]}, sums=())
    monkeypatch.setattr(catalogues, "current", lambda: alone)


@pytest.fixture
def girls(network: Network) -> tuple[int, int]:
    """Open a case about Luna; Sol lives in the house too."""
    home = network.home
    luna, sol = (home.admit(house_name=name, team=("social_worker", "lawyer")).resident.id for name in ("Luna", "Sol"))
    with home.transaction() as session:
        new = NewCase("criminal", "filed", {luna: "victim"}, filed_on=date(2025, 1, 15))
        cases.open_case(session, home.actor("lawyer"), new)
    return luna, sol


@pytest.mark.usefixtures("only_statements")
def test_a_correction_is_told_and_a_closed_year_says_that_records_have_changed(
    network: Network, girls: tuple[int, int]
) -> None:
    home, hector = network.home, network.client("lawyer")
    told = {"resident_id": str(girls[0]), "on_day": "2025-03-03", "modality": "open", "lawyer": "true"}
    hector.post(f"{CASE}/statement", data=told)
    director, today = home.actor("director"), clock.today("Etc/GMT+5")
    with home.transaction() as session:
        kept = closings.close(session, director, home.country, YEAR, today=today).figures
    right = {"on_day": "2025-03-04", "modality": "chamber", "lawyer": "true", "once_only": "true"}
    assert hector.post(f"{CASE}/statement/1/correct", data=right).location == CASE
    page = hector.get(CASE).text
    line = page.partition("Lo que se cambió después</caption>")[2].partition("</tbody>")[0]
    for words in ("lawyer ZZ-01", "Luna", "En audiencia abierta", "En una sala especial", "3 mar 2025", "4 mar 2025"):
        assert words in line
    with home.reading() as session:
        shown = figures.page(session, director, home.country, YEAR, today=today)
        assert shown.changed
        assert shown.closing is not None
        assert shown.closing.figures == kept
    assert hector.post(f"{CASE}/statement/1/correct", data=right).status_code == 302  # struck out: nothing is written
    assert page.count("anulad") == hector.get(CASE).text.count("anulad")


def test_who_is_heard_twice_in_a_case_was_not_heard_once_only(network: Network, girls: tuple[int, int]) -> None:
    """The records contradict the tick: by the end of the year, and not by what comes later or is struck out."""
    home, lawyer = network.home, network.home.actor("lawyer")
    asked = Asked("heard_protected")

    def protected() -> int:
        scope = scope_of(session, home.country, home.id, YEAR)
        return count(session, scope, (asked,))[asked]

    how: dict[str, Any] = {"lawyer": True, "modality": "chamber", "once_only": True}
    with home.transaction() as session:
        statements.state_given(session, lawyer, 1, girls[0], date(2025, 3, 3), **how)
        statements.state_given(session, lawyer, 1, girls[0], date(2026, 1, 1), **how)
        assert protected() == 1
        second = statements.state_given(session, lawyer, 1, girls[0], date(2025, 12, 31), **how)
        session.flush()
        assert protected() == 0
        statements.change(session, lawyer, "statement", second.id, "strike")
        session.flush()
        assert protected() == 1


def test_the_form_tells_who_was_heard_in_the_case_already(network: Network, girls: tuple[int, int]) -> None:
    hector = network.client("lawyer")
    assert "Ya declararon" not in hector.get(f"{CASE}/statement").text
    told = {"resident_id": str(girls[0]), "on_day": "2025-03-03", "modality": "chamber", "once_only": "true"}
    hector.post(f"{CASE}/statement", data=told)
    assert "Ya declararon en este caso: Luna (3 mar 2025)." in hector.get(f"{CASE}/statement").text


def test_what_is_known_of_a_reparation_later_keeps_how_it_stood(network: Network, girls: tuple[int, int]) -> None:
    home, lawyer = network.home, network.home.actor("lawyer")
    with home.transaction() as session:
        owed = statements.order_reparation(session, lawyer, 1, girls[0], date(2025, 2, 1)).id
        statements.deliver(session, lawyer, owed, date(2025, 3, 1), "part")
        with pytest.raises(Invalid):
            statements.correct_reparation(session, lawyer, owed, date(2025, 2, 1), "whole", None)
        made = statements.correct_reparation(session, lawyer, owed, date(2025, 2, 2), "whole", date(2025, 3, 2))
        statements.change(session, lawyer, "reparation", made.id, "strike")
        with pytest.raises(Conflict):
            statements.deliver(session, lawyer, made.id, date(2025, 3, 3), "whole")
    with home.reading() as session:
        lines = [(each.line.before, each.line.after) for each in history.of_case(session, 1)]
    none = {"ordered_on": "2025-02-01", "delivered": "", "delivered_on": None}
    part = {**none, "delivered": "part", "delivered_on": "2025-03-01"}
    whole = {"ordered_on": "2025-02-02", "delivered": "whole", "delivered_on": "2025-03-02"}
    assert lines == [(whole, {}), (part, whole), (none, part)]


def test_who_joins_or_leaves_a_case_stands_in_its_history(network: Network, girls: tuple[int, int]) -> None:
    luna, sol = girls
    hector, home = network.client("lawyer"), network.home
    with home.reading() as session:
        code = {each.id: each.code for each, _role in case_people.of_case(session, 1)}[luna]
    assert hector.post(f"{CASE}/people/{code}/out").status_code == 302
    assert f"{CASE}/people/{code}/out" not in hector.get(CASE).text  # nobody would be left
    assert hector.post(f"{CASE}/people", data={"resident_id": str(sol), "role": "victim"}).location == CASE
    hector.post(f"{CASE}/people/{code}/witness")
    with home.transaction() as session:
        statements.order_reparation(session, home.actor("lawyer"), 1, luna, date(2025, 2, 1))
        with pytest.raises(Conflict):
            joining.take_out(session, home.actor("lawyer"), 1, luna)
        statements.change(session, home.actor("lawyer"), "reparation", 1, "strike")
    hector.post(f"{CASE}/people/{code}/out")
    with home.reading() as session:
        assert [each.house_name for each, _role in case_people.of_case(session, 1)] == ["Sol"]
        people = [each for each in history.of_case(session, 1) if each.line.about == "person"]
    assert [(each.house_name, each.line.before, each.line.after) for each in people] == [
        ("Luna", {"role": "witness"}, {}), ("Luna", {"role": "victim"}, {"role": "witness"}),
        ("Sol", {}, {"role": "victim"}),
    ]  # fmt: skip
    for role in ("social_worker", "director", "psychologist"):
        assert network.client(role).post(f"{CASE}/people", data={}).status_code == 404
