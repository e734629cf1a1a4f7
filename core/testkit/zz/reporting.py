"""Where Zedland's figures are hidden earlier than elsewhere, and where they mean something else."""

from core.testkit.zz.sources import SHELTER_RULES
from plugins.contract.reporting import Comparability, DisclosureRule
from plugins.contract.text import Text

DISCLOSURE_RULES = (DisclosureRule("PERSON", 6, SHELTER_RULES),)

COMPARABILITY = (
    Comparability(
        "RES-003",
        "B",
        Text.of(es="Cuenta también los traslados internos.", en="Counts internal transfers too."),
    ),
)
