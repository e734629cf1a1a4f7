"""Everything a branch may configure: the table of contents of the studio."""

from collections.abc import Mapping

from core.branches.terms import TERMS
from core.configuration.kinds import Kind
from core.forms.own_kind import FORMS
from core.intake.local_days import LOCAL_DAYS
from core.residents.role_limits import ROLE_LIMITS
from core.stages.programme_kind import PROGRAMME

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in (PROGRAMME, LOCAL_DAYS, TERMS, ROLE_LIMITS, FORMS)}
