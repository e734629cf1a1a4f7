"""What somebody made or told that may be shown outside, and to whom it was given; her consent decides, day by day.

It leaves once the data-protection officer has approved it as it stands. Once her consent to just that runs no longer,
nothing of it may be given to anybody, a story is offered to no report, and whoever shows it is asked to take it down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.residents import codes, consents, house, recalls, telltales
from core.residents.models import APPROVED, WAITING, Consent, Resident, Work, WorkUse
from plugins.contract.consent import Use
from plugins.profile import CountryProfile

PICTURE, STORY = "picture", "story"
#: For what a consent has to be.
USES: Mapping[str, Use] = {PICTURE: Use.PUBLICATION, STORY: Use.STORY}
KINDS: Mapping[str, str] = {PICTURE: N_("Drawing or picture"), STORY: N_("Story")}
_LIMITS = {"title": 80, "text": 4000}
_RECEIVER = {"receiver": 120}
#: One answer for everything that would give her away: the writer learns nothing that she may not read.
_TELLS = N_(
    "Something in it would lead to her or to this house: a name, a code or a number of a paper. Write it without them."
)
#: Ends of a consent after which another one to the same purpose goes on with what it allowed.
_GOES_ON = ("", "replaced")


@dataclass(frozen=True, slots=True)
class NewWork:
    """A work as it is recorded.

    :param text: of a story, as she has read or heard it; empty for a picture.
    """

    kind: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """Where a work is shown, opened."""

    use: WorkUse
    receiver: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """A work as it stands on a day, opened.

    :param until: the last day on which her consent lets it be shown; None if it may not be shown any more.
    :param comment: why it was refused.
    """

    work: Work
    title: str
    text: str
    until: date | None
    given: tuple[Given, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A story that the house offers for reports: nothing in it leads to whose it is."""

    reference: str
    title: str
    text: str
    until: date


def add(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, new: NewWork, *, on_case: bool
) -> Work:
    """Record a work under her running consent; it waits for the data-protection officer.

    :raises Invalid: with every field that cannot stand: without a running consent to just that, its kind; a text that
        would lead to her or to the house.
    """
    policies.require(actor, "consent.write", on_case=on_case)
    house.own(actor, resident)
    consent = _running(session, country, resident.id, new.kind, house.today(session, actor))
    faults = _faults(session, resident, new)
    if consent is None:
        faults["kind"] = [N_("There is no running consent of hers to just this.")]
    if consent is None or faults:
        raise Invalid(faults)
    made = Work(
        branch_id=resident.branch_id, resident_id=resident.id, consent_id=consent.id, kind=new.kind,
        reference=codes.new_code(), writers=[actor.user_id or 0], created_by=actor.user_id or 0,
        created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its id is part of what seals its words
    slips.seal(session, made, title=new.title, text=new.text)
    record(session, actor, "work.add", Subject("work", made.id), data_class="ID", kind=new.kind)
    return made


def rewrite(
    session: Session, actor: Actor, resident: Resident, work_id: int, other: tuple[str, str], *, revision: int,
    on_case: bool,
) -> Work:  # fmt: skip
    """Change the words of a work, which waits anew: what was approved or refused were other words.

    :param other: its title and its text from now on.
    :param revision: the one the writer had before her.
    :raises Conflict: if somebody has changed or decided it meanwhile.
    :raises Invalid: with every field that cannot stand.
    """
    work = written(session, actor, resident, work_id, on_case=on_case)
    session.refresh(work, with_for_update=True)
    if work.revision != revision:
        raise Conflict()
    new = NewWork(work.kind, *other)
    slips.refuse(_faults(session, resident, new))
    slips.seal(session, work, title=new.title, text=new.text, comment="")
    work.writers = [*work.writers, actor.user_id or 0]
    work.state, work.decided_at, work.decided_by_name = WAITING, None, ""
    record(session, actor, "work.rewrite", Subject("work", work.id), data_class="ID")
    return work


def written(session: Session, actor: Actor, resident: Resident, work_id: int, *, on_case: bool) -> Work:
    """Find a work of somebody's, to change its words.

    :raises NotFound: if there is none, or the actor may not write any.
    """
    policies.require(actor, "consent.write", on_case=on_case)
    work = slips.own(session, actor, Work, work_id)
    if work.resident_id != resident.id:
        raise NotFound()
    return work


def words(session: Session, work: Work) -> dict[str, Any]:
    """Open the words of a work, for whom :func:`written` has found it."""
    return {
        "title": slips.opened(session, work, "title"),
        "text": slips.opened(session, work, "text"),
        "revision": work.revision,
    }


def give(
    session: Session, actor: Actor, country: CountryProfile, work_id: int, receiver: str, last_on: date
) -> WorkUse:
    """Note to whom a work is given to be shown, from today to a day.

    :raises NotFound: if it is no work of this house.
    :raises Invalid: if it may not be shown, or not so long, or is not approved as it stands.
    """
    policies.require(actor, "work.give")
    work = slips.own(session, actor, Work, work_id)
    today = house.today(session, actor)
    last = until(session, country, work, today)
    faults: dict[str, list[str]] = house.text_faults({"receiver": receiver}, _RECEIVER)
    if last is None:
        faults["receiver"] = [N_("It may not be shown any more.")]
    elif work.state != APPROVED:
        faults["receiver"] = [N_("The data-protection officer has not approved it as it stands.")]
    elif not today <= last_on <= last:
        faults["until"] = [N_("Choose a day from today to the end of her consent.")]
    slips.refuse(faults)
    use = WorkUse(
        branch_id=work.branch_id, work_id=work.id, resident_id=work.resident_id, since_on=today, until_on=last_on,
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(use)
    session.flush()  # its id is part of what seals the name
    slips.seal(session, use, receiver=receiver)
    record(session, actor, "work.give", Subject("work", work.id))
    return use


def taken_down(session: Session, actor: Actor, use_id: int) -> WorkUse:
    """Note that a work is shown no more where it was given; the task of it is done. Noting it twice changes nothing."""
    policies.require(actor, "work.give")
    use = slips.own(session, actor, WorkUse, use_id)
    if use.down_on is None:
        use.down_on = house.today(session, actor)
        agenda.close(session, actor, source=recalls.SOURCE, source_id=use.id)
        record(session, actor, "work.take_down", Subject("work", use.work_id))
    return use


def get(session: Session, actor: Actor, work_id: int) -> Work:
    """Find a work of the actor's house.

    :raises NotFound: if there is none, or she may not give any.
    """
    policies.require(actor, "work.give")
    return slips.own(session, actor, Work, work_id)


def shelf(session: Session, actor: Actor, country: CountryProfile) -> list[Shelved]:
    """List the works of the house, without whose they are, the newest first."""
    policies.require(actor, "work.list")
    found = session.scalars(select(Work).where(Work.branch_id == actor.branch_id).order_by(Work.id.desc()))
    return shelved(session, country, list(found), house.today(session, actor))


def of_resident(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, *, on_case: bool
) -> list[Shelved]:
    """List somebody's works, the newest first."""
    policies.require(actor, "consent.read", on_case=on_case)
    house.own(actor, resident)
    found = session.scalars(select(Work).where(Work.resident_id == resident.id).order_by(Work.id.desc()))
    return shelved(session, country, list(found), house.today(session, actor))


def offered(session: Session, country: CountryProfile, branch_id: int, today: date) -> list[Offer]:
    """Give the stories of a house that may be told today: approved as they stand, under a consent that runs."""
    approved = (Work.branch_id == branch_id, Work.kind == STORY, Work.state == APPROVED)
    stories = session.scalars(select(Work).where(*approved).order_by(Work.id))
    shown = shelved(session, country, list(stories), today)
    return [Offer(each.work.reference, each.title, each.text, each.until) for each in shown if each.until is not None]


def refresh(session: Session, actor: Actor, country: CountryProfile, branch_id: int, today: date) -> None:
    """Have taken down what is still shown although her consent has ended, by itself or with her childhood."""
    open_uses = select(WorkUse).where(WorkUse.branch_id == branch_id, WorkUse.down_on.is_(None))
    for use in session.scalars(open_uses.order_by(WorkUse.id)):
        if use.until_on < today or until(session, country, session.get_one(Work, use.work_id), today) is None:
            recalls.take_down(session, actor, use)


def _faults(session: Session, resident: Resident, new: NewWork) -> dict[str, list[str]]:
    """Find what cannot stand in the words of a work."""
    typed = {"title": new.title, "text": new.text}
    faults: dict[str, list[str]] = house.text_faults(typed, _LIMITS)
    known = telltales.of(session, resident)
    faults |= {name: [_TELLS] for name, each in typed.items() if known.stand_in(each)}
    if new.kind == STORY and not new.text.strip():
        faults["text"] = [N_("Write the story as she has read or heard it.")]
    return faults


def _running(session: Session, country: CountryProfile, resident_id: int, kind: str, on: date) -> Consent | None:
    """Find the consent under which something of a kind may be shown on a day, the one that runs longest."""
    wanted = USES.get(kind)
    kinds = [each.code for each in country.consents.values() if wanted is not None and each.use is wanted]
    found = [one for code in kinds for one in consents.active(session, country, resident_id, code, on)]
    return max(found, key=lambda each: each.valid_until or on, default=None)


def until(session: Session, country: CountryProfile, work: Work, on: date) -> date | None:
    """Tell until when a work may be shown: as long as her consent runs, or another one that took its place."""
    if session.get_one(Consent, work.consent_id).ended_why not in _GOES_ON:
        return None
    consent = _running(session, country, work.resident_id, work.kind, on)
    return consent.valid_until if consent is not None else None


def shelved(session: Session, country: CountryProfile, works: list[Work], today: date) -> list[Shelved]:
    """Open works as they stand on a day."""
    ids = [each.id for each in works]
    uses = list(session.scalars(select(WorkUse).where(WorkUse.work_id.in_(ids)).order_by(WorkUse.id)))
    receivers = slips.opened_many(session, uses, "receiver")
    titles, texts = slips.opened_many(session, works, "title"), slips.opened_many(session, works, "text")
    comments = slips.opened_many(session, works, "comment")
    return [
        Shelved(
            each, titles.get(each.id, ""), texts.get(each.id, ""), until(session, country, each, today),
            tuple(Given(use, receivers.get(use.id, "")) for use in uses if use.work_id == each.id),
            comments.get(each.id, ""),
        )
        for each in works
    ]  # fmt: skip
