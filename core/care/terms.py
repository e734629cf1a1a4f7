"""The codes of care and their words: disciplines with the class of data each is of and who writes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import N_


@dataclass(frozen=True, slots=True)
class Discipline:
    """A discipline as the network counts it.

    :param data_class: what its services are; whoever reads the class sees them.
    :param roles: who records its services.
    """

    label: str
    data_class: str
    roles: frozenset[str]


def _of(label: str, data_class: str, *roles: str) -> Discipline:
    return Discipline(label, data_class, frozenset(roles))


#: The network's list of services. What is clinical is of its clinical class; coverage alone is daily life.
DISCIPLINES: Mapping[str, Discipline] = {
    "FRONTLINE": _of(N_("Front-line counselling"), "LOG", "educator", "nursery_aide", "social_worker", "psychologist"),
    "MEDICAL": _of(N_("Medical care"), "MED-C", "nurse"),
    "PSYCH": _of(N_("Psychological care"), "PSY-S", "psychologist"),
    "SOCIAL": _of(N_("Social work"), "SOC", "social_worker"),
    "ADDICTION": _of(N_("Addiction treatment"), "MED-X", "nurse"),
    "SRH": _of(N_("Sexuality and HIV education"), "LOG", "nurse", "psychologist", "social_worker", "facilitator"),
    "SPIRIT": _of(N_("Spiritual support, by choice"), "LOG", "facilitator", "educator", "social_worker"),
    "CULTURE": _of(N_("Arts, culture, recreation, sport"), "LOG", "facilitator", "educator", "nursery_aide"),
    "LEGAL": _of(N_("Legal aid"), "LEG-C", "lawyer"),
    "EDUC": _of(N_("Education and trades"), "LOG", "social_worker", "educator", "facilitator"),
}
SERVICE_KINDS: Mapping[str, str] = {
    "session": N_("Session"),
    "exam": N_("Medical examination"),
    "antenatal": N_("Antenatal check"),
    "visit": N_("Visit"),
    "workshop": N_("Workshop"),
    "other": N_("Other"),
}
#: Kinds that only medical care has.
MEDICAL_KINDS = frozenset({"exam", "antenatal"})
MODES: Mapping[str, str] = {"individual": N_("Alone"), "group": N_("In a group"), "family": N_("With her family")}
ATTENDED = "attended"
ATTENDANCE: Mapping[str, str] = {
    ATTENDED: N_("She came"),
    "missed": N_("She did not come"),
    "declined": N_("She preferred not to"),
    "cancelled": N_("It did not take place"),
}
ASSENT: Mapping[str, str] = {
    "given": N_("She agrees"),
    "refused": N_("She prefers not to"),
    "not_able": N_("She cannot answer now"),
}
SIGNED_BY: Mapping[str, str] = {
    "guardian": N_("Her guardian"),
    "authority": N_("The authority that ordered her stay"),
    "": N_("Nobody yet"),
}
SCHOOL_KINDS: Mapping[str, str] = {
    "school": N_("School"),
    "accelerated": N_("Accelerated or open schooling"),
    "vocational": N_("Training for a trade"),
    "other": N_("Other"),
}
SCHOOL_RESULTS: Mapping[str, str] = {
    "passed": N_("She passed"),
    "left": N_("She left it"),
    "moved": N_("She goes on elsewhere"),
}
MODULES: Mapping[str, str] = {"srh_hiv": N_("Sexuality and HIV")}
TREATMENT_RESULTS: Mapping[str, str] = {
    "goals_met": N_("Goals met"),
    "partly": N_("Goals met in part"),
    "stopped": N_("Stopped"),
}
TIME_POINTS: Mapping[str, str] = {
    "intake": N_("At intake (day 7 to 30)"),
    "month6": N_("At six months (month 5 to 7)"),
    "exit": N_("At exit"),
    "after6": N_("6 months after exit"),
    "after12": N_("12 months after exit"),
    "after24": N_("24 months after exit"),
    "other": N_("Another day"),
}
NOT_DONE: Mapping[str, str] = {
    "clinical": N_("A clinical reason not to"),
    "declined": N_("She preferred not to answer"),
    "away": N_("She was not there"),
}
SCORED, NOT_TAKEN = "scored", "not_done"
