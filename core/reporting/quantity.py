"""A figure put together from its cells, and how people read it; both sides use it, so it knows no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from core.i18n import format_number, gettext
from core.reporting.catalogue import DENOMINATOR, SQUARES, TOTAL, WINDOW, Indicator

#: Below this denominator a percentage says more of single persons than of the house (HQ-2).
FEWEST_FOR_PERCENT = 10

#: A rate per so many has hundredths of a whole post below the line, and is told by the post.
HUNDREDTHS = 100

#: Figures that stand on those who were reached after their stay, and the figure that tells how many were.
REACH, AFTER_EXIT = "AFC-002", ("AFC-003", "AFC-004", "AFC-005", "AFC-006")
YEAR = "M12"
#: Below this share of those due they are of low reliability.
FEWEST_REACHED_PERCENT = 60

#: Indicator, breakdown, entry.
Place = tuple[str, str, str]


class Measure(Protocol):
    """What is measured: its type, and per how many a rate is told."""

    @property
    def type(self) -> str: ...
    @property
    def per(self) -> int: ...


class CellLike(Protocol):
    """A cell, exact or protected."""

    @property
    def indicator(self) -> str: ...
    @property
    def breakdown(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def component(self) -> str: ...
    @property
    def value(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count, or a numerator and what it is part of; None is a value that was hidden.

    :param of: the denominator, where the indicator has one.
    :param is_share: whether it has one.
    """

    value: int | None
    of: int | None = None
    is_share: bool = False

    @property
    def hidden(self) -> bool:
        """Whether its value may not be told."""
        return self.value is None


def quantities(cells: Iterable[CellLike], indicators: Mapping[str, Indicator]) -> dict[Place, Quantity]:
    """Put numerators and denominators together; a part is a share of its own denominator, or of the whole's."""
    known = list(cells)
    below = {_place(each): each.value for each in known if each.component == DENOMINATOR}
    found = {}
    for each in known:
        if each.component not in (DENOMINATOR, SQUARES):
            whole = below.get(_place(each), below.get((each.indicator, TOTAL, TOTAL)))
            is_share = indicators[each.indicator].denominator is not None
            found[_place(each)] = Quantity(each.value, whole if is_share else None, is_share)
    return found


def unreliable(known: Mapping[Place, Quantity], place: Place) -> bool:
    """Tell whether a figure of after-care rests on too few who were reached, or on nobody knows how many (AFC-002)."""
    if place[0] not in AFTER_EXIT:
        return False
    window = place[2] if place[1] == WINDOW else YEAR
    reached = known.get((REACH, WINDOW, window))
    if reached is None or (reached.value == reached.of == 0):
        return False
    return reached.value is None or not reached.of or reached.value * 100 < reached.of * FEWEST_REACHED_PERCENT


def in_words(quantity: Quantity, indicator: Measure, hidden: str, digits: int = 0) -> str:
    """Write a figure: ``12``, ``3 of 12 (25 %)``, ``1.4 per 1,000 (2 of 1,480)``, ``11.3 per post (17; posts: 1.5)``.

    :param hidden: what stands for a value that was hidden.
    :param digits: of a percentage; more than none only where nobody outside reads it.
    """
    value = hidden if quantity.value is None else format_number(quantity.value)
    if not quantity.is_share:
        return value
    if quantity.value is None and quantity.of is None:
        return hidden
    if indicator.type == "rate" and indicator.per == HUNDREDTHS and quantity.of is not None:
        return _by_post(value, quantity, indicator)
    whole = hidden if quantity.of is None else format_number(quantity.of)
    plain = gettext("%(part)s of %(whole)s", part=value, whole=whole)
    return _with_share(plain, quantity, indicator, digits)


def difference(now: Quantity, before: Quantity | None, indicator: Indicator) -> str:
    """Write the change since the period before: ``+3``, ``same``, ``-4 points``; nothing where it cannot be told."""
    shares = [share(each, indicator) for each in (now, before) if each is not None]
    if before is None or None in shares:
        return ""
    change = round((shares[0] or 0) - (shares[1] or 0), 1 if now.is_share else 0)
    if change == 0:
        return gettext("same")
    text = _signed(change, 1 if now.is_share else 0)
    return gettext("%(change)s points", change=text) if indicator.type == "ratio" else text


def _by_post(value: str, quantity: Quantity, indicator: Measure) -> str:
    posts = Decimal(quantity.of or 0) / HUNDREDTHS
    plain = gettext("%(part)s; posts: %(posts)s", part=value, posts=format_number(posts))
    rate = share(quantity, indicator)
    return plain if rate is None else gettext("%(rate)s per post", rate=format_number(rate, 1)) + f" ({plain})"


def _with_share(plain: str, quantity: Quantity, indicator: Measure, digits: int) -> str:
    part = share(quantity, indicator)
    if part is None or (indicator.per == 1 and indicator.type != "mean"):
        return plain
    if indicator.type == "ratio":
        return f"{plain} ({format_number(part, digits)}\u00a0%)" if (quantity.of or 0) >= FEWEST_FOR_PERCENT else plain
    if indicator.type == "mean":
        return gettext(
            "%(mean)s on average (%(whole)s measured)", mean=_signed(part), whole=format_number(quantity.of or 0)
        )
    rate = gettext("%(rate)s per %(base)s", rate=format_number(part, 1), base=format_number(indicator.per))
    return f"{rate} ({plain})"


def _signed(number: float, digits: int = 1) -> str:
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{format_number(abs(number), digits)}"


def share(quantity: Quantity, indicator: Measure) -> float | None:
    """Give a figure as one number: a count, or so many of the indicator's base; None where it cannot be told."""
    if quantity.value is None:
        return None
    if not quantity.is_share:
        return float(quantity.value)
    return quantity.value * indicator.per / quantity.of if quantity.of else None


def _place(cell: CellLike) -> Place:
    return cell.indicator, cell.breakdown, cell.code
