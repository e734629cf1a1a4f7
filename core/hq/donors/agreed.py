"""Whether a report to a donor stays within what the branches decided on, word for word (HQ-7)."""

from collections.abc import Collection

from core.errors import N_
from core.hq.models import DonorReport
from core.hq.sharing.scope import decided
from core.hq.sharing.service import Shown
from core.i18n import lazy as _

UNNAMED = N_("Name the request in which the branches decided on this use.")
WAITS = N_("Not every branch has answered yet, and their ten working days are not over.")


def faults(report: DonorReport, codes: Collection[str], asked: Shown | None) -> list[object]:
    """Say why the branches have not agreed to a report as it stands; of a draft and of a correction alike.

    :param codes: of all its indicators.
    :returns: messages, none if they have.
    """
    if asked is None:
        return [UNNAMED]
    scope = decided(asked.told)
    found: list[object] = [WAITS] if asked.waits else []
    if report.donor.casefold() != asked.request.recipient.casefold():
        found.append(_("They decided on a report to: %(recipient)s.", recipient=asked.request.recipient))
    if report.period not in scope.periods:
        found.append(_("They did not decide on this period, but on: %(periods)s.", periods=", ".join(scope.periods)))
    beyond = sorted(set(codes) - set(scope.figures))
    if beyond:
        found.append(_("They did not decide on these figures: %(codes)s.", codes=", ".join(beyond)))
    if report.by_branch and not scope.alone:
        found.append(_("They did not decide on being told one by one."))
    return found
