"""What a country must keep beyond what stops it at start, one module per concern."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from plugins.profile import CountryProfile


class Fault(NamedTuple):
    """Something that is wrong with what a hook declares, and how to mend it."""

    hook: str
    message: str
    fix: str


#: Looks at a country and tells its faults. Core hands in checks of its own for what only core knows.
Check = Callable[["CountryProfile"], Iterable[Fault]]
