"""The country's closed lists, and what their entries count as in the regional figures."""

from functools import cache
from typing import Any

from countries.hn import legal, partners, stages
from countries.hn.sources import norm, read, text
from plugins.contract.country import Code, CodeList
from plugins.contract.text import Text


@cache
def code_lists() -> tuple[CodeList, ...]:
    """Give every list; those of ways in and out, measures and institutions follow from what is declared elsewhere."""
    written = tuple(_written(code, entry) for code, entry in read("codes.yaml").items())
    return (*written, _entry_kinds(), _exit_kinds(), _measure_kinds(), _institutions())


def _written(code: str, entry: dict[str, Any]) -> CodeList:
    entries = tuple(Code(each["code"], text(each), tuple(each.get("maps", ()))) for each in entry["entries"])
    return CodeList(code, text(entry["label"]), entries, entry.get("regional"), norm(entry["basis"]))


def _entry_kinds() -> CodeList:
    entries = tuple(Code(kind.code, kind.label, (kind.referrer,)) for kind in stages.entry_kinds())
    label = Text.of(es="Vía de ingreso", en="Route of intake")
    return CodeList("via_ingreso", label, entries, "REFERRER", norm("own_list"))


def _exit_kinds() -> CodeList:
    entries = tuple(Code(kind.code, kind.label, (kind.destination,)) for kind in stages.exit_kinds())
    label = Text.of(es="Tipo de egreso", en="Type of exit")
    return CodeList("tipo_egreso", label, entries, "DESTINATION", norm("own_list"))


def _measure_kinds() -> CodeList:
    entries = tuple(Code(kind.code, kind.label) for kind in legal.measure_kinds() if not kind.provisional)
    return CodeList("tipo_medida", Text.of(es="Tipo de medida", en="Type of measure"), entries, None, norm("own_list"))


def _institutions() -> CodeList:
    """List the institutions that stand today: nothing is shared any more with one that ended."""
    standing = (seed for seed in partners.partners() if seed.valid_until is None)
    entries = tuple(Code(seed.code, Text.of(es=seed.name, en=seed.name)) for seed in standing)
    return CodeList("institucion", Text.of(es="Institución", en="Institution"), entries, None, norm("own_list"))
