"""Which reports a branch owes on a day, to whom, for which period and by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.branches import house_rules, local_days
from core.branches.models import Branch
from core.calendar import Closed
from core.partners import service as partners
from core.partners.agreements import AgreementState, state_on
from core.partners.models import Agreement, Partner
from core.reporting.periods import Period, containing
from plugins.contract.obligations import Obligation
from plugins.profile import CountryProfile

#: An agreement in one of these states binds the house.
_BINDING = (AgreementState.SIGNED, AgreementState.EXPIRING)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a report goes to: an institution as it stands on a day, or a partner.

    :param partner_id: None where the store does not know it, or nobody stands in its place.
    """

    partner_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Due:
    """One report that is owed.

    :param period: None for what is owed on request or for each case.
    :param due_at: None where it has no term.
    """

    obligation: Obligation
    addressee: Addressee
    period: Period | None = None
    due_at: datetime | None = None


def list_due(session: Session, country: CountryProfile, branch: Branch, today: date) -> list[Due]:
    """List what a branch owes on a day: of each rhythm the last whole period, and what has none."""
    found = _Owed(session, house_rules.seen_from(session, country, branch), branch, today)
    return [due for each in country.obligations.values() if each.owed_on(today) for due in found.of(each)]


def due_at(
    country: CountryProfile, owed: Obligation, period: Period, branch: Branch, closed: Closed
) -> datetime | None:
    """Count when the report of a period is due, from the end of its last day."""
    if owed.due is None:
        return None
    return calendar.due(country, owed.due, calendar.end_of_day(period.last, branch.time_zone), branch.time_zone, closed)


class _Owed:
    def __init__(self, session: Session, country: CountryProfile, branch: Branch, today: date) -> None:
        self.session = session
        self.country = country
        self.branch = branch
        self.today = today
        self.closed = local_days.closed_at(session, branch.id)
        self.known = _institutions(session, country, today)

    def of(self, owed: Obligation) -> Iterator[Due]:
        period = containing(self.today, owed.rhythm.value).previous() if owed.periodic else None
        if period is not None and period.last < self.branch.opened_on:
            return
        due = due_at(self.country, owed, period, self.branch, self.closed) if period else None
        for addressee in self._addressees(owed):
            yield Due(owed, addressee, period, due)

    def _addressees(self, owed: Obligation) -> list[Addressee]:
        if owed.addressee is not None:
            return [self.known[owed.addressee]]
        return list(_agreed(self.session, self.branch.id, str(owed.addressee_kind), self.today))


def _institutions(session: Session, country: CountryProfile, today: date) -> dict[str, Addressee]:
    """Find who stands today where each institution stood; its code is all that is known of one that nobody followed."""
    codes = [each.addressee for each in country.obligations.values() if each.addressee]
    found = partners.standing(session, codes, today)
    return {code: Addressee(each.id, each.name) if (each := found.get(code)) else Addressee(None, code)
            for code in codes}  # fmt: skip


def _agreed(session: Session, branch_id: int, kind: str, today: date) -> Iterator[Addressee]:
    query = (
        select(Agreement, Partner.id, Partner.name)
        .join(Partner, Partner.id == Agreement.partner_id)
        .where(Agreement.branch_id == branch_id, Partner.kind == kind)
        .order_by(Partner.name, Agreement.id)
    )
    rows = session.execute(query).all()
    bound = {partner_id: name for agreement, partner_id, name in rows if state_on(agreement, today) in _BINDING}
    return (Addressee(partner_id, name) for partner_id, name in bound.items())
