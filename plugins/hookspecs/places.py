"""Hooks about administrative divisions."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.places import Place, PlaceLevel


@hookspec
def declare_place_levels() -> "tuple[PlaceLevel, ...]":
    """Name the levels of the tree of places, top first.

    Called once at start. Required.

    :returns: the levels; two of one code are an error.
    """


@hookspec
def declare_places() -> "Iterable[Place]":
    """Give every division, parents before children.

    Called by ``core.places.service.seed``, not at start. Required.

    :returns: the places; two of one code are an error.
    """
