"""Hooks about a country's own tables."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.migrations import MigrationLineage


@hookspec
def declare_migrations() -> "tuple[MigrationLineage, ...]":
    """Say where the revisions of the country's own tables lie.

    Called once at start; ``core.migrate`` runs them in the country's store after core's own.

    :returns: one lineage, or none where extra tables are not needed; two are an error.
    """
