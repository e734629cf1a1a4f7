"""The certificates of Zedland: one for everybody that stops a shift, one for nurses that does not."""

from core.testkit.zz.sources import CHILD_ACT, CUSTOM
from plugins.contract.staff import Clearance
from plugins.contract.text import Text

CLEARANCES = (
    Clearance(
        "good_name", Text.of(es="Certificado de buen nombre", en="Certificate of good name"), CHILD_ACT, "police", 6,
        CUSTOM, stops_shift=True,
    ),
    Clearance("nursing", Text.of(es="Colegiatura", en="Nursing licence"), CHILD_ACT, roles=("nurse",)),
)  # fmt: skip
