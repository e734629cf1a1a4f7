"""Figures that may not leave since a small count could be worked out of them: said inside the house, noted for good."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Refused
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL
from core.reporting.disclosure.relations import Place, Rest
from core.reporting.disclosure.system import Name
from plugins.contract.stages import Objection
from plugins.contract.text import Text

EXPOSED = N_("With what has left before, a small count could be worked out of these figures. They cannot leave.")


class Exposed(Refused):
    """A release that the audit stops; each objection names a figure that could be worked out, for the house alone."""

    def __init__(self, names: Sequence[Name]) -> None:
        places = dict.fromkeys(each.place if isinstance(each, Rest) else each for each in names)
        self.places = [each for each in places if isinstance(each, Place)]
        super().__init__([Objection("exposed", _named(each)) for each in self.places], EXPOSED)


def note(session: Session, actor: Actor, subject: Subject, error: Exposed) -> None:
    """Note a refusal, in a transaction of its own: the one that was refused leaves no trace."""
    indicators = sorted({each.key[0] for each in error.places})
    record(session, actor, "figures.refuse", subject, figures=len(error.places), indicators=indicators)


def _named(place: Place) -> Text:
    """Name a figure as the page of its period does."""
    catalogue = catalogues.current()
    indicator, breakdown, code, _component = place.key
    labels = [catalogue.indicators[indicator].name]
    if breakdown != TOTAL and breakdown in catalogue.labels:
        labels += [catalogue.list_label(breakdown), catalogue.labels[breakdown][code]]
    said = {
        language: f"{indicator}, {place.period}: {', '.join(each.in_language(language) for each in labels)}"
        for language in ("es", "en")
    }
    return Text.of(**said)
