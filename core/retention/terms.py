"""Which files have come to the end of their term, by the country's rules and the house's own, and what keeps them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.absences.models import Absence
from core.errors import N_, Message
from core.forms.models import FormRecord
from core.forms.rights import OPEN
from core.i18n import lazy
from core.legal.models import LegalCase, LegalCasePerson, Measure, MeasurePerson
from core.partners.models import Referral
from core.residents.ages import BirthRange, birthday
from core.residents.identity import open_births
from core.residents.models import Identity, Resident
from core.retention.decided import rules_in_force
from core.retention.longer import kept_longer
from core.retention.models import ERASED, Erasure, LegalHold
from core.stages.models import TRAVELLING, UNSENT, Episode, Transfer
from plugins.contract.consent import RetentionRule, Then
from plugins.profile import CountryProfile

FILE, FORM = "resident_file", "form"
#: What the end of a term lets be destroyed; an archive is kept.
_ENDING = frozenset({Then.ANONYMISE, Then.DELETE})
_WAITING = ("requested", "sent", "accepted")

FORMS_STAY = N_("Her legal forms are kept: the country knows no term after which they are destroyed.")
HELD = N_("A legal hold stands.")
MEASURE = N_("A measure that names her is in force.")
MISSING = N_("She is noted as missing.")
UNDER_WAY = N_("A transfer or a referral of hers is under way.")
CASE = N_("A legal case that names her is not closed.")
UNSIGNED = N_("A legal form of hers is not signed yet.")


@dataclass(frozen=True, slots=True)
class File:
    """A file of somebody who has left.

    :param due_on: when its term ends.
    :param obstacles: what keeps it although its term is over.
    :param proposed: whether its destruction waits for a second person.
    """

    resident_id: int
    code: str
    left_on: date
    due_on: date
    obstacles: tuple[Message, ...] = ()
    proposed: bool = False

    def is_over(self, today: date) -> bool:
        """Tell whether its term is over."""
        return self.due_on <= today


def rules_of(session: Session, country: CountryProfile, branch_id: int) -> dict[str, RetentionRule]:
    """Give the rules by which the records of a house end, by kind, known or decided; none for what never ends."""
    rules = rules_in_force(session, country, branch_id)
    return {name: rule for name, rule in rules.items() if rule.years is not None and rule.then in _ENDING}


def years_of(session: Session, country: CountryProfile, branch_id: int) -> dict[str, int]:
    """Give how many years the records of a house are kept, by kind, for those that end at all."""
    longer, rules = kept_longer(session, branch_id), rules_of(session, country, branch_id)
    return {record: max(rule.years or 0, longer.get(record) or 0) for record, rule in rules.items()}


def over(session: Session, country: CountryProfile, branch_id: int, today: date) -> list[File]:
    """List the files whose term is over, those that ended first at the top; none while no term is known or decided."""
    years = years_of(session, country, branch_id)
    if FILE not in years:
        return []
    files = _files(session, country, branch_id, years, left_by=birthday(today, -years[FILE]))
    ended = sorted((each for each in files if each.is_over(today)), key=lambda each: (each.due_on, each.resident_id))
    return [_with_obstacles(session, each, years) for each in ended]


def find(session: Session, country: CountryProfile, branch_id: int, resident: Resident) -> File | None:
    """Give how a file stands; None if she is here, or no term is known."""
    years = years_of(session, country, branch_id)
    if FILE not in years:
        return None
    files = _files(session, country, branch_id, years, resident_id=resident.id)
    found = next(iter(files), None)
    return _with_obstacles(session, found, years) if found else None


def _files(
    session: Session, country: CountryProfile, branch_id: int, years: Mapping[str, int], *,
    left_by: date | None = None, resident_id: int | None = None,
) -> Iterator[File]:  # fmt: skip
    gone = select(Erasure.resident_id).where(Erasure.state == ERASED)
    inside = select(Episode.resident_id).where(Episode.closed_at.is_(None))
    query = (
        select(
            Resident.id, Resident.code, Resident.created_at, Identity.birth_earliest, Identity.birth_latest,
            func.max(Episode.closed_on).label("left_on"),
        )
        .join(Episode, Episode.resident_id == Resident.id)
        .join(Identity, Identity.resident_id == Resident.id)
        .where(Resident.branch_id == branch_id, Resident.id.not_in(gone), Resident.id.not_in(inside))
        .group_by(
            Resident.id, Resident.code, Resident.created_at, Identity.birth_earliest, Identity.birth_latest
        )
    )  # fmt: skip
    query = query.where(Resident.id == resident_id) if resident_id is not None else query
    query = query.having(func.max(Episode.closed_on) <= left_by) if left_by is not None else query
    rows = session.execute(query).all()
    births = open_births(session, [(row.id, row.birth_earliest, row.birth_latest) for row in rows])
    with_forms = set(
        session.scalars(select(FormRecord.resident_id).where(FormRecord.branch_id == branch_id).distinct())
    )
    waiting = set(session.scalars(select(Erasure.resident_id).where(Erasure.state == "proposed")))
    for row, birth in zip(rows, births, strict=True):
        kinds = [FILE, *([FORM] if row.id in with_forms and FORM in years else [])]
        ends = [_end(country, kind, years[kind], row, birth) for kind in kinds]
        yield File(row.id, row.code, row.left_on, max(ends), proposed=row.id in waiting)


def _end(country: CountryProfile, record: str, years: int, row: object, birth: BirthRange) -> date:
    """Count a term from what the country names, and never from before she left."""
    left_on: date = row.left_on  # type: ignore[attr-defined]
    created: date = row.created_at.date()  # type: ignore[attr-defined]
    majority = country.country.majority_age
    # Of whom no birth date is known may have been born on the day she left.
    of_age = birth.majority_on(majority) or birthday(left_on, majority)
    start = {"majority": of_age, "exit": left_on, "creation": created}[country.retention[record].counted_from]
    return birthday(max(start, left_on), years)


def _with_obstacles(session: Session, file: File, years: Mapping[str, int]) -> File:
    return File(
        file.resident_id, file.code, file.left_on, file.due_on,
        tuple(_obstacles(session, file.resident_id, years)), file.proposed,
    )  # fmt: skip


def _obstacles(session: Session, resident_id: int, years: Mapping[str, int]) -> Iterator[Message]:
    forms = select(FormRecord.id).where(FormRecord.resident_id == resident_id)
    asked = (
        (HELD, select(LegalHold.id).where(LegalHold.resident_id == resident_id, LegalHold.lifted_at.is_(None))),
        (MEASURE, _in_force(resident_id)),
        (CASE, _before_an_authority(resident_id)),
        (MISSING, select(Absence.id).where(Absence.resident_id == resident_id, Absence.ended_at.is_(None))),
        (UNDER_WAY, select(Referral.id).where(Referral.resident_id == resident_id, Referral.state.in_(_WAITING))),
        (UNDER_WAY, select(Transfer.id).where(
            Transfer.resident_id == resident_id, Transfer.state.in_((*UNSENT, *TRAVELLING)))),
        (UNSIGNED, forms.where(FormRecord.state.in_(OPEN))),
        *([] if FORM in years else [(FORMS_STAY, forms)]),
    )  # fmt: skip
    found = (message for message, query in asked if session.scalar(query.limit(1)) is not None)
    yield from (lazy(message) for message in dict.fromkeys(found))


def _before_an_authority(resident_id: int) -> Select[Any]:
    named = select(LegalCasePerson.case_id).where(LegalCasePerson.resident_id == resident_id)
    return select(LegalCase.id).where(
        LegalCase.id.in_(named), LegalCase.closed_on.is_(None), LegalCase.voided_at.is_(None)
    )


def _in_force(resident_id: int) -> Select[Any]:
    return (
        select(Measure.id)
        .join(MeasurePerson, MeasurePerson.measure_id == Measure.id)
        .where(MeasurePerson.resident_id == resident_id, Measure.revoked_at.is_(None))
        .where(or_(Measure.valid_until.is_(None), Measure.valid_until > clock.now()))
    )
