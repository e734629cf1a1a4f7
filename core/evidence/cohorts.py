"""What became of those who left, 6, 12 and 24 months later: who was reached, and what is known of whom.

Two denominators, always both: those who were reached, and all for whom the time has come. The second is bounded: as if
none, and as if all, of those of whom nothing is known were like those counted. A refusal of contact is no failure and
stays in the second, and so does who lives here again, told apart: a return betters nothing. Who has died is in neither.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.aftercare.models import AftercarePlan, FollowUp
from core.aftercare.terms import AROUND
from core.errors import N_
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Rule
from core.reporting.disclosure import threshold
from core.reporting.disclosure.primary import Limits
from core.reporting.populations.base import BABY, RESIDENTIAL
from core.reporting.populations.flows import AWAY
from core.residents.ages import add_months
from core.residents.models import Resident
from core.stages.models import Episode

MONTHS = (6, 12, 24)
REACHED, NOT_REACHED, DECLINED, BACK, NOT_YET, OUT = "reached", "not_reached", "declined", "back", "not_yet", "out"
_ENDED = {"deceased": OUT, "cancelled": BACK}
_WELL = 3


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who left: her stay, its end, her plan of after-care if there is one, and her follow-ups by month."""

    stay: int
    on: date
    plan: str | None
    asked: Mapping[int, FollowUp]

    def standing(self, months: int, today: date) -> str:
        """Tell how it stands with her so many months later; who was reached early waits for the others of her month."""
        each = self.asked.get(months)
        due = each.due_on if each else add_months(self.on, months)
        if due + timedelta(days=AROUND) >= today:
            return NOT_YET
        if each is not None and each.state == REACHED and each.made_on and abs((each.made_on - due).days) <= AROUND:
            return REACHED
        if each is not None and each.state in _ENDED:
            return _ENDED[each.state]
        return DECLINED if self._declined(each, due) else NOT_REACHED

    def reached(self, months: int) -> bool:
        """Tell whether somebody spoke with her, or with somebody reliable, about that month."""
        return months in self.asked and self.asked[months].state == REACHED

    def _declined(self, each: FollowUp | None, due: date) -> bool:
        """Tell whether she had refused by then; what she says later changes nothing of it."""
        if each is None:
            return self.plan == DECLINED
        return each.state == DECLINED and (each.made_on is None or each.made_on <= due + timedelta(days=AROUND))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many of whom something is known.

    :param part: those reached of whom it is so.
    :param rule: the rule of disclosure control by which a share of it may leave.
    :param also: those of whom it was known before, and who were not reached, or live here again.
    """

    label: str
    part: int
    reached: int
    due: int
    rule: Rule
    also: int = 0

    @property
    def bounds(self) -> tuple[int, int]:
        """As few and as many of those due as it may be: none or all of whom nothing is known."""
        return self.part + self.also, self.part + self.due - self.reached

    def leaves(self, whole: int, limits: Limits) -> bool:
        """Tell whether the share of a whole may be told outside: neither too few persons, nor too few on one side."""
        limit = threshold(self.rule, limits)
        small = any(0 < count < limit for count in (self.part, whole - self.part))
        return whole >= self.rule.minimum_denominator and not small


@dataclass(frozen=True, slots=True)
class Point:
    """A cohort so many months after exit.

    :param without_plan: of those not reached, those with whom no plan was ever agreed.
    """

    months: int
    reached: int
    not_reached: int
    declined: int
    back: int
    not_yet: int
    out: int
    without_plan: int
    outcomes: tuple[Outcome, ...]

    @property
    def due(self) -> int:
        """Those for whom the time has come, whatever came of it."""
        return self.reached + self.not_reached + self.declined + self.back


def who_left(session: Session, branch_id: int, first: date, last: date) -> list[Left]:
    """List the stays of residents that ended from a day to a day, without deaths and moves to another branch."""
    stays = session.execute(
        select(Episode.id, Episode.closed_on)
        .join(Resident, Resident.id == Episode.resident_id)
        .where(Episode.branch_id == branch_id, Episode.modality == RESIDENTIAL, Resident.kind != BABY)
        .where(Episode.closed_on >= first, Episode.closed_on <= last, Episode.exit_canonical.not_in(AWAY))
        .order_by(Episode.id)
    ).all()
    within = (FollowUp.branch_id == branch_id, FollowUp.episode_id.in_([stay for stay, _on in stays]))
    asked: dict[int, dict[int, FollowUp]] = {}
    for each in session.scalars(select(FollowUp).where(*within)):
        asked.setdefault(each.episode_id, {})[each.months] = each
    agreed = select(AftercarePlan).where(AftercarePlan.branch_id == branch_id)
    plans = {each.episode_id: each.state for each in session.scalars(agreed)}
    return [Left(stay, on, plans.get(stay), asked.get(stay, {})) for stay, on in stays if on is not None]


def points(left: Sequence[Left], today: date) -> Iterator[Point]:
    """Count a cohort at each point in time."""
    for months in MONTHS:
        standing = {each.stay: each.standing(months, today) for each in left}
        found = Counter(standing.values())
        reached = [each for each in left if standing[each.stay] == REACHED]
        others = [each for each in left if standing[each.stay] in (NOT_REACHED, DECLINED, BACK)]
        yield Point(
            months, found[REACHED], found[NOT_REACHED], found[DECLINED], found[BACK], found[NOT_YET], found[OUT],
            sum(each.plan is None and standing[each.stay] == NOT_REACHED for each in left),
            tuple(_outcomes(reached, others, months)),
        )  # fmt: skip


def is_stable(each: FollowUp) -> bool:
    """Tell whether somebody was found stable: housing and safety well or mostly well, no sign of exploitation."""
    scores = (each.domains.get(name, 0) for name in ("housing", "safety"))
    return each.reexploited == "no" and all(score >= _WELL for score in scores)


def _now(holds: Callable[[FollowUp], bool]) -> Callable[[Left, int], bool]:
    """Ask something that is known of nobody but by the contact of that month."""
    return lambda left, months: left.reached(months) and holds(left.asked[months])


def _exploited(left: Left, months: int) -> bool:
    """Tell whether it was confirmed by then: whoever has come back since, or was lost, was exploited all the same."""
    return any(
        left.reached(each) and left.asked[each].reexploited == "confirmed" for each in left.asked if each <= months
    )


_ASKED: tuple[tuple[str, str, Callable[[Left, int], bool]], ...] = (
    (N_("Stable: safe housing, safe, no sign of exploitation"), "AFC-005", _now(is_stable)),
    (N_("At school, in training or in decent work"), "AFC-005",
     _now(lambda each: each.occupation in ("school", "training", "decent_work"))),
    (N_("Exploited again, confirmed by a professional"), "AFC-004", _exploited),
)  # fmt: skip


def _outcomes(reached: Sequence[Left], others: Sequence[Left], months: int) -> Iterator[Outcome]:
    for label, like, holds in _ASKED:
        rule = catalogues.current().indicators[like].rule
        part, also = (sum(holds(each, months) for each in those) for those in (reached, others))
        yield Outcome(label, part, len(reached), len(reached) + len(others), rule, also)
