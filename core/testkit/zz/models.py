"""Zedland's own table: the piers from which its houses can be reached by boat."""

from pathlib import Path

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.toolkit import OwnBase, key_of
from plugins.contract.migrations import MigrationLineage

LINEAGE = MigrationLineage(Path(__file__).parent / "migrations")


class Pier(OwnBase):
    """A pier near a house."""

    __tablename__ = "zz_pier"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey(key_of("branch")), index=True)
    name: Mapped[str] = mapped_column(String(80))
