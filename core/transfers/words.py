"""How the steps and parts of a transfer are called."""

from collections.abc import Mapping

from core.errors import N_

STATE_WORDS: Mapping[str, str] = {
    "proposed": N_("Proposed"),
    "returned": N_("Sent back"),
    "authorised": N_("Authorised"),
    "packed": N_("Packed and sealed"),
    "in_transit": N_("On its way"),
    "received": N_("Received there"),
    "refused": N_("Not received"),
    "withdrawn": N_("Called off"),
    "arrived": N_("Announced here"),
    "admitted": N_("Received here"),
}
SHAPES: Mapping[str, str] = {
    "proposed": "wait", "returned": "off", "authorised": "soon", "packed": "now", "in_transit": "now",
    "received": "done", "refused": "off", "withdrawn": "off", "arrived": "soon", "admitted": "done",
}  # fmt: skip
#: What has to happen next, by the state that waits for it.
WAITS_FOR: Mapping[str, str] = {
    "proposed": N_("The director decides"),
    "authorised": N_("Her case worker packs and sends"),
    "packed": N_("The network takes the envelope"),
    "in_transit": N_("The other house receives her, or says why not"),
    "arrived": N_("This house receives her, or says why not"),
}
#: The whole way, so that everybody sees what is still ahead.
WAY_OUT = ("proposed", "authorised", "packed", "in_transit", "received")
WAY_IN = ("in_transit", "arrived", "admitted")

ASSENT_WORDS: Mapping[str, str] = {
    "yes": N_("She agrees"),
    "oral": N_("She agreed in words"),
    "mark": N_("She agreed with a mark"),
    "no": N_("She does not agree"),
}
#: Parts by the class of data that may read them.
PARTS: Mapping[str, tuple[str, str]] = {
    "order": (N_("The order that moves her"), "LEG-C"),
    "health_card": (N_("Emergency card"), "MED-E"),
    "doses": (N_("Medicines, counted"), "MED-E"),
    "school_record": (N_("School record"), "SOC"),
    "plan_summary": (N_("Summary of her plan"), "SOC"),
    "escort": (N_("Who accompanies her"), "HDR"),
}
#: What never travels, and why.
EXCLUDED = (
    (N_("Process notes of the sessions"), N_("They stay with whoever wrote them.")),
    (N_("Legal strategy, evidence and testimony"), N_("They stay with her lawyer.")),
    (N_("Her legal name, her papers and the photo"), N_("She goes by the name she chose; the other house asks anew.")),
    (N_("Addresses, routes and who must not find her"), N_("The houses speak about that, it is not sent.")),
)
