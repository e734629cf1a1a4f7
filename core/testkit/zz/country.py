"""Zedland as a whole, and its code lists."""

from core.testkit.zz.sources import CHILD_ACT, SHELTER_RULES
from plugins.contract.country import Code, CodeList, Country, Telephone
from plugins.contract.text import Text

COUNTRY = Country(
    code="zz",
    alpha3="ZZZ",
    name=Text.of(es="Zedlandia", en="Zedland"),
    currency="XTS",
    time_zone="Etc/GMT+5",
    default_language="es",
    formatting_locale="es_419",
    majority_age=18,
    majority_basis=CHILD_ACT,
    contract=(1, 0),
    week_starts_on=6,
    telephones=(Telephone("199", Text.of(es="Alerta de niñez desaparecida", en="Missing child alert"), SHELTER_RULES),),
)

CODE_LISTS = (
    CodeList(
        "sex",
        Text.of(es="Sexo", en="Sex"),
        (
            Code("female", Text.of(es="Mujer", en="Female"), ("F",)),
            Code("male", Text.of(es="Hombre", en="Male"), ("M",)),
            Code("unknown", Text.of(es="Sin dato", en="Unknown"), ("_U",)),
        ),
        "SEX",
    ),
    CodeList(
        "purposes",
        Text.of(es="Fines de la trata", en="Purposes of the trafficking"),
        (
            Code("mines", Text.of(es="Trabajo en minas", en="Work in mines"), ("FORCED_LABOUR",)),
            Code("alms", Text.of(es="Mendicidad", en="Begging"), ("BEGGING",)),
            Code("bars", Text.of(es="Explotación en bares", en="Exploitation in bars"), ("SEX_EXPL", "FORCED_LABOUR")),
            Code("other", Text.of(es="Otro fin", en="Other purpose"), ("OTHER",)),
        ),
        "EXPLOITATION",
        CHILD_ACT,
    ),
    CodeList(
        "ages",
        Text.of(es="Edades", en="Ages"),
        (
            Code("small", Text.of(es="Hasta 11", en="Up to 11")),
            Code("young", Text.of(es="De 12 a 17", en="12 to 17")),
            Code("grown", Text.of(es="Desde 18", en="From 18 on")),
        ),
    ),
    CodeList(
        "means",
        Text.of(es="Medios", en="Means"),
        (
            Code("promise", Text.of(es="Promesas falsas", en="False promises"), ("PROMISE",)),
            Code("threat", Text.of(es="Amenazas", en="Threats"), ("THREAT",)),
            Code("documents", Text.of(es="Retención de documentos", en="Documents withheld"), ("DOCS",)),
        ),
        "MEANS",
        CHILD_ACT,
    ),
)
