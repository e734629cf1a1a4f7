"""The codes of street outreach, their words, and the rule by which a site has signs of exploitation."""

from collections.abc import Mapping
from datetime import timedelta

from core.errors import N_

SITE_KINDS: Mapping[str, str] = {
    "establishment": N_("Establishment"),
    "street": N_("Street or park"),
    "terminal": N_("Terminal"),
    "market": N_("Market"),
    "online": N_("Online"),
    "other": N_("Other"),
}
AGES: Mapping[str, str] = {
    "Y0T8": N_("Up to 8 years"),
    "Y9T14": N_("9 to 14 years"),
    "Y15T17": N_("15 to 17 years"),
    "Y18T20": N_("18 to 20 years"),
    "Y_GE21": N_("21 years and more"),
    "_U": N_("Not known"),
}
SEXES: Mapping[str, str] = {"F": N_("Girl"), "M": N_("Boy"), "_O": N_("Other"), "_U": N_("Not known")}
COMING, ADMITTED = "coming", "admitted"
STATES: Mapping[str, str] = {
    "new": N_("New"),
    "known": N_("Known"),
    "engaged": N_("On a way of her own"),
    COMING: N_("Wants to come"),
    ADMITTED: N_("Lives in a house"),
    "inactive": N_("Not met for 90 days"),
}
NEEDS: Mapping[str, str] = {
    "talk": N_("To talk"),
    "food": N_("Food"),
    "health": N_("Health"),
    "shelter": N_("A place to sleep"),
    "danger": N_("She is in danger"),
    "papers": N_("Papers"),
    "other": N_("Other"),
}
GIVEN: Mapping[str, str] = {
    "talk": N_("A talk"),
    "food": N_("Food"),
    "hygiene": N_("Things for hygiene"),
    "first_aid": N_("First aid"),
    "information": N_("Information"),
    "nothing": N_("Nothing"),
}
SCREENS: Mapping[str, str] = {"positive": N_("Signs of exploitation"), "negative": N_("No signs")}
POSITIVE = "positive"
#: After so many days without a contact somebody is no longer active (CLK-16).
INACTIVE_DAYS = 90
#: A team that is not back so long after it said is looked for (CLK-14).
OVERDUE = timedelta(minutes=20)
#: Within which somebody with signs of exploitation is referred.
REFER_WITHIN = timedelta(hours=72)


def has_signs(strong: int, medium: int) -> bool:
    """Tell whether what was seen meets the rule of the network: two strong signs, or a strong and a medium one."""
    return strong >= 2 or (strong >= 1 and medium >= 1)
