"""How the rooms below the residents' name one: by code, and by house name to those who may read it.

They ask the table by its name, as their foreign keys do: importing the model would turn the order of the rooms round.
"""

from typing import Any

from sqlalchemy import Label, Table, null
from sqlalchemy.sql.elements import ColumnElement

from core.access import policies
from core.actor import Actor
from core.db import CountryBase


def residents() -> Table:
    """Give the residents' table, for a join."""
    return CountryBase.metadata.tables["resident"]


def episodes() -> Table:
    """Give the table of episodes, for a join."""
    return CountryBase.metadata.tables["episode"]


def naming(actor: Actor) -> tuple[Label[str | None], Label[str | None]]:
    """Give the columns that name a resident: her code, and the house name or nothing (practice 3.2)."""
    table = residents()
    name: ColumnElement[Any] = table.c.house_name if policies.reads(actor, "HDR") else null()
    return table.c.code.label("resident_code"), name.label("house_name")
