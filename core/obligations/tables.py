"""The tables of a report, filled from a period's figures with small counts hidden, and kept as data.

Labels are kept in every language beside the numbers, so that a report stays readable when its country is gone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import N_, Refused
from core.reporting import catalogue as catalogues
from core.reporting import figures, local
from core.reporting import service as reporting
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, TOTAL, VALUE, Indicator, Key
from core.reporting.disclosure import Release
from core.reporting.disclosure.dominance import Behind
from core.reporting.figures import Cell
from core.reporting.leaving import ledger
from core.reporting.leaving.exposure import Exposed
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.reporting.quantity import Place, Quantity, quantities
from plugins.contract.obligations import Obligation, ReportTable
from plugins.contract.text import Text
from plugins.profile import CountryProfile

_NO_TABLE = N_("In figures of this period there is nothing to put into this report.")
#: Kind of period in which figures are broken down.
_YEAR = "A"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report, or a share; None where it is hidden. ``type`` and ``per`` as of its indicator."""

    value: int | None
    of: int | None
    share: bool
    type: str
    per: int

    @property
    def quantity(self) -> Quantity:
        """The figure as figures are worded."""
        return Quantity(self.value, self.of, self.share)

    @property
    def hidden(self) -> bool:
        """Whether its number may not be told."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Table:
    """A filled table: a label and a number for each column in every line.

    :param notes: grade and difference of what means something else than in the region's figures.
    """

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, tuple[Figure, ...]], ...]
    notes: tuple[tuple[str, Text], ...] = ()


def fill(
    session: Session, actor: Actor, country: CountryProfile, branch_id: int, owed: Obligation, period: Period
) -> tuple[Table, ...]:
    """Fill the tables of a report and note in the ledger what they show.

    :raises Refused: if nothing can be filled in.
    :raises Exposed: if a small count could be worked out with what has left before.
    """
    scope = reporting.scope_of(session, country, branch_id, period)
    wanted = [each for each in owed.tables if each.breakdown is None or period.kind == _YEAR]
    cells = [*figures.compute(session, catalogues.current(), scope), *_local(session, country, scope, wanted)]
    behind = [*reporting.behind(session, country, branch_id, period), *_behind(session, country, scope, wanted)]
    checked = reporting.checked(session, country, branch_id, reporting.Figures(period, cells, behind))
    if checked.exposed:
        raise Exposed(checked.exposed)
    maker = _Maker(country, checked.release)
    tables = tuple(table for each in wanted if (table := maker.table(each)).rows)
    if not tables:
        raise Refused(message=_NO_TABLE)
    ledger.note(session, actor, branch_id, checked.release, maker.shown)
    return tables


def as_data(tables: Sequence[Table]) -> list[dict[str, Any]]:
    """Write tables as they are kept."""
    return [
        {
            "title": table.title.versions,
            "columns": [each.versions for each in table.columns],
            "rows": [[label.versions, [_written(each) for each in found]] for label, found in table.rows],
            "notes": [[grade, text.versions] for grade, text in table.notes],
        }
        for table in tables
    ]


def from_data(kept: Sequence[Mapping[str, Any]]) -> tuple[Table, ...]:
    """Read tables as they were kept."""
    return tuple(
        Table(
            _text(each["title"]),
            tuple(map(_text, each["columns"])),
            tuple((_text(label), tuple(Figure(*one) for one in found)) for label, found in each["rows"]),
            tuple((grade, _text(text)) for grade, text in each["notes"]),
        )
        for each in kept
    )


def _local(session: Session, country: CountryProfile, scope: Scope, wanted: Sequence[ReportTable]) -> Iterator[Cell]:
    for known, indicators in _by_own_list(country, wanted):
        yield from local.compute(session, country, scope, indicators, known)


def _behind(session: Session, country: CountryProfile, scope: Scope, wanted: Sequence[ReportTable]) -> Iterator[Behind]:
    for known, indicators in _by_own_list(country, wanted):
        yield from local.behind(session, country, scope, indicators, known)


def _by_own_list(
    country: CountryProfile, wanted: Sequence[ReportTable]
) -> Iterator[tuple[local.LocalList, list[Indicator]]]:  # fmt: skip
    by_list: dict[str, dict[str, Indicator]] = {}
    for table in wanted:
        if table.breakdown is not None:
            by_list.setdefault(table.breakdown, {}).update({each.id: each for each in _indicators(table)})
    for code, indicators in by_list.items():
        known = local.find(country, code)
        if known is not None:
            yield known, list(indicators.values())


def _indicators(table: ReportTable) -> list[Indicator]:
    return [catalogues.current().indicators[code] for code in table.indicators]


class _Maker:
    """Lays tables out and remembers which cells they show."""

    def __init__(self, country: CountryProfile, release: Release) -> None:
        self.country = country
        self.release = release
        self.shown: list[Key] = []
        cells = [_Shown(*key, None if key in release.hidden else value) for key, value in release.values.items()]
        self.known = quantities(cells, catalogues.current().indicators)

    def table(self, table: ReportTable) -> Table:
        if table.breakdown is None:
            rows = [(each.name, self._line([(each, (each.id, TOTAL, TOTAL))])) for each in _indicators(table)]
            found = tuple((label, line) for label, line in rows if line)
            return Table(table.title, (_VALUE,), found, tuple(self._notes(table, None)))
        known = local.find(self.country, table.breakdown)
        entries = known.entries if known else _regional(table.breakdown)
        columns = tuple(each.name for each in _indicators(table))
        lines = [(label, self._line([(each, (each.id, str(table.breakdown), code)) for each in _indicators(table)]))
                 for code, label in entries]  # fmt: skip
        return Table(table.title, columns, tuple(each for each in lines if each[1]), tuple(self._notes(table, known)))

    def _line(self, places: list[tuple[Indicator, Place]]) -> tuple[Figure, ...]:
        return tuple(self._figure(each, place) for each, place in places if place in self.known)

    def _figure(self, indicator: Indicator, place: Place) -> Figure:
        keys = [(*place, part) for part in (VALUE, NUMERATOR, DENOMINATOR)]
        keys.append((place[0], TOTAL, TOTAL, DENOMINATOR))
        self.shown += [key for key in dict.fromkeys(keys) if key in self.release.values and key not in self.shown]
        found = self.known[place]
        return Figure(found.value, found.of, found.is_share, indicator.type, indicator.per)

    def _notes(self, table: ReportTable, known: local.LocalList | None) -> Iterator[tuple[str, Text]]:
        if known is not None and known.comparability is not None:
            yield known.comparability
        for code in table.indicators:
            grade = self.country.comparability.get(code)
            if grade is not None:
                yield grade.grade, grade.difference


@dataclass(frozen=True, slots=True)
class _Shown:
    indicator: str
    breakdown: str
    code: str
    component: str
    value: int | None


_VALUE = Text.of(es="Valor", en="Value")


def _regional(code: str) -> tuple[tuple[str, Text], ...]:
    catalogue = catalogues.current()
    return tuple((entry, catalogue.labels[code][entry]) for entry in catalogue.codelists[code])


def _written(figure: Figure) -> list[Any]:
    return [figure.value, figure.of, figure.share, figure.type, figure.per]


def _text(versions: Sequence[Sequence[str]]) -> Text:
    return Text(tuple((language, text) for language, text in versions))
