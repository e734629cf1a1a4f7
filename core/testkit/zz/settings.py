"""What a house in Zedland sets for itself."""

from marshmallow import Schema, fields, validate

from plugins.contract.text import Text


class SettingsSchema(Schema):
    """The settings of a house."""

    oldest_age = fields.Integer(
        load_default=17,
        validate=validate.Range(min=12, max=20),
        metadata={
            "label": Text.of(es="Edad hasta la que se recibe", en="Age up to which somebody is received"),
            "help": Text.of(es="Quien es mayor no se recibe.", en="Nobody older is received."),
        },
    )
    night_guard = fields.Boolean(
        load_default=True,
        metadata={"label": Text.of(es="Guardia de noche", en="Guard at night"), "widget": "checkbox"},
    )


DEFAULTS = SettingsSchema().load({})
