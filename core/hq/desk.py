"""The office's desk for the branches of the same node: what their own pages ask it, and hand over."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.actor import Actor
from core.hq import threads
from core.hq.receiving import refusals
from core.hq.receiving.reading import NODE
from core.hq.sharing import service as sharing
from core.hq.sums import rounds as sums
from core.reporting.masking import FIRST, SECOND
from core.reporting.periods import Period
from core.reporting.sharing.further_use import Request
from core.stores import Stores

_OFFICE = Actor(None, "Abrigo", "hq_analyst")


@dataclass(frozen=True, slots=True)
class Asked:
    """A round of sums in which a branch is asked.

    :param settled: what the office said of who took part, once it has.
    :param step: the step that the branch has to take now, or None if it has taken it or stayed away.
    """

    number: int
    call: str
    settled: str | None
    step: int | None
    until: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """The office as a branch's page knows it."""

    stores: Stores

    def standing(self, branch: str, period: Period) -> tuple[str, int] | None:
        """Tell how far a branch's period has come, and the version that is there."""
        with self.stores.hq.reading() as session:
            found = threads.standing(session, branch, period)
        return None if found is None else (found[0].value, found[1])

    def asked(self, branch: str, period: Period) -> Asked | None:
        """Tell what a branch is asked for."""
        with self.stores.hq.reading() as session:
            return asked_in(session, branch, period)

    def give(self, envelope: str) -> None:
        """Take a branch's part in a round.

        :raises Invalid: as :func:`core.hq.sums.receive_part`.
        """
        with refusals.noted(self.stores, envelope, NODE), self.stores.network.transaction() as session:
            sums.receive_part(session, envelope)

    def sharing(self, branch: str) -> list[Request]:
        """List what a branch is asked about a further use of its figures."""
        with self.stores.hq.reading() as session:
            return sharing.asked_of(session, branch)

    def reply(self, envelope: str) -> None:
        """Take a branch's word on a further use.

        :raises Invalid: as :func:`core.hq.sharing.receive`.
        """
        with refusals.noted(self.stores, envelope, NODE), self.stores.network.transaction() as session:
            sharing.receive(session, envelope)


def asked_in(session: Session, branch: str, period: Period) -> Asked | None:
    """Tell what a branch is asked for in the newest round of a period."""
    known = sums.newest(session, _OFFICE, period)
    if known is None or branch not in known.call.members or known.round.sums is not None:
        return None
    step = (SECOND if known.round.settled else FIRST) if branch in known.missing else None
    round_, call = known.round, known.call
    return Asked(round_.number, round_.call, round_.settled, step, call.until, tuple(sorted(call.members)))
