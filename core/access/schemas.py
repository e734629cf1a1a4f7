"""What comes in through the forms of access."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from core.access.matrix import REGIONAL, ROLES
from core.access.people import role_label
from core.i18n import gettext, interface_languages, language_name
from core.i18n import lazy as _

_THEMES = (("light", _("Light")), ("dark", _("Dark")))


def _secret(label: Any, autocomplete: str, **about: Any) -> fields.String:
    metadata = {"label": label, "widget": "password", "autocomplete": autocomplete, **about}
    return fields.String(required=True, validate=validate.Length(max=128), metadata=metadata)


class NewPasswordSchema(Schema):
    """A new password, twice, since nobody sees what she types."""

    password = _secret(
        _("New password"), "new-password", help=_("8 to 128 characters. A short sentence is easy to remember.")
    )
    again = _secret(_("The same password again"), "new-password")

    @validates_schema
    def check_both(self, data: dict[str, Any], **kwargs: object) -> None:  # noqa: ARG002
        """Refuse two different ones."""
        if data.get("password") != data.get("again"):
            raise ValidationError(gettext("The two are not the same."), "again")


def _present() -> fields.String:
    """One's password again. Several of these stand on one page, so each has a name of its own."""
    return _secret(_("Present password"), "current-password")


class PasswordSchema(NewPasswordSchema):
    """A change of one's password."""

    present_for_password = _present()

    class Meta:
        """The present one is asked first."""

        fields = ("present_for_password", "password", "again")


class PinSchema(Schema):
    """A change of one's PIN."""

    present_for_pin = _present()
    pin = _secret(_("New PIN"), "off", help=_("4 to 12 digits. It opens the hidden screen, and nothing else."))


class CodesSchema(Schema):
    """New recovery codes."""

    present_for_codes = _present()


class SecondFactorSchema(Schema):
    """A new authenticator."""

    present_for_second = _present()


class PreferencesSchema(Schema):
    """How one reads."""

    language = fields.String(
        required=True,
        metadata={
            "label": _("Language of the screens"),
            "choices": lambda: [(code, language_name(code)) for code in interface_languages()],
        },
    )
    theme = fields.String(allow_none=True, load_default=None, metadata={"label": _("Colours"), "choices": _THEMES})
    shortcuts = fields.Boolean(
        load_default=False, metadata={"label": _("Use keys to move through the pages"), "widget": "checkbox"}
    )


class GrantSchema(Schema):
    """A role at this house."""

    role = fields.String(
        required=True,
        metadata={"label": _("Role"), "choices": [(role, role_label(role)) for role in ROLES if role not in REGIONAL]},
    )
    valid_from = fields.Date(required=True, metadata={"label": _("From")})
    valid_until = fields.Date(
        allow_none=True, load_default=None, metadata={"label": _("Last day"), "help": _("Empty if it has no end.")}
    )
    reason = fields.String(load_default="", validate=validate.Length(max=300), metadata={"label": _("Reason")})


class NewUserSchema(GrantSchema):
    """Somebody new at this house."""

    name = fields.String(required=True, validate=validate.Length(1, 120), metadata={"label": _("Name and surname")})
    login = fields.String(
        required=True,
        validate=validate.Length(1, 64),
        metadata={
            "label": _("Login"),
            "help": _("Letters without accents, digits, dots and hyphens."),
        },
    )

    class Meta:
        """The person first, then her role."""

        fields = ("name", "login", "role", "valid_from", "valid_until", "reason")
