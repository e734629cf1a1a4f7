"""A browser that fills in the forms it is shown, and a girl with a marker in every drawer of her file."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from core.residents.models import Resident
from core.testkit.house import Home
from core.testkit.web import Browser, Network, user_id_of


@dataclass
class Houses(Network):
    """The application with a house, another one in its country, and one abroad."""

    beside: Home = field(kw_only=True)
    abroad: Home = field(kw_only=True)


@dataclass
class Sheet:
    """One form of a page: where it goes and what stands in it."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    options: dict[str, list[str]] = field(default_factory=dict)


class _Sheets(HTMLParser):
    """Reads the forms of a page as a browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Sheet] = []
        self._choice = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.sheets.append(Sheet(given.get("action", "")))
        elif self.sheets and tag in ("input", "textarea", "select", "option"):
            getattr(self, f"take_{tag}")(self.sheets[-1], given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._choice = ""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sheets[-1].values[self._area][-1] += data.removeprefix("\n")

    def take_input(self, sheet: Sheet, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or kind in ("submit", "file"):
            return
        if kind in ("radio", "checkbox"):
            sheet.options.setdefault(name, []).append(given.get("value", "on"))
            if "checked" not in given:
                return
        elif kind != "hidden":
            sheet.texts.add(name)
        sheet.values.setdefault(name, []).append(given.get("value", ""))

    def take_textarea(self, sheet: Sheet, given: dict[str, str]) -> None:
        self._area = given["name"]
        sheet.texts.add(self._area)
        sheet.values[self._area] = [""]

    def take_select(self, sheet: Sheet, given: dict[str, str]) -> None:
        self._choice = given["name"]
        sheet.options[self._choice] = []

    def take_option(self, sheet: Sheet, given: dict[str, str]) -> None:
        if self._choice:
            sheet.options[self._choice].append(given.get("value", ""))
            if "selected" in given:
                sheet.values[self._choice] = [given.get("value", "")]


def read_sheets(page: str) -> list[Sheet]:
    """Read the forms of a page."""
    reader = _Sheets()
    reader.feed(page)
    return reader.sheets


class Desk:
    """Somebody at a page: opens it, types into the form that has her fields, and sends it."""

    def __init__(self, client: Browser) -> None:
        self.client = client

    def sheet(self, path: str, *names: str, action: str = "") -> Sheet:
        """Open a page and find the form that has some fields, or that goes somewhere."""
        page = self.client.get(path)
        assert page.status_code == 200, (path, page.status_code)
        return self.sheet_of(page, *names, action=action)

    def sheet_of(self, page: TestResponse, *names: str, action: str = "") -> Sheet:
        """Find the form of a page that has some fields, or that goes somewhere."""
        for sheet in read_sheets(page.text):
            known = {*sheet.values, *sheet.texts, *sheet.options}
            if names and known.issuperset(names) and action in sheet.action:
                return sheet
        raise AssertionError(f"{page.request.path} has no form with {names}")

    def send(self, path: str, action: str = "", **typed: Any) -> TestResponse:
        """Fill in the form of a page that has the fields, and send it.

        :param typed: by field name, with ``__`` for a hyphen.
        """
        given = {name.replace("__", "-"): value for name, value in typed.items()}
        sheet = self.sheet(path, *given, action=action)
        return self.client.post(sheet.action or path, data={**sheet.values, **given})

    def insist(self, path: str, typed: dict[str, Any]) -> TestResponse:
        """Send a form, and once more with every warning confirmed."""
        answer = self.client.post(path, data=typed)
        told = re.findall(r'name="confirmed" value="([^"]+)"', answer.text)
        return self.client.post(path, data={**typed, "confirmed": told}) if told else answer


@dataclass
class Girl:
    """A resident with something in every drawer of her file, and where each of it lies."""

    code: str
    id: int
    form_id: int


@dataclass(frozen=True)
class Standing:
    """Houses that stand for all tests of a module, with the girl in one of them."""

    houses: Houses
    girl: Girl


#: What nobody may find where it does not belong: no real word contains any of these.
MARKERS = {
    "given": "Xkandelaria",
    "surname": "Qzuhtemoc",
    "alias": "Wyxlorena",
    "brought": "Zbrigadier Quorq",
    "address": "Callejonx Vwq 77",
    "origin": "Pueblox Zzacual",
    "document": "XQ 778 812",
    "family": "Ofeliax Wquej",
    "reach": "59991234987",
    "giver": "Tutorax Yqwil",
    "file": "EXPX-99817-QJ",
    "note": "notaxq VIH juicio",
    "answer": "respuestaxq vwz",
    "allergy": "alergiaxq pqz",
    "secret": "tioxq Barbaroq",
    "reason": "motivoxq rzw",
    "view": "opinionxq kjw",
    "draft": "borradorxq ptl",
    "bed": "camaxq ruidoq",
    "print": "copiaxq fiscalq",
    "told": "cenaxq aparteq",
    "task": "llamarxq abuelaq",
    "gap": "sinordenxq porqueq",
    "partner": "preguntarxq doctoraq",
    "closing": "mesxq raroq",
}
#: The class of what each marker is written into; the reasons of a move are for the case team and those who decide.
CLASSES = {
    **dict.fromkeys(("given", "surname", "alias", "address", "origin", "document"), "ID"),
    **dict.fromkeys(("brought", "family", "reach", "giver", "secret", "answer", "reason", "view"), "SOC"),
    **dict.fromkeys(("file", "note"), "LEG-C"),
    "allergy": "MED-E",
}
#: How her date of birth is written anywhere.
BIRTH = ("2011-02-23", "23/02/2011", "23 feb 2011", "23 de febrero de 2011", "February 23, 2011")


def plant(houses: Houses) -> Girl:
    """Admit somebody through the screens, and put a marker into every field of hers."""
    desk = Desk(houses.client("social_worker"))
    code = admit(desk)
    there = f"/residents/{code}"
    _identify(desk, there)
    _surround(desk, there)
    _tell(houses, desk, there)
    _note(houses, desk)
    form_id = _fill(desk, there)
    with houses.home.reading() as session:
        resident = session.scalars(select(Resident).where(Resident.code == code)).one()
        return Girl(code, resident.id, form_id)


ADMISSION = {
    "house_name": "Luna",
    "sex": "F",
    "birth-day": "23",
    "birth-month": "2",
    "birth-year": "2011",
    "birth_basis": "declared",
    "entry_kind": "",
    "brought_by": MARKERS["brought"],
    "basis": "",
    "allergies": MARKERS["allergy"],
    "must_not_know": MARKERS["secret"],
}


def admit(desk: Desk, **changes: str) -> str:
    """Receive somebody, and give her code."""
    sheet = desk.sheet("/residents/admit", "house_name")
    typed = {**sheet.values, **ADMISSION, "entry_kind": sheet.options["entry_kind"][1]}
    typed = {**typed, "bed_id": sheet.options["bed_id"][1], "basis": sheet.options["basis"][1], **changes}
    answer = desk.insist("/residents/admit", typed)
    assert answer.status_code == 302, said(answer)
    return str(answer.location).rpartition("/")[2]


def said(answer: TestResponse) -> str:
    """What a page says is wrong, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition('role="alert"')[2]))[:600]


def _identify(desk: Desk, there: str) -> None:
    answer = desk.send(
        f"{there}/identity", given_names=MARKERS["given"], surnames=MARKERS["surname"], other_names=MARKERS["alias"],
        origin_place=MARKERS["origin"], address=MARKERS["address"], document_pasaporte=MARKERS["document"],
    )  # fmt: skip
    assert answer.status_code == 302, said(answer)


def _surround(desk: Desk, there: str) -> None:
    family = desk.send(f"{there}/family", relation="aunt_uncle", name=MARKERS["family"], contact=MARKERS["reach"],
                       safety="unsafe")  # fmt: skip
    consent = desk.send(
        f"{there}/consents", kind="servicios", answer="given", giver="guardian_with_assent",
        giver_name=MARKERS["giver"], assent="yes", language="es",
    )  # fmt: skip
    draft = desk.client.post("/drafts", data={"draft_key": "admission", "brought_by": MARKERS["draft"]})
    assert (family.status_code, consent.status_code, draft.status_code) == (302, 302, 204), said(consent)


def _tell(houses: Houses, desk: Desk, there: str) -> None:
    director, lawyer = Desk(houses.client("director")), Desk(houses.client("lawyer"))
    room = f"/beds/of/{there.rpartition('/')[2]}/move"
    moved = desk.send(room, bed_id=desk.sheet(room, "bed_id").options["bed_id"][1], reason=MARKERS["bed"])
    assert moved.status_code == 302, said(moved)
    for role in ("lawyer", "psychologist"):
        who = str(user_id_of(houses.home, role))
        assert director.send(f"{there}/team", user_id=who).status_code == 302
    kind = next(kind.code for kind in houses.home.country.measure_kinds.values() if not kind.provisional)
    order = lawyer.send(f"{there}/legal/new", kind=kind, file_number=MARKERS["file"], note=MARKERS["note"],
                        validity="until_further_order")  # fmt: skip
    told = desk.send(there, action="instructions", text=MARKERS["told"])
    gap = lawyer.send(f"{there}/legal", text=MARKERS["gap"])
    sheet = desk.sheet(f"{there}/stage/propose", "residents_view")
    sent = {**sheet.values, "target": sheet.options["target"][0], "attested": sheet.options.get("attested", []),
            "reason": MARKERS["reason"], "residents_view": MARKERS["view"]}  # fmt: skip
    move = desk.insist(f"{there}/stage/propose", sent)
    assert [each.status_code for each in (order, told, gap, move)] == [302] * 4, said(order) + said(move)


def _note(houses: Houses, desk: Desk) -> None:
    """Write what stands beside her file: a task of one's own, a note on a partner, a word on a month."""
    officer = Desk(houses.client("me_officer"))
    task = desk.send("/agenda/new", title=MARKERS["task"])
    sheet = desk.sheet("/partners/new", "note")
    partner = {**sheet.values, "name": "Clínica", "kind": sheet.options["kind"][1], "note": MARKERS["partner"]}
    added = desk.client.post("/partners/new", data=partner)
    month = officer.client.post("/figures/close", data={"period": "2026-01", "note": MARKERS["closing"]})
    assert [each.status_code for each in (task, added, month)] == [302] * 3, said(added) + said(month)


def close_and_sign(houses: Houses, period: str, note: str) -> str:
    """Close a month and sign it, and give the address of what was closed."""
    houses.client("me_officer").post("/figures/close", data={"period": period, "note": note})
    director = houses.client("director")
    signs = re.search(r"(/figures/\d+)/sign", director.get(f"/figures?period={period}").text)
    if signs is None:  # a test before this one has done it
        signs = re.search(r"(/figures/\d+)/package", director.get(f"/figures?period={period}").text)
    assert signs
    director.post(f"{signs[1]}/sign")
    return signs[1]


def _fill(desk: Desk, there: str) -> int:
    begun = str(desk.client.post(f"{there}/forms", data={"key": "acta_ingreso"}).location)
    sheet = desk.sheet(begun, "base")
    texts = {name for name in sheet.texts if sheet.values[name] == [""]}
    typed = {**sheet.values}
    for name in sorted(texts):
        answer = desk.client.post(begun, data={**typed, name: MARKERS["answer"]})
        if answer.status_code == 302:
            return int(begun.split("/")[2])
    raise AssertionError("No field of the form takes a text.")
