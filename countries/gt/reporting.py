"""Thresholds for small counts, and what a regional figure means differently here.

No Guatemalan threshold was found; cells of 1 to 4 never leave a branch (C). Official figures are small as well: 425
victims were identified in 2021, 37 of them foreign.
"""

from countries.gt.sources import norm
from plugins.contract.reporting import AgeBand, AgeBands, Comparability, DisclosureRule
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


def age_bands() -> tuple[AgeBands, ...]:
    """Give the bands of the country's reports: childhood until 13, adolescence until 18 (Ley PINA art. 2)."""
    return (
        AgeBands(
            "grupo_edad",
            Text.of(es="Grupo de edad", en="Age group"),
            (
                _band("0_12_ninez", "0 a 12, niñez", "0 to 12, childhood", (0, 12), ("Y0T8", "Y9T14")),
                _band("13_17_adolescencia", "13 a 17, adolescencia", "13 to 17, adolescence", (13, 17),
                      ("Y9T14", "Y15T17")),
                _band("18_mas_egreso_autonomo", "18 o más, egreso autónomo", "18 and over, independent exit",
                      (18, None), ("Y18T20", "Y_GE21")),
            ),
            norm("age_bands"),
            "C",
            Text.of(
                es="El límite de 13 años parte el grupo regional de 9 a 14: sólo desde 18 años es lo mismo.",
                en="The limit of 13 years divides the region's band from 9 to 14: only from 18 on it is the same.",
            ),
        ),
    )  # fmt: skip


def _band(code: str, es: str, en: str, ages: tuple[int, int | None], regional: tuple[str, ...]) -> AgeBand:
    return AgeBand(code, Text.of(es=es, en=en), *ages, regional)


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
