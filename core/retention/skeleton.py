"""What becomes of each table when a file is destroyed, and what is left so that figures already given stay true.

Whatever the vault seals goes: names, numbers, words, files. Of what lies in clear, days, codes and counts stay under a
code that leads to nobody; what could lead back, or serves the care alone, goes too. A test holds this list against
every table that leads to a resident: a new table is decided on before it is used.

The keys of a store are its own and not those of a person, and a backup holds them with what they open. So a file is
overwritten here, and lives on in backups until these are destroyed: ``docs/operation.md`` says when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Fate(StrEnum):
    """What happens to the rows of a table.

    ``DELETE``: they go. ``EMPTY``: what is sealed in them goes, and the named columns get another value.
    """

    DELETE = "delete"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Treatment:
    """What happens to the rows of a table that are about one person.

    :param path: columns that lead from the table to her, each with the table that it points to; empty where the row
        bears her own id.
    :param key: the column that bears her id at the end of the path.
    :param blank: values for columns in clear.
    :param why: what needs the rows that stay.
    """

    fate: Fate
    path: tuple[tuple[str, str], ...] = ()
    key: str = "resident_id"
    blank: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Shared(Treatment):
    """What happens to a row that may be about several: it is treated once nobody whom it names has a file.

    :param named_in: the table that says whom it names, and there the column that points to it.
    :param own: the column by which it is pointed to.
    """

    named_in: tuple[str, str] = ("", "")
    own: str = "id"


_EPISODE = (("episode_id", "episode"),)
_FORM = (("form_id", "form_record"),)
_MEASURE = (("measure_id", "measure"),)

#: In this order: what points to something goes before it.
PLAN: Mapping[str, Treatment] = {
    "identity": Treatment(Fate.EMPTY, why="every page asks for the row, which says nothing any more"),
    "identity_document": Treatment(Fate.DELETE),
    "emergency_card": Treatment(Fate.DELETE),
    "instruction": Treatment(Fate.DELETE),
    "gap_note": Treatment(Fate.DELETE),
    "case_member": Treatment(Fate.DELETE),
    "resident_language": Treatment(Fate.DELETE),
    "task": Treatment(Fate.DELETE),
    "outing": Treatment(Fate.DELETE),
    "family_contact": Treatment(Fate.DELETE),
    "outreach_contact": Treatment(
        Fate.EMPTY, (("person_id", "street_person"),), why="contacts in the street are counted"
    ),
    "street_person": Treatment(Fate.EMPTY, blank={"area": "—"}, why="persons met in the street are counted"),
    "service": Treatment(Fate.EMPTY, why="services are counted"),
    "care_plan_service": Treatment(Fate.EMPTY, why="services of a plan are held against those that were given"),
    "care_plan_review": Treatment(Fate.EMPTY, why="reviews in time are counted"),
    "care_plan": Treatment(Fate.EMPTY, why="plans are counted"),
    "school_month": Treatment(Fate.EMPTY, why="days at school are counted"),
    "schooling": Treatment(Fate.EMPTY, blank={"level": ""}, why="places at school are counted"),
    "assessment": Treatment(Fate.EMPTY, why="what changed from one score to the next is counted"),
    "education_module": Treatment(Fate.EMPTY, why="modules that were completed are counted"),
    "pregnancy": Treatment(Fate.EMPTY, why="pregnancies and their antenatal care are counted"),
    "treatment_plan": Treatment(Fate.EMPTY, why="treatments and how they ended are counted"),
    "complaint": Treatment(Fate.EMPTY, why="complaints that were answered are counted"),
    "follow_up": Treatment(Fate.EMPTY, why="whom after-care reached is counted"),
    "aftercare_plan": Treatment(
        Fate.EMPTY, blank={"exit_domains": None}, why="whom after-care has to reach is counted"
    ),
    "incident_person": Treatment(Fate.EMPTY, why="whom incidents have harmed is counted"),
    "legal_preparation": Treatment(Fate.DELETE),
    "legal_change": Treatment(Fate.DELETE),
    "legal_statement": Treatment(Fate.EMPTY, why="statements that were protected are counted"),
    "legal_reparation": Treatment(Fate.EMPTY, why="reparations are counted"),
    "legal_case_person": Treatment(Fate.EMPTY, why="persons with a case are counted"),
    "family_link": Treatment(Fate.EMPTY, why="mothers with babies are counted; any other link goes"),
    "work_use": Treatment(Fate.EMPTY, why="what is still shown outside is asked back by its reference"),
    "work": Treatment(Fate.EMPTY, why="its reference stands in reports that were issued"),
    "consent": Treatment(Fate.EMPTY, why="it shows what was allowed when something was passed on"),
    "bed_stay": Treatment(Fate.EMPTY, why="occupancy of a night"),
    "absence": Treatment(Fate.EMPTY, why="absences are counted"),
    "approval": Treatment(
        Fate.EMPTY, (("move_id", "stage_move"), *_EPISODE), why="who decided a move, as the programme asks"
    ),
    "stage_move": Treatment(Fate.EMPTY, _EPISODE, blank={"criteria": []}, why="moves between phases are counted"),
    "episode_fact": Treatment(Fate.EMPTY, _EPISODE, why="forms of exploitation are counted"),
    "transfer_step": Treatment(Fate.EMPTY, (("transfer_id", "transfer"),), why="the course of a transfer"),
    "transfer": Treatment(Fate.EMPTY, blank={"contents": {}}, why="transfers are counted"),
    "referral": Treatment(Fate.EMPTY, blank={"shared": {}, "legal_duty": ""}, why="referrals are counted"),
    "measure_person": Treatment(Fate.EMPTY, why="nights with a legal basis are counted"),
    "form_attachment": Treatment(Fate.DELETE, _FORM),
    "form_print": Treatment(Fate.EMPTY, _FORM, why="copies are outside, each with its number"),
    "form_signature": Treatment(Fate.EMPTY, _FORM, why="who signed"),
    "form_version": Treatment(Fate.EMPTY, _FORM, why="the numbers of versions that copies bear"),
    "form_record": Treatment(Fate.EMPTY, blank={"state": "erased"}, why="which form was due and delivered when"),
    "episode": Treatment(
        Fate.EMPTY, blank={"state": "erased"}, why="stays, with age and dates, are what figures count"
    ),
    "resident": Treatment(
        Fate.EMPTY,
        key="id",
        blank={"house_name": "—", "people": None, "nationality": None, "birth_basis": "unknown"},
        why="sex and year of birth break figures down",
    ),
}

_IN_CASE, _IN_INCIDENT = ("legal_case_person", "case_id"), ("incident_person", "incident_id")

#: What may name several.
SHARED: Mapping[str, Shared] = {
    "measure": Shared(
        Fate.EMPTY,
        blank={"authority_name": "", "scan_hash": "", "scan_type": ""},
        why="nights with a legal basis are counted",
        named_in=("measure_person", "measure_id"),
    ),
    "legal_act": Shared(Fate.EMPTY, why="how far cases come is counted", named_in=_IN_CASE, own="case_id"),
    "legal_case": Shared(Fate.EMPTY, blank={"authority_name": ""}, why="cases are counted", named_in=_IN_CASE),
    "incident": Shared(Fate.EMPTY, why="incidents are counted", named_in=_IN_INCIDENT),
}

#: Sealed, and nobody's file: why each stays.
NOT_HERS: Mapping[str, str] = {
    "branch": "the address of the house",
    "branch_secret": "keys of the house",
    "closing": "figures of the house",
    "research_extract": "rows without name or code that left, and who was in them until copies are destroyed",
    "partner": "a note on an organisation",
    "staff_clearance": "staff",
    "outreach_site": "a place that is visited",
    "outreach_visit": "what was seen at a place",
    "training_check": "people of other institutions who were trained",
    "training_person": "people of other institutions who were trained",
    "draft": "what somebody is typing; it goes by itself after some weeks",
    "erasure": "the decision itself, which names nobody",
    "legal_hold": "its reasons are emptied with the file",
}
