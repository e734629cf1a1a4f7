"""Hooks about languages."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.languages import Language


@hookspec
def declare_languages() -> "tuple[Language, ...]":
    """Give the languages residents may speak and users may read.

    Called once at start. Required. Admissions, consents and forms choose from them.

    :returns: the languages, the main one first; two of one code are an error.
    """
