"""Whatever number stands in an address, the page answers."""

import ast

import pytest
import source_tree

from core.testkit.web import Network
from core.web.numbers import number_in, numbers_among

#: Where views ask the address for a number: its name, the page, and who opens it. ``from`` belongs to machines, and
#: the page of ``ended`` needs an institution: it is tried with the lists of a house that has some.
ASKED = {
    "stage": [("/residents", "director")],
    "done": [("/agenda", "director")],
    "ended": [],
    "corrects": [("/residents/{code}/services/new", "social_worker")],
    "street": [("/residents/admit", "social_worker")],
    "resident": [("/legal/cases/new", "lawyer")],
    "person": [("/street/contacts/new", "outreach")],
    "outing": [("/street/contacts/new", "outreach")],
    "again": [("/evidence/extracts/new", "me_officer")],
    "instrument": [("/advocacy/actions/new", "director")],
    "before": [("/hq/refused", "hq_analyst")],
    "from": [],
}
ENDLESS = "9" * 22


@pytest.mark.parametrize("number", [ENDLESS, "-1", "9" * 5000, "3000000000", "²", "1.5", "0"])
def test_no_number_in_a_question_makes_a_page_fail(network: Network, number: str) -> None:
    code = network.home.admit().resident.code
    for name, pages in ASKED.items():
        for path, role in pages:
            answer = network.client(role).get(path.format(code=code), query_string={name: number})
            known = number_in(number) is not None
            assert answer.status_code in ((200, 404) if known else (200,)), (path, name)


def test_no_number_of_a_piece_makes_the_door_fail(network: Network) -> None:
    for number in (ENDLESS, "-1"):
        assert network.browser().post(f"/hq/arriving/{'0' * 64}?from={number}", data=b"x").status_code == 409


def test_every_number_in_a_question_is_read_in_one_way_and_tried_here() -> None:
    asked, otherwise = set(), []
    for path, tree in source_tree.modules(source_tree.CHECKOUT, "core"):
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if source_tree.dotted(call.func) == "asked_number":
                asked.add(call.args[0].value if isinstance(call.args[0], ast.Constant) else str(path))
            elif source_tree.dotted(call.func) == "request.args.get" and _typed(call):
                otherwise.append(f"{path}:{call.lineno}")
    assert (otherwise, asked) == ([], set(ASKED))


def _typed(call: ast.Call) -> bool:
    return len(call.args) > 2 or any(each.arg == "type" for each in call.keywords)


@pytest.mark.parametrize(
    ("written", "number"),
    [("7", 7), ("0", 0), ("2147483647", 2**31 - 1), ("2147483648", None), ("", None), ("-1", None), ("²", None)],
)
def test_only_what_a_record_can_have_is_a_number(written: str, number: int | None) -> None:
    assert number_in(written) == number


def test_of_several_what_is_none_is_left_out() -> None:
    assert numbers_among(["3", "x", ENDLESS, "5"]) == [3, 5]
