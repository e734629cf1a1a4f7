"""A report to a donor as it is read: a template or a draft with the figures of today, or as it was issued."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.canonical import canonical
from core.errors import NotFound
from core.hq.donors import agreed, stories
from core.hq.donors.figures import Entry, How, Line, figures, line_of, withhold
from core.hq.donors.stories import Standing
from core.hq.models import DonorReport, Submission
from core.hq.outside.corrections import all_accepted, any_newer
from core.hq.outside.sources import Sources, sources
from core.hq.sharing import service as sharing
from core.hq.tables.rows import Row, rows
from core.reporting.periods import Period
from core.reporting.quantity import Place
from core.reporting.sharing.further_use import YES

TEMPLATE, DRAFT, ISSUED = "template", "draft", "issued"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report as it is read."""

    title: str
    text: str
    lines: tuple[Line, ...]
    story: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A report as it is read.

    :param stories: how the stories that it names stand today; the words of one are never part of what was issued.
    :param sources: None in a template, which has no period.
    :param asked: the request in which the branches decided on it.
    :param since: branches whose figures have a newer version than the one that was issued.
    :param corrects: what a correction takes the place of, with the figures that it tells otherwise.
    :param replaced_by: the correction that took its own place.
    :param correctable: whether all whose figures it tells are accepted, and one of them anew since.
    """

    report: DonorReport
    sections: tuple[Section, ...]
    sources: Sources | None
    since: tuple[str, ...] = ()
    stories: Mapping[str, Standing] = field(default_factory=dict)
    asked: sharing.Shown | None = None
    corrects: "Corrected | None" = None
    replaced_by: DonorReport | None = None
    correctable: bool = False

    @property
    def period(self) -> Period | None:
        """The period that it tells of."""
        return Period.parse(self.report.period) if self.report.period else None

    @property
    def beyond(self) -> list[object]:
        """Why the branches have not agreed to it as it stands; of a template nothing."""
        return agreed.faults(self.report, codes_of(self.report), self.asked) if self.report.period else []

    @property
    def lines(self) -> dict[Place, Line]:
        """Every figure of it by its place."""
        return {line.place: line for section in self.sections for line in section.lines}

    @property
    def withheld(self) -> tuple[Line, ...]:
        """Figures that are withheld in it since a small one would follow, with what was told outside before."""
        gone = _kept_back(self.report)
        return tuple(line for place, line in self.lines.items() if place in gone)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction takes the place of.

    :param changed: figures that are told otherwise, as they were and as they are.
    """

    report: DonorReport
    changed: tuple[tuple[Line, Line], ...]


def listed(session: Session, actor: Actor) -> list[DonorReport]:
    """List templates, drafts and what was issued, the newest first."""
    policies.require(actor, "hq.read")
    return list(session.scalars(select(DonorReport).order_by(DonorReport.id.desc()).limit(SHOWN)))


def get(session: Session, actor: Actor, report_id: int) -> DonorReport:
    """Find a report.

    :raises NotFound: if there is none.
    """
    policies.require(actor, "hq.read")
    found = session.get(DonorReport, report_id)
    if found is None:
        raise NotFound()
    return found


def read(session: Session, actor: Actor, report_id: int) -> Read:
    """Read a report; an issued one as it was issued, but for stories that were withdrawn since."""
    found = get(session, actor, report_id)
    named = stories.standing(session, (each.get("story", "") for each in found.sections))
    asked = sharing.get(session, actor, found.sharing_id) if found.sharing_id is not None else None
    return replace(_read(session, actor, found), stories=named, asked=asked)


def accepted(session: Session, actor: Actor, report: DonorReport) -> tuple[list[Row], Sources]:
    """Give the figures that a report may be made of: of those who have said yes, and what of it is accepted."""
    period = Period.parse(report.period)
    declined = _declined(session, actor, report)
    known = sources(session, period).without(declined)
    return [each for each in rows(session, actor, period) if each.branch not in declined], known


def replacing(session: Session, report: DonorReport) -> DonorReport | None:
    """Find the correction that took a report's place."""
    asked = select(DonorReport).where(DonorReport.corrects_id == report.id, DonorReport.state == ISSUED)
    return session.scalars(asked).first()


def _read(session: Session, actor: Actor, found: DonorReport) -> Read:
    if found.content is not None:
        return _kept(session, actor, found)
    if not found.period:
        return Read(found, _without_figures(found), None)
    cells, known = accepted(session, actor, found)
    told = [figures(cells, known, each["indicators"], by_branch=found.by_branch) for each in found.sections]
    return Read(found, worded(found, withhold(told, _kept_back(found))), known)


def worded(report: DonorReport, told: Sequence[Sequence[Line]]) -> tuple[Section, ...]:
    """Put a report's words and the figures of each section together."""
    return tuple(
        Section(each["title"], each["text"], tuple(lines), each.get("story", ""))
        for each, lines in zip(report.sections, told, strict=True)
    )


def written(sections: Sequence[Section], known: Sources) -> str:
    """Write a report as it is kept."""
    return canonical({"sections": [asdict(each) for each in sections], "sources": asdict(known)})


def codes_of(report: DonorReport) -> set[str]:
    """Name the indicators of all its sections."""
    return {code for each in report.sections for code in each["indicators"]}


def _kept_back(report: DonorReport) -> frozenset[Place]:
    return frozenset((indicator, by, code) for indicator, by, code in report.withheld)


def _without_figures(report: DonorReport) -> tuple[Section, ...]:
    blank = Entry("", How.NOT_SENT)
    return worded(report, [[Line(code, blank, (), ()) for code in each["indicators"]] for each in report.sections])


def _kept(session: Session, actor: Actor, report: DonorReport) -> Read:
    """Read a report whose figures stand: one that was issued, or a correction that is about to be."""
    told = json.loads(str(report.content))
    kept, then = tuple(map(_section, told["sections"])), Sources(**told["sources"])
    if report.state != ISSUED:  # its words may still be changed
        kept = worded(report, [each.lines for each in kept])
    now = sources(session, Period.parse(report.period))
    changed = {*now.versions, *now.provisional}
    since = tuple(code for code in sorted(changed) if now.versions.get(code) != then.versions.get(code))
    found = Read(report, kept, then, since, corrects=_corrected(session, actor, report, kept))
    if report.state != ISSUED:
        return found
    still = {code: each for code, each in then.versions.items() if code not in _declined(session, actor, report)}
    restated = all_accepted(still, now.versions) and any_newer(still, now.versions)
    replaced_by = replacing(session, report)
    return replace(found, replaced_by=replaced_by, correctable=restated and replaced_by is None)


def _corrected(session: Session, actor: Actor, report: DonorReport, now: Sequence[Section]) -> Corrected | None:
    if report.corrects_id is None:
        return None
    former = get(session, actor, report.corrects_id)
    then = {line.place: line for each in json.loads(str(former.content))["sections"] for line in _section(each).lines}
    pairs = {line.place: (then[line.place], line) for each in now for line in each.lines if line.place in then}
    return Corrected(former, tuple(pair for pair in pairs.values() if pair[0].as_told != pair[1].as_told))


def _section(told: dict[str, Any]) -> Section:
    return Section(told["title"], told["text"], tuple(map(line_of, told["lines"])), told["story"])


def _declined(session: Session, actor: Actor, report: DonorReport) -> frozenset[str]:
    """Name the branches that have not said yes to this use; none while it is not said in which request."""
    if report.sharing_id is None:
        return frozenset()
    decisions = sharing.get(session, actor, report.sharing_id).decisions
    sent = session.scalars(select(Submission.branch_code).where(Submission.period == report.period).distinct())
    return frozenset(code for code in sent if decisions.get(code) != YES)
