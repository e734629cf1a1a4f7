"""Static files: from us alone, compressed, named by their content, kept for a year."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

from core.web.assets import assets, scripts, version
from core.web.icons import icon


def test_a_file_is_kept_for_a_year_under_the_name_of_its_content(client: FlaskClient):
    answer = client.get(f"/static/{version()}/abrigo.css")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.data == assets()["abrigo.css"].body


def test_a_file_is_compressed_for_whoever_reads_that(client: FlaskClient):
    answer = client.get(f"/static/{version()}/bootstrap.css", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == assets()["bootstrap.css"].body
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("address", ["old/abrigo.css", "{}/nothing.css", "{}/../forms.py", "{}/js/../../forms.py"])
def test_nothing_else_is_served(client: FlaskClient, address: str):
    assert client.get("/static/" + address.format(version())).status_code == 404


def test_scripts_are_modules_with_their_type(client: FlaskClient):
    for name in scripts():
        assert client.get(f"/static/{version()}/{name}").content_type == "text/javascript; charset=utf-8"


def test_a_page_names_every_script_and_no_foreign_address(client: FlaskClient):
    page = client.get("/form").text
    for name in scripts():
        assert f'<script type="module" src="/static/{version()}/{name}"></script>' in page
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


@pytest.mark.parametrize("address", ["/", "/form", "/nowhere"])
def test_nothing_is_inline(client: FlaskClient, address: str):
    page = client.get(address).text
    assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son\w+=", page)


def test_a_page_and_a_first_visit_are_light(client: FlaskClient):
    pages = [len(client.get(address).data) for address in ("/", "/form")]
    assert max(pages) <= 100_000
    assert max(pages) + sum(len(asset.packed) for asset in assets().values()) <= 250_000


def test_no_file_reaches_for_another_site():
    for name, asset in assets().items():
        text = re.sub(rb"http://www\.w3\.org/\d+/\w+", b"", asset.body)
        assert not re.search(rb"(?:url\(|from |import )[\"']?(?:https?:)?//", text), name


def test_nothing_is_stored_in_the_browser():
    for name, asset in assets().items():
        assert not re.search(rb"localStorage|sessionStorage|indexedDB|document\.cookie", asset.body), name


def test_an_icon_is_hidden_from_those_who_listen_and_an_unknown_one_is_nothing():
    assert 'aria-hidden="true"' in icon("sun")
    assert icon("<script>") == ""


def test_the_style_is_written_for_either_direction_of_reading() -> None:
    """Where a side has to be named, the rule says for which direction."""
    sides = r"(margin|padding|border)-(left|right)|(?<![-\w])(left|right):|(float|text-align): (left|right)"
    physical = re.compile(sides)
    style = assets()["abrigo.css"].body.decode()
    named = [line for line in style.splitlines() if physical.search(line) and not line.startswith('[dir="rtl"]')]
    assert named == ["ul, ol { padding-left: 0; padding-inline-start: 2rem; }"]
