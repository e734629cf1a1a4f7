"""What a signed package must be beyond its form: the office believes no figure that a branch should not have sent."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.errors import N_
from core.hq.receiving.reading import refused
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import SQUARES, SUM, TOTAL, WINDOW, Catalogue, Key
from core.reporting.masking import name_of
from core.reporting.periods import Period
from core.reporting.status import SUPPRESSED
from core.reporting.twoway import is_two_way

OTHER_DEFINITIONS = N_("It was made with other definitions of the indicators. Update this office or the branch.")
NOT_ENDED = N_("Its period has not ended yet.")
NO_FORMER = N_("What it says of the version that it replaces cannot be true.")
CHECK_FAILED = N_("A check that blocks has failed in the branch.")
UNKNOWN_FIGURE = N_("It holds a figure that these definitions do not know, or one twice.")
NOT_HIDDEN = N_("It holds a small count that the branch should have hidden.")


def verify(content: Mapping[str, Any], today: date) -> None:
    """Check a package against the definitions.

    :param today: the day in the branch.
    :raises Invalid: with the one reason why it is refused.
    """
    problem = _problem(content, today)
    if problem is not None:
        raise refused(problem)


def _problem(content: Mapping[str, Any], today: date) -> str | None:
    catalogue = catalogues.current()
    if (content["catalogue"]["id"], content["catalogue"]["version"]) != (catalogue.id, catalogue.version):
        return OTHER_DEFINITIONS
    period = Period.parse(content["period"])
    if period.last >= today:
        return NOT_ENDED
    if any(check["hard"] and not check["passed"] for check in content["checks"]):
        return CHECK_FAILED
    told_of = {*content["grades"], *content["evidence"]}
    if not _known(content["figures"], catalogue, period) or not told_of <= set(catalogue.indicators):
        return UNKNOWN_FIGURE
    if not _follows(content):
        return NO_FORMER
    return NOT_HIDDEN if any(_tells_too_much(cell, catalogue) for cell in content["figures"]) else None


def _known(figures: Sequence[Mapping[str, Any]], catalogue: Catalogue, period: Period) -> bool:
    keys = [key_of(cell) for cell in figures]
    return len(set(keys)) == len(keys) and set(keys) <= set(catalogue.keys(period.kind))


def _follows(content: Mapping[str, Any]) -> bool:
    """Tell whether what it says of a former version can be so: an older one, and changes of its own figures."""
    former = content["former"]
    return former is None or (
        former["version"] < content["version"]
        and {*former["changed"]} <= {name_of(key_of(cell)) for cell in content["figures"]}
    )


def key_of(cell: Mapping[str, Any]) -> Key:
    """Give what names a cell of a package."""
    return cell["indicator"], cell["breakdown"], cell["code"], cell["component"]


def _tells_too_much(cell: Mapping[str, Any], catalogue: Catalogue) -> bool:
    """A hidden cell with a value, an open one without, a count below the network's threshold, or a part of a whole
    that must not be divided."""
    value = cell["value"]
    if cell["status"] == SUPPRESSED:
        return value is not None
    rule = catalogue.indicators[cell["indicator"]].rule
    alone = rule.parts and not is_two_way(cell["breakdown"])
    if value is None or (not alone and cell["breakdown"] not in (TOTAL, WINDOW)):
        return True
    return cell["component"] not in (SUM, SQUARES) and 0 < value < rule.threshold
