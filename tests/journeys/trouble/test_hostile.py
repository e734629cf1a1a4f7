"""Whatever is typed into whatever field: an answer in words, never a failure, and never code."""

from collections.abc import Iterator
from typing import Any

import pytest
from trouble import Desk, Girl, Houses, Sheet

HOSTILE = {
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
    "digits": "٣" * 20,
    "list": "[]",
}


@pytest.fixture
def store_kind() -> str:
    """Both databases are asked about single fields elsewhere; here it is the pages that are tried."""
    return "sqlcipher"


def forms_of(girl: Girl) -> list[tuple[str, str, str]]:
    """List the main forms: who fills them, on which page, and a field of theirs."""
    there = f"/residents/{girl.code}"
    return [
        ("social_worker", "/residents/admit", "house_name"),
        ("social_worker", f"{there}/identity", "surnames"),
        ("social_worker", f"{there}/edit", "house_name"),
        ("social_worker", f"{there}/family", "contact"),
        ("social_worker", f"{there}/consents", "giver_name"),
        ("social_worker", f"{there}/exit", "exit_plan"),
        ("social_worker", f"{there}/referrals/new", "reason"),
        ("social_worker", f"/forms/{girl.form_id}/edit", "base"),
        ("lawyer", f"{there}/legal/new", "file_number"),
        ("nurse", f"{there}/emergency-card", "allergies"),
        ("director", f"{there}/team", "user_id"),
        ("social_worker", "/partners/new", "name"),
        ("social_worker", "/agenda/new", "title"),
        ("director", "/figures", "period"),
    ]


def test_no_field_of_a_form_makes_it_fail(houses: Houses, girl: Girl) -> None:
    houses.app.config["WTF_CSRF_ENABLED"] = False
    failed = []
    for role, path, known in forms_of(girl):
        client = houses.client(role)
        sheet = Desk(client).sheet(path, known)
        for kind, sign in HOSTILE.items():
            for typed in _filled(sheet, sign):
                answer = client.post(sheet.action or path, data=typed)
                if (
                    answer.status_code >= 500
                    or "<script>alert" in answer.text
                    or "Set-Cookie: x" in str(answer.headers)
                ):
                    failed.append((path, kind, answer.status_code))
    assert failed == []


def _filled(sheet: Sheet, sign: str | bytes) -> Iterator[dict[str, Any]]:
    """Write something into every field at once, then into the first texts alone."""
    yield {**sheet.values, **dict.fromkeys((*sheet.texts, *sheet.options, "revision", "base"), sign)}
    for name in sorted(sheet.texts)[:3]:
        yield {**sheet.values, name: sign}


def test_fields_that_come_twice_or_not_at_all_or_as_files_make_nothing_fail(houses: Houses, girl: Girl) -> None:
    houses.app.config["WTF_CSRF_ENABLED"] = False
    failed = []
    for role, path, known in forms_of(girl):
        client = houses.client(role)
        sheet = Desk(client).sheet(path, known)
        names = sorted({*sheet.values, *sheet.texts, *sheet.options})
        for typed in ({}, {name: ["x", "y", ""] for name in names}, {f"{name}-0-{name}": "x" for name in names}):
            answer = client.post(sheet.action or path, data=typed)
            failed += [(path, answer.status_code)] if answer.status_code >= 500 else []
        for body, kind in ((b"\xff=\xff&%zz=%", "application/x-www-form-urlencoded"), (b"{}", "application/json"),
                           (b"--x", "multipart/form-data; boundary=x"), (b"<x/>", "text/xml")):  # fmt: skip
            answer = client.post(sheet.action or path, data=body, content_type=kind)
            failed += [(path, kind, answer.status_code)] if answer.status_code >= 500 else []
    assert failed == []


NUMBERS = ("0", "-1", "999999999", "9223372036854775808", "9" * 400, "1e9", "٣", "1%00", "%ff")


def test_no_number_in_an_address_makes_a_page_fail(houses: Houses, girl: Girl) -> None:
    houses.app.config["WTF_CSRF_ENABLED"] = False
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


@pytest.mark.parametrize("path", ["/residents", "/agenda", "/audit", "/partners", "/figures", "/beds/nights", "/moves"])
def test_no_question_in_an_address_makes_a_list_fail(houses: Houses, path: str) -> None:
    client = houses.client("director")
    names = (
        "after",
        "before",
        "page",
        "state",
        "stage",
        "group",
        "period",
        "mine",
        "day",
        "from",
        "until",
        "kind",
        "q",
    )
    for sign in (*NUMBERS, "'", "%00", "a" * 5000, "eyJ9", "2026-99-99", "../..", "%u202e"):
        answers = [client.get(f"{path}?{name}={sign}") for name in names]
        assert [answer.status_code for answer in answers if answer.status_code >= 500] == [], sign[:20]
