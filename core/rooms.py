"""The pages of every room, in the order of the rooms."""

from core import health
from core.absences import views as absences
from core.access import views as access
from core.advocacy import views as advocacy
from core.aftercare import views as aftercare
from core.aftercare import views_scores
from core.agenda import views as agenda
from core.audit import views as audit
from core.branches import views as branches
from core.branches import views_duty, views_staff
from core.care import views as care
from core.continuity import views as drafts
from core.education import views as education
from core.evidence import views as evidence
from core.evidence import views_extracts
from core.forms import views as forms
from core.hq import views as hq
from core.intake import views as intake
from core.legal import views as legal
from core.legal import views_case_records, views_cases
from core.obligations import views as obligations
from core.outreach import views as outreach
from core.overview import settings_page
from core.overview import views as overview
from core.partners import views as partners
from core.reporting import views as reporting
from core.reporting import views_sending, views_sharing
from core.residents import views as residents
from core.residents import views_works
from core.retention import views as retention
from core.stages import views as stages
from core.stages import views_migration
from core.studio import views as studio
from core.studio import views_bundle, views_opening, views_preview, views_rules
from core.transfers import views as transfers

#: Later ones may call earlier ones, never the other way round.
ROOMS = (
    access, drafts, branches, views_duty, views_staff, agenda, partners, residents, views_works, stages,
    views_migration, care, legal, views_cases, views_case_records, forms, outreach, education, advocacy, aftercare,
    views_scores, absences, intake, transfers, retention, reporting, views_sending, views_sharing, obligations,
    evidence, views_extracts, hq, overview, audit, settings_page, studio, views_preview, views_bundle, views_opening,
    views_rules, health,
)  # fmt: skip
