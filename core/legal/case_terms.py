"""The codes of legal cases and their words: the network's stages S1 to S8, and what each kind of act reaches."""

from collections.abc import Mapping

from core.errors import N_

TRACKS: Mapping[str, str] = {
    "criminal": N_("Criminal"),
    "protection": N_("Protection"),
    "family": N_("Family"),
    "labour": N_("Labour"),
    "migration": N_("Migration"),
}
PARTS: Mapping[str, str] = {
    "filed": N_("The house filed it"),
    "joined": N_("The house joined it"),
    "followed": N_("The house follows it"),
}
STAGES: Mapping[str, str] = {
    "S1": N_("Complaint filed"),
    "S2": N_("Investigation opened"),
    "S3": N_("Charges"),
    "S4": N_("Trial"),
    "S5": N_("First decision"),
    "S6": N_("Final decision"),
    "S7": N_("Reparation ordered"),
    "S8": N_("Closed without decision"),
}
#: Kind of act: words, the stage it reaches, and whether the authority moved by it.
ACTS: Mapping[str, tuple[str, str, bool]] = {
    "complaint": (N_("Complaint"), "S1", True),
    "investigation": (N_("Act of investigation"), "S2", True),
    "charge": (N_("Charges"), "S3", True),
    "trial": (N_("Trial opened"), "S4", True),
    "decision": (N_("First decision"), "S5", True),
    "final_decision": (N_("Final decision"), "S6", True),
    "reparation": (N_("Reparation ordered"), "S7", True),
    "closing": (N_("Closed without decision"), "S8", True),
    "hearing": (N_("Hearing"), "", True),
    "report": (N_("Report or request of the house"), "", False),
    "other": (N_("Another act of the authority"), "", True),
}
RESULTS: Mapping[str, str] = {
    "conviction_trafficking": N_("Conviction for trafficking"),
    "conviction_other": N_("Conviction for another crime"),
    "acquittal": N_("Acquittal"),
    "closed": N_("Closed"),
}
#: Acts that have a result.
DECIDING = frozenset({"decision", "final_decision", "closing"})
ACT_STATES: Mapping[str, str] = {
    "done": N_("Done"),
    "planned": N_("Planned"),
    "postponed": N_("Postponed"),
    "cancelled": N_("Called off"),
}
#: How somebody is got ready for an act, in this order; steps and no content.
STEPS: Mapping[str, str] = {
    "explain": N_("Before an act: explain what it is and what she may ask for or refuse"),
    "place": N_("Before an act: get to know the place and who will be there"),
    "support": N_("Before an act: agree on who goes along, on breaks and on a sign to stop"),
    "day": N_("Before an act: plan the day, the way and what comes afterwards"),
}
#: What waits until the act was held.
AFTERWARDS: Mapping[str, str] = {
    "debrief": N_("After an act: ask how she is, without asking what she said"),
}
ROLES: Mapping[str, str] = {"victim": N_("Victim"), "witness": N_("Witness")}
MODALITIES: Mapping[str, str] = {
    "chamber": N_("In a special room"),
    "video": N_("By video"),
    "psychologist": N_("Through a psychologist"),
    "open": N_("In open court"),
}
DELIVERED: Mapping[str, str] = {
    "": N_("Not yet"),
    "part": N_("In part"),
    "whole": N_("In whole"),
}
EXPLOITATION: Mapping[str, str] = {
    "SEX_EXPL": N_("Sexual exploitation"),
    "FORCED_LABOUR": N_("Forced labour or services"),
    "BEGGING": N_("Forced begging"),
    "MARRIAGE": N_("Forced or servile marriage"),
    "CRIMINAL": N_("Forced criminal activity"),
    "OTHER": N_("Another purpose"),
    "_U": N_("Not recorded"),
}
#: What of a case is changed later, and the names of its fields.
ABOUT: Mapping[str, str] = {
    "statement": N_("Statement"),
    "reparation": N_("Reparation"),
    "person": N_("Whom it is about"),
}
FIELDS: Mapping[str, str] = {
    "on_day": N_("Day"),
    "modality": N_("How she was heard"),
    "lawyer": N_("Her lawyer was there"),
    "once_only": N_("It need not be repeated"),
    "ordered_on": N_("Ordered on"),
    "delivered": N_("Delivered"),
    "delivered_on": N_("Delivered on"),
    "role": N_("Her part"),
}
#: Days without a movement after which a case stands on the list (CLK-15).
STILL_DAYS = 180
