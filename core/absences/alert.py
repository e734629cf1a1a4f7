"""The country's alert for somebody missing, begun with what the file knows."""

from sqlalchemy.orm import Session

from core.absences import sealing
from core.absences.models import Absence
from core.actor import Actor
from core.forms import rights
from core.forms import service as forms
from core.forms.models import FormRecord
from core.residents import house
from core.residents.models import Resident
from plugins.contract.missing import MissingProtocol
from plugins.profile import CountryProfile


def begin(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, absence: Absence,
    protocol: MissingProtocol,
) -> int | None:  # fmt: skip
    """Begin the alert for whoever may fill it in; somebody else begins it from her task."""
    if protocol.form is None:
        return None
    form = country.form(protocol.form, on=house.today(session, actor))
    if not rights.may_fill(session, actor, form, resident.id):
        return None
    begun = forms.create(session, actor, country, resident, form.key)
    known = {
        form.due_from: absence.since_at.replace(second=0, microsecond=0).isoformat(),
        protocol.told_in: sealing.opened(session, absence, "circumstances"),
    }
    answers = forms.find(session, actor, country, begun.id).answers.values
    more = {key: value for key, value in known.items() if key is not None and value}
    forms.save(session, actor, country, begun.id, {**answers, **more}, base=begun.current)
    return begun.id


def alert_of(session: Session, actor: Actor, country: CountryProfile, absence: Absence) -> FormRecord | None:
    """Give the alert that was begun, if the actor may open it."""
    record_ = session.get(FormRecord, absence.form_id) if absence.form_id else None
    if record_ is None:
        return None
    form = forms.form_of(session, country, record_)
    return record_ if rights.may_open(session, actor, form, record_) else None
