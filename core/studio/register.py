"""Everything a branch may configure: the table of contents of the studio."""

from collections.abc import Mapping

from core.branches.terms import TERMS
from core.configuration.kinds import Kind
from core.intake.local_days import LocalDaysKind
from core.obligations.tasks import counted_anew
from core.residents.role_limits import ROLE_LIMITS
from core.stages.programme_kind import PROGRAMME

LOCAL_DAYS = LocalDaysKind(counted_anew)

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in (PROGRAMME, LOCAL_DAYS, TERMS, ROLE_LIMITS)}
