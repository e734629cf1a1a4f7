"""Own tables: built by revisions alone, named after the country, and gone again without a trace."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy.orm import Mapped, mapped_column

from core import conformance
from core.conformance.tables import check_revisions, check_tables
from core.db import OwnBase
from core.testkit.zz import models
from plugins.contract.migrations import MigrationLineage

Alter = Callable[..., ModuleType]

FIRST = next(models.LINEAGE.folder.glob("*.py")).read_text(encoding="utf-8")


@pytest.fixture
def told(alter: Alter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Tell what the kit finds in revisions that were changed."""
    monkeypatch.setattr(conformance, "CHECKS", (check_tables, check_revisions))

    def tell(*changes: tuple[str, str], more: str = "") -> list[str]:
        text = FIRST
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "first.py").write_text(text, encoding="utf-8")
        if more:
            (tmp_path / "second.py").write_text(more, encoding="utf-8")
        lineage = MigrationLineage(tmp_path)
        problems = conformance.inspect("zz", alter(declare_migrations=lambda: (lineage,)))
        assert {problem.hook for problem in problems} <= {"declare_migrations"}
        return [problem.message for problem in problems]

    return tell


def test_revisions_that_say_what_the_models_say_are_fine(told: Callable[..., list[str]]) -> None:
    assert told() == []


def test_a_column_that_the_models_do_not_have_is_found(told: Callable[..., list[str]]) -> None:
    [message] = told(
        ('sa.Column("name",', 'sa.Column("depth", sa.Integer(), nullable=True),\n        sa.Column("name",')
    )
    assert "models and revisions differ: remove_column zz_pier depth" in message


def test_a_table_without_the_countrys_name_is_found(told: Callable[..., list[str]]) -> None:
    messages = told(("zz_pier", "pier"))
    assert "a revision makes the table 'pier'" in messages


def test_a_revision_that_touches_cores_tables_is_found(told: Callable[..., list[str]]) -> None:
    messages = told(
        (
            "    op.create_table(",
            '    op.add_column("branch", sa.Column("colour", sa.String(9)))\n    op.create_table(',
        )
    )
    assert "a revision changes core's tables: remove_column branch colour" in messages


def test_a_table_that_stays_after_going_back_is_found(told: Callable[..., list[str]]) -> None:
    [message] = told(('    op.drop_table("zz_pier")', "    pass"))
    assert message == "going back leaves the tables zz_pier"


def test_a_revision_that_fails_is_told_with_its_error(told: Callable[..., list[str]]) -> None:
    [message] = told(('    op.drop_table("zz_pier")', '    op.drop_table("zz_quay")'))
    assert message.startswith("a revision fails: OperationalError")


def test_two_newest_revisions_are_told(told: Callable[..., list[str]]) -> None:
    [message] = told(more=FIRST.replace("zz1", "zz2").replace("zz_pier", "zz_quay"))
    assert message.startswith("a revision fails: CommandError")


def test_two_lines_of_revisions_are_told(alter: Alter, tmp_path: Path) -> None:
    lineages = (models.LINEAGE, MigrationLineage(tmp_path))
    problems = conformance.inspect("zz", alter(declare_migrations=lambda: lineages))
    assert any("more than once" in problem.message for problem in problems)


def test_a_model_whose_table_is_not_named_after_the_country_is_told(alter: Alter) -> None:
    class Quay(OwnBase):
        __tablename__ = "quay"
        __module__ = "altered.models"
        id: Mapped[int] = mapped_column(primary_key=True)

    try:
        module = alter()
        module.__name__ = "altered.plugin"
        [problem] = [each for each in conformance.inspect("zz", module) if each.check == "tables"]
        assert problem.message == "the table 'quay' does not carry the country's code"
    finally:
        OwnBase.registry._dispose_cls(Quay)
        OwnBase.metadata.remove(Quay.__table__)
