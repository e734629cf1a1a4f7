"""Numbers in addresses that a database can hold; a longer one is an address that does not exist."""

from typing import Any

from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1


class Identifier(IntegerConverter):
    """An integer id."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:  # noqa: A002 - werkzeug's own name
        super().__init__(map, *args, **{"max": LARGEST, **kwargs})
