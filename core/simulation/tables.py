"""Rows on their way into a store: tuples in the order of their columns, with ids that are drawn here.

A row is written as SQLite keeps it: instants as microseconds, days as ISO text, truth as 0 and 1, JSON as text.
"""

from collections.abc import Callable, Mapping
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db import CountryBase, load_models

#: Columns in the order in which rows are built; parents stand before what points to them.
COLUMNS: Mapping[str, str] = {
    "resident": "id branch_id code external_code house_name kind sex birth_year birth_basis nationality people"
    " interpreter_needed deceased_on created_at revision",
    "resident_language": "resident_id position branch_id language",
    "identity": "resident_id branch_id given_names surnames other_names birth_earliest birth_latest origin_place"
    " address change revision",
    "identity_document": "id branch_id resident_id kind number fingerprint doubtful created_at",
    "emergency_card": "resident_id branch_id urgent_health allergies medicines pregnant updated_at updated_by_name"
    " revision",
    "instruction": "id branch_id resident_id text created_by_name ended_at created_at",
    "family_link": "id branch_id resident_id relation relative_id name safety no_contact carer_decision created_at"
    " revision",
    "case_member": "id branch_id resident_id user_id user_name role owner from_on until_on created_at",
    "consent": "id branch_id resident_id kind text_version answer giver assent language interpreter receiver_id"
    " given_on valid_until ended_on ended_why taken_by taken_by_name created_at",
    "episode": "id branch_id resident_id modality state entry_kind referrer brought_by admitted_at admitted_on"
    " received_by_name age_at_admission version_id stage_id stage_since reentry_of closed_at closed_on exit_kind"
    " exit_canonical destination planned_exit stay_after_majority_until stay_after_majority_why created_at revision",
    "episode_fact": "id branch_id episode_id list_code code regional",
    "stage_move": "id branch_id episode_id kind from_stage_id to_stage_id state criteria required reason residents_view"
    " exit_kind exit_plan proposed_by proposed_by_name proposed_by_role effective_on decided_at created_at revision",
    "approval": "id branch_id move_id user_id user_name discipline decision comment at",
    "bed_stay": "id branch_id bed_id resident_id from_at until_at state held_until reason risk_assessment",
    "measure": "id branch_id kind provisional covers_stay authority_id authority_name file_number ordered_on validity"
    " valid_from valid_until review_on revoked_at replaces_id scan_hash scan_type recorded_by recorded_by_name"
    " created_at revision",
    "measure_person": "id branch_id measure_id resident_id covers_from covers_until covers_stay",
    "gap_note": "id branch_id resident_id role text created_by_name created_at",
    "transfer": "id branch_id resident_id episode_id direction other_branch state assent medical contents created_by"
    " created_by_name created_at revision",
    "transfer_step": "id branch_id transfer_id state at by_name by_role",
    "referral": "id branch_id resident_id partner_id direction purpose reason shared consent_id legal_duty state"
    " declined_for requested_on sent_at answered_on served_on closed_on outcome created_by created_by_name created_at"
    " revision",
    "form_record": "id branch_id resident_id episode_id form_key form_version data_class number state recipient_code"
    " due_at current created_by created_by_name signed_at delivered_on created_at revision",
    "form_version": "id branch_id form_id number values content_hash missing saved_by saved_by_name created_at",
    "form_signature": "id branch_id form_id version_number signatory user_id user_name function content_hash at",
    "service": "id branch_id resident_id episode_id discipline kind mode on_day minutes provider_id provider_name"
    " provider_role attendance planned created_by created_by_name created_at voided_by_name",
    "care_plan": "id branch_id resident_id episode_id agreed_on assent signed_by reviewed_on review_due_on closed_on"
    " wish created_by created_by_name created_at voided_by_name",
    "care_plan_service": "id branch_id plan_id resident_id discipline per_month from_on until_on asked_by_child",
    "care_plan_review": "id branch_id plan_id resident_id episode_id on_day next_on created_by created_by_name"
    " created_at voided_by_name",
    "schooling": "id branch_id resident_id episode_id kind level outside compulsory from_on until_on result created_by"
    " created_by_name created_at voided_by_name",
    "school_month": "id branch_id schooling_id resident_id month school_days days_present revision",
    "assessment": "id branch_id resident_id episode_id instrument instrument_version time_point on_day state score raw"
    " items_missing above_cutoff not_done_reason language created_by created_by_name created_at voided_by_name",
    "incident": "id branch_id kind level harm_in_care serious happened_at on_day data_class audience state reviewed_on"
    " reviewed_by_name facts lessons created_by created_by_name created_at voided_by_name",
    "incident_person": "id branch_id incident_id resident_id role",
    "incident_notice": "id branch_id incident_id told_to due_at told_at told_by_name receipt",
    "complaint": "id branch_id about received_on answered_on text answer created_by created_by_name created_at"
    " voided_by_name",
    "pregnancy": "id branch_id resident_id episode_id noted_on began_on ended_on outcome created_by created_by_name"
    " created_at voided_by_name",
    "education_module": "id branch_id resident_id episode_id module began_on completed_on left_on created_by"
    " created_by_name created_at voided_by_name",
    "treatment_plan": "id branch_id resident_id episode_id began_on due_end_on ended_on result created_by"
    " created_by_name created_at voided_by_name",
    "family_contact": "id branch_id resident_id family_link_id on_day kind supervised created_by created_by_name"
    " created_at voided_by_name",
    "staff_post": "id branch_id user_id user_name role fte_percent with_children qualified safeguarding_on from_on"
    " until_on created_by created_by_name created_at voided_by_name",
    "legal_case": "id branch_id track part authority_id authority_name file_number numbered filed_on exploitation stage"
    " stage_on last_act_on closed_on state lawyer_id lawyer_name created_by created_by_name created_at voided_by_name",
    "legal_case_person": "id branch_id case_id resident_id role",
    "legal_act": "id branch_id case_id kind stage on_day at state result moves modality leaves_at returns_at support_id"
    " support_name created_by created_by_name created_at voided_by_name",
    "legal_statement": "id branch_id case_id resident_id on_day lawyer modality once_only created_by created_by_name"
    " created_at voided_by_name",
    "legal_reparation": "id branch_id case_id resident_id ordered_on delivered delivered_on created_by created_by_name"
    " created_at voided_by_name",
    "training": "id branch_id title topic course audience partner_id from_on until_on sessions pass_mark state"
    " created_by created_by_name created_at revision voided_by_name",
    "training_session": "id branch_id training_id on_day minutes created_by created_by_name created_at voided_by_name",
    "training_person": "id branch_id training_id fingerprint name public sex official partner_id attended completed"
    " completed_on pre_score post_score multiplier created_by created_by_name created_at voided_by_name",
    "training_attendance": "session_id person_id branch_id",
    "training_count": "id branch_id session_id public sex number revision",
    "training_check": "id branch_id training_id person_id months due_on state answered_on example_on confirmed_by"
    " repeats claimed_reach verified_reach created_at revision",
    "policy_instrument": "id branch_id kind title partner_id ask opened_on stage stage_on adopted_on implemented_on"
    " created_by created_by_name created_at revision voided_by_name",
    "policy_step": "id branch_id instrument_id from_stage to_stage position on_day evidence evidence_ref contribution"
    " created_by created_by_name created_at voided_by_name",
    "advocacy_action": "id branch_id instrument_id kind on_day partner_id summary commitment commitment_due"
    " commitment_kept_on created_by created_by_name created_at voided_by_name",
    "outreach_outing": "id branch_id area team on_day started_at expected_back_at back_at created_by created_by_name"
    " created_at revision voided_by_name",
    "outreach_site": "id branch_id code kind area name created_at revision",
    "outreach_visit": "id branch_id outing_id site_id on_day complete strong medium weak exploitation_signs created_by"
    " created_by_name created_at voided_by_name",
    "street_person": "id branch_id nickname sex age_band area state engaged_on last_contact_on created_at revision",
    "outreach_contact": "id branch_id person_id outing_id visit_id met_at on_day sex age_band need given screen"
    " screened_at referred_at referred_to_id service_on created_by created_by_name created_at revision voided_by_name",
    "aftercare_plan": "id branch_id resident_id episode_id opened_on state worker_id worker_name safety_assessed_on"
    " closed_on contact created_by created_by_name created_at revision",
    "follow_up": "id branch_id plan_id resident_id episode_id months due_on window_days state made_on tries source mode"
    " lost_reason occupation reexploited readmitted_elsewhere domains domains_scored domains_at_risk made_by"
    " made_by_name created_at revision",
    "task": "id branch_id resident_id code source source_id title role data_class due_at urgent citation grade done_at"
    " done_by cancelled created_at",
}
Row = tuple[object, ...]
_UNNUMBERED = {"resident_language", "identity", "emergency_card", "training_attendance"}


class Tables:
    """Rows by table, and the next free ids.

    :param next_change: numbers the vault's rows, which a search in memory follows.
    """

    def __init__(self, session: Session) -> None:
        load_models()  # a row may go into a room that nobody has entered yet
        self.rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        self.new: dict[str, Callable[[], int]] = {
            name: count(_last(session, name, "id") + 1).__next__ for name in COLUMNS if name not in _UNNUMBERED
        }
        self.next_change = count(_last(session, "identity", "change") + 1).__next__

    def take(self) -> dict[str, list[Row]]:
        """Hand over what waits; ids go on."""
        rows, self.rows = self.rows, {name: [] for name in COLUMNS}
        return rows


def _last(session: Session, table: str, column: str) -> int:
    return int(session.scalar(select(func.max(CountryBase.metadata.tables[table].c[column]))) or 0)
