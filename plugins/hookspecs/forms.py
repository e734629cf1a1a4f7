"""Hooks about legal forms."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.forms import FormView, LegalForm
    from plugins.contract.stages import Objection


@hookspec
def declare_legal_forms() -> "tuple[LegalForm, ...]":
    """Give the legal forms, every version that was ever valid.

    Called once at start. Required.

    :returns: the forms; two of one key and version are an error.
    """


@hookspec
def check_legal_form(form: "FormView") -> "list[Objection]":
    """Object to the contents of a filled form across its fields.

    Called by ``core.forms.service`` when a form is saved and before it is signed. Every implementation
    is asked; all objections are shown together. A blocking objection stops the signature, not the saving.

    :param form: key, version and values.
    :returns: the objections; an empty list if there are none.
    """
