"""Tables about the house that say more than numbers: who is there one by one, and the staff by post."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.access.matrix import ROLES
from core.access.people import Post, role_label
from core.branches import clearances
from core.branches.models import Branch
from core.forms.parts import Period, RowPart, StaffPart
from core.i18n import gettext as _
from core.legal import measures, status
from core.residents.models import Resident
from core.stages.models import Episode

_DAY = timedelta(days=1)
#: Posts of which a form may name who holds them.
_NAMED = ("director", "lawyer", "social_worker", "psychologist", "nurse")


def named(
    session: Session, branch: Branch, until: date, papers: Callable[[int], Mapping[str, str]] = lambda _id: {}
) -> tuple[RowPart, ...]:
    """List who is there at the end of a day by code, with the measure that stands; the caller may read measures.

    :param papers: opens the numbers of somebody's papers, by kind, where the caller may.
    """
    query = (
        select(Resident.id, Resident.code, Episode.admitted_on)
        .join(Episode, Episode.resident_id == Resident.id)
        .where(Episode.branch_id == branch.id, Episode.admitted_on <= until)
        .where(or_(Episode.closed_on.is_(None), Episode.closed_on > until))
        .order_by(Resident.code)
    )
    rows = []
    for resident_id, code, admitted_on in session.execute(query).all():
        row = RowPart(code=code, admitted_on=admitted_on, document=tuple(papers(resident_id).items()))
        standing = [each for each in measures.of_resident(session, resident_id) if each.revoked_at is None]
        row = replace(row, legal_status=status.of_protection(session, resident_id, until, ordered=bool(standing)))
        if standing:
            row = replace(
                row,
                measure=standing[0].kind,
                authority=measures.authority_of(session, standing[0]),
                file_number=measures.opened(session, standing[0], "file_number"),
            )
        rows.append(row)
    return tuple(rows)


def staff(session: Session, branch: Branch, posts: Sequence[Post], month: Period) -> tuple[RowPart, ...]:
    """Tell of each post that was held in a month whether somebody came, left or stayed, and how long she is certified.

    Who changed posts within the month has left one and come to the other.
    """
    held = [each for each in posts if each.since <= month.until and (each.until is None or each.until >= month.since)]
    ends = clearances.last_days(session, branch.id, {each.user_id for each in held}, month.until)
    rows = [
        RowPart(post=str(role_label(each.role)), change=_change(each, month), certified_until=ends.get(each.user_id))
        for each in sorted(held, key=lambda each: ROLES.index(each.role))
    ]
    return tuple(rows)


def holders(posts: Sequence[Post], today: date) -> StaffPart:
    """Name who holds a post today, where one person alone does."""
    found = {}
    for role in _NAMED:
        names = {each.user_id: each.name for each in posts if each.role == role and each.on(today)}
        if len(names) == 1:
            found[role] = f"{next(iter(names.values()))}, {role_label(role)}"
    return StaffPart(**found)


def _change(post: Post, month: Period) -> str:
    came, left = post.since >= month.since, post.until is not None and post.until <= month.until
    if came and left:
        return _("Joined and left")
    if came:
        return _("Joined")
    return _("Left") if left else _("No change")
