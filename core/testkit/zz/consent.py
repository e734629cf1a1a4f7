"""Zedland's consents and how long its records are kept."""

from core.testkit.zz.sources import CHILD_ACT, CUSTOM, SHELTER_RULES
from plugins.contract.consent import Consent, Giver, GiverRule, RetentionRule, Then, Use
from plugins.contract.text import Text

CONSENTS = (
    Consent(
        code="health_care",
        label=Text.of(es="Atención de salud", en="Health care"),
        text=Text.of(
            es="Le explicamos qué atención recibirá. Puede decir que no.",
            en="We explained the care you will receive. You may say no.",
        ),
        version="2024-1",
        givers=(
            GiverRule(0, 12, Giver.GUARDIAN),
            GiverRule(12, 18, Giver.GUARDIAN_WITH_ASSENT),
            GiverRule(18, None, Giver.RESIDENT),
        ),
        months=12,
        basis=CHILD_ACT,
    ),
    Consent(
        code="photo",
        label=Text.of(es="Fotografía para el expediente", en="Photograph for the file"),
        text=Text.of(es="La foto no sale de la casa.", en="The photograph does not leave the house."),
        version="2024-1",
        givers=(GiverRule(0, 14, Giver.DESIGNATED_ADULT), GiverRule(14, None, Giver.RESIDENT)),
        months=6,
        basis=SHELTER_RULES,
    ),
    Consent(
        code="file_goes_along",
        label=Text.of(es="Traslado del expediente", en="Transfer of her file"),
        text=Text.of(
            es="Su expediente puede ir con usted a otra casa.", en="Your file may go with you to another house."
        ),
        version="2024-1",
        givers=(GiverRule(0, 14, Giver.DESIGNATED_ADULT), GiverRule(14, None, Giver.RESIDENT)),
        months=6,
        basis=SHELTER_RULES,
        use=Use.TRANSFER,
    ),
    Consent(
        code="health_goes_along",
        label=Text.of(es="Salud reservada en un traslado", en="Private health in a transfer"),
        text=Text.of(es="La lee solo una enfermera.", en="Only a nurse reads it."),
        version="2024-1",
        givers=(GiverRule(0, 14, Giver.DESIGNATED_ADULT), GiverRule(14, None, Giver.RESIDENT)),
        months=6,
        basis=SHELTER_RULES,
        use=Use.TRANSFER_MEDICAL,
    ),
    Consent(
        code="statistics",
        label=Text.of(es="Contar sus puntajes", en="Counting her scores"),
        text=Text.of(es="Se suman sin nombre. Puede decir que no.", en="Added up without a name. You may say no."),
        version="2024-1",
        givers=(GiverRule(0, 14, Giver.DESIGNATED_ADULT), GiverRule(14, None, Giver.RESIDENT)),
        months=12,
        basis=SHELTER_RULES,
        use=Use.STATISTICS,
    ),
    Consent(
        code="research",
        label=Text.of(es="Investigación", en="Research"),
        text=Text.of(es="Quien estudia no sabe quién es usted.", en="Whoever studies does not know who you are."),
        version="2024-1",
        givers=(GiverRule(0, 14, Giver.DESIGNATED_ADULT), GiverRule(14, None, Giver.RESIDENT)),
        months=12,
        basis=SHELTER_RULES,
        use=Use.RESEARCH,
    ),
    Consent(
        code="shown_outside",
        label=Text.of(es="Mostrar lo que hizo", en="Showing what she made"),
        text=Text.of(es="Puede pedir que se retire.", en="You may ask for it to be taken down."),
        version="2024-1",
        givers=(GiverRule(0, 14, Giver.DESIGNATED_ADULT), GiverRule(14, None, Giver.RESIDENT)),
        months=6,
        basis=SHELTER_RULES,
        use=Use.PUBLICATION,
    ),
    Consent(
        code="story_told",
        label=Text.of(es="Contar su historia", en="Telling her story"),
        text=Text.of(es="Con otro nombre y sin lugares.", en="With another name and no places."),
        version="2024-1",
        givers=(GiverRule(0, 14, Giver.DESIGNATED_ADULT), GiverRule(14, None, Giver.RESIDENT)),
        months=6,
        basis=SHELTER_RULES,
        use=Use.STORY,
    ),
)

RETENTION_RULES = (
    RetentionRule("resident_file", "majority", 10, Then.ANONYMISE, CHILD_ACT),
    RetentionRule("form", "exit", 12, Then.DELETE, CHILD_ACT),
    RetentionRule("audit", "creation", None, Then.KEEP, CUSTOM),
    RetentionRule("draft", "creation", 1, Then.DELETE, SHELTER_RULES),
    RetentionRule("session", "creation", 1, Then.DELETE, SHELTER_RULES),
    RetentionRule("submission", "creation", None, Then.KEEP, SHELTER_RULES),
)
