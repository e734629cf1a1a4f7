"""The codes of after-care and their words."""

from collections.abc import Mapping

from core.errors import N_

#: Months after a stay at which she is asked, and how many days around that day a house takes for it (CLK-17).
SCHEDULE: Mapping[int, int] = {1: 7, 3: 14, 6: 14, 12: 30, 24: 30}
#: Months that stand in the region's figures, and how many days around a contact still counts there (AFC-002).
COUNTED, AROUND = (6, 12, 24), 30
DUE, REACHED, NOT_REACHED, DECLINED, DECEASED, CANCELLED = (
    "due", "reached", "not_reached", "declined", "deceased", "cancelled",
)  # fmt: skip
STATES: Mapping[str, str] = {
    DUE: N_("Due"),
    REACHED: N_("Reached"),
    NOT_REACHED: N_("Not reached"),
    DECLINED: N_("She prefers no contact"),
    DECEASED: N_("She has died"),
    CANCELLED: N_("No longer due"),
}
PLAN_STATES: Mapping[str, str] = {
    "active": N_("Under way"),
    "declined": N_("She prefers no contact"),
    "completed": N_("Completed"),
    "reentered": N_("She came back"),
    "closed": N_("Closed"),
}
SOURCES: Mapping[str, str] = {
    "self": N_("She herself"),
    "informant": N_("Somebody reliable, with her leave"),
}
MODES: Mapping[str, str] = {
    "call": N_("By telephone"),
    "message": N_("By message"),
    "visit": N_("By a visit without marks"),
    "office": N_("At the public office"),
    "other": N_("In another way"),
}
LOST: Mapping[str, str] = {
    "no_answer": N_("Nobody answered"),
    "moved": N_("She has moved"),
    "unsafe": N_("Reaching her would put her at risk"),
    "unknown": N_("Nobody knows where she is"),
}
OCCUPATIONS: Mapping[str, str] = {
    "school": N_("At school"),
    "training": N_("In training for a trade"),
    "decent_work": N_("In work that is legal for her age and freely chosen"),
    "other_work": N_("In other work"),
    "none": N_("None of these"),
}
REEXPLOITED: Mapping[str, str] = {
    "no": N_("No sign of it"),
    "suspected": N_("Suspected"),
    "confirmed": N_("Confirmed by a professional"),
}
#: The domains of the core outcome set, each from 1 (at risk) to 4; adapted from one that adults agreed on.
DOMAINS: Mapping[str, str] = {
    "support": N_("Lasting support"),
    "housing": N_("Safe housing"),
    "safety": N_("Safety from those who harmed her"),
    "health": N_("Medical care"),
    "purpose": N_("Purpose of her own"),
    "education": N_("Education"),
    "services": N_("Services that understand her"),
}
SCORES: Mapping[int, str] = {
    1: N_("1: at risk now"),
    2: N_("2: at risk"),
    3: N_("3: mostly well"),
    4: N_("4: well"),
}
AT_RISK = 2
