"""Addresses that every page shows, worked out once."""

from typing import Any

from flask import current_app, request, url_for

_EXTENSION = "abrigo-addresses"


def address_of(endpoint: str, **values: Any) -> str:
    """Tell the address of a page or file that is the same for everybody.

    :param values: parts of the address; never anything of a record, since what is told is kept.
    """
    known: dict[tuple[object, ...], str] = current_app.extensions.setdefault(_EXTENSION, {})
    # A proxy may serve the application below a prefix.
    key = (request.root_path, endpoint, *values.values())
    if key not in known:
        known[key] = url_for(endpoint, **values)
    return known[key]
