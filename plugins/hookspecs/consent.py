"""Hooks about consents and retention."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.consent import Consent, RetentionRule


@hookspec
def declare_consents() -> "tuple[Consent, ...]":
    """Give the purposes for which agreement is asked, and who gives it at which age.

    Called once at start. Required.

    :returns: the consents; two of one code are an error.
    """


@hookspec
def declare_retention_rules() -> "tuple[RetentionRule, ...]":
    """Give how long each kind of record is kept.

    Called once at start. Required. The settings page shows them; nothing is destroyed while no term is known.

    :returns: the rules; two for one kind of record are an error.
    """
