"""What the figures of a report may not say together: parts that do not give their whole."""

from collections.abc import Iterator

from countries.hn.objections import Check, Values, blocking
from plugins.contract.stages import Objection


def stock_adds_up(values: Values) -> Iterator[Objection]:
    """Hold the number at the end of a month against who was there, came and left."""
    before, came, after = (_number(values.get(key)) for key in ("existencia_inicial", "ingresos", "existencia_final"))
    if before is None or came is None or after is None:
        return
    if before + came - _sum(values, "egresos_por_tipo") != after:
        yield blocking("existencia_no_cuadra", "existencia_final", *_STOCK)


def part_of(part: str, *wholes: str) -> Check:
    """Make a check that a number is no larger than the one it is part of."""

    def check(values: Values) -> Iterator[Objection]:
        number, whole = _number(values.get(part)), _total(values, wholes)
        if number is not None and whole is not None and number > whole:
            yield blocking("parte_mayor_que_el_total", part, *_PART)

    return check


def breakdown_of(table: str, *wholes: str) -> Check:
    """Make a check that the rows of a table give the sum of some numbers; with nobody to count it may be empty."""

    def check(values: Values) -> Iterator[Objection]:
        whole = _total(values, wholes)
        if whole is not None and _sum(values, table) != whole:
            yield blocking("desglose_no_cuadra", table, *_BREAKDOWN)

    return check


def _total(values: Values, keys: tuple[str, ...]) -> int | None:
    numbers = [_number(values.get(key)) for key in keys]
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _sum(values: Values, table: str) -> int:
    rows = values.get(table)
    cells = [row.get("cantidad") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return sum(number for number in map(_number, cells) if number is not None)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_STOCK = (
    "No cuadra: existencia al inicio, más ingresos, menos egresos, debe dar la existencia al final.",
    "It does not add up: in care at start, plus intakes, minus discharges, must give those in care at the end.",
)
_PART = ("Es más que el total del que forma parte.", "It is more than the total it is part of.")
_BREAKDOWN = ("La suma de las filas no da el total.", "The sum of the rows does not give the total.")
