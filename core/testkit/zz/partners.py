"""Zedland's institutions; one ministry has been followed by another."""

from datetime import date

from core.testkit.zz.sources import CHILD_ACT, CUSTOM, SHELTER_RULES
from plugins.contract.partners import PartnerKind, PartnerSeed
from plugins.contract.text import Text

KINDS = (
    PartnerKind("court", Text.of(es="Juzgado", en="Court"), authority=True),
    PartnerKind("ministry", Text.of(es="Ministerio", en="Ministry"), authority=True),
    PartnerKind("police", Text.of(es="Policía", en="Police"), authority=True),
    PartnerKind("clinic", Text.of(es="Clínica", en="Clinic")),
    PartnerKind("donor", Text.of(es="Donante", en="Donor")),
    PartnerKind("shelter", Text.of(es="Hogar", en="Shelter"), licence=True),
)

SEEDS = (
    PartnerSeed(
        "child_court", "court", "Juzgado de la Niñez de Alta", "Juzgado de la Niñez", ("orders_measures",), CHILD_ACT
    ),
    PartnerSeed(
        "old_ministry",
        "ministry",
        "Ministerio de Asuntos Menores",
        "MAM",
        ("supervises", "oversight"),
        CHILD_ACT,
        valid_until=date(2019, 12, 31),
        successor="child_ministry",
    ),
    PartnerSeed(
        "child_ministry",
        "ministry",
        "Ministerio de la Niñez",
        "MN",
        ("supervises", "represents_child", "oversight"),
        CHILD_ACT,
        valid_from=date(2020, 1, 1),
    ),
    PartnerSeed(
        "police", "police", "Policía de Zedlandia", "Policía", ("receives_complaints", "missing_alert"), SHELTER_RULES
    ),
    PartnerSeed("town_clinic", "clinic", "Clínica de Arenal", "Clínica", (), CUSTOM, telephone="555-0100"),
    PartnerSeed("sister_house", "shelter", "Hogar Hermano", "Hogar Hermano", (), CUSTOM),
)
