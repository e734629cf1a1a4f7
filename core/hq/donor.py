"""Reports to donors: written at the office on a template, read beforehand, issued once and never changed after that.

A figure can only stand in a report if the office has accepted it. Nothing that was issued may be told another way: a
figure of another kind of period of the same year, or of branches one by one where only their sum was told, could be
subtracted. And it is held against all that the public and other donors were told, like whatever these are told later.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.canonical import canonical, digest
from core.errors import N_, Conflict, Invalid, NotFound
from core.hq import donor_act, published, sharing, stories
from core.hq.donor_figures import Entry, How, Line, Sources, choices, figures, line_of, sources
from core.hq.models import DonorReport, Submission
from core.hq.rows import rows
from core.hq.stories import Standing
from core.reporting.periods import POOLED, Period
from core.reporting.sharing import YES

TEMPLATE, DRAFT, ISSUED = "template", "draft", "issued"
#: How many sections a report may have, and how many indicators one of them.
MOST_SECTIONS, MOST_INDICATORS = 12, 20
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
    """A report as it is read: a template or a draft with the figures of today, or as it was issued.

    :param stories: how the stories that it names stand today; the words of one are never part of what was issued.
    :param sources: None in a template, which has no period.
    :param since: branches whose figures have a newer version than the one that was issued.
    """

    report: DonorReport
    sections: tuple[Section, ...]
    sources: Sources | None
    since: tuple[str, ...] = ()
    stories: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def period(self) -> Period | None:
        """The period that it tells of."""
        return Period.parse(self.report.period) if self.report.period else None


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


def begin(session: Session, actor: Actor, token: str, head: dict[str, Any], like: int | None = None) -> DonorReport:
    """Begin a report, or a template where no period is given; the same form again gives the report that is there.

    :param like: another one, whose sections are taken over.
    :raises Invalid: if the period is none.
    """
    policies.require(actor, "hq.read")
    present = session.scalars(select(DonorReport).where(DonorReport.token == token)).first()
    if present is not None:
        return present
    taken = list(get(session, actor, like).sections) if like else []
    made = DonorReport(token=token, state=DRAFT, sections=taken, written_at=clock.now(), written_by_name=actor.name)
    _write_head(made, head)
    session.add(made)
    session.flush()  # the event carries its id
    record(session, actor, "hq.donor_write", Subject("donor_report", made.id))
    return made


def change(session: Session, actor: Actor, report_id: int, head: dict[str, Any]) -> DonorReport:
    """Change a report's head.

    :raises Conflict: if it is issued.
    :raises Invalid: if the period is none, or branches stand one by one and nobody has agreed to it.
    """
    found = _open(session, actor, report_id)
    _write_head(found, head)
    _note(session, actor, found)
    return found


def write_section(session: Session, actor: Actor, report_id: int, place: int, told: dict[str, Any]) -> DonorReport:
    """Write a section: the one at a place, or a new one at the end.

    :param told: title, text, codes of indicators, and the reference of a story, if any.
    :raises Conflict: if the report is issued.
    :raises Invalid: if an indicator may not leave the office, there are too many, or the story may not be told.
    """
    found = _open(session, actor, report_id)
    codes = list(dict.fromkeys(told["indicators"].replace(",", " ").upper().split()))
    _need_choosable(found, codes)
    kept = list(found.sections)
    if not 0 <= place <= len(kept) or place >= MOST_SECTIONS:
        raise NotFound()
    story = told.get("story", "")
    if story and story not in {each.reference for each in stories.choices(session, actor)}:
        raise Invalid({"story": [N_("This story may not be told any more.")]})
    written = {"title": told["title"].strip(), "text": told["text"].strip()}
    kept[place : place + 1] = [{**written, "indicators": codes, "story": story}]
    found.sections = kept
    _note(session, actor, found)
    return found


def drop_section(session: Session, actor: Actor, report_id: int, place: int) -> DonorReport:
    """Take a section out."""
    found = _open(session, actor, report_id)
    if not 0 <= place < len(found.sections):
        raise NotFound()
    found.sections = [each for number, each in enumerate(found.sections) if number != place]
    _note(session, actor, found)
    return found


def read(session: Session, actor: Actor, report_id: int) -> Read:
    """Read a report; an issued one as it was issued, but for stories that were withdrawn since."""
    found = get(session, actor, report_id)
    named = stories.standing(session, (each.get("story", "") for each in found.sections))
    return replace(_read(session, actor, found), stories=named)


def _read(session: Session, actor: Actor, found: DonorReport) -> Read:
    if found.content is not None:
        return _issued(session, found)
    if not found.period:
        return Read(found, tuple(_without_figures(found)), None)
    period = Period.parse(found.period)
    declined = _declined(session, actor, found)
    known = sources(session, period).without(declined)
    cells = [each for each in rows(session, actor, period) if each.branch not in declined]
    told = [
        Section(
            each["title"], each["text"],
            tuple(figures(cells, known, each["indicators"], by_branch=found.by_branch)),
            each.get("story", ""),
        )
        for each in found.sections
    ]  # fmt: skip
    return Read(found, tuple(told), known)


def issue(session: Session, actor: Actor, report_id: int) -> DonorReport:
    """Issue a report: from here on its words and figures never change.

    :raises Conflict: if it is issued already, or is a template.
    :raises Invalid: if it says nothing, the branches have not decided on it, or something of it was told in another way
        before.
    """
    found = _open(session, actor, report_id)
    if found.state == TEMPLATE:
        raise Conflict()
    seen = read(session, actor, report_id)
    if not seen.sections or seen.sources is None:
        raise Invalid({"report": [N_("There is nothing in it yet.")]})
    _need_decided(session, actor, found)
    _need_one_way(session, found)
    period, lines = Period.parse(found.period), [each for one in seen.sections for each in one.lines]
    act = donor_act.audited(session, period, list(rows(session, actor, period)), lines)
    found.content = canonical({"sections": [asdict(each) for each in seen.sections], "sources": asdict(seen.sources)})
    found.content_hash, found.state = digest(found.content), ISSUED
    found.issued_at, found.issued_by_name = clock.now(), actor.name
    record(session, actor, "hq.donor_issue", Subject("donor_report", found.id), hash=found.content_hash)
    published.note_donor(session, actor, found.period, found.id, act)
    return found


def note_print(session: Session, actor: Actor, report_id: int) -> None:
    """Note that a report was printed."""
    found = get(session, actor, report_id)
    record(session, actor, "hq.donor_print", Subject("donor_report", found.id))


def _open(session: Session, actor: Actor, report_id: int) -> DonorReport:
    found = get(session, actor, report_id)
    if found.state == ISSUED:
        raise Conflict(message=N_("It was issued and does not change any more. Write a new one on it."))
    return found


def _write_head(report: DonorReport, head: dict[str, Any]) -> None:
    written = head["period"].strip()
    if written and Period.parse(written).kind == POOLED:
        raise Invalid({"period": [N_("A report tells of a month, a quarter or a year.")]})
    if head["by_branch"] and not head["agreed"].strip():
        raise Invalid({"agreed": [N_("Write how the branches agreed to be told one by one.")]})
    report.title, report.donor, report.period = head["title"].strip(), head["donor"].strip(), written
    report.by_branch, report.agreed = head["by_branch"], head["agreed"].strip()
    report.sharing_id = int(head["sharing"]) if head.get("sharing", "").isdecimal() else None
    report.state = DRAFT if written else TEMPLATE


def _declined(session: Session, actor: Actor, report: DonorReport) -> frozenset[str]:
    """Name the branches that have not said yes to this use; none while it is not said in which request."""
    if report.sharing_id is None:
        return frozenset()
    decisions = sharing.get(session, actor, report.sharing_id).decisions
    sent = session.scalars(select(Submission.branch_code).where(Submission.period == report.period).distinct())
    return frozenset(code for code in sent if decisions.get(code) != YES)


def _need_decided(session: Session, actor: Actor, report: DonorReport) -> None:
    if report.sharing_id is None:
        raise Invalid({"report": [N_("Name the request in which the branches decided on this use.")]})
    if sharing.get(session, actor, report.sharing_id).waits:
        raise Invalid({"report": [N_("Not every branch has answered yet, and their ten working days are not over.")]})


def _need_choosable(report: DonorReport, codes: Sequence[str]) -> None:
    kind = Period.parse(report.period).kind if report.period else "A"
    known = {each.id for each in choices(kind)}
    wrong = [code for code in codes if code not in known]
    if wrong:
        raise Invalid({"indicators": [N_("At least one of these is no figure that may leave the office.")]})
    if len(codes) > MOST_INDICATORS:
        raise Invalid({"indicators": [N_("These are too many for one section.")]})


def _need_one_way(session: Session, report: DonorReport) -> None:
    mine, period = _codes(report), Period.parse(report.period)
    others = select(DonorReport).where(
        DonorReport.state == ISSUED, DonorReport.period.startswith(str(period.year)), DonorReport.id != report.id
    )
    for other in session.scalars(others):
        same = Period.parse(other.period).kind == period.kind and other.by_branch == report.by_branch
        same = same and other.sharing_id == report.sharing_id  # else other branches may stand in the sum
        if not same and mine & _codes(other):
            raise Invalid({"report": [N_(
                "A figure of it was told of the same year in another way: by other periods, or of other branches."
                " The difference could tell a small count."
            )]})  # fmt: skip


def _codes(report: DonorReport) -> set[str]:
    return {code for each in report.sections for code in each["indicators"]}


def _without_figures(report: DonorReport) -> Iterator[Section]:
    for each in report.sections:
        lines = tuple(Line(code, Entry("", How.NOT_SENT), (), ()) for code in each["indicators"])
        yield Section(each["title"], each["text"], lines, each.get("story", ""))


def _issued(session: Session, report: DonorReport) -> Read:
    told = json.loads(str(report.content))
    then, now = Sources(**told["sources"]), sources(session, Period.parse(report.period))
    changed = {*now.versions, *now.provisional}
    since = tuple(code for code in sorted(changed) if now.versions.get(code) != then.versions.get(code))
    return Read(report, tuple(map(_section, told["sections"])), then, since)


def _section(told: dict[str, Any]) -> Section:
    return Section(told["title"], told["text"], tuple(map(line_of, told["lines"])), told["story"])


def _note(session: Session, actor: Actor, report: DonorReport) -> None:
    record(session, actor, "hq.donor_write", Subject("donor_report", report.id))
