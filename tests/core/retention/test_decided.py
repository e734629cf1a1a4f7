"""No term is invented: where the law gives none, people decide one with what it rests on, and then files fall due."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.errors import Invalid, Refused
from core.retention import service, terms
from core.retention.decided import DECIDED
from core.retention.longer import RETENTION
from core.testkit.house import Home
from core.testkit.shelf import OVER, Shelf
from core.testkit.studio import change, counted, publish
from plugins.contract.consent import Then
from plugins.profile import CountryProfile

SOURCE = "Acta 12-2039 de la junta directiva"
FIFTEEN = {
    "resident_file_years": 15, "resident_file_source": SOURCE, "form_years": 9, "form_source": SOURCE,
}  # fmt: skip


def without_terms(country: CountryProfile) -> CountryProfile:
    """Give the country as Guatemala is: no law is known that says how long files are kept."""
    unknown = {
        name: replace(rule, years=None, then=Then.ARCHIVE) if name in ("resident_file", "form") else rule
        for name, rule in country.retention.items()
    }
    return replace(country, retention=unknown)


@pytest.fixture
def open_shelf(shelf: Shelf) -> Iterator[Shelf]:
    """A file in such a country, ten years after she came of age."""
    return replace(shelf, home=replace(shelf.home, country=without_terms(shelf.home.country)))


def review(shelf: Shelf, home: Home | None = None) -> service.Review:
    with shelf.home.reading() as session:
        return service.review(session, shelf.actor(), shelf.home.country)


def test_nothing_falls_due_until_a_term_is_decided_and_then_it_does(open_shelf: Shelf) -> None:
    shown = review(open_shelf)
    assert (shown.due, shown.kept, shown.known) == ([], [], False)
    with open_shelf.home.transaction() as session, pytest.raises(Refused):
        her = open_shelf.resident(session)
        service.propose(session, open_shelf.actor(), open_shelf.home.country, her, "Pasó", nothing_open=True)
    publish(open_shelf.home, DECIDED, {**FIFTEEN, "resident_file_years": 10})
    shown = review(open_shelf)
    assert [each.code for each in shown.due] == [open_shelf.code]
    assert shown.rule
    assert (shown.rule.years, shown.rule.basis.citation, shown.rule.basis.unverified) == (10, SOURCE, True)
    with open_shelf.home.transaction() as session:
        her = open_shelf.resident(session)
        made = service.propose(session, open_shelf.actor(), open_shelf.home.country, her, "Pasó", nothing_open=True)
        assert made.rule == {"years": 10, "counted_from": "majority", "citation": SOURCE, "grade": "C"}


def test_a_longer_term_keeps_her_file(open_shelf: Shelf) -> None:
    publish(open_shelf.home, DECIDED, FIFTEEN)
    assert review(open_shelf).due == []
    with open_shelf.home.reading() as session:
        file = terms.find(session, open_shelf.home.country, open_shelf.home.id, open_shelf.resident(session))
    assert file
    assert file.due_on == OVER.date().replace(year=2044, day=3)


def test_a_term_that_rests_on_nothing_is_refused(open_shelf: Shelf) -> None:
    with pytest.raises(Invalid):
        publish(open_shelf.home, DECIDED, {**FIFTEEN, "form_source": " "})


def test_what_is_told_before_is_what_is_touched_and_a_house_may_only_keep_longer(open_shelf: Shelf) -> None:
    home = open_shelf.home
    told = counted(home, DECIDED, FIFTEEN)
    assert told["resident_file_termed"] == 1
    assert publish(home, DECIDED, FIFTEEN).touched == told
    with pytest.raises(Invalid):
        change(home, RETENTION, lambda content: content.update(resident_file=14))
    change(home, RETENTION, lambda content: content.update(resident_file=16))
    with home.reading() as session:
        assert terms.years_of(session, home.country, home.id) == {"resident_file": 16, "form": 9}


def test_where_the_law_gives_a_term_there_is_nothing_to_decide(shelf: Shelf) -> None:
    assert DECIDED.keys(shelf.home.country) == {}
    assert DECIDED.keys(without_terms(shelf.home.country))
