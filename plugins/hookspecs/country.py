"""Hooks about the country as a whole."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.country import CodeList, Country


@hookspec
def declare_country() -> "Country":
    """Say which country this is.

    Called once at start by ``plugins.building``. Required; exactly one answer.

    :returns: the country, with the contract version it was written for.
    """


@hookspec
def declare_code_lists() -> "tuple[CodeList, ...]":
    """Give the country's code lists and how their entries map to regional codes.

    Called once at start. Forms choose their options from these lists, ``core.reporting`` maps entries for figures.

    :returns: the lists; two of one code are an error.
    """
