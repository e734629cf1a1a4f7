"""Finds packages that bring formats for the office's figures. One that is broken is named and left out, no more."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import EntryPoint, entry_points

from plugins import calls
from plugins.checks.exports import check_format, check_held
from plugins.contract.exports import ExportFormat
from plugins.errors import RAISED, CountryError, Problem
from plugins.hookspecs import OFFICE
from plugins.manager import build_manager
from plugins.patience import within

GROUP = "abrigo.formats"
_HOOK = "declare_formats"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Formats of other packages.

    :param broken: what is wrong, by the name of the package's entry point.
    """

    formats: Mapping[str, ExportFormat]
    broken: Mapping[str, tuple[Problem, ...]]


def gather(taken: Collection[str], points: Iterable[EntryPoint] | None = None) -> Shelf:
    """Load the formats of every installed package.

    :param taken: codes that are in use.
    :param points: where they are brought; every installed package's, if it is not said.
    """
    found: dict[str, ExportFormat] = {}
    broken: dict[str, tuple[Problem, ...]] = {}
    for point in sorted(entry_points(group=GROUP) if points is None else points, key=lambda each: each.name):
        formats, problems = inspect(point.name, point, {*taken, *found})
        found.update({} if problems else {each.code: each for each in formats})
        if problems:
            broken[point.name] = problems
    return Shelf(found, broken)


def inspect(
    name: str, point: EntryPoint, taken: Collection[str]
) -> tuple[tuple[ExportFormat, ...], tuple[Problem, ...]]:
    """Load one package's formats and try each on a few figures."""
    try:
        formats = within(name, lambda: declared(name, point.load()))
        return formats, within(name, lambda: tuple(_problems(formats, point.value, taken)))
    except CountryError as error:
        return (), error.problems
    except RAISED as error:
        message = f"cannot be loaded: {type(error).__name__}: {error}"
        return (), (Problem("", point.value, message, "Import the module in a Python shell and mend what it raises."),)


def held(shelf: Shelf) -> Mapping[str, tuple[Problem, ...]]:
    """Try whether the formats of other packages hold figures that they need not hold, by code; those that do alone."""
    found = {code: within(code, partial(_held, each)) for code, each in shelf.formats.items()}
    return {code: problems for code, problems in found.items() if problems}


def _held(each: ExportFormat) -> tuple[Problem, ...]:
    return tuple(Problem(hook, "", message, fix, "format") for hook, message, fix in check_held(each))


def declared(name: str, module: object) -> tuple[ExportFormat, ...]:
    """Ask a package's module for its formats.

    :raises CountryError: if it answers other hooks, or anything but formats.
    """
    manager = build_manager(name, module, concerns=OFFICE)
    return calls.collect(manager, _HOOK, ExportFormat, lambda each: each.code)


def _problems(formats: Iterable[ExportFormat], file: str, taken: Collection[str]) -> Iterable[Problem]:
    for each in formats:
        if each.code in taken:
            yield Problem(_HOOK, file, f"the code '{each.code}' is taken", "Give the format another code.")
        yield from (Problem(_HOOK, file, message, fix, "format") for _hook, message, fix in check_format(each))
