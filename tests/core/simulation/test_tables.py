"""The columns that are written in bulk are those of the tables."""

import pytest

from core.db import CountryBase, load_models
from core.simulation.tables import COLUMNS

load_models()


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_that_must_have_a_value_gets_one(name: str) -> None:
    table, written = CountryBase.metadata.tables[name], COLUMNS[name].split()
    assert not [each for each in written if each not in table.c]
    assert not [column.name for column in table.columns if not column.nullable and column.name not in written]


def test_parents_come_before_what_points_to_them() -> None:
    order = list(COLUMNS)
    for place, name in enumerate(order):
        for key in CountryBase.metadata.tables[name].foreign_keys:
            if key.column.table.name in order:
                assert order.index(key.column.table.name) <= place
