"""What left each house of a network, and what became of the whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from stranger import FIRST, Given, Outcome, Sent

from core.hq.sums.histories import Sent as Version
from core.reporting.catalogue import Key
from core.reporting.disclosure import Release
from core.reporting.periods import Period

Table = dict[Key, int | None]


@dataclass
class Told(Outcome):
    """What became of a network: beside what is asked of each house, what left the office.

    :param sums: sums that were read with masks and kept; ``thrown`` away.
    :param public: figures that the public was told; ``corrected`` ones told anew; ``donors`` told, and ``replaced``
        ones told anew.
    :param outside: counts that nobody outside may work out.
    """

    sums: int = 0
    thrown: int = 0
    public: int = 0
    corrected: int = 0
    donors: int = 0
    replaced: int = 0
    outside: int = 0


@dataclass
class House:
    """What left a house, and how it stood each time its figures were signed.

    :param given: what of it is in sums with what other houses hide.
    """

    code: str
    sent: list[Sent] = field(default_factory=list)
    first: dict[Period, Table] = field(default_factory=dict)
    last: dict[Period, Table] = field(default_factory=dict)
    exact: dict[Period, dict[Key, int]] = field(default_factory=dict)
    then: dict[Period, dict[Key, int]] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    given: Given = field(default_factory=dict)

    def take(self, sent: Iterable[Sent]) -> None:
        """Keep what left at a time."""
        for each in sent:
            self.sent.append(each)
            if not each.document:
                self._sign(each.release, each.version)

    def _sign(self, release: Release, version: int) -> None:
        period, values = release.period, dict(release.values)
        table = {key: None if key in release.hidden else value for key, value in values.items()}
        before, exact = self.last.get(period, {}), self.exact.get(period, {})
        withheld = {key for key in table.keys() & before.keys() if None in (table[key], before[key])}
        self.versions.append(Version(period, version, table, {key for key in withheld if values[key] != exact[key]}))
        self.first.setdefault(period, table)
        self.then.setdefault(period, values)
        self.last[period], self.exact[period] = table, values

    @property
    def corrected(self) -> bool:
        """Whether its first year was restated."""
        return self.version(Period(FIRST, "A")) > 1

    def version(self, period: Period) -> int:
        """Tell which version of a period is the newest one; 0 if there is none."""
        return max((each.version for each in self.versions if each.period == period), default=0)
