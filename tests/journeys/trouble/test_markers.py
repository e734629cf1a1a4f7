"""What is told in confidence is nowhere but behind its key: not on the disk, in a log, an address or a file's name."""

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from openpyxl import load_workbook
from sqlalchemy import text
from trouble import BIRTH, MARKERS, Girl, Houses, Standing, close_and_sign
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from core import keyslots
from core.db import CountryBase
from core.errors import DomainError
from core.scope import ALL, set_branch_scope
from core.settings import is_postgresql
from core.stores import Store, open_store
from core.testkit.web import Browser
from core.vault import sealed_columns
from core.web import log

FEBRUARY = "2026-02"


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    """Leave the log as it was: it writes to what the test captures."""
    yield
    structlog.reset_defaults()


def found_in(content: str | bytes) -> set[str]:
    """Tell which markers stand in something, in the encodings that a file may have."""
    data = content.encode() if isinstance(content, str) else content
    signs = {**MARKERS, **{f"birth {number}": way for number, way in enumerate(BIRTH[1:])}}
    return {
        name for name, sign in signs.items()
        if any(sign.encode(code) in data for code in ("utf-8", "utf-16-le")) or sign.upper().encode() in data
    }  # fmt: skip


def test_after_a_day_of_work_and_of_faults_no_marker_lies_where_it_should_not(
    houses: Houses, girl: Girl, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    log.configure()
    printed = houses.client("social_worker").post(f"/forms/{girl.form_id}/print", data={"reason": MARKERS["print"]})
    answers, faults = [printed, *walk(houses, girl)], provoke(houses, girl)
    logged = capfd.readouterr()
    assert '"route"' in logged.err
    assert (found_in(logged.err + logged.out), girl.code in logged.err) == (set(), False)
    assert {400, 404, 409, 413, 500} <= {page.status_code for page in faults}
    assert [(page.status_code, found_in(page.text)) for page in faults if found_in(page.text)] == []
    assert [each.request.path for each in (*answers, *faults) if tells(each)] == []
    assert {where: found for store in houses.home.stores.all() for where, found in leaks(store).items()} == {}
    look_at_the_disk(houses, tmp_path)


def tells(answer: TestResponse) -> bool:
    """Tell whether an answer's headers or title say what they should not."""
    title = re.search(r"<title>([^<]*)</title>", answer.text if answer.mimetype == "text/html" else "")
    words = title[1] if title else ""
    return bool(found_in(f"{answer.headers} {words}")) or "Luna" in words


def look_at_the_disk(houses: Houses, thief: Path) -> None:
    """Read every file as it lies there, and try to open a copy without its key and with another one."""
    settings = houses.home.stores.settings
    files = {path: path.read_bytes() for path in Path(settings.home).rglob("*") if path.is_file()}
    assert len(files) > 3
    assert {path.name: found_in(content) for path, content in files.items() if found_in(content)} == {}
    if is_postgresql(settings.store):
        return
    assert not [path for path, content in files.items() if content.startswith(b"SQLite format 3")]
    shutil.copytree(settings.store, thief / "stolen")
    keyslots.new_key_file(thief / "other.key")
    for key_file in (None, thief / "other.key"):
        stolen = replace(settings, home=thief, store=str(thief / "stolen"), key_file=key_file)
        for name in settings.store_names:
            with pytest.raises(DomainError):
                open_store(stolen, name)


def leaks(store: Store) -> dict[str, set[str]]:
    """Read every row of every table of a store as whoever has the database but not the key."""
    found: dict[str, set[str]] = {}
    with store.engine.connect() as connection:
        for table in store.metadata.tables.values():
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"')):
                for column, value in zip(row._fields, row, strict=True):
                    held = found_in(bytes(value) if isinstance(value, (bytes, memoryview)) else str(value))
                    if held:
                        found[f"{store.name}.{table.name}.{column}"] = held
    return found


def test_what_is_handed_over_says_nothing(standing: Standing) -> None:
    girl = standing.girl
    for answer in handed_over(standing.houses, girl):
        assert answer.status_code == 200
        content = answer.data
        if "spreadsheet" in answer.mimetype:
            book = load_workbook(io.BytesIO(content))
            content = " ".join(str(cell) for sheet in book for row in sheet.values for cell in row).encode()
        assert found_in(content) == set()
        assert girl.code.encode() not in content
        name = answer.headers["Content-Disposition"]
        assert (found_in(name), girl.code in name, "Luna" in name) == (set(), False, False)


def walk(houses: Houses, girl: Girl) -> list[TestResponse]:
    """Look at every page in several roles, and hand over what may be."""
    answers = []
    for role in ("director", "social_worker"):
        client = houses.client(role)
        answers += [client.get(path) for path in pages_of(houses, girl)]
        for field in ("surnames", "birth", "address"):
            client.post(f"/residents/{girl.code}/reveal", data={"field": field})
        client.post("/residents/search", data={"q": MARKERS["surname"]})
    return answers + handed_over(houses, girl)


def pages_of(houses: Houses, girl: Girl) -> list[str]:
    values = {"code": girl.code, "record_id": girl.form_id, "written": FEBRUARY, "part": "programme"}
    paths = []
    for rule in houses.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "web.static_file":
            continue
        built = rule.build({name: _value(rule, name, values.get(name, 1)) for name in rule.arguments})
        assert built is not None
        paths.append(built[1])
    return paths


def _value(rule: Rule, name: str, usual: str | int) -> str | int:
    converter = rule._converters[name]
    return min(converter.items) if isinstance(converter, AnyConverter) else usual


def provoke(houses: Houses, girl: Girl) -> list[TestResponse]:
    """Make every kind of error while a marker is in what is sent."""
    client, name = houses.client("social_worker"), MARKERS["surname"]
    there = f"/residents/{girl.code}"
    stale = client.post("/residents/admit", data={"csrf_token": "old", "house_name": name})
    missing = client.post(f"/residents/{name}/identity", data={"surnames": name})
    conflict = client.post(f"/forms/{girl.form_id}/sign", data={"place": name, "version": "99"})
    large = client.post("/residents/admit", data={"house_name": name * 1_500_000})
    return [stale, missing, conflict, large, broken(houses, client, there)]


def broken(houses: Houses, client: Browser, there: str) -> TestResponse:
    """Send a name to a page that fails: a fault of the program, with the name in its message."""
    view = houses.app.view_functions["home.search"]

    def fail() -> str:
        raise RuntimeError(f"could not bind {MARKERS['surname']}, {MARKERS['file']}")

    fail.abrigo_needs = "resident.list"
    houses.app.view_functions["home.search"] = fail
    try:
        return client.post("/residents/search", data={"q": MARKERS["surname"]})
    finally:
        houses.app.view_functions["home.search"] = view


def handed_over(houses: Houses, girl: Girl) -> list[TestResponse]:
    """Close, sign and send a month, and download what the region downloads."""
    officer, analyst = houses.client("me_officer"), houses.client("hq_analyst")
    closed = close_and_sign(houses, FEBRUARY, "Mes tranquilo")
    officer.post(f"{closed}/send")
    return [
        officer.get(f"{closed}/package"),
        # The table is written as it is read: whoever does not read it to its end keeps the store's connection.
        *(analyst.get(f"/hq/periods/{FEBRUARY}/figures.{ending}", buffered=True) for ending in ("csv", "xlsx")),
    ]


def test_a_printed_form_names_her_nowhere_but_on_its_pages(standing: Standing) -> None:
    girl, client = standing.girl, standing.houses.client("social_worker")
    printed = client.post(f"/forms/{girl.form_id}/print", data={"reason": "", "leaves": ""})
    assert printed.status_code == 200
    assert printed.data.startswith(b"%PDF")
    name = printed.headers["Content-Disposition"]
    assert (found_in(name), girl.code in name, "Luna" in name) == (set(), False, False)
    assert found_in(printed.data.partition(b"stream")[0]) == set()


def test_after_a_change_of_key_every_drawer_opens_and_nothing_bears_the_old_key(standing: Standing) -> None:
    home, client = standing.houses.home, standing.houses.client("social_worker")
    vault = home.store.vault
    with home.store.transaction() as session:
        vault.rotate(session)
    with home.store.transaction() as session:
        set_branch_scope(session, ALL)
        tables = [table for table in CountryBase.metadata.sorted_tables if sealed_columns(table)]
        changed = {table.name: vault.reseal(session, table) for table in tables}
        assert {"instruction", "task", "gap_note", "partner", "closing", "identity", "draft"} <= {
            name for name, count in changed.items() if count
        }
        assert [vault.reseal(session, table) for table in tables] == [0] * len(tables)
    there = f"/residents/{standing.girl.code}"
    assert MARKERS["told"] in client.get(there).text
    assert MARKERS["task"] in client.get("/agenda").text
    assert MARKERS["gap"] in standing.houses.client("lawyer").get(f"{there}/legal").text
    assert MARKERS["surname"] in client.post(f"{there}/reveal", data={"field": "surnames"}).text
