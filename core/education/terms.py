"""The codes of trainings and their words."""

from collections.abc import Mapping

from core.errors import N_

#: The network's list of audiences.
PUBLICS: Mapping[str, str] = {
    "POLICE": N_("Police"),
    "PROS": N_("Prosecution"),
    "JUD": N_("Judiciary"),
    "MIGR": N_("Migration"),
    "HEALTH": N_("Health"),
    "EDU": N_("Education"),
    "CHILD": N_("Child protection"),
    "LOCAL": N_("Local government"),
    "PRIVATE": N_("Business, tourism, transport"),
    "COMMUNITY": N_("Community, families, youth"),
}
SEXES: Mapping[str, str] = {"F": N_("Women"), "M": N_("Men"), "_O": N_("Others"), "_U": N_("Not recorded")}
#: The same of one person by name.
PERSON_SEXES: Mapping[str, str] = {"F": N_("Female"), "M": N_("Male"), "_O": N_("Other"), "_U": N_("Not recorded")}
TOPICS: Mapping[str, str] = {
    "trafficking": N_("Trafficking: what it is, how to see it"),
    "protocol": N_("Protocol of detection and referral"),
    "rights": N_("Rights of children"),
    "prevention": N_("Prevention"),
    "care": N_("Care that understands trauma"),
    "other": N_("Other"),
}
STATES: Mapping[str, str] = {"planned": N_("Planned"), "held": N_("Held"), "closed": N_("Closed")}
CHECK_STATES: Mapping[str, str] = {
    "due": N_("Due"),
    "answered": N_("Answered"),
    "no_answer": N_("No answer"),
}
CONFIRMED_BY: Mapping[str, str] = {
    "": N_("Nobody yet"),
    "supervisor": N_("A superior"),
    "record": N_("A record"),
}
#: Somebody has completed a training who was at so many of a hundred sessions.
COMPLETE_PERCENT = 80
#: Months after a training at which its people are asked (CLK-18).
CHECK_MONTHS = (3, 6)
