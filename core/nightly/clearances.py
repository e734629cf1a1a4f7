"""What the house is told of its staff's certificates: one that ends soon, and that somebody works without one."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from core import calendar
from core.access import people
from core.actor import Actor
from core.agenda import service as agenda
from core.branches import clearances, clocks
from core.errors import N_
from core.stores import Stores
from plugins.contract.text import LegalBasis
from plugins.profile import CountryProfile

SOURCE = "clearance"
_ENDS = N_("A certificate of the staff ends: renew it and record it under Staff")
_OWN_ENDS = N_("Your certificate to work with children ends: renew it")
_LACKS = N_("Somebody works without a certificate that the country asks for: see Staff")


def refresh(session: Session, actor: Actor, country: CountryProfile, stores: Stores, *, zone: str, today: date) -> None:
    """Write what is to be done about a branch's certificates, and take back what has been renewed."""
    if not country.clearances or actor.branch_id is None:
        return
    with stores.network.reading() as network:
        staff = people.of_branch(network, actor.branch_code, today)
    near = clearances.ending(
        session, actor.branch_id, today, today + clocks.span(session, actor.branch_id, "certificate_notice")
    )
    here = {member.user_id: member for member in staff}
    for each in near:
        kind = country.clearances.get(each.kind)
        if kind is not None and each.user_id in here:
            due = calendar.end_of_day(each.valid_until, zone)
            basis = kind.term_basis or kind.basis
            for code, title, whose in (("house", _ENDS, None), ("own", _OWN_ENDS, here[each.user_id])):
                _add(session, actor, f"{code}:{each.id}", title, due, basis, whose)
    _take_back(session, actor, {each.id for each in near})
    if clearances.lacking(session, country, actor.branch_id, staff, today):
        _add(session, actor, f"lack:{today.isoformat()[:7]}", _LACKS, calendar.end_of_day(today, zone),
             next(iter(country.clearances.values())).basis, None)  # fmt: skip
    else:
        agenda.close(session, actor, source=SOURCE, source_id=actor.branch_id, code="lack:*")


def _take_back(session: Session, actor: Actor, near: set[int]) -> None:
    """Close what was written of certificates that were renewed or withdrawn since."""
    branch = actor.branch_id or 0
    for beginning in ("house:", "own:"):
        for source_id, code in agenda.open_codes(session, SOURCE, [branch], beginning):
            if int(code.removeprefix(beginning)) not in near:
                agenda.close(session, actor, source=SOURCE, source_id=source_id, code=code)


def _add(
    session: Session, actor: Actor, code: str, title: str, due: datetime, basis: LegalBasis, whose: Actor | None
) -> None:
    agenda.add(
        session,
        branch_id=actor.branch_id or 0,
        code=code,
        source=SOURCE,
        source_id=actor.branch_id or 0,
        title=title,
        role=whose.role if whose else "director",
        user_id=whose.user_id if whose else None,
        due_at=due,
        data_class="HDR" if whose else "HR",
        basis=basis,
        actor=actor,
    )
