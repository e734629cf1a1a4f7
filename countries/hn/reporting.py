"""Stricter disclosure, what is not comparable, and how the two Honduran lists of trafficking meet.

National totals are tiny (49 direct victims in 2024, with cells of 2), so that a table of one shelter re-identifies
children: counts below 5 are hidden, and sex, department and purpose are never crossed (C). The contract has thresholds
only; that nothing is crossed rests on core, whose breakdowns are one-way.
"""

from countries.hn.sources import norm
from plugins.contract.reporting import AgeBand, AgeBands, Comparability, DisclosureRule
from plugins.contract.text import Text

#: Which modalities of the CICESCT's figures a purpose of the law may appear under: several, or none (C).
MODALITIES: dict[str, tuple[str, ...]] = {
    "esclavitud_servidumbre": ("servidumbre", "esclavitud"),
    "trabajo_forzado": ("trabajo_forzado", "discapacidad"),
    "mendicidad": ("trabajo_forzado", "discapacidad"),
    "actividades_delictivas": ("reclutamiento",),
    "explotacion_sexual": ("esc", "masi"),
    "matrimonio_forzado": (),
    "embarazo_forzado": (),
    "extraccion_organos": (),
    "experimentacion": (),
    "adopcion_irregular": ("adopcion_irregular",),
    "venta_personas": (),
    "sin_determinar": (),
}


def disclosure_rules() -> tuple[DisclosureRule, ...]:
    """Give the smallest counts that may be shown."""
    return (
        DisclosureRule("PERSON", 5, norm("small_numbers")),
        DisclosureRule("PERSON_SENSITIVE", 10, norm("small_numbers")),
    )


def age_bands() -> tuple[AgeBands, ...]:
    """Give the bands of the country's reports; no division by law was found (C)."""
    return (
        AgeBands(
            "grupo_edad",
            Text.of(es="Grupo de edad", en="Age band"),
            (
                _band("0_11", "De 0 a 11 años", "0 to 11", (0, 11), ("Y0T8", "Y9T14")),
                _band("12_14", "De 12 a 14 años", "12 to 14", (12, 14), ("Y9T14",)),
                _band("15_17", "De 15 a 17 años", "15 to 17", (15, 17), ("Y15T17",)),
                _band("18_mas", "18 años o más", "18 or over", (18, None), ("Y18T20", "Y_GE21")),
            ),
            norm("age_bands"),
            "B",
            Text.of(
                es="Los dos primeros juntos son los dos primeros de la región; de 15 a 17 y desde 18 es lo mismo.",
                en="The first two together are the region's first two; from 15 to 17 and from 18 on it is the same.",
            ),
        ),
    )


def _band(code: str, es: str, en: str, ages: tuple[int, int | None], regional: tuple[str, ...]) -> AgeBand:
    return AgeBand(code, Text.of(es=es, en=en), *ages, regional)


def comparability() -> tuple[Comparability, ...]:
    """Say which regional indicators mean something else here."""
    return (
        Comparability(
            "RES-004",
            "B",
            Text.of(
                es="El artículo 219 del Código Penal separa más finalidades que la lista regional, y las cifras"
                " de la CICESCT las agrupan de otro modo; esclavitud y servidumbre se cuentan como trabajo forzado.",
                en="Article 219 of the Criminal Code separates more purposes than the regional list, and the CICESCT's"
                " figures group them otherwise; slavery and servitude are counted as forced labour.",
            ),
        ),
        Comparability(
            "AFC-001",
            "C",
            Text.of(
                es="El reintegro familiar se da por logrado sólo si a los seis meses se verifica que sigue segura;"
                " al egreso aún no se sabe.",
                en="A family reintegration counts only once she is verified safe after six months;"
                " at the exit that is not yet known.",
            ),
        ),
    )
