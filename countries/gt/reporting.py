"""Thresholds for small counts, and what a regional figure means differently here.

No Guatemalan threshold was found; cells of 1 to 4 never leave a branch (C). Official figures are small as well: 425
victims were identified in 2021, 37 of them foreign.
"""

from countries.gt.sources import norm
from plugins.contract.reporting import Comparability, DisclosureRule
from plugins.contract.text import Text

#: The smallest count of persons that leaves a branch.
SMALLEST = 5


def disclosure_rules() -> tuple[DisclosureRule, ...]:
    """Give the smallest counts that may be shown."""
    return (
        DisclosureRule("PERSON", SMALLEST, norm("small_numbers")),
        DisclosureRule("PERSON_SENSITIVE", 10, norm("small_numbers")),
    )


def comparability() -> tuple[Comparability, ...]:
    """Say which regional indicators mean something else here."""
    return (_purposes(), _means(), _length_of_stay(), _safe_exits(), _returns())


def _purposes() -> Comparability:
    return Comparability(
        "RES-004",
        "B",
        Text.of(
            es="El artículo 202 ter enumera 16 fines; la lista regional los agrupa: esclavitud y servidumbre cuentan"
            " como trabajo forzado, pornografía como explotación sexual.",
            en="Article 202 ter lists 16 purposes; the regional list groups them: slavery and servitude count as forced"
            " labour, pornography as sexual exploitation.",
        ),
    )


def _means() -> Comparability:
    return Comparability(
        "RES-005",
        "B",
        Text.of(
            es="Los medios no son elemento del delito: se toman de los indicadores observados y se registran menos.",
            en="Means are no element of the offence: they are taken from the signs observed, and fewer are recorded.",
        ),
    )


def _length_of_stay() -> Comparability:
    return Comparability(
        "RES-011",
        "B",
        Text.of(
            es="La cifra nacional es la media de días de abrigo; la regional es la mediana.",
            en="The national figure is the mean of days in shelter; the regional one is the median.",
        ),
    )


def _safe_exits() -> Comparability:
    return Comparability(
        "AFC-001",
        "B",
        Text.of(
            es="El reintegro se cuenta al egreso, por familia nuclear o ampliada; que siga segura se sabe después.",
            en="Reintegration is counted at exit, to close or extended family; whether she stays safe is known later.",
        ),
    )


def _returns() -> Comparability:
    return Comparability(
        "AFC-003",
        "B",
        Text.of(
            es="La cifra nacional cuenta los ingresos dentro de 24 meses del egreso, no los egresos de cada cohorte.",
            en="The national figure counts entries within 24 months of an exit, not the exits of each cohort.",
        ),
    )
