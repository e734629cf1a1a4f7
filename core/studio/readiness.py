"""Whether a house can receive somebody: its installation as ``abrigo check`` sees it, and what the steps say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core import keyslots
from core.errors import DomainError, Message
from core.i18n import lazy as _
from core.stores import Stores
from core.studio.opening import Step
from plugins.errors import CountryError
from plugins.profile import CountryProfile

#: What kind of slot opens a store when every other key is lost.
_RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked of a store."""

    subject: Any
    fine: bool
    words: Any


def findings(stores: Stores, country: CountryProfile) -> list[Finding]:
    """Check the network's store and the country's: they open, tables are current, a lost key can be made up for."""
    return [each for name in ("network", country.code) for each in _of_store(stores, name, country)]


def missing(steps: Sequence[Step], found: Sequence[Finding]) -> list[Message]:
    """Tell what a house still needs before it receives anybody; empty if it can."""
    wrong = (_("%(store)s: %(what)s", store=each.subject, what=each.words) for each in found if not each.fine)
    return [*(step.label for step in steps if not (step.done or step.optional)), *wrong]


def _of_store(stores: Stores, name: str, country: CountryProfile) -> Iterator[Finding]:
    from core import installation  # it brings the migrations along, which are slow to load

    whose = None if name == "network" else country
    subject = _("Store of the network") if whose is None else country.country.name
    try:
        installation.state_of(stores, name, whose)
        yield Finding(subject, fine=True, words=_("opens, and its tables are current"))
    except DomainError as error:
        yield Finding(subject, fine=False, words=error.message)
    except CountryError as error:
        yield Finding(subject, fine=False, words=str(error))
    slots = keyslots.list_slots(stores.settings.slots_path(name))
    kept = any(each.kind == _RECOVERY for each in slots)
    words = (
        _("a recovery key opens it when every other key is lost"),
        _("no recovery key opens it if every key is lost"),
    )
    yield Finding(subject, fine=kept, words=words[0 if kept else 1])
