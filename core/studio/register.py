"""Everything a branch may configure: the table of contents of the studio."""

from collections.abc import Mapping

from core.branches.capacity import CAPACITY
from core.branches.clocks import CLOCKS
from core.branches.recovery import RECOVERY
from core.branches.terms import TERMS
from core.care.offered import SERVICES
from core.configuration.kinds import Kind
from core.forms.own_kind import FORMS
from core.intake.country_days import CountryDaysKind
from core.intake.country_settings import COUNTRY_SETTINGS
from core.intake.house_terms import HOUSE_TERMS
from core.intake.local_days import LocalDaysKind
from core.obligations.tasks import counted_anew
from core.overview.modules import MODULES_KIND
from core.reporting.targets import TARGETS
from core.residents.consent_texts import CONSENT_TEXTS
from core.residents.role_limits import ROLE_LIMITS
from core.retention.decided import DECIDED
from core.retention.longer import RETENTION
from core.stages.programme_kind import PROGRAMME

LOCAL_DAYS = LocalDaysKind(counted_anew)
COUNTRY_DAYS = CountryDaysKind(LOCAL_DAYS)

KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        PROGRAMME, SERVICES, COUNTRY_SETTINGS, HOUSE_TERMS, CLOCKS, LOCAL_DAYS, COUNTRY_DAYS, CAPACITY, TERMS, TARGETS,
        DECIDED, RETENTION, MODULES_KIND, CONSENT_TEXTS, ROLE_LIMITS, RECOVERY, FORMS,
    )
}  # fmt: skip
