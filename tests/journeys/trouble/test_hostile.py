"""Whatever is typed into whatever field: an answer in words, never a failure, and never code."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from trouble import Desk, Girl, Houses, Sheet, Standing, close_and_sign
from werkzeug.test import TestResponse

HOSTILE: dict[str, str | bytes] = {
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE resident; -- %' OR 1=1",
    "formula": "=cmd|' /C calc'!A0",
    "path": "../../../../etc/passwd\\..\\{{7*7}}${7*7}%s%n",
    "nothing": "a\x00b",
    "control": "a\x07\x1b[2Jb\r\nSet-Cookie: x=1",
    "bidirectional": "a\u202eb\u2066c\u200bd\ufeff",
    "long": "ñ" * 10_000,
    "surrogate": b"\xff\xfe\xc3\x28",
    "number": "-99999999999999999999999999",
    "id": "18446744073709551616",
    "digits": "٣" * 20,
    "list": "[]",
}
#: What no field of one line takes, however the rest of its form is filled in.
INVISIBLE = ("nothing", "control", "bidirectional", "long")


@pytest.fixture(scope="module")
def houses(standing: Standing) -> Houses:
    """Both databases are asked about single fields elsewhere; here it is the pages, one after the other."""
    standing.houses.app.config["WTF_CSRF_ENABLED"] = False
    return standing.houses


@pytest.fixture(scope="module")
def girl(standing: Standing) -> Girl:
    return standing.girl


def forms_of(girl: Girl) -> list[tuple[str, str, str]]:
    """List the forms: who fills them, on which page, and a field of theirs that takes a text or a choice."""
    there = f"/residents/{girl.code}"
    return [
        ("social_worker", "/residents/admit", "house_name"),
        ("social_worker", f"{there}/identity", "surnames"),
        ("social_worker", f"{there}/edit", "house_name"),
        ("social_worker", f"{there}/family", "contact"),
        ("social_worker", f"{there}/consents", "giver_name"),
        ("social_worker", f"{there}/exit", "exit_plan"),
        ("social_worker", f"{there}/referrals/new", "reason"),
        ("social_worker", f"{there}/stage/propose", "reason"),
        ("social_worker", f"/forms/{girl.form_id}/edit", "base"),
        ("social_worker", f"/forms/{girl.form_id}", "reason"),
        ("social_worker", f"/beds/of/{girl.code}", "reason"),
        ("social_worker", "/partners/new", "name"),
        ("social_worker", "/partners/1/contacts/new", "name"),
        ("social_worker", "/partners/1/agreements/new", "purpose"),
        ("social_worker", "/agenda/new", "title"),
        ("social_worker", there, "text"),
        ("lawyer", f"{there}/legal", "text"),
        ("lawyer", f"{there}/legal/new", "file_number"),
        ("nurse", f"{there}/emergency-card", "allergies"),
        ("director", f"{there}/team", "user_id"),
        ("director", "/beds/rooms", "name"),
        ("director", "/users", "login"),
        ("director", "/audit", "code"),
        ("me_officer", "/figures", "period"),
    ]


@pytest.fixture(scope="module")
def sheets(houses: Houses, girl: Girl) -> list[tuple[Desk, str, Sheet, str]]:
    """Open each form once: at whose desk, where it goes, what stands in it, and a field of it."""
    found = []
    for role, path, known in forms_of(girl):
        desk = Desk(houses.client(role))
        sheet = desk.sheet(path, known)
        found.append((desk, sheet.action or path, sheet, known))
    return found


@pytest.mark.parametrize("kind", INVISIBLE)
def test_what_cannot_be_seen_or_has_no_end_is_refused_at_its_field_and_kept(
    sheets: list[tuple[Desk, str, Sheet, str]], kind: str
) -> None:
    taken = []
    for desk, path, sheet, known in sheets:
        if known not in sheet.texts or path.endswith("/audit"):  # a choice is no text
            continue
        answer = desk.client.post(path, data={**sheet.values, known: HOSTILE[kind]})
        if answer.status_code not in (409, 422) or not re.search(rf'id="f-(\w+-)?{known}-error"', answer.text):
            taken.append((path, known, answer.status_code))
    assert taken == []


def test_no_field_of_a_form_makes_it_fail(sheets: list[tuple[Desk, str, Sheet, str]]) -> None:
    failed = []
    for desk, path, sheet, known in sheets:
        for kind, sign in HOSTILE.items():
            for typed in _filled(sheet, sign, "" if kind in INVISIBLE else known):
                answer = desk.client.post(path, data=typed)
                if answer.status_code >= 500 or _is_code(answer):
                    failed.append((path, kind, answer.status_code))
    assert failed == []


def _filled(sheet: Sheet, sign: str | bytes, known: str) -> Iterator[dict[str, Any]]:
    """Write something into every field at once, then into one alone, if one is named."""
    yield {**sheet.values, **dict.fromkeys((*sheet.texts, *sheet.options, "revision", "base", "form_token"), sign)}
    if known:
        yield {**sheet.values, known: sign}


def _is_code(answer: TestResponse) -> bool:
    """Tell whether what was typed became markup, or a header of the answer."""
    page = answer.text if answer.mimetype == "text/html" else ""
    headers = str(answer.headers)
    return any((
        "<script>alert" in page, "<img src=x" in page, "Set-Cookie: x" in headers, "DROP TABLE" in headers,
        "passwd" in headers, "alert(1)" in headers,
    ))  # fmt: skip


def test_fields_that_come_twice_or_not_at_all_or_as_files_make_nothing_fail(
    sheets: list[tuple[Desk, str, Sheet, str]],
) -> None:
    failed = []
    for desk, path, sheet, _known in sheets:
        names = sorted({*sheet.values, *sheet.texts, *sheet.options})
        for typed in ({}, {name: ["x", "y", ""] for name in names}, {f"{name}-0-{name}": "x" for name in names}):
            answer = desk.client.post(path, data=typed)
            failed += [(path, answer.status_code)] if answer.status_code >= 500 else []
        for body, kind in ((b"\xff=\xff&%zz=%", "application/x-www-form-urlencoded"), (b"{}", "application/json"),
                           (b"--x", "multipart/form-data; boundary=x"), (b"<x/>", "text/xml")):  # fmt: skip
            answer = desk.client.post(path, data=body, content_type=kind)
            failed += [(path, kind, answer.status_code)] if answer.status_code >= 500 else []
    assert failed == []


def test_what_is_kept_as_it_was_typed_is_shown_as_text_everywhere(houses: Houses, girl: Girl) -> None:
    """Markup and formulas are words like others: they are taken, and never obeyed."""
    there, sign = f"/residents/{girl.code}", str(HOSTILE["markup"])
    sonia, marta, ada = (Desk(houses.client(role)) for role in ("social_worker", "director", "nurse"))
    kind = sonia.sheet("/partners/new", "name").options["kind"][1]
    answers = [
        sonia.send(f"{there}/edit", house_name=sign),
        sonia.send(f"{there}/identity", surnames=sign, origin_place=sign),
        sonia.send(f"{there}/family", name=sign, contact=sign, relation="other", safety="safe"),
        sonia.send("/partners/new", name=sign, note=sign, kind=kind),
        sonia.send("/agenda/new", title=sign),
        sonia.client.post(f"{there}/instructions", data={"text": sign}),
        ada.send(f"{there}/emergency-card", allergies=sign),
        marta.client.post(f"{there}/legal/gap", data={"text": sign}),
    ]
    assert [answer.status_code for answer in answers] == [302] * len(answers)
    pages = ["/", "/residents", "/beds", "/agenda", "/partners", "/legal", "/moves", "/audit", there]
    pages += [f"{there}/{tail}" for tail in ("family", "legal", "forms", "stage", "team", "identity", "edit")]
    shown = [desk.client.get(path) for path in pages for desk in (sonia, marta)]
    shown += [sonia.client.post("/residents/search", data={"q": sign}),
              sonia.client.post(f"{there}/reveal", data={"field": "surnames"})]  # fmt: skip
    assert [page.request.path for page in shown if page.status_code >= 500 or _is_code(page)] == []
    assert sum("&lt;script&gt;alert" in page.text for page in shown) > 10


def test_no_cell_of_what_the_region_downloads_is_a_formula(houses: Houses, girl: Girl) -> None:
    closed = close_and_sign(houses, "2026-02", str(HOSTILE["formula"]))
    houses.client("me_officer").post(f"{closed}/send")
    table = houses.client("hq_analyst").get("/hq/periods/2026-02/figures.csv").text
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) > 10
    assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@", "\t", "\r")] == []


NUMBERS = ("0", "-1", "999999999", "9223372036854775808", "9" * 400, "1e9", "٣", "1%00", "%ff")


def test_no_number_in_an_address_makes_a_page_fail(houses: Houses, girl: Girl) -> None:
    client, failed = houses.client("director"), []
    for rule in houses.app.url_map.iter_rules():
        numbered = [name for name, converter in rule._converters.items() if converter.regex == r"\d+"]
        if not numbered:
            continue
        path = rule.rule.replace("<code>", girl.code)
        for number in NUMBERS:
            there = path
            for name in numbered:
                there = there.replace(f"<int:{name}>", number)
            there = there.partition("<any")[0]
            answer = client.get(there) if "GET" in (rule.methods or ()) else client.post(there, data="")
            if answer.status_code >= 500:
                failed.append((there[:80], answer.status_code))
    assert failed == []


#: Each list, and what its address may ask.
ASKED = {
    "/residents": ("after", "before", "state", "stage", "group", "mine"),
    "/agenda": ("after", "before", "scope", "span", "done"),
    "/audit": ("after", "before", "since", "until", "code", "action"),
    "/partners": ("after", "before", "kind", "role", "all"),
    "/partners/1": ("ended",),
    "/residents/admit": ("resident", "mother"),
    "/figures": ("period",),
}


@pytest.mark.parametrize("path", ASKED)
def test_no_question_in_an_address_makes_a_list_fail(houses: Houses, path: str) -> None:
    client, failed = houses.client("social_worker" if path.endswith("admit") else "director"), []
    for sign in (*NUMBERS, "'", "%00", "a" * 5000, "eyJ9", "2026-99-99", "../..", "%u202e", "%3Cscript%3Ealert(1)"):
        together = "&".join(f"{name}={sign}" for name in ASKED[path])
        for question in {together, f"{ASKED[path][0]}={sign}"}:
            answer = client.get(f"{path}?{question}")
            failed += [question[:60]] if answer.status_code >= 500 or _is_code(answer) else []
    assert failed == []
