"""Hooks about names and identity documents."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.identity import DisplayName, IdentityDocument, PersonName


@hookspec
def declare_identity_documents() -> "tuple[IdentityDocument, ...]":
    """Give the kinds of identity document, each with its validator and samples.

    Called once at start. Required. ``core.residents.service`` validates every document through it.

    :returns: the kinds; two of one code are an error.
    """


@hookspec(firstresult=True)
def decide_display_name(name: "PersonName") -> "DisplayName | None":
    """Join the parts of a name for reading and for sorting.

    Called by ``core.residents`` when a name is shown. The first answer other than None is used;
    core's default joins given names and surnames and sorts by surnames.

    :param name: the parts as registered.
    :returns: the joined name, or None for "as core does".
    """
