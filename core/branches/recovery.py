"""Whom a house asks when a device is lost or no key opens its data any more."""

from typing import ClassVar

from marshmallow import Schema, fields, validate

from core.actor import Actor
from core.configuration import versions
from core.configuration.kinds import Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema
from core.errors import N_, Message
from core.i18n import lazy as _

_LONGEST = 120
_TOLD = N_("Answers that are another from then on")


def _line(label: object, help_: object) -> fields.String:
    return fields.String(
        load_default="", validate=validate.Length(max=_LONGEST), metadata={"label": label, "help": help_}
    )


class RecoverySchema(ConfiguredSchema):
    """Who is asked, and where what opens the data is kept."""

    keeper = _line(
        _("Who keeps what opens the data"), _("Her function, as “accountant of the regional office”; no name.")
    )
    telephone = _line(_("How she is reached"), _("Day and night. It stands on this page only."))
    second = _line(_("Who stands in for her"), _("Her function, and how she is reached."))
    place = _line(
        _("Where the recovery key lies"), _("In words that a stranger would not understand; never in the house itself.")
    )


class RecoveryKind(Kind):
    """Whom a house asks when its keys or its devices are gone."""

    code: ClassVar[str] = "recovery"
    label: ClassVar[Message] = _("If a device or a key is lost")
    purpose: ClassVar[Message] = _("Whom the house asks, so that nobody has to look for it on the day it happens.")
    travels: ClassVar[bool] = False

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Give the schema."""
        return RecoverySchema()

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """Nobody is named yet."""
        return {"keeper": "", "telephone": "", "second": "", "place": ""}

    def faults(self, ground: Ground, content: Content) -> list[Message]:  # noqa: ARG002
        """Tell what has to be known as soon as anybody is named; until then the opening of the house asks for it."""
        if not any(map(str.strip, content.values())):
            return []
        if all(content.get(name, "").strip() for name in ("keeper", "telephone", "place")):
            return []
        return [_("Write who keeps what opens the data, how she is reached and where the recovery key lies.")]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count what is answered another way."""
        return _touched(before, after)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """The page shows what is in force; count by it."""
        return _touched(before, versions.in_force(ground, self))


RECOVERY = RecoveryKind()


def _touched(before: Content, after: Content) -> list[Touched]:
    return [
        Touched("answers", _TOLD, sum(before.get(name) != after.get(name) for name in before.keys() | after.keys()))
    ]
