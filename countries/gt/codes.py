"""The country's closed lists, and what their entries count as in the regional figures."""

from functools import cache
from typing import Any

from countries.gt import legal, stages
from countries.gt.sources import norm, read, text
from plugins.contract.country import Code, CodeList
from plugins.contract.text import Text


@cache
def code_lists() -> tuple[CodeList, ...]:
    """Give every list; those of ways in, ways out and measures follow from what the country declares elsewhere."""
    written = tuple(_written(code, entry) for code, entry in read("codes.yaml").items())
    return (*written, _entry_kinds(), _exit_kinds(), _orders(), _bases())


def _written(code: str, entry: dict[str, Any]) -> CodeList:
    entries = tuple(Code(each["code"], text(each), tuple(each.get("maps", ()))) for each in entry["entries"])
    return CodeList(code, text(entry["label"]), entries, entry.get("regional"), norm(entry["basis"]))


def _entry_kinds() -> CodeList:
    entries = tuple(Code(kind.code, kind.label, (kind.referrer,)) for kind in stages.entry_kinds())
    return CodeList("via_ingreso", Text.of(es="Vía de ingreso", en="Way in"), entries, "REFERRER", norm("own_list"))


def _exit_kinds() -> CodeList:
    entries = tuple(Code(kind.code, kind.label, (kind.destination,)) for kind in stages.exit_kinds())
    return CodeList(
        "tipo_egreso", Text.of(es="Tipo de egreso", en="Kind of exit"), entries, "DESTINATION", norm("own_list")
    )


def _orders() -> CodeList:
    entries = tuple(Code(kind.code, kind.label) for kind in legal.measure_kinds() if not kind.provisional)
    return CodeList("tipo_medida", Text.of(es="Medida ordenada", en="Measure ordered"), entries, None, norm("own_list"))


def _bases() -> CodeList:
    entries = tuple(Code(kind.code, kind.label) for kind in legal.measure_kinds() if kind.covers_stay)
    return CodeList(
        "base_ingreso", Text.of(es="Base del ingreso", en="Basis of the stay"), entries, None, norm("pina_116_b")
    )
