"""What a branch sets where its country's law and practice leave room; the country says what, core draws the form."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import Schema

from core.actor import Actor
from core.branches import house_rules
from core.configuration import versions
from core.configuration.kinds import MAIN, Content, Ground, Kind, Touched
from core.errors import N_, Message
from core.i18n import lazy as _
from plugins.contract.text import Text
from plugins.profile import CountryProfile

_SET = N_("Settings that are another way; they count for whoever comes from then on")


class CountrySettingsKind(Kind):
    """A branch's settings of its country."""

    code: ClassVar[str] = house_rules.SETTINGS
    label: ClassVar[Message] = _("Settings of the country")
    purpose: ClassVar[Message] = _("What the country's law and practice leave to each house, within its bounds.")

    def keys(self, country: CountryProfile) -> Mapping[str, Message | Text]:
        """One object, where the country declares any."""
        return {} if country.settings_schema is None else {MAIN: self.label}

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Give the country's schema."""
        return _schema(ground.country)

    def baseline(self, ground: Ground) -> Content:
        """What the country takes where a house has set nothing."""
        schema = _schema(ground.country)
        usual: dict[str, Any] = schema.dump(schema.load({}))
        return usual

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell what the country does not take, or takes no more."""
        schema = _schema(ground.country)
        return [
            _("“%(what)s” does not fit the country's bounds.", what=_name(schema, each))
            for each in sorted(map(str, schema.validate(content)))
        ]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count the settings that change."""
        return _touched(before, after)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """The country is told at every admission; count by what is in force."""
        return _touched(before, versions.in_force(ground, self))


COUNTRY_SETTINGS = CountrySettingsKind()


def _schema(country: CountryProfile) -> Schema:
    assert country.settings_schema is not None
    return country.settings_schema()


def _name(schema: Schema, name: str) -> Any:
    return schema.fields[name].metadata["label"] if name in schema.fields else name


def _touched(before: Content, after: Content) -> list[Touched]:
    changed = sum(before.get(each) != after.get(each) for each in before.keys() | after.keys())
    return [Touched("settings", _SET, changed)]
