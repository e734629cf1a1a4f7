"""What branches decide on, as codes: figures, periods, and whether each branch stands alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import N_, Invalid
from core.reporting import catalogue as catalogues
from core.reporting.periods import POOLED, Period
from core.reporting.sharing.further_use import NO, YES

NO_FIGURE = N_("At least one of these is no figure that may leave the office.")
NO_PERIOD = N_("Write months, quarters or years, with commas: 2025-11, 2025Q4, 2025.")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a further use is of.

    :param alone: whether branches are told one by one.
    """

    figures: tuple[str, ...]
    periods: tuple[str, ...]
    alone: bool

    def written(self) -> dict[str, str]:
        """Write it as branches read it."""
        return {
            "figures": ", ".join(self.figures),
            "periods": ", ".join(self.periods),
            "alone": YES if self.alone else NO,
        }


def typed(figures: str, periods: str, *, alone: bool) -> Scope:
    """Read what somebody typed.

    :raises Invalid: with every field that cannot stand.
    """
    codes, spans = _parts(figures), _parts(periods)
    known = catalogues.current().indicators
    faults = {}
    if not codes or any(code not in known or known[code].house for code in codes):
        faults["figures"] = [NO_FIGURE]
    if not spans or not all(map(_is_told, spans)):
        faults["periods"] = [NO_PERIOD]
    if faults:
        raise Invalid(faults)
    return Scope(codes, spans, alone)


def decided(content: Mapping[str, str]) -> Scope:
    """Read what a request asked."""
    return Scope(_parts(content["figures"]), _parts(content["periods"]), content["alone"] == YES)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(",", " ").upper().split()))


def _is_told(text: str) -> bool:
    try:
        return Period.parse(text).kind != POOLED
    except Invalid:
        return False
