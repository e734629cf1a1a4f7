"""What a Honduran house sets for itself: whom its programme is for, and how soon it gives its notices.

The day's length to tell SENAF is the law's (CNA art. 168, B) and may only be shortened; the others are our proposal.
"""

from marshmallow import Schema, fields, validate

from plugins.contract.text import Text

#: Most hours until the child authority is told (CNA art. 168).
NOTICE_HOURS = 24


class SettingsSchema(Schema):
    """The settings of a house."""

    youngest_age = fields.Integer(
        load_default=12,
        validate=validate.Range(min=0, max=17),
        metadata={
            "label": Text.of(es="Edad desde la que atiende el programa", en="Age from which the programme receives"),
            "help": Text.of(
                es="Si llega alguien menor, el sistema advierte y propone consultar a SENAF; no impide el ingreso.",
                en="If somebody younger comes, the system warns and proposes to ask SENAF; it does not stop her.",
            ),
        },
    )
    notice_hours = fields.Integer(
        load_default=NOTICE_HOURS,
        validate=validate.Range(min=1, max=NOTICE_HOURS),
        metadata={
            "label": Text.of(es="Horas para comunicar el ingreso a SENAF", en="Hours to notify SENAF of an admission"),
            "help": Text.of(
                es="La ley da 24 horas como máximo (CNA, art. 168); aquí puede acortarse.",
                en="The law gives 24 hours at most (CNA, art. 168); they can be shortened here.",
            ),
        },
    )
    interpreter_hours = fields.Integer(
        load_default=72,
        validate=validate.Range(min=1, max=72),
        metadata={
            "label": Text.of(es="Horas para solicitar intérprete", en="Hours to ask for an interpreter"),
            "help": Text.of(
                es="Meta interna, sin plazo legal conocido.", en="An internal target; no term in law is known."
            ),
        },
    )


#: What counts where a house has set nothing.
DEFAULTS = SettingsSchema().load({})
