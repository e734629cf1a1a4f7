"""May this actor do this: declared per action, decided by the matrix, refused unless named."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.access.matrix import MATRIX, REGIONAL
from core.actor import Actor
from core.errors import NotFound

READ, WRITE, SUMMARY, APPROVE, OWN_ENTRIES = "R", "W", "S", "A", "O"

#: What each letter of the matrix allows.
_ALLOWS: Mapping[str, frozenset[str]] = {
    WRITE: frozenset({WRITE, READ, SUMMARY}),
    READ: frozenset({READ, SUMMARY}),
    SUMMARY: frozenset({SUMMARY}),
    APPROVE: frozenset({APPROVE}),
    OWN_ENTRIES: frozenset({OWN_ENTRIES}),
}


@dataclass(frozen=True, slots=True)
class Need:
    """What an action needs: a class in a mode, or, where the matrix is too coarse, one of some roles as well."""

    data_class: str
    mode: str
    roles: frozenset[str] = frozenset()


def _roles(*names: str) -> frozenset[str]:
    return frozenset(names)


#: Every action of the platform. One that is not here is refused.
ACTIONS: Mapping[str, Need] = {
    "resident.list": Need("HDR", READ),
    "resident.read": Need("HDR", READ),
    "resident.count": Need("HDR", SUMMARY),
    "resident.admit": Need("HDR", WRITE),
    "resident.edit": Need("HDR", WRITE),
    # That mothers and babies are told apart from everybody else, on lists and at the door.
    "baby.read": Need("HDR", SUMMARY),
    "baby.admit": Need("HDR", WRITE),
    "absence.read": Need("HDR", READ),
    # Whoever notices it first reports it: the search does not wait for a role.
    "absence.report": Need(
        "HDR", READ, _roles("director", "social_worker", "psychologist", "educator", "nurse", "lawyer", "nursery_aide")
    ),
    "outing.write": Need(
        "HDR", READ, _roles("director", "social_worker", "psychologist", "educator", "nurse", "lawyer", "nursery_aide")
    ),
    "identity.read": Need("ID", READ),
    "identity.write": Need("ID", WRITE),
    "identity.search": Need("ID", READ),
    "emergency.read": Need("MED-E", READ),
    "emergency.write": Need("MED-E", WRITE),
    "emergency.record_at_admission": Need("HDR", WRITE),
    "family.read": Need("SOC", READ),
    "family.write": Need("SOC", WRITE),
    "consent.read": Need("SOC", READ),
    "consent.write": Need("SOC", WRITE),
    # What may be shown outside, without whose it is, and to whom it was given.
    "work.list": Need("PUB", READ, _roles("director", "social_worker", "training_officer")),
    "work.give": Need("PUB", READ, _roles("director", "social_worker", "training_officer")),
    # It leaves once somebody else has looked at it: the one who answers for data, without whose it is.
    "work.decide": Need("SOC", APPROVE, _roles("dpo")),
    "team.write": Need("HDR", READ, _roles("director", "social_worker")),
    "instruction.write": Need("HDR", READ, _roles("director", "social_worker", "psychologist", "nurse")),
    "bed.read": Need("HDR", READ),
    "bed.decide": Need("HDR", READ, _roles("director")),
    "bed.assign": Need("HDR", READ, _roles("director", "social_worker")),
    "branch.open": Need("AUD", WRITE, _roles("config_admin")),
    "branch.edit": Need("AUD", READ, _roles("director", "config_admin")),
    "branch.furnish": Need("AUD", READ, _roles("director", "config_admin")),
    "branch.address": Need("SEC", READ),
    "measure.read": Need("LEG-C", READ),
    "measure.write": Need("LEG-C", WRITE),
    "measure.record_at_admission": Need("HDR", WRITE),
    "gap.explain": Need("LEG-C", READ, _roles("director", "lawyer")),
    "move.read": Need("HDR", READ),
    "move.propose": Need("HDR", READ, _roles("social_worker", "psychologist", "nurse", "lawyer")),
    "move.sign": Need("HDR", READ, _roles("social_worker", "psychologist", "nurse", "lawyer", "educator")),
    "move.approve": Need("HDR", READ, _roles("director")),
    "majority.except": Need("HDR", READ, _roles("director")),
    "transfer.read": Need("HDR", READ, _roles("director", "social_worker", "lawyer", "nurse")),
    "transfer.send": Need("SOC", WRITE, _roles("social_worker")),
    "transfer.authorise": Need("HDR", READ, _roles("director")),
    "transfer.medical": Need("MED-X", WRITE),
    "transfer.receive": Need("HDR", READ, _roles("director", "social_worker")),
    "plan.read": Need("SOC", READ),
    "plan.write": Need("SOC", WRITE),
    "service.read": Need("HDR", READ),
    # Which disciplines somebody records is for each discipline to say, and its class who reads it.
    "service.record": Need(
        "HDR",
        SUMMARY,
        _roles("social_worker", "psychologist", "educator", "nurse", "lawyer", "facilitator", "nursery_aide"),
    ),
    "school.read": Need("SOC", READ),
    "school.write": Need("SOC", WRITE),
    "module.write": Need("HDR", READ, _roles("social_worker", "psychologist", "nurse")),
    "assessment.read": Need("PSY-S", SUMMARY, _roles("director", "social_worker", "psychologist", "nurse", "lawyer")),
    "assessment.write": Need("PSY-S", WRITE),
    "health.read": Need("MED-X", READ),
    "health.write": Need("MED-X", WRITE),
    "incident.read": Need("INC", READ),
    "incident.tell": Need("INC", WRITE),
    "incident.review": Need("INC", WRITE, _roles("director")),
    # A concern about the staff has an audience of its own; AUD is what those whom one may choose have in common.
    "concern.read": Need("AUD", READ, _roles("director", "dpo")),
    "complaint.receive": Need("INC", READ),
    "complaint.read": Need("INC", WRITE, _roles("director", "social_worker", "psychologist")),
    "case.read": Need("LEG-C", READ),
    "case.write": Need("LEG-C", WRITE),
    "case.prepare": Need("LEG-C", READ, _roles("lawyer", "psychologist")),
    "case.strategy": Need("LEG-S", READ),
    "post.write": Need("HR", WRITE, _roles("director")),
    "outreach.read": Need("OUT", READ),
    "outreach.write": Need("OUT", WRITE),
    "training.read": Need("PUB", READ),
    "training.write": Need("PUB", WRITE),
    "training.people": Need("PUB", WRITE, _roles("training_officer")),
    "advocacy.read": Need("PUB", READ),
    "advocacy.write": Need("PUB", WRITE),
    "aftercare.read": Need("AFT", SUMMARY, _roles("director", "social_worker", "psychologist", "nurse", "lawyer")),
    "aftercare.write": Need("AFT", WRITE),
    "aftercare.contact": Need("AFT", READ),
    "aftercare.assign": Need("HDR", READ, _roles("director")),
    "partner.read": Need("PUB", READ),
    "partner.write": Need("PUB", READ, _roles("director", "social_worker", "lawyer", "training_officer")),
    "referral.read": Need("HDR", READ, _roles("director", "social_worker", "psychologist", "nurse", "lawyer")),
    "referral.write": Need("HDR", READ, _roles("social_worker", "nurse", "lawyer")),
    "form.list": Need("HDR", READ),
    # Which forms of the house these may fill, open or sign is for the class and the roles of each form to say.
    "form.of_house": Need("HDR", SUMMARY, _roles("director", "social_worker", "lawyer", "me_officer")),
    "form.open": Need("HDR", SUMMARY),
    "form.void": Need("HDR", READ, _roles("director", "lawyer")),
    "agenda.read": Need("HDR", SUMMARY),
    "agenda.write": Need("HDR", SUMMARY),
    "clearance.read": Need("HR", SUMMARY, _roles("director", "config_admin", "me_officer", "auditor")),
    "clearance.write": Need("HR", WRITE, _roles("director")),
    "duty.start": Need("HR", OWN_ENTRIES, _roles("educator", "nursery_aide")),
    "figures.read": Need("AGG", READ, frozenset(MATRIX) - REGIONAL),
    "figures.trace": Need("HDR", SUMMARY, _roles("director", "me_officer")),
    "figures.close": Need("AGG", WRITE, _roles("me_officer", "director")),
    "figures.sign": Need("AGG", WRITE, _roles("director")),
    "sharing.read": Need("AGG", READ, _roles("director", "me_officer", "dpo")),
    "sharing.answer": Need("AGG", WRITE, _roles("director")),
    "obligation.read": Need("AGG", READ, _roles("director", "me_officer", "lawyer", "dpo", "auditor")),
    "obligation.prepare": Need("AGG", WRITE, _roles("me_officer", "director")),
    "obligation.send": Need("AGG", WRITE, _roles("director")),
    "evidence.read": Need("AGG", READ, _roles("director", "me_officer", "social_worker", "psychologist", "dpo")),
    "extract.read": Need("AGG", READ, _roles("director", "me_officer", "dpo")),
    "extract.propose": Need("AGG", WRITE, _roles("director", "me_officer")),
    "extract.decide": Need("AGG", READ, _roles("dpo")),
    "extract.fetch": Need("AGG", READ, _roles("me_officer", "dpo")),
    "hq.read": Need("AGG", WRITE, _roles("hq_analyst")),
    "settings.read": Need("AUD", READ, _roles("director", "config_admin", "dpo")),
    "configuration.read": Need("AUD", READ, _roles("director", "config_admin", "dpo")),
    "configuration.write": Need("AUD", WRITE, _roles("config_admin")),
    "configuration.approve": Need("AUD", READ, _roles("director", "dpo")),
    "retention.read": Need("AUD", READ, _roles("director", "dpo")),
    "retention.hold": Need("AUD", READ, _roles("director", "dpo")),
    "retention.decide": Need("AUD", READ, _roles("director", "dpo")),
    "device.read": Need("AUD", READ, _roles("director", "config_admin", "dpo")),
    "device.manage": Need("AUD", WRITE, _roles("config_admin")),
    "users.manage": Need("HR", SUMMARY, _roles("config_admin", "director")),
    "users.approve": Need("AUD", READ, _roles("config_admin", "director", "dpo")),
    "audit.read": Need("AUD", READ, _roles("dpo", "director")),
}

#: What everybody who has signed in may do, since it shows nothing but her own; and whoever sees harm may say so (NK-9).
OWN = frozenset({"home", "account", "draft.save", "incident.report"})
#: Of these, what is done in a house: whoever works in none has nowhere to do it.
IN_A_HOUSE = frozenset({"incident.report"})


def reads(actor: Actor, data_class: str, *, on_case: bool = False) -> bool:
    """Tell whether the actor may read a class, on this case if her right is for her caseload only."""
    return _allowed(actor, data_class, READ, on_case=on_case)


def writes(actor: Actor, data_class: str, *, on_case: bool = False) -> bool:
    """Tell whether the actor may write a class."""
    return _allowed(actor, data_class, WRITE, on_case=on_case)


def may(actor: Actor, action: str, *, on_case: bool = False) -> bool:
    """Tell whether the actor may perform an action; an undeclared one never."""
    if action in OWN:
        return actor.role in MATRIX and (actor.branch_id is not None or action not in IN_A_HOUSE)
    need = ACTIONS.get(action)
    if need is None or action in actor.closed or (need.roles and actor.role not in need.roles):
        return False
    return _allowed(actor, need.data_class, need.mode, on_case=on_case)


def require(actor: Actor, action: str, *, on_case: bool = False) -> None:
    """Stop unless the actor may.

    :raises NotFound: the same answer as for a record that does not exist (NK-4).
    """
    if not may(actor, action, on_case=on_case):
        raise NotFound()


def summarises(actor: Actor, data_class: str, *, on_case: bool = False) -> bool:
    """Tell whether the actor may at least be told a class in summary."""
    return _allowed(actor, data_class, SUMMARY, on_case=on_case)


def caseload_only(actor: Actor, data_class: str) -> bool:
    """Tell whether the actor's right to a class follows her caseload (NK-1)."""
    return "C" in cell(actor, data_class)


def cell(actor: Actor, data_class: str) -> str:
    """Give the letters of the actor's right to a class: the network's, or nothing where her branch hides it."""
    return "" if data_class in actor.hidden else MATRIX.get(actor.role, {}).get(data_class, "")


def _allowed(actor: Actor, data_class: str, mode: str, *, on_case: bool) -> bool:
    letters = cell(actor, data_class)
    if not letters or mode not in _ALLOWS[letters[0]]:
        return False
    if "C" in letters[1:] and not on_case:
        return False
    return "T" not in letters[1:] or actor.on_duty
