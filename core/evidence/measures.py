"""Scores of a house over time: better, no change and worse, of whom two scores of one instrument are known.

A score counts here as it does in the figures: only of those who agreed to it, and only if it was taken at its point.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.care import instruments
from core.care.instruments import Instrument
from core.care.models import Assessment
from core.care.points import WINDOWS
from core.evidence.change import BETTER, SAME, WORSE, reliable_change, spread, verdict
from core.reporting.populations.agreed import to_counting
from core.reporting.populations.base import counts
from core.reporting.populations.outcomes import WELLBEING
from core.reporting.populations.points import in_time
from core.reporting.populations.scope import Scope
from core.stages.models import Episode

#: From which point in time to which; months after exit in words of the cohort.
STEPS = (("intake", "exit"), ("exit", "after6"), ("exit", "after12"), ("exit", "after24"))


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed between two points in time, by one instrument.

    :param pairs: of whom both scores are known; where no reliable change is known, nothing is said of them.
    :param measured: who has both scores, be it that they may not be counted.
    """

    instrument: Instrument
    before: str
    after: str
    pairs: int
    better: int
    same: int
    worse: int
    measured: int = 0


@dataclass(frozen=True, slots=True)
class Basis:
    """By how much a score has to differ, and what the house's own scores at intake say of that.

    :param scores: how many scores at intake there are; ``deviation`` and ``points`` are None of too few.
    """

    instrument: Instrument
    scores: int
    deviation: float | None
    points: float | None


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of some stays, by stay, instrument and point in time.

    :param uncounted: those that nobody agreed to count.
    """

    known: dict[tuple[int, str, str], int]
    uncounted: frozenset[tuple[int, str, str]] = frozenset()

    @property
    def left_out(self) -> int:
        """How many stays have a score that nobody agreed to count."""
        return len({stay for stay, *_rest in self.uncounted})


def of_stays(session: Session, scope: Scope, stays: Sequence[int]) -> Scores:
    """Read the scores of some stays that may be counted."""
    scored = (counts(Assessment, scope), Assessment.state == "scored", Assessment.score.is_not(None))
    query = (
        select(Assessment.episode_id, Assessment.instrument, Assessment.time_point, Assessment.score)
        .join(Episode, Episode.id == Assessment.episode_id)
        .where(*scored, Assessment.episode_id.in_(stays), in_time(Assessment, Episode, *WINDOWS))
    )
    agreed = session.execute(query.where(to_counting(Assessment, scope)))
    known = {(stay, code, point): score for stay, code, point, score in agreed if score is not None}
    without = session.execute(query.where(~to_counting(Assessment, scope)))
    return Scores(known, frozenset((stay, code, point) for stay, code, point, _score in without))


def changes(scores: Scores) -> Iterator[Changed]:
    """Tell what changed at each step, by instrument; where nobody has a pair, of the one that figures ask for."""
    for before, after in STEPS:
        found = [
            each for code in instruments.all_instruments() if (each := _changed(scores, code, before, after)).pairs
        ]
        yield from found or [_changed(scores, WELLBEING, before, after)]


def _changed(scores: Scores, code: str, before: str, after: str) -> Changed:
    instrument = instruments.all_instruments()[code]
    pairs = [
        (score, scores.known[stay, code, after])
        for (stay, name, point), score in scores.known.items()
        if (name, point) == (code, before) and (stay, code, after) in scores.known
    ]
    said = Counter(verdict(instrument, *pair) for pair in pairs)
    taken = scores.known.keys() | scores.uncounted
    measured = sum((name, point) == (code, before) and (stay, code, after) in taken for stay, name, point in taken)
    return Changed(instrument, before, after, len(pairs), said[BETTER], said[SAME], said[WORSE], measured)


def bases(session: Session, scope: Scope) -> Iterator[Basis]:
    """Hold the assumed reliable change of each instrument against the house's own scores at intake."""
    query = (
        select(Assessment.instrument, Assessment.score)
        .join(Episode, Episode.id == Assessment.episode_id)
        .where(counts(Assessment, scope), Assessment.state == "scored", in_time(Assessment, Episode, "intake"))
        .where(Assessment.score.is_not(None), to_counting(Assessment, scope))
    )
    found: dict[str, list[int]] = {}
    for code, score in session.execute(query):
        found.setdefault(code, []).append(score or 0)
    for code, instrument in instruments.all_instruments().items():
        if instrument.reliable_change is not None:
            deviation = spread(found.get(code, []))
            points = None if deviation is None else reliable_change(deviation, instrument.reliable_change.reliability)
            yield Basis(instrument, len(found.get(code, [])), deviation, points)
