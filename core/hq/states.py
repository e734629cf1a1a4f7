"""How far figures have come at the office, as what was said of them tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.hq.models import Mark

ASKED, ANSWERED, SETTLED, ACCEPTED = "asked", "answered", "settled", "accepted"


class State(StrEnum):
    """How far figures have come at the office."""

    RECEIVED = "received"
    QUERIED = "queried"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Thread:
    """All that was said of one figure; an empty indicator stands for the whole submission.

    :param open: whether the office still waits, or has not said that it is content.
    """

    indicator: str
    marks: tuple[Mark, ...]

    @property
    def open(self) -> bool:
        """Whether it is not settled."""
        return self.marks[-1].kind in (ASKED, ANSWERED)


def state_of(marks: Sequence[Mark], version: int) -> State:
    """Tell how far a version has come: a question stops it, and only this very version can be accepted."""
    if any(each.open for each in threads_of(marks)):
        return State.QUERIED
    accepted = any(each.kind == ACCEPTED and each.version == version for each in marks)
    return State.ACCEPTED if accepted else State.RECEIVED


def threads_of(marks: Sequence[Mark]) -> tuple[Thread, ...]:
    """Put together what was said of one figure, in the order in which it was."""
    found: dict[str, list[Mark]] = {}
    for each in marks:
        if each.kind != ACCEPTED:
            found.setdefault(each.indicator, []).append(each)
    return tuple(Thread(indicator, tuple(said)) for indicator, said in found.items())
