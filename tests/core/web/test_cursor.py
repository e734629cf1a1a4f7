"""Where a list goes on, without telling anybody."""

from base64 import urlsafe_b64decode
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from core.web.cursor import paged, read_cursor, write_cursor


def make_app(secret: str = "one") -> Flask:
    app = Flask("lists", static_folder=None)
    app.secret_key = secret
    app.add_url_rule("/beds", "beds", lambda: "")
    app.add_url_rule("/people", "people", lambda: "")
    return app


APP = make_app()
KEYS = ("Luna", 7, None, 1.5, True, date(2026, 3, 16), datetime(2026, 3, 16, 20, 5, tzinfo=UTC))


def opened(cursor: str, address: str = "/beds", app: Flask = APP, length: int = len(KEYS)):
    with app.test_request_context(address, query_string={"after": cursor}):
        return read_cursor("after", length)


@pytest.fixture
def cursor() -> str:
    with APP.test_request_context("/beds"):
        return write_cursor(KEYS)


def test_a_cursor_gives_back_its_keys(cursor: str):
    assert opened(cursor) == KEYS


def test_a_cursor_shows_nothing_of_them(cursor: str):
    assert b"Luna" not in urlsafe_b64decode(cursor + "==")


def test_a_cursor_of_another_list_another_key_or_another_sort_is_the_first_page(cursor: str):
    assert opened(cursor, "/people") is None
    assert opened(cursor, app=make_app("two")) is None
    assert opened(cursor, length=2) is None


def test_a_changed_cursor_is_the_first_page(cursor: str):
    assert opened(cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")) is None


@given(st.text(max_size=80))
def test_rubbish_is_the_first_page(rubbish: str):
    assert opened(rubbish) is None


ROWS = list(range(1, 11))


def page_at(address: str):
    """What a view does, with a list in place of a query."""
    with APP.test_request_context(address):
        after, before = read_cursor("after", 1), read_cursor("before", 1)
        if before:
            rows = [row for row in ROWS if row < before[0]][-4:]
        else:
            rows = [row for row in ROWS if not after or row > after[0]][:4]
        return paged(rows, 3, lambda row: (row,), state="open")


def test_a_list_is_walked_to_its_end_and_back_without_gap_or_repetition():
    page, seen = page_at("/beds"), []
    assert page.newer is None
    while True:
        seen.append(page.rows)
        if page.older is None:
            break
        page = page_at(page.older)
    assert seen == [(1, 2, 3), (4, 5, 6), (7, 8, 9), (10,)]
    back = []
    while page.newer:
        page = page_at(page.newer)
        back.append(page.rows)
    assert back == [(7, 8, 9), (4, 5, 6), (1, 2, 3)]
    assert page.older


def test_filters_stay_in_the_address():
    assert "state=open" in (page_at("/beds").older or "")


def test_a_page_after_rubbish_is_the_first_one():
    page = page_at("/beds?after=rubbish")
    assert (page.rows, page.newer) == ((1, 2, 3), None)


def test_an_empty_list_has_no_neighbours():
    with APP.test_request_context("/beds"):
        assert paged([], 3, lambda row: (row,)).older is None
