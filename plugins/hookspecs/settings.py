"""Hooks about what a branch sets for itself within its country's law and practice."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from marshmallow import Schema


@hookspec
def declare_settings_schema() -> "type[Schema]":
    """Give what a branch may set where law or practice leave room, as a marshmallow schema.

    Called once at start. ``core.intake.country_settings`` draws a form of it in the configuration studio, where each
    change is a version that a second person approves; the values reach the country in
    ``AdmissionView.settings``. A number that nobody has read in the law belongs here, not
    into code; a bound of the law is the rule of its field.

    :returns: the schema's class. Every field has a ``load_default`` and a ``label`` in its metadata, so that a branch
        that has set nothing works; what is unknown is refused.
    """
