"""A format in which the regional office hands figures on, and what it is given to write."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from plugins.contract.text import Text


@dataclass(frozen=True, slots=True)
class Observation:
    """One protected figure, in the concepts of SDMX; the names of its columns are these in capitals.

    A withheld count has no value and status ``Q``; nothing says why, and it may be zero. A ratio is two observations,
    components ``N`` and ``D``, to be divided after adding up.

    :param component: ``V`` a count, ``N`` over ``D`` a ratio, ``S`` and ``Q`` sum and squares of a mean.
    :param breakdown: ``_T``, or list and entry of a breakdown other than by sex or age (``REFERRER_COURT``).
    :param branch: its code, or ``_X`` (and so the area) for what several branches withhold together: nobody can tell
        the parts, and all rows of a cell add up to the network's.
    :param unit_measure: what this component counts: of a percentage a row tells so many ``STAY`` of so many, and the
        figure's own unit stands with the indicator.
    :param time_period: ``2026-03``, ``2026-Q1``, ``2026`` or ``2023-01-01/P3Y``.
    :param comparability: ``A``, ``B`` or ``C``; a figure of grade C may stand in no sum and no chart with others.
    """

    freq: str
    ref_area: str
    branch: str
    indicator: str
    component: str
    sex: str
    age: str
    breakdown: str
    time_period: str
    obs_value: int | None
    unit_measure: str
    obs_status: str
    conf_status: str
    evidence_level: str
    comparability: str
    submission_version: int


@dataclass(frozen=True, slots=True)
class ExportBranch:
    """A branch as the network knows it."""

    code: str
    name: str
    country: str
    opened_on: date


@dataclass(frozen=True, slots=True)
class ExportIndicator:
    """What a figure means.

    :param unit: of the figure itself (``PERCENT``): an entry of ``Release.lists["UNIT"]``, which has its name.
    :param type: ``count``, ``ratio``, ``rate``, ``binned`` or ``mean``; a rate is told per so many (``per``).
    """

    code: str
    name: Text
    definition: Text
    unit: str
    type: str
    per: int


@dataclass(frozen=True, slots=True)
class Release:
    """What is exported, for whom, and by which definitions.

    :param period: ``2026-03``, ``2026Q1``, ``2026`` or ``P3Y2023``.
    :param language: in which whoever asked reads.
    :param lists: names of each code list's entries; ``_list`` is the list's own. ``UNIT`` are the units of measure.
    :param country: code of the only country whose branches are in it; empty where all are.
    """

    period: str
    language: str
    catalogue: str
    made_at: datetime
    branches: tuple[ExportBranch, ...]
    indicators: Mapping[str, ExportIndicator]
    lists: Mapping[str, Mapping[str, Text]]
    country: str = ""


#: Writes figures piece by piece, in a thread of its own. It is given them once, in order and as they are read, and
#: keeps no more of them than it must: a network's year may be hundreds of branches.
Writer = Callable[[Release, Iterable[Observation]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format.

    :param code: names it in addresses and files: small letters, digits and hyphens.
    :param ending: of the file's name, without a dot.
    :param kinds: kinds of period that it is for: months, quarters, years, three years together (``T``).
    :param lacking: why it is not for the other kinds, as whoever looks for it there is told.
    :param languages: in which it can be had, if it is for people; none, if it is for machines.
    """

    code: str
    name: Text
    ending: str
    mimetype: str
    write: Writer
    kinds: tuple[str, ...] = ("M", "Q", "A")
    languages: tuple[str, ...] = ()
    lacking: Text | None = None
