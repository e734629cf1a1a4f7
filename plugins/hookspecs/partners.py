"""Hooks about partner organisations."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.partners import PartnerKind, PartnerSeed


@hookspec
def declare_partner_kinds() -> "tuple[PartnerKind, ...]":
    """Give the kinds of organisation a branch works with.

    Called once at start.

    :returns: the kinds; two of one code are an error.
    """


@hookspec
def declare_partners() -> "tuple[PartnerSeed, ...]":
    """Give the institutions known from public sources, with the dates between which they existed.

    Called by ``core.partners.service.seed``, not at start.

    :returns: the institutions; two of one code are an error.
    """
