"""Writes into a statement what is the same for every branch and period, and leaves values for what differs.

A population speaks of hundreds of codes, days and ages, all of which stand in the catalogue or in our own sources. As
values each would be handed over at every asking, and PostgreSQL, which plans for any values, would make a list of codes
anew for every row that it looks at.
"""

from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.visitors import InternalTraversal


class _Written(ColumnElement[Any]):
    """A value, or a list of them, as the database writes it."""

    _traverse_internals = [  # noqa: RUF012 - what two have to have alike, so that what is compiled of one serves both
        ("type", InternalTraversal.dp_type),
        ("value", InternalTraversal.dp_plain_obj),
    ]
    inherit_cache = True

    def __init__(self, known: BindParameter[Any]) -> None:
        self.known = known
        self.type = known.type
        # Nothing and a list of nothing are told apart.
        self.value = (known.expanding, tuple(known.value) if known.expanding else known.value)  # type: ignore[arg-type]


@compiles(_Written)
def _compile(element: _Written, compiler: Any, **options: Any) -> str:
    written: str = compiler.process(element.known, **{**options, "literal_binds": True})
    return written


def written_out(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Write every value out that is known; what a scope fills in remains."""
    return cast("Select[*tuple[Any, ...]]", visitors.replacement_traverse(statement, {}, _known))


def _known(element: Any, **_options: Any) -> _Written | None:
    return _Written(element) if isinstance(element, BindParameter) and not element.required else None
