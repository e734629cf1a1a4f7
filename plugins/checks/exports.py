"""Checks of a format: how it is named, and what it makes of a few figures, one of which is withheld."""

import gc
import re
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import cycle, islice

from plugins.checks import Fault
from plugins.contract.exports import ExportBranch, ExportFormat, ExportIndicator, Observation, Release
from plugins.contract.text import Text
from plugins.errors import RAISED

_HOOK = "declare_formats"
_CODE = re.compile(r"[a-z][a-z0-9-]{1,23}")
_ENDING = re.compile(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,8})?")
_TYPE = re.compile(r"[a-z]+/[a-zA-Z0-9.+-]+")
_KINDS = frozenset("MQAT")

#: A year of one house: a count, a withheld one, a zero, and a ratio as numerator and denominator.
SAMPLE = Release(
    period="2025", language="es", catalogue="SAMPLE 1", made_at=datetime(2026, 1, 15, 12, tzinfo=UTC),
    branches=(ExportBranch("ZZ-01", "Casa", "zz", date(2020, 1, 1)),),
    indicators={
        "RES-001": ExportIndicator("RES-001", Text.of(es="Dentro"), Text.of(es="Quien está."), "CHILD", "count", 1),
        "RES-006": ExportIndicator("RES-006", Text.of(es="A tiempo"), Text.of(es="Planes."), "PERCENT", "ratio", 100),
    },
    lists={
        "SEX": {"_list": Text.of(es="Sexo"), "F": Text.of(es="Mujer"), "M": Text.of(es="Hombre")},
        "UNIT": {
            "_list": Text.of(es="Unidad"), "CHILD": Text.of(es="niñas y niños"), "STAY": Text.of(es="estancias"),
            "PERCENT": Text.of(es="por ciento"),
        },
    },
)  # fmt: skip


def _observation(indicator: str, component: str, sex: str, value: int | None) -> Observation:
    status, unit = "A" if value is not None else "Q", "CHILD" if component == "V" else "STAY"
    return Observation(
        "A", "ZZ", "ZZ-01", indicator, component, sex, "_T", "_T", "2025", value, unit, status, "F", "E1", "A", 1
    )


FIGURES = (
    _observation("RES-001", "V", "_T", 12),
    _observation("RES-001", "V", "F", None),
    _observation("RES-001", "V", "M", 0),
    _observation("RES-006", "N", "_T", 11),
    _observation("RES-006", "D", "_T", 13),
)


#: Branches that a format is let write while it is counted what it holds, and bytes that each of their figures may
#: leave: a list of branches at the end of a file is no table.
_FEW, _OF_EACH, _LITTLE = 60, 6 * len(FIGURES), 24


def check_format(each: ExportFormat) -> Iterator[Fault]:
    """Find what is wrong with a format."""
    yield from _names(each)
    try:
        once, again = _written(each, FIGURES), _written(each, FIGURES)
        _written(each, ())
    except RAISED as error:
        message = f"'{each.code}' cannot write a few figures: {type(error).__name__}: {error}"
        yield Fault(_HOOK, message, "A withheld figure has no value (None); a period may have no figure at all.")
        return
    if not once:
        yield Fault(_HOOK, f"'{each.code}' writes nothing", "Give the file piece by piece.")
    elif once != again:
        yield Fault(_HOOK, f"'{each.code}' writes the same figures in two ways", "Take the time from Release.made_at.")


def _names(each: ExportFormat) -> Iterator[Fault]:
    tests: tuple[tuple[bool, str, str], ...] = (
        (bool(_CODE.fullmatch(each.code)), f"the code '{each.code}'", "Use small letters, digits and hyphens."),
        (bool(_ENDING.fullmatch(each.ending)), f"the ending '{each.ending}'", "Use letters and digits, no dot before."),
        (bool(_TYPE.fullmatch(each.mimetype)), f"the media type '{each.mimetype}'", "Write it as type/subtype."),
        (bool(each.kinds) and set(each.kinds) <= _KINDS, f"the kinds {each.kinds}", "Use some of M, Q, A and T."),
    )
    for good, what, fix in tests:
        if not good:
            yield Fault(_HOOK, f"{what} cannot be used", fix)


def check_held(each: ExportFormat) -> Iterator[Fault]:
    """Find out whether a format holds more, the more branches there are.

    It is let write some thousand figures, and three times as many, while memory is counted. For whoever tries a format:
    it takes a while, and other threads would be counted too.
    """
    _measured(each, _FEW)  # what is loaded and drawn up once
    few, many = _measured(each, _FEW), _measured(each, 3 * _FEW)
    if many - few > 2 * _FEW * _OF_EACH * _LITTLE:
        message = (
            f"'{each.code}' holds more, the more figures there are: {few // 1024} KiB, and {many // 1024} of thrice"
        )
        yield Fault(_HOOK, message, "Give each piece as its figures come, and keep none of them, nor what is written.")


def _measured(each: ExportFormat, branches: int) -> int:
    """Tell how many bytes a format holds at most while it writes."""
    house = SAMPLE.branches[0]
    listed = replace(SAMPLE, branches=tuple(replace(house, code=_code(number)) for number in range(branches)))
    gc.collect()
    tracemalloc.start()
    try:
        for _piece in each.write(listed, _of_many(branches)):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _code(number: int) -> str:
    return f"ZZ-{number:04}"


def _of_many(branches: int) -> Iterator[Observation]:
    """Give the figures of many branches, each of them made as it is wanted."""
    return (
        replace(each, branch=_code(number)) for number in range(branches) for each in islice(cycle(FIGURES), _OF_EACH)
    )


def _written(each: ExportFormat, figures: Iterable[Observation]) -> bytes:
    """Let a format write.

    :raises TypeError: if it gives anything but bytes.
    """
    pieces = list(each.write(SAMPLE, iter(figures)))
    for piece in pieces:
        if not isinstance(piece, bytes):
            raise TypeError(f"expected bytes, got {type(piece).__name__}")
    return b"".join(pieces)
