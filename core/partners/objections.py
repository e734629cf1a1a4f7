"""Why something with a partner cannot be done."""

from plugins.contract.stages import Objection
from plugins.contract.text import Text

OF_THE_COUNTRY = Objection(
    "of_the_country",
    Text.of(
        es="Esta institución viene con la configuración del país y no se edita aquí. Sí puede agregar contactos "
        "y convenios.",
        en="This institution comes with the country and is not edited here. You can add contacts and agreements.",
    ),
)
NO_BASIS = Objection(
    "no_basis",
    Text.of(
        es="No hay un consentimiento vigente para esta institución ni una obligación legal indicada. Sin una de las "
        "dos no sale ningún dato de la casa.",
        en="There is no running consent for this institution and no legal duty is named. Without one of them no data "
        "leaves the house.",
    ),
)
PARTNER_ENDED = Objection(
    "partner_ended",
    Text.of(
        es="Esta institución ya no existe o no está en uso. Elija la que la sustituye.",
        en="This institution no longer exists or is not in use. Choose the one that took its place.",
    ),
    field="partner_id",
)
WRONG_STEP = Objection(
    "wrong_step",
    Text.of(
        es="La referencia ya no está en ese paso. Mire su estado actual.",
        en="The referral is no longer at that step. Look at where it stands now.",
    ),
)
SENT_ALREADY = Objection(
    "sent_already",
    Text.of(
        es="Ya se envió: no se puede deshacer. Ciérrela y escriba lo que pasó.",
        en="It has been sent and cannot be undone. Close it and write what happened.",
    ),
)
