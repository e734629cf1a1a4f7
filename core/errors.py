"""What can go wrong in words a user understands; the web and the command line turn these into answers.

A message is a lazy string or an English msgid: whoever shows it passes it through gettext in the reader's language.
It never carries a name, a number or any other value out of a record, but for the day before which something cannot be.
"""

# ruff: noqa: N818 - the errors are named for what happened, not for being errors
from collections.abc import Mapping, Sequence
from typing import Protocol

from plugins.contract.stages import Objection


class Message(Protocol):
    """Text that may wait until the reader's language is known."""

    def __str__(self) -> str: ...


def N_(message: str) -> str:  # noqa: N802 - the name under which gettext's tools look for messages
    """Mark a text for the catalogue without translating it yet."""
    return message


class DomainError(Exception):
    """Base of everything the platform refuses or cannot do for a reason it can tell."""

    default: str = N_("That cannot be done.")

    def __init__(self, message: Message | None = None) -> None:
        self.message: Message = self.default if message is None else message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    """It does not exist, or this user may not know that it does."""

    default = N_("There is nothing here, or you may not see it.")


class Refused(DomainError):
    """Rules speak against it; every objection is told at once."""

    default = N_("That is not possible at the moment.")

    def __init__(self, objections: Sequence[Objection] = (), message: Message | None = None) -> None:
        self.objections = tuple(objections)
        super().__init__(message)


class Invalid(DomainError):
    """What was entered does not hold; each field lists its faults."""

    default = N_("Please look again at the marked fields.")

    def __init__(self, fields: Mapping[str, Sequence[Message]], message: Message | None = None) -> None:
        self.fields = {name: list(faults) for name, faults in fields.items()}
        super().__init__(message)


class Conflict(DomainError):
    """Somebody else changed the record in the meantime; ``changes`` says which fields differ."""

    default = N_("Somebody else has changed this record in the meantime.")

    def __init__(self, changes: Mapping[str, object] | None = None, message: Message | None = None) -> None:
        self.changes = dict(changes or {})
        super().__init__(message)


class Damaged(DomainError):
    """A sealed value or an archive was changed, moved or cut off."""

    default = N_("This value cannot be read: it was damaged, changed or moved.")


class StoreBusy(DomainError):
    """Another writer held the store too long, or it cannot be reached; trying again may help."""

    default = N_("The records are busy at the moment. Please try again.")


class StoreFull(DomainError):
    """There is no room left where the store lies."""

    default = N_("There is no room left to save. Nothing was stored.")


class WrongKey(DomainError):
    """The key does not open this store."""

    default = N_("The key or passphrase does not open this store.")


class MissingKey(DomainError):
    """No key was given, or the file that holds its slots is gone."""

    default = N_("The key of this store is missing.")


class StoreMoved(DomainError):
    """The store was moved, and is served from its new place."""

    default = N_("This store was moved to another place, and is not served from this one any more.")


class StoreTooNew(DomainError):
    """A newer version of the platform has written this store."""

    default = N_("This store was written by a newer version of Abrigo. Please update the software.")
