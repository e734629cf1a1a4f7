"""Finds the countries that are both installed and enabled.

Only entry points are read: the folder ``countries`` is never walked, so a country may live in any distribution.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from plugins.building import build_profile
from plugins.errors import RAISED, ImportFailed, InstalledTwice, NotInstalled, TooSlow
from plugins.manager import build_manager
from plugins.patience import within
from plugins.profile import CountryProfile

GROUP = "abrigo.countries"


def discover(enabled: Sequence[str], defaults: Sequence[object] = ()) -> Mapping[str, CountryProfile]:
    """Load every enabled country.

    :param enabled: codes, as in ``ABRIGO_COUNTRIES``; what is installed but not enabled is not even imported.
    :param defaults: core's own hook implementations.
    :returns: the countries by code, in the order given.
    :raises CountryError: for the first country that cannot be used.
    """
    known = installed() if enabled else {}
    found = {code: load(code, import_country(code, known), defaults) for code in enabled}
    return MappingProxyType(found)


def installed() -> Mapping[str, tuple[EntryPoint, ...]]:
    """Give the entry points of every installed country by code; more than one is a fault."""
    found: dict[str, tuple[EntryPoint, ...]] = {}
    for point in entry_points(group=GROUP):
        others = found.get(point.name, ())
        # One distribution may be seen twice, as its wheel and as its checkout; that is no fault.
        if point.value not in {other.value for other in others}:
            found[point.name] = (*others, point)
    return MappingProxyType(found)


def import_country(code: str, known: Mapping[str, tuple[EntryPoint, ...]] | None = None) -> object:
    """Import an installed country's plugin module.

    :param known: the installed countries, if they have been looked for: every distribution is read for that.
    :raises NotInstalled: if no distribution brings it.
    :raises InstalledTwice: if two do.
    :raises ImportFailed: if it cannot be imported.
    :raises TooSlow: if it hangs.
    """
    present = installed() if known is None else known
    points = present.get(code, ())
    if not points:
        names = ", ".join(sorted(present)) or "none"
        raise NotInstalled(code, f"is enabled but not installed (installed: {names})")
    if len(points) > 1:
        brought = " and ".join(f"{_distribution(point)} ({point.value})" for point in points)
        raise InstalledTwice(code, f"is brought by {brought}", file=points[0].value)
    return _import(code, points[0])


def load(code: str, module: object, defaults: Sequence[object] = ()) -> CountryProfile:
    """Make a profile of a plugin module at hand; tests load imaginary countries so, without an entry point.

    :raises CountryError: if the country cannot be used.
    """
    return within(code, lambda: build_profile(build_manager(code, module, defaults)))


def _import(code: str, point: EntryPoint) -> object:
    try:
        return within(code, point.load)
    except TooSlow:
        raise
    except RAISED as error:
        message = f"cannot be imported: {type(error).__name__}: {error}"
        raise ImportFailed(code, message, file=point.value) from error


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "an unknown distribution"
