"""A country's own tables, in its own store, beside core's."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MigrationLineage:
    """The line of revisions that builds a country's own tables.

    The names of its tables begin with the country's code and ``_``, and so does its version table's suffix: a country
    that leaves stops nobody. A revision imports none of our code, alters no table of core's, and may point to its keys.

    :param folder: where the revisions lie, beside the plugin module.
    """

    folder: Path
