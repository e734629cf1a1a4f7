"""The codes of incidents and complaints, their words, and within which term whom is told."""

from collections.abc import Mapping
from datetime import timedelta

from core.errors import N_

INC, SEAL = "INC", "SEAL"
CONCERN = "staff_misconduct"
KINDS: Mapping[str, str] = {
    "self_harm": N_("She harmed herself"),
    "violence": N_("Violence"),
    "abuse": N_("Abuse came to light"),
    "accident": N_("Accident"),
    "health": N_("Health emergency"),
    "threat": N_("Threat from outside"),
    "fire": N_("Fire or evacuation"),
    "death": N_("Death"),
    CONCERN: N_("Concern about somebody of the staff"),
    "other": N_("Something else"),
}
LEVELS: Mapping[int, str] = {
    1: N_("1: serious, somebody is or could have been badly harmed"),
    2: N_("2: harm that needs care, or a risk that stays"),
    3: N_("3: slight, without consequences"),
}
ROLES: Mapping[str, str] = {
    "harmed": N_("Harmed"),
    "involved": N_("Took part"),
    "witness": N_("Saw it"),
}
#: For whom a concern about the staff may be filed.
AUDIENCE: Mapping[str, str] = {
    "director": N_("The director"),
    "dpo": N_("The data protection officer"),
}
STATES: Mapping[str, str] = {
    "reported": N_("Reported"),
    "notified": N_("Everybody has been told"),
    "closed": N_("Reviewed and closed"),
}
TOLD_TO: Mapping[str, str] = {
    "director": N_("The director"),
    "dpo": N_("The data protection officer"),
    "authority": N_("The authority that ordered her stay"),
    "guardian": N_("Her guardian, if that is safe"),
    "police": N_("The police or the prosecutor"),
    "health": N_("The health service"),
    "other": N_("Somebody else"),
}
#: Terms of the network, by level: whom, who tells, within which time (CLK-09 to 11). What the law of a country asks for
#: beside them is added as a notice. Level 3 is told at the hand-over and needs none.
TERMS: Mapping[int, tuple[tuple[str, str, timedelta], ...]] = {
    1: (("director", "educator", timedelta(minutes=30)), ("authority", "director", timedelta(hours=48))),
    2: (("director", "educator", timedelta(hours=12)),),
    3: (),
}
#: Within which a serious incident is reviewed and closed.
REVIEW_WITHIN = timedelta(days=10)
ABOUT: Mapping[str, str] = {
    "treatment": N_("How she is treated"),
    "rules": N_("Rules of the house"),
    "food": N_("Food and things"),
    "other_girls": N_("Others who live here"),
    "family": N_("Visits and calls"),
    "case": N_("Her case"),
    "other": N_("Something else"),
}
