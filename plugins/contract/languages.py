"""Languages that residents speak and that users read; apart from the formatting locale."""

from dataclasses import dataclass
from enum import StrEnum

from plugins.contract.text import LegalBasis, Text


class Channel(StrEnum):
    """How a language can be served: by text, by recorded sound, on video, or only by a person."""

    TEXT = "text"
    AUDIO = "audio"
    VIDEO = "video"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the country.

    :param code: BCP 47 tag, ISO 639-3 where no shorter code exists (``quc``, ``agu-x-chalchit``).
    :param own_name: its name for itself.
    :param catalogue: whether the interface is translated into it.
    :param formatting_locale: locale known to Babel for dates and numbers, or None to borrow the country's.
    :param interpreter: whether a speaker with little of the main language needs an interpreter by law.
    """

    code: str
    own_name: str
    label: Text
    catalogue: bool = False
    formatting_locale: str | None = None
    channels: tuple[Channel, ...] = (Channel.PERSON,)
    interpreter: bool = True
    basis: LegalBasis | None = None
