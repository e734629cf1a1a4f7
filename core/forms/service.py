"""Legal forms of a resident: what is due, what is filled, every change a version, signed for good."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.audit.service import Subject
from core.audit.service import record as note
from core.branches.models import Branch
from core.errors import Conflict, Invalid, NotFound, Refused
from core.forms import addressees, files, own, people, records, rights, terms
from core.forms.beside import NOTHING, Beside
from core.forms.comparing import differ, differences
from core.forms.file_view import look
from core.forms.models import FormRecord
from core.forms.opened import Opened
from core.forms.people import Known
from core.forms.places import Places, read_places
from core.forms.prefill import fill
from core.forms.schema import check_answers, doubts, loaded, missing
from core.forms.withholding import withheld, without
from core.i18n import lazy
from core.residents.models import Resident
from core.stages import episodes
from plugins.contract.forms import FormView, LegalForm
from plugins.contract.stages import Objection, Severity
from plugins.profile import CountryProfile

SIGNED = lazy("This form is signed. A correction is a new form that replaces it.")
IN_PART = lazy("A part of this form is not for your role. Somebody who may read all of it signs and prints it.")


def create(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident | None, key: str,
    beside: Beside = NOTHING,
) -> FormRecord:  # fmt: skip
    """Begin a form with what the file knows already.

    :param resident: whom it is about; None for a form about the house.
    :raises NotFound: if there is no such form today, or the actor may not fill it in.
    """
    branch = session.get_one(Branch, resident.branch_id if resident else actor.branch_id)
    form, own_version = _form_of_today(session, country, key, branch)
    _require_about(session, actor, form, branch, resident)
    known = look(session, actor, country, resident, form, beside)
    values = fill(form, country, read_places(session, country), known)
    record = _new_record(session, actor, branch, resident, form)
    record.own_version = own_version
    _write(session, actor, country, record, form, values)
    note(session, actor, "form.create", subject_of(record), form=form.key, data_class=form.data_class)
    return record


def open_form(
    session: Session, actor: Actor, country: CountryProfile, record_id: int, version: int | None = None, *,
    purpose: str = "read",
) -> Opened:  # fmt: skip
    """Open a filled form; the read is noted with the form's class.

    :raises NotFound: if there is none, or the actor may not read it.
    """
    opened = find(session, actor, country, record_id, version)
    note(session, actor, "form.open", subject_of(opened.record), data_class=opened.form.data_class, purpose=purpose)
    return opened


def open_draft(session: Session, actor: Actor, country: CountryProfile, record_id: int) -> Opened:
    """Open a form to fill it in, sensitive answers included.

    :raises NotFound: if the actor may not fill it in.
    :raises Refused: if it is signed.
    """
    opened = open_form(session, actor, country, record_id, purpose="edit")
    _require_fill(session, actor, opened)
    need_state(opened.record, "draft", SIGNED)
    return opened


def reveal(session: Session, actor: Actor, country: CountryProfile, record_id: int, key: str) -> Opened:
    """Open a form to show one sensitive answer, and note which.

    :raises NotFound: if the actor may not read it, or it has no such answer.
    """
    opened = find(session, actor, country, record_id)
    if key in opened.withheld or all(field.key != key for field in opened.form.fields):
        raise NotFound()
    note(session, actor, "form.reveal", subject_of(opened.record), data_class=opened.form.data_class, field=key)
    return opened


def find(session: Session, actor: Actor, country: CountryProfile, record_id: int, version: int | None = None) -> Opened:
    """Open a filled form for an act that is noted by itself.

    :raises NotFound: if there is none, or the actor may not read it.
    """
    record = records.find(session, record_id)
    form = form_of(session, country, record)
    rights.require_open(session, actor, form, record)
    answers = records.read_version(session, record, version)
    return Opened(record, form, answers, read_places(session, country), withheld(session, actor, form, record))


def require_whole(opened: Opened) -> None:
    """Stop whoever does not see all of a form from an act that stands for all of it.

    :raises Refused: if an answer is withheld from her.
    """
    if opened.withheld:
        raise Refused(message=IN_PART)


def save(
    session: Session, actor: Actor, country: CountryProfile, record_id: int, answers: Mapping[str, Any], *, base: int,
    known: Known | None = None,
) -> list[Objection]:  # fmt: skip
    """Save the answers as a new version; what is missing may come later, what is withheld stays as it is.

    :param base: number of the version that the answers were written on.
    :param known: the people whom the house offers, for answers that may name nobody else.
    :returns: doubts and objections that stop a signature, not the saving.
    :raises Conflict: if somebody saved meanwhile; ``changes`` gives the fields that differ, with their values now.
    :raises Invalid: with the faults by field.
    :raises Refused: if the form is signed.
    """
    opened = find(session, actor, country, record_id)
    record, form = opened.record, opened.form
    _require_fill(session, actor, opened)
    need_state(record, "draft", SIGNED)
    kept = {key: value for key, value in opened.answers.values.items() if key in opened.withheld}
    answers = files.settle(session, record, form, {**without(answers, opened.withheld), **kept})
    values = _checked(form, country, opened.places, answers)
    people.require_known(form, values, opened.answers.values, known or {})
    if values != opened.answers.values:
        if record.current != base:
            raise Conflict(differences(session, opened, base))
        changed = sorted(key for key in {*values, *opened.answers.values} if differ(values, opened.answers.values, key))
        _write(session, actor, country, record, form, values)
        note(session, actor, "form.save", subject_of(record), fields=changed, version=record.current)
    return objections(country, form, opened.places, values)


def objections(country: CountryProfile, form: LegalForm, places: Places, values: Mapping[str, Any]) -> list[Objection]:
    """Gather what country and validators say against answers, doubts included."""
    theirs = {each.key for each in own.official(form).fields}
    known = {key: value for key, value in loaded(form, country, places, values).items() if key in theirs}
    view = FormView(form.key, form.version, known)
    odd = [Objection("doubt", text, Severity.WARNING, key) for key, text in doubts(form, country, values)]
    return [*country.check_legal_form(view), *odd]


def replace(session: Session, actor: Actor, country: CountryProfile, record_id: int) -> FormRecord:
    """Begin a form that corrects a signed one; the old one stands until the new one is signed.

    :raises Refused: if the old one is still a draft, or no longer counts.
    """
    opened = find(session, actor, country, record_id)
    require_whole(opened)
    old = opened.record
    resident, branch = resident_of(session, opened), session.get_one(Branch, old.branch_id)
    form, own_version = _form_of_today(session, country, old.form_key, branch)
    _require_about(session, actor, form, branch, resident)
    if old.state not in {"signing", "signed"}:
        raise Refused(message=lazy("Only a signed form is replaced by a new one."))
    values = {
        key: value for key, value in opened.answers.values.items() if any(each.key == key for each in form.fields)
    }
    record = _new_record(session, actor, branch, resident, form)
    record.replaces_id, record.own_version = old.id, own_version
    if old.recipient_code in addressees.codes_on(session, form, clock.today(branch.time_zone)):
        record.recipient_code = old.recipient_code
    values = files.take_along(session, actor, old, record, values, form)
    _write(session, actor, country, record, form, values)
    note(session, actor, "form.replace", subject_of(record), replaces=old.number, data_class=form.data_class)
    return record


def resident_of(session: Session, opened: Opened) -> Resident | None:
    """Give the resident whom a form is about; None if it is about the house."""
    return session.get_one(Resident, opened.record.resident_id) if opened.record.resident_id else None


def form_of(session: Session, country: CountryProfile, record: FormRecord) -> LegalForm:
    """Find the form as country and branch asked it when the record was begun.

    :raises NotFound: if the country has dropped it.
    """
    try:
        form = country.form(record.form_key, record.form_version)
    except LookupError as error:
        raise NotFound from error
    return own.as_begun(session, form, record)


def need_state(record: FormRecord, state: str, message: Any) -> None:
    """Stop unless a form stands where an act needs it.

    :raises Refused: with the message.
    """
    if record.state != state:
        raise Refused(message=message)


def subject_of(record: FormRecord) -> Subject:
    """Name a form in the audit chain."""
    return Subject("form", record.id)


def _require_fill(session: Session, actor: Actor, opened: Opened) -> None:
    if not rights.may_fill(session, actor, opened.form, opened.record.resident_id):
        raise NotFound()


def _form_of_today(session: Session, country: CountryProfile, key: str, branch: Branch) -> tuple[LegalForm, int | None]:
    try:
        form = country.form(key, on=clock.today(branch.time_zone))
    except LookupError as error:
        raise NotFound from error
    return own.in_force(session, branch.id, form)


def _require_about(session: Session, actor: Actor, form: LegalForm, branch: Branch, resident: Resident | None) -> None:
    """Stop unless the form is about such a one, she lives in the actor's house, and the actor may fill it in."""
    fits = form.about == ("resident" if resident else "branch") and branch.id == actor.branch_id
    if not fits or not rights.may_fill(session, actor, form, resident.id if resident else None):
        raise NotFound()


def _new_record(
    session: Session, actor: Actor, branch: Branch, resident: Resident | None, form: LegalForm
) -> FormRecord:
    today = clock.today(branch.time_zone)
    episode = episodes.find_last(session, resident.id) if resident else None
    record = FormRecord(
        branch_id=branch.id,
        resident_id=resident.id if resident else None,
        episode_id=episode.id if episode else None,
        form_key=form.key,
        form_version=form.version,
        data_class=form.data_class,
        number=records.next_number(session, branch, today.year),
        state="draft",
        recipient_code=addressees.usual(session, form, today),
        current=0,
        created_by=actor.user_id,
        created_by_name=actor.name,
    )
    session.add(record)
    session.flush()  # its id is what versions point to
    return record


def _write(
    session: Session, actor: Actor, country: CountryProfile, record: FormRecord, form: LegalForm,
    values: Mapping[str, Any],
) -> None:  # fmt: skip
    record.due_at = terms.due_of_record(session, country, record, form, values)
    records.write_version(session, actor, record, values, len(missing(form, values)))
    files.confirm(session, actor, record, form, values)


def _checked(form: LegalForm, country: CountryProfile, places: Places, answers: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return check_answers(form, country, places, answers)
    except ValidationError as error:
        raise Invalid(error.messages_dict) from error
