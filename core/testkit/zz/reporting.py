"""Where Zedland's figures are hidden earlier than elsewhere, and where they mean something else."""

from core.testkit.zz.sources import CUSTOM, SHELTER_RULES
from plugins.contract.reporting import AgeBand, AgeBands, Comparability, DisclosureRule
from plugins.contract.text import Text

DISCLOSURE_RULES = (DisclosureRule("PERSON", 6, SHELTER_RULES),)

COMPARABILITY = (
    Comparability(
        "RES-003",
        "B",
        Text.of(es="Cuenta también los traslados internos.", en="Counts internal transfers too."),
    ),
)

AGE_BANDS = (
    AgeBands(
        "ages",
        Text.of(es="Edades", en="Ages"),
        (
            AgeBand("small", Text.of(es="Hasta 11", en="Up to 11"), 0, 11, ("Y0T8", "Y9T14")),
            AgeBand("young", Text.of(es="De 12 a 17", en="12 to 17"), 12, 17, ("Y9T14", "Y15T17")),
            AgeBand("grown", Text.of(es="Desde 18", en="From 18 on"), 18, None, ("Y18T20", "Y_GE21")),
        ),
        CUSTOM,
        "C",
        Text.of(es="El límite de 12 parte el grupo de 9 a 14.", en="The limit of 12 divides the band from 9 to 14."),
    ),
)
