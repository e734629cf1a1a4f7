"""Answers what a branch of another node asks: how its figures stand, what sums it is asked for, its benchmark sheet.

A question is signed with the branch's key and holds the instant of asking, so that a copy of it is of no use later.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from core.errors import NotFound
from core.hq import benchmark, threads
from core.hq.desk import asked_in
from core.hq.receiving.schemas import QuestionSchema
from core.hq.receiving.signed import of_a_branch
from core.hq.sharing import service as sharing
from core.reporting.periods import Period


def answer(session: Session, keys: Session, envelope: str) -> dict[str, Any]:
    """Answer a signed question.

    :param session: of the office; ``keys`` of the network store, which knows the branches' keys.
    :raises Invalid: if it is unreadable, forged or old.
    """
    told = of_a_branch(keys, QuestionSchema(), envelope)
    try:
        return dict(_ANSWERS[told["asks"]](session, told["branch"], Period.parse(told["period"])))
    except NotFound:
        return {}


def _standing(session: Session, branch: str, period: Period) -> Mapping[str, Any]:
    found = threads.standing(session, branch, period)
    return {} if found is None else {"state": found[0].value, "version": found[1]}


def _sums(session: Session, branch: str, period: Period) -> Mapping[str, Any]:
    found = asked_in(session, branch, period)
    return {} if found is None else {"call": found.call, "settled": found.settled, "step": found.step}


def _sheet(session: Session, branch: str, period: Period) -> Mapping[str, Any]:
    made: dict[str, Any] = json.loads(benchmark.written(benchmark.made(session, branch, period)))
    return made


def _sharing(session: Session, branch: str, _period: Period) -> Mapping[str, Any]:
    return {"requests": [asdict(each) for each in sharing.asked_of(session, branch)]}


_ANSWERS: Mapping[str, Callable[[Session, str, Period], Mapping[str, Any]]] = {
    "standing": _standing, "sums": _sums, "sheet": _sheet, "sharing": _sharing,
}  # fmt: skip
