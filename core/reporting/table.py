"""A period's figures as a branch looks at them: exact inside, and beside it what will leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, Indicator
from core.reporting.checks import Check
from core.reporting.disclosure import Protected, stricter, threshold
from core.reporting.figures import Cell
from core.reporting.quantity import Place, Quantity, difference, in_words, quantities
from core.reporting.targets import Target, Wishes
from plugins.contract.reporting import Comparability
from plugins.contract.text import Text
from plugins.profile import CountryProfile

HIDDEN = "—"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure on the page.

    :param part: the entry it is broken down by, or None for a total.
    :param leaving: what the regional office will read; ``hidden`` tells that it will not read the count.
    :param failed: messages of the checks that it failed.
    :param target: what the house wants of it, and ``reached`` whether it is so; None where that cannot be told.
    """

    indicator: Indicator
    part: Text | None
    now: str
    before: str
    change: str
    leaving: str
    hidden: bool
    comparability: Comparability | None
    failed: tuple[str, ...]
    target: Target | None
    reached: bool | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A year's figure broken down by one list."""

    indicator: Indicator
    list_name: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the page shows of a period.

    :param aside: figures that the house reads last.
    """

    lines: tuple[Line, ...]
    aside: tuple[Line, ...]
    breakdowns: tuple[Breakdown, ...]


def sheet(
    country: CountryProfile,
    now: Sequence[Cell],
    before: Sequence[Cell],
    leaving: Sequence[Protected],
    checks: Sequence[Check],
    *,
    wishes: Wishes,
) -> Sheet:
    """Lay out a period's figures.

    :param leaving: the same cells as they may leave.
    :param wishes: what the house has configured of them.
    """
    catalogue = catalogues.current()
    make = _Maker(
        country,
        quantities(now, catalogue.indicators),
        quantities(before, catalogue.indicators),
        quantities(leaving, catalogue.indicators),
        checks,
        wishes.targets,
    )
    totals = [make.line(place) for place in make.now if place[1] == TOTAL]
    first = tuple(each for each in totals if each.indicator.id not in wishes.aside)
    return Sheet(first, tuple(each for each in totals if each not in first), make.breakdowns())


@dataclass(frozen=True)
class _Maker:
    country: CountryProfile
    now: Mapping[Place, Quantity]
    before: Mapping[Place, Quantity]
    leaving: Mapping[Place, Quantity]
    checks: Sequence[Check]
    targets: Mapping[str, Target]

    def line(self, place: Place) -> Line:
        catalogue = catalogues.current()
        indicator = catalogue.indicators[place[0]]
        now, before, leaving = self.now[place], self.before.get(place), self.leaving[place]
        target = self.targets.get(place[0]) if place[1] == TOTAL else None
        return Line(
            indicator,
            None if place[1] == TOTAL else catalogue.labels[place[1]][place[2]],
            in_words(now, indicator, HIDDEN),
            "" if before is None else in_words(before, indicator, HIDDEN),
            difference(now, before, indicator),
            in_words(leaving, indicator, self._mark(indicator, now)),
            leaving.hidden or (leaving.is_share and leaving.of is None),
            self.country.comparability.get(place[0]),
            tuple(each.message for each in self.checks if place[0] in each.indicators),
            target,
            target.reached_by(now, indicator) if target else None,
        )

    def breakdowns(self) -> tuple[Breakdown, ...]:
        catalogue = catalogues.current()
        lists = dict.fromkeys((place[0], place[1]) for place in self.now if place[1] != TOTAL)
        return tuple(
            Breakdown(
                catalogue.indicators[indicator],
                catalogue.list_label(code),
                tuple(self.line(place) for place in self.now if place[:2] == (indicator, code)),
            )
            for indicator, code in lists
        )

    def _mark(self, indicator: Indicator, now: Quantity) -> str:
        """Say "<5" for a small count; a share may be hidden for its few persons whatever its count."""
        limit = threshold(indicator.rule, stricter(self.country))
        small = any(each is not None and 0 < each < limit for each in (now.value, now.of if now.is_share else None))
        return f"<{limit}" if small else HIDDEN
