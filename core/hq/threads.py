"""What the office and a branch say to each other about figures that came, and whether they are accepted.

Nothing said is changed. A question stands until the office settles it; figures are accepted by version, and a newer
version has to be accepted anew (HQ-5). Never a name: both sides speak of counts.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.hq.models import Figure, Mark, Submission
from core.hq.receiving import wholeness
from core.hq.receiving.wholeness import Restated
from core.hq.states import ACCEPTED, ANSWERED, ASKED, SETTLED, State, Thread, state_of, threads_of
from core.hq.tables import newest
from core.reporting.periods import Period

OFFICE, BRANCH = "office", "branch"
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A branch's period at the office.

    :param version: the newest that came.
    :param broken: what keeps a restated year from being whole.
    :param companions: what the package says beside EVD-001: days until it was signed, and whose scores are left out.
    """

    branch: str
    period: Period
    version: int
    indicators: tuple[str, ...]
    threads: tuple[Thread, ...]
    state: State
    broken: Restated | None
    companions: Mapping[str, int | None]


def correspondence(session: Session, actor: Actor, branch: str, period: Period) -> Correspondence:
    """Give what was said of a branch's period, to the office or to the branch itself.

    :raises NotFound: if nothing came, or it is another branch's.
    """
    _side(actor, branch)
    submission = _newest(session, branch, period)
    if submission is None:
        raise NotFound()
    marks = marks_of(session, [(branch, str(period))])
    indicators = select(Figure.indicator).where(Figure.submission_id == submission.id).distinct()
    return Correspondence(
        branch, period, submission.version, tuple(sorted(session.scalars(indicators))), threads_of(marks),
        state_of(marks, submission.version), wholeness.broken(session, branch, period.year),
        json.loads(submission.package).get("companions", {}),
    )  # fmt: skip


def say(
    session: Session, actor: Actor, branch: str, period: Period, kind: str, indicator: str = "", text: str = ""
) -> Mark:
    """Ask, answer or settle; the office asks and settles, the branch answers.

    :raises Invalid: if there is nothing to read in it, or no such figure came.
    :raises Conflict: if there is no open question of the figure.
    """
    known = correspondence(session, actor, branch, period)
    side = _side(actor, branch)
    if (kind == ANSWERED) == (side == OFFICE):
        raise NotFound()
    if kind != SETTLED and not 0 < len(text.strip()) <= LONGEST:
        raise Invalid({"text": [N_("Write a few words; never a name.")]})
    if indicator and indicator not in known.indicators:
        raise Invalid({"indicator": [N_("No such figure came.")]})
    thread = next((each for each in known.threads if each.indicator == indicator), None)
    if kind != ASKED and (thread is None or not thread.open):
        raise Conflict(message=N_("No question of this figure is open."))
    return _keep(session, actor, known, Mark(kind=kind, side=side, indicator=indicator, text=text.strip()))


def accept(session: Session, actor: Actor, branch: str, period: Period, version: int) -> Mark:
    """Accept what came as it stands.

    :raises Conflict: if a newer version has come, it is accepted already, a question is open, or its year was restated
        and is not whole.
    """
    policies.require(actor, "hq.read")
    known = correspondence(session, actor, branch, period)
    if known.version != version:
        raise Conflict({"version": known.version}, N_("A newer version has come in the meantime."))
    if any(each.open for each in known.threads):
        raise Conflict(message=N_("A question is still open."))
    if known.broken is not None:
        raise Conflict(message=N_("The year is restated and not whole yet: a part of it would not add up."))
    if known.state is State.ACCEPTED:
        raise Conflict(message=N_("It is accepted already."))
    return _keep(session, actor, known, Mark(kind=ACCEPTED, side=OFFICE))


def marks_of(session: Session, wanted: Sequence[tuple[str, str]]) -> list[Mark]:
    """List what was said of some branches' periods, in the order in which it was."""
    known = set(wanted)
    branches, periods = ({each[place] for each in known} for place in (0, 1))
    query = select(Mark).where(Mark.branch_code.in_(branches), Mark.period.in_(periods)).order_by(Mark.id)
    return [each for each in session.scalars(query) if (each.branch_code, each.period) in known]


def standing(session: Session, branch: str, period: Period) -> tuple[State, int] | None:
    """Tell how far a branch's period has come, for the branch's own page; None if nothing came."""
    submission = _newest(session, branch, period)
    if submission is None:
        return None
    return state_of(marks_of(session, [(branch, str(period))]), submission.version), submission.version


def _side(actor: Actor, branch: str) -> str:
    """Say for whom somebody speaks.

    :raises NotFound: if for neither of the two.
    """
    if policies.may(actor, "hq.read"):
        return OFFICE
    policies.require(actor, "figures.read")
    if actor.branch_code != branch:
        raise NotFound()
    return BRANCH


def _newest(session: Session, branch: str, period: Period) -> Submission | None:
    query = select(Submission).where(Submission.branch_code == branch, Submission.period == str(period))
    newest = select(func.max(Submission.version)).where(
        Submission.branch_code == branch, Submission.period == str(period)
    )
    return session.scalars(query.where(Submission.version == newest.scalar_subquery())).first()


def _keep(session: Session, actor: Actor, known: Correspondence, mark: Mark) -> Mark:
    mark.branch_code, mark.period, mark.version = known.branch, str(known.period), known.version
    mark.at, mark.by_name = clock.now(), actor.name
    session.add(mark)
    session.flush()  # the event carries its id
    newest.said(session, mark.branch_code, mark.period)
    record(
        session, actor, f"hq.{mark.kind}", Subject("submission_mark", mark.id), branch=known.branch,
        period=str(known.period), indicator=mark.indicator,
    )  # fmt: skip
    return mark
