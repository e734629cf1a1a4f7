"""Rows on their way into a store: tuples in the order of their columns, with ids that are drawn here.

A row is written as SQLite keeps it: instants as microseconds, days as ISO text, truth as 0 and 1, JSON as text.
"""

from collections.abc import Callable, Mapping
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db import CountryBase

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
    "measure_person": "id branch_id measure_id resident_id covers_from covers_until",
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
    "task": "id branch_id resident_id code source source_id title role data_class due_at urgent citation grade done_at"
    " done_by cancelled created_at",
}
Row = tuple[object, ...]
_UNNUMBERED = {"resident_language", "identity", "emergency_card"}


class Tables:
    """Rows by table, and the next free ids.

    :param next_change: numbers the vault's rows, which a search in memory follows.
    """

    def __init__(self, session: Session) -> None:
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
