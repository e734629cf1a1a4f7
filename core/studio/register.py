"""Everything a branch may configure: the table of contents of the studio."""

from collections.abc import Mapping

from core.configuration.kinds import Kind
from core.stages.programme_kind import PROGRAMME

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in (PROGRAMME,)}
