"""The page of a house's evidence: cohorts after exit, what changed, how long people stay, and what was said before."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.errors import N_, Invalid
from core.evidence import cohorts, measures, survival
from core.evidence.beside import Beside, beside
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Indicator
from core.reporting.closings import branch_of, scope_of
from core.reporting.disclosure import stricter
from core.reporting.disclosure.primary import Limits
from core.reporting.models import Closing
from core.reporting.periods import Period, containing
from core.reporting.populations.base import BABY, RESIDENTIAL
from core.residents import house
from core.residents.models import Resident
from core.stages.models import Episode
from plugins.profile import CountryProfile

#: Years of exits that are shown if nobody asks for others.
USUAL = 3


@dataclass(frozen=True, slots=True)
class Stayed:
    """How long those stay who came in some years.

    :param median: days after which half have left, counting those who are still here; None while that is not known.
    """

    people: int
    still_here: int
    median: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """A house's evidence.

    :param years: first and last year of the exits.
    :param delays: days from the end of a month to its first signature, newest first (companion of EVD-001).
    """

    years: tuple[int, int]
    left: int
    points: tuple[cohorts.Point, ...]
    changes: tuple[measures.Changed, ...]
    left_out: int
    bases: tuple[measures.Basis, ...]
    stayed: Stayed
    delays: tuple[tuple[Period, int], ...]
    baselines: tuple[Indicator, ...]
    beside: Beside
    limits: Limits


def page(session: Session, actor: Actor, country: CountryProfile, years: tuple[int, int] | None = None) -> Page:
    """Gather a house's evidence; exact, for the house alone.

    :param years: first and last year of the exits that are followed.
    :raises Invalid: if the years are none.
    """
    policies.require(actor, "evidence.read")
    today, branch = house.today(session, actor), branch_of(actor)
    first, last = years or (today.year - USUAL + 1, today.year)
    if not 2000 <= first <= last <= today.year:
        raise Invalid({"last": [N_("Choose a year from the first one up to this year.")]})
    left = cohorts.who_left(session, branch, date(first, 1, 1), date(last, 12, 31))
    scope = scope_of(session, country, branch, containing(today, "A"))
    scores = measures.of_stays(session, scope, [each.stay for each in left])
    return Page(
        years=(first, last), left=len(left), points=tuple(cohorts.points(left, today)),
        changes=tuple(measures.changes(scores)), left_out=scores.left_out,
        bases=tuple(measures.bases(session, scope)), stayed=_stayed(session, branch, (first, last), today),
        delays=tuple(_delays(session, branch)), baselines=baselines(),
        beside=beside(session, scope_of(session, country, branch, Period(last, "A"))), limits=stricter(country),
    )  # fmt: skip


def baselines() -> tuple[Indicator, ...]:
    """List the indicators of which something was published before there were definitions: level E0."""
    return tuple(each for each in catalogues.current().everything.values() if each.meaning.baseline is not None)


def _stayed(session: Session, branch_id: int, years: tuple[int, int], today: date) -> Stayed:
    query = (
        select(Episode.admitted_on, Episode.closed_on)
        .join(Resident, Resident.id == Episode.resident_id)
        .where(Episode.branch_id == branch_id, Episode.modality == RESIDENTIAL, Resident.kind != BABY)
        .where(Episode.admitted_on >= date(years[0], 1, 1), Episode.admitted_on <= date(years[1], 12, 31))
    )
    stays = [(((end or today) - start).days, end is not None) for start, end in session.execute(query)]
    return Stayed(len(stays), sum(not ended for _days, ended in stays), survival.median(stays))


def _delays(session: Session, branch_id: int) -> list[tuple[Period, int]]:
    query = (
        select(Closing.period, Closing.signed_at)
        .where(Closing.branch_id == branch_id, Closing.version == 1, Closing.signed_at.is_not(None))
        .where(Closing.period.like("____-__"))
        .order_by(Closing.period.desc())
        .limit(12)
    )
    known = ((Period.parse(written), at) for written, at in session.execute(query) if at is not None)
    return [(period, (at.date() - period.last).days) for period, at in known]
