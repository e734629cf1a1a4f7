"""What branches decide on, as codes: figures, periods, and whether each branch stands alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core import clock
from core.errors import N_, Invalid, Message
from core.i18n import lazy as _
from core.reporting import catalogue as catalogues
from core.reporting.periods import POOLED, Period
from core.reporting.sharing.further_use import NO, YES

NO_FIGURE = N_("Write codes of figures, with commas: RES-003, CAP-002.")
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
    faults = {name: found for name, found in (
        ("figures", _figure_faults(codes, spans)), ("periods", _period_faults(spans)),
    ) if found}  # fmt: skip
    if faults:
        raise Invalid(faults)
    return Scope(codes, spans, alone)


def decided(content: Mapping[str, str]) -> Scope:
    """Read what a request asked."""
    return Scope(_parts(content["figures"]), _parts(content["periods"]), content["alone"] == YES)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(",", " ").upper().split()))


def _figure_faults(codes: Sequence[str], spans: Sequence[str]) -> list[Message]:
    """Name the codes that may not leave, and those that are not told of any of the periods."""
    if not codes:
        return [NO_FIGURE]
    known = {code for code, each in catalogues.current().indicators.items() if not each.house}
    wrong = [code for code in codes if code not in known]
    if wrong:
        return [_("These are no figures that may leave the office: %(codes)s.", codes=", ".join(wrong))]
    kinds = {period.kind for period in map(_period, spans) if period is not None}
    told = {each.id for kind in kinds for each in catalogues.current().due(kind)}
    silent = [code for code in codes if kinds and code not in told]
    return [_("No branch sends these of such periods: %(codes)s.", codes=", ".join(silent))] if silent else []


def _period_faults(spans: Sequence[str]) -> list[Message]:
    """Name the periods that are none, and those that have not begun."""
    if not spans:
        return [NO_PERIOD]
    found = {text: _period(text) for text in spans}
    if None in found.values():
        return [NO_PERIOD]
    early = [text for text, period in found.items() if period is not None and period.first > clock.today("UTC")]
    return [_("These have not begun yet: %(periods)s.", periods=", ".join(early))] if early else []


def _period(text: str) -> Period | None:
    try:
        period = Period.parse(text)
    except Invalid:
        return None
    return None if period.kind == POOLED else period
