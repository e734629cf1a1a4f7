"""Reports to donors: written at the office on a template, issued by another person, and never changed after that.

A figure can only stand in a report if the office has accepted it. Nothing that was issued may be told another way: a
figure of another kind of period of the same year, or of branches one by one where only their sum was told, could be
subtracted. And it is held against all that the public and other donors were told, like whatever these are told later.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.canonical import digest
from core.errors import N_, Conflict, Invalid, NotFound, Refused
from core.hq.donors import act as donor_act
from core.hq.donors import corrections as donor_corrections
from core.hq.donors import stories
from core.hq.donors.figures import choices
from core.hq.donors.reading import DRAFT, ISSUED, TEMPLATE, Read, codes_of, get, read, written
from core.hq.models import DonorReport
from core.hq.outside import published
from core.hq.outside.control import Act
from core.hq.tables.rows import rows
from core.reporting.periods import POOLED, Period

#: How many sections a report may have, and how many indicators one of them.
MOST_SECTIONS, MOST_INDICATORS = 12, 20
NOTHING = N_(
    "With what the public and other donors were told, nothing of it can be told: a small count, a small change, or a"
    " count of a branch that is told in sums alone, could be worked out."
)
OWN = N_("You have changed it last: another person issues it.")
SAME = N_("A correction has the figures, the recipient and the request of the report that it corrects.")


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
    made = DonorReport(token=token, state=DRAFT, sections=taken, written_at=clock.now())
    _write_head(made, head)
    _sign(made, actor)
    session.add(made)
    session.flush()  # the event carries its id
    _note(session, actor, made)
    return made


def change(session: Session, actor: Actor, report_id: int, head: dict[str, Any]) -> DonorReport:
    """Change a report's head.

    :raises Conflict: if it is issued, or a correction.
    :raises Invalid: if the period is none.
    """
    found = _own(session, actor, report_id)
    _write_head(found, head)
    _sign(found, actor)
    _note(session, actor, found)
    return found


def write_section(session: Session, actor: Actor, report_id: int, place: int, told: dict[str, Any]) -> DonorReport:
    """Write a section: the one at a place, or a new one at the end.

    :param told: title, text, codes of indicators, and the reference of a story, if any. A correction keeps its codes.
    :raises Conflict: if the report is issued.
    :raises Invalid: if an indicator may not leave the office, there are too many, or the story may not be told.
    """
    found = _open(session, actor, report_id)
    kept = list(found.sections)
    most = MOST_SECTIONS if found.corrects_id is None else len(kept)
    if not 0 <= place <= len(kept) or place >= most:
        raise NotFound()
    codes = _codes_of(told["indicators"]) if found.corrects_id is None else kept[place]["indicators"]
    _need_choosable(found, codes)
    story = told.get("story", "")
    if story and story not in {each.reference for each in stories.choices(session, actor)}:
        raise Invalid({"story": [N_("This story may not be told any more.")]})
    words = {"title": told["title"].strip(), "text": told["text"].strip()}
    if codes != [code for each in kept[place : place + 1] for code in each["indicators"]]:
        found.withheld = []
    kept[place : place + 1] = [{**words, "indicators": codes, "story": story}]
    found.sections = kept
    _sign(found, actor)
    _note(session, actor, found)
    return found


def drop_section(session: Session, actor: Actor, report_id: int, place: int) -> DonorReport:
    """Take a section out.

    :raises Conflict: if the report is issued, or a correction.
    """
    found = _own(session, actor, report_id)
    if not 0 <= place < len(found.sections):
        raise NotFound()
    found.sections = [each for number, each in enumerate(found.sections) if number != place]
    found.withheld = []
    _sign(found, actor)
    _note(session, actor, found)
    return found


def issue(session: Session, actor: Actor, report_id: int) -> DonorReport:
    """Issue a report that another person has written: from here on its words and figures never change.

    It stays a draft where something of it has to be withheld that was read as told: it is read once more then.

    :raises Refused: if she has changed it last herself.
    :raises Conflict: if it is issued already, is a template, or corrects what was corrected or restated meanwhile.
    :raises Invalid: if it says nothing, goes beyond what the branches decided on, something of it was told in another
        way before, or nothing of it can be told.
    """
    found = _open(session, actor, report_id)
    if found.state == TEMPLATE:
        raise Conflict()
    if found.written_by == actor.user_id:
        raise Refused(message=OWN)
    seen = read(session, actor, report_id)
    if not seen.sections or seen.sources is None:
        raise Invalid({"report": [N_("There is nothing in it yet.")]})
    if seen.beyond:
        raise Invalid({"report": seen.beyond})
    _need_one_way(session, found)
    act = _first(session, actor, seen) if found.corrects_id is None else donor_corrections.decided(session, actor, seen)
    if act is None:
        return found
    found.content = written(seen.sections, seen.sources)
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


def _own(session: Session, actor: Actor, report_id: int) -> DonorReport:
    """Find a report of which everything may be changed.

    :raises Conflict: if it is issued, or a correction.
    """
    found = _open(session, actor, report_id)
    if found.corrects_id is not None:
        raise Conflict(message=SAME)
    return found


def _first(session: Session, actor: Actor, seen: Read) -> Act | None:
    """Hold a report against all that was told outside before; nothing is given where it tells less than was read."""
    period = Period.parse(seen.report.period)
    told = [each.lines for each in seen.sections]
    act, gone = donor_act.left_of(period, list(rows(session, actor, period)), told, published.before(session))
    if not gone:
        return act
    if not act.told:
        raise Invalid({"report": [NOTHING]})
    seen.report.withheld = sorted([*seen.report.withheld, *map(list, gone)])
    _note(session, actor, seen.report)
    return None


def _sign(report: DonorReport, actor: Actor) -> None:
    report.written_by, report.written_by_name, report.written_at = actor.user_id, actor.name, clock.now()


def _write_head(report: DonorReport, head: dict[str, Any]) -> None:
    written = head["period"].strip()
    if written and Period.parse(written).kind == POOLED:
        raise Invalid({"period": [N_("A report tells of a month, a quarter or a year.")]})
    report.title, report.donor, report.period = head["title"].strip(), head["donor"].strip(), written
    report.by_branch = head["by_branch"]
    report.sharing_id = int(head["sharing"]) if head.get("sharing", "").isdecimal() else None
    report.state = DRAFT if written else TEMPLATE
    report.withheld = []


def _need_choosable(report: DonorReport, codes: Sequence[str]) -> None:
    kind = Period.parse(report.period).kind if report.period else "A"
    known = {each.id for each in choices(kind)}
    wrong = [code for code in codes if code not in known]
    if wrong:
        raise Invalid({"indicators": [N_("At least one of these is no figure that may leave the office.")]})
    if len(codes) > MOST_INDICATORS:
        raise Invalid({"indicators": [N_("These are too many for one section.")]})


def _need_one_way(session: Session, report: DonorReport) -> None:
    mine, period = codes_of(report), Period.parse(report.period)
    others = select(DonorReport).where(
        DonorReport.state == ISSUED, DonorReport.period.startswith(str(period.year)), DonorReport.id != report.id
    )
    for other in session.scalars(others):
        same = Period.parse(other.period).kind == period.kind and other.by_branch == report.by_branch
        same = same and other.sharing_id == report.sharing_id  # else other branches may stand in the sum
        if not same and mine & codes_of(other):
            raise Invalid({"report": [N_(
                "A figure of it was told of the same year in another way: by other periods, or of other branches."
                " The difference could tell a small count."
            )]})  # fmt: skip


def _codes_of(typed: str) -> list[str]:
    return list(dict.fromkeys(typed.replace(",", " ").upper().split()))


def _note(session: Session, actor: Actor, report: DonorReport) -> None:
    record(session, actor, "hq.donor_write", Subject("donor_report", report.id))
