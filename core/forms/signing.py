"""Signs a form: each signatory another person, by the hash of what she saw; the first signature freezes it."""

from sqlalchemy.orm import Session

from core import clock
from core.access.people import role_label
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import record as note
from core.errors import N_, Conflict, Invalid, Refused
from core.forms import records, rights, service
from core.forms.models import FormRecord, FormSignature
from core.forms.opened import Opened
from core.forms.service import subject_of
from core.i18n import lazy, speaking
from plugins.contract.forms import LegalForm, Signatory
from plugins.contract.stages import Objection, Severity
from plugins.profile import CountryProfile


def open_places(session: Session, actor: Actor, opened: Opened) -> list[Signatory]:
    """List the signatures that this person may give now; nobody signs one form twice, or what she does not see."""
    given = records.signatures_of(session, opened.record.id)
    signed = any(each.user_id == actor.user_id for each in given)
    if opened.record.state not in rights.OPEN or signed or opened.withheld:
        return []
    taken = {each.signatory for each in given}
    inside = rights.house_signatories(opened.form)
    return [each for each in inside if actor.role in each.roles and each.code not in taken]


def sign(
    session: Session, actor: Actor, country: CountryProfile, record_id: int, signatory: str, *, version: int
) -> FormRecord:
    """Sign a form as one of its signatories; the last required signature completes it.

    :param version: number of the version that the signer has read.
    :raises Conflict: if it was changed since.
    :raises Invalid: with what is missing, by field.
    :raises Refused: with the objections that block, or if this person cannot sign in this place.
    """
    opened = service.find(session, actor, country, record_id)
    record = opened.record
    if record.state in rights.OPEN and record.current != version:
        raise Conflict
    service.require_whole(opened)
    place = next((each for each in open_places(session, actor, opened) if each.code == signatory), None)
    if place is None:
        raise Refused(message=lazy("You cannot sign here: the place is taken, or is for another role or person."))
    _require_ready(country, opened)
    with speaking(country.country.default_language, country=country.code):
        _add(session, actor, opened, place)
    _complete_if_all_signed(session, actor, opened)
    note(session, actor, "form.sign", subject_of(record), signatory=signatory, data_class=opened.form.data_class)
    return record


def blocking(country: CountryProfile, opened: Opened) -> list[Objection]:
    """List the objections that stop a signature."""
    found = service.objections(country, opened.form, opened.places, opened.answers.values)
    return [each for each in found if each.severity is Severity.BLOCKING]


def _require_ready(country: CountryProfile, opened: Opened) -> None:
    if opened.missing:
        raise Invalid({each.name: [N_("Please fill this in.")] for each in opened.missing})
    if found := blocking(country, opened):
        raise Refused(found)
    if not records.is_untouched(opened.record, opened.answers):
        raise Refused(message=lazy("The answers are not those that were saved. Tell whoever looks after the system."))


def _add(session: Session, actor: Actor, opened: Opened, place: Signatory) -> None:
    session.add(
        FormSignature(
            branch_id=opened.record.branch_id,
            form_id=opened.record.id,
            version_number=opened.answers.number,
            signatory=place.code,
            user_id=actor.user_id,
            user_name=actor.name,
            function=str(role_label(actor.role)),
            content_hash=opened.answers.content_hash,
            at=clock.now(),
        )
    )
    session.flush()  # whether all have signed is asked of the table


def _complete_if_all_signed(session: Session, actor: Actor, opened: Opened) -> None:
    record = opened.record
    signed = {each.signatory for each in records.signatures_of(session, record.id)}
    if _wanted(opened.form) - signed:
        record.state = "signing"
        return
    record.state, record.signed_at = "signed", clock.now()
    if record.replaces_id:
        records.find(session, record.replaces_id).state = "replaced"
    if record.episode_id:
        agenda.close(session, actor, source="episode", source_id=record.episode_id, code=f"form:{record.form_key}")


def _wanted(form: LegalForm) -> set[str]:
    """Name the signatures that must be given; where none is required, any one of those in the house completes it."""
    return {each.code for each in rights.house_signatories(form) if each.required}
