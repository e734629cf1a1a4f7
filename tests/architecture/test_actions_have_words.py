"""Whoever answers for the record reads words: every action that the code records has some."""

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import source_tree

from core.audit.words import ACTIONS, SUBJECTS
from core.hq.threads import ACCEPTED, ANSWERED, ASKED, SETTLED
from core.partners.referral_terms import FROM
from core.stages.packages import RECEIVED, REFUSED

Plant = Callable[[Mapping[str, str]], Path]
#: How an action may end whose last part is the state that was reached.
STATES = {
    "hq.": {ASKED, ANSWERED, SETTLED, ACCEPTED},
    "move.": {"approved", "returned"},
    "referral.": {state for state, _direction in FROM} - {"sent"},
    "transfer.": {RECEIVED, REFUSED, "admitted"},
}


def recorded(root: Path) -> Iterator[tuple[str, str]]:
    """Yield where an action is recorded, and the action; of one that nobody can tell, what the code says."""
    for path, tree in source_tree.modules(root, "core", "countries"):
        imports = source_tree.imports(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and records(node, imports):
                yield from ((f"{path}:{node.lineno}", action) for action in sorted(actions(argument(node))))


def records(call: ast.Call, imports: Mapping[str, str]) -> bool:
    """Tell whether a call notes an act, under whatever name the module has imported it."""
    first, dot, rest = source_tree.dotted(call.func).partition(".")
    return f"{imports.get(first, first)}{dot}{rest}" == "core.audit.service.record"


def argument(call: ast.Call) -> ast.expr:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "action"]
    return named[0] if named else call.args[2]


def actions(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        return actions(node.body) | actions(node.orelse)
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant) and len(node.values) == 2:
        beginning = str(node.values[0].value)
        if beginning in STATES:
            return {beginning + state for state in STATES[beginning]}
    return {ast.unparse(node)}


def subjects(root: Path) -> set[str]:
    """Name what the code says a record is about."""
    return {
        str(node.args[0].value)
        for _path, tree in source_tree.modules(root, "core", "countries")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and source_tree.dotted(node.func).rpartition(".")[2] == "Subject"
        if isinstance(node.args[0], ast.Constant)
    }


def test_what_a_record_is_about_has_words(checkout: Path) -> None:
    assert subjects(checkout) == set(SUBJECTS)


def test_every_recorded_action_has_words(checkout: Path) -> None:
    assert [found for found in recorded(checkout) if found[1] not in ACTIONS] == []


def test_no_words_are_left_of_an_action_that_nothing_records(checkout: Path) -> None:
    assert set(ACTIONS) - {action for _place, action in recorded(checkout)} == set()


def test_an_action_without_words_is_found(plant: Plant) -> None:
    code = """
from core.audit.service import Subject, record as note
from core.audit import service
note(session, actor, "resident.forget", Subject("resident", 1))
service.record(session, actor, "bed.paint" if red else "bed.add", Subject("bed", 1))
note(session, actor, f"resident.{how}", Subject("resident", 1))
note(session, actor, action="bed.burn", subject=Subject("bed", 1))
"""
    found = recorded(plant({"core/oblivion/service.py": code}))
    unknown = {action for _place, action in found if action not in ACTIONS}
    assert unknown == {"resident.forget", "bed.paint", "f'resident.{how}'", "bed.burn"}
