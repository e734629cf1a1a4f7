"""A report to a donor is corrected: told anew, to the same recipient, where branches have restated what it tells.

It has the sections of the former one, and adds up and names the branches that stood in it: a new one would be what
both differ by. Where one of them may stand in a sum no more, the sum is withheld, and so is whatever gives a small
change or a small count away to somebody who has all that was told before. It is read before it leaves, as it will
leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid
from core.hq.donors import act as donor_act
from core.hq.donors.figures import Line, figures, withhold
from core.hq.donors.reading import DRAFT, Read, accepted, read, replacing, worded, written
from core.hq.models import DonorReport
from core.hq.outside import published
from core.hq.outside.control import Act
from core.hq.outside.corrections import need_reason
from core.hq.outside.sources import Sources
from core.reporting.periods import Period

UNCHANGED = N_("Nothing that it tells has been restated since, or not everything of it is accepted, or it is replaced.")
NOTHING = N_("Nothing of it can be told anew: everything is small, or tells a small change.")
OTHERWISE = N_("By now something else would be told, or it was corrected already. Begin the correction anew.")


@dataclass(frozen=True, slots=True)
class _Made:
    """Figures of a correction, section by section, and what is told with them."""

    lines: Sequence[Sequence[Line]]
    known: Sources
    act: Act


def begin(session: Session, actor: Actor, token: str, report_id: int, why: str) -> DonorReport:
    """Begin the correction of a report; the same form again gives the one that is there.

    :raises Invalid: without a reason, or if nothing of it can be told.
    :raises Conflict: if nothing of it was restated, not all of it is accepted, or it was corrected already.
    """
    policies.require(actor, "hq.read")
    present = session.scalars(select(DonorReport).where(DonorReport.token == token)).first()
    if present is not None:
        return present
    need_reason("why", why)
    former = read(session, actor, report_id)
    if not former.correctable:
        raise Conflict(message=UNCHANGED)
    report = former.report
    made = DonorReport(
        token=token, state=DRAFT, title=report.title, donor=report.donor, period=report.period,
        sections=list(report.sections), by_branch=report.by_branch, sharing_id=report.sharing_id,
        corrects_id=report.id, version=report.version + 1, why=why.strip(), written_at=clock.now(),
        written_by=actor.user_id, written_by_name=actor.name,
    )  # fmt: skip
    anew = _anew(session, actor, made, former)
    if not anew.act.told:
        raise Invalid({"why": [NOTHING]})
    made.content = written(worded(made, anew.lines), anew.known)
    session.add(made)
    session.flush()  # the event carries its id
    record(
        session, actor, "hq.donor_correct", Subject("donor_report", made.id), corrects=report.id, version=made.version
    )  # fmt: skip
    return made


def decided(session: Session, actor: Actor, seen: Read) -> Act:
    """Make sure that a correction still says what it said when it was read, and give what it tells.

    :raises Conflict: if by now it would tell anything else, or its report was corrected already.
    """
    former = session.scalars(
        select(DonorReport).where(DonorReport.id == seen.report.corrects_id).with_for_update()
    ).one()  # fmt: skip
    if replacing(session, former) is not None:
        raise Conflict(message=OTHERWISE)
    anew = _anew(session, actor, seen.report, read(session, actor, former.id))
    if seen.sources is None or written(worded(seen.report, anew.lines), anew.known) != written(
        seen.sections, seen.sources
    ):
        raise Conflict(message=OTHERWISE)
    return anew.act


def _anew(session: Session, actor: Actor, report: DonorReport, former: Read) -> _Made:
    stood = {place: line.added for place, line in former.lines.items()}
    cells, known = accepted(session, actor, report)
    known = known.only(former.sources.versions if former.sources else ())
    cells = [each for each in cells if each.branch in known.versions]
    told = [
        figures(cells, known, each["indicators"], by_branch=report.by_branch, stood=stood) for each in report.sections
    ]
    act, gone = donor_act.left_of(Period.parse(report.period), cells, told, published.before(session))
    return _Made(withhold(told, gone), known, act)
