"""What happens to a form beside its answers: its recipient, its delivery, and that it does not count."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import record as note
from core.branches.models import Branch
from core.errors import N_, Invalid, NotFound, Refused
from core.forms import addressees, files, records, rights, service
from core.forms.opened import Opened
from core.forms.service import SIGNED, need_state, subject_of
from core.i18n import lazy
from plugins.profile import CountryProfile


def allowed(session: Session, actor: Actor, opened: Opened) -> frozenset[str]:
    """Name what the actor may do with a form as it stands: ``edit``, ``print``, ``replace``, ``deliver``, ``void``."""
    record = opened.record
    fills = rights.may_fill(session, actor, opened.form, record.resident_id)
    own_draft = record.state == "draft" and record.created_by == actor.user_id
    possible = {
        "edit": fills and record.state == "draft",
        "print": not opened.withheld,
        "replace": fills and record.state in {"signing", "signed"} and not opened.withheld,
        "deliver": record.state == "signed" and record.delivered_on is None,
        "void": record.state not in {"void", "replaced"} and (own_draft or policies.may(actor, "form.void")),
    }
    return frozenset(act for act, is_possible in possible.items() if is_possible)


def recipients(session: Session, opened: Opened) -> list[tuple[str, str]]:
    """Offer those to whom a form may go today, by code and name, the usual one first."""
    zone = session.get_one(Branch, opened.record.branch_id).time_zone
    return addressees.choices(session, opened.form, clock.today(zone))


def choose_recipient(
    session: Session, actor: Actor, country: CountryProfile, record_id: int, code: str, reason: str = ""
) -> None:
    """Address a form to another of its recipients, where the usual one may not be trusted.

    :raises Invalid: if the code is none of them, or another than the usual one is chosen without a reason.
    """
    opened = service.find(session, actor, country, record_id)
    record, form = opened.record, opened.form
    if not rights.may_fill(session, actor, form, record.resident_id):
        raise NotFound()
    need_state(record, "draft", SIGNED)
    known = [each for each, _name in recipients(session, opened)]
    if code not in known:
        raise Invalid({"recipient": [N_("Choose one of the recipients of this form.")]})
    if code != known[0] and not reason.strip():
        raise Invalid({"reason": [N_("Write why the usual recipient is not the one.")]})
    if (code or None, reason.strip()) != (
        record.recipient_code,
        records.read_note(session, record).get("recipient", ""),
    ):
        record.recipient_code = code or None
        records.write_note(session, record, recipient=reason.strip())
        note(session, actor, "form.recipient", subject_of(record), recipient=code)


def deliver(session: Session, actor: Actor, country: CountryProfile, record_id: int, on: date) -> None:
    """Note the day on which a signed form was handed to its recipient.

    :raises Refused: if it is not signed.
    :raises Invalid: if the day is before the signature or still to come.
    """
    opened = service.find(session, actor, country, record_id)
    record = opened.record
    need_state(record, "signed", lazy("A form is delivered after it is signed."))
    zone = session.get_one(Branch, record.branch_id).time_zone
    signed_on = record.signed_at.astimezone(ZoneInfo(zone)).date() if record.signed_at else on
    if not signed_on <= on <= clock.today(zone):
        raise Invalid({"delivered_on": [N_("Write a day from the signature until today.")]})
    record.delivered_on = on
    note(session, actor, "form.deliver", subject_of(record), recipient=record.recipient_code)


def void(session: Session, actor: Actor, country: CountryProfile, record_id: int, reason: str) -> None:
    """Say that a form does not count; it stays on file with the reason, and a draft's files are destroyed.

    :raises Invalid: without a reason.
    """
    opened = service.find(session, actor, country, record_id)
    record = opened.record
    own_draft = record.state == "draft" and record.created_by == actor.user_id
    if not own_draft and not policies.may(actor, "form.void"):
        raise NotFound()
    if not reason.strip():
        raise Invalid({"reason": [N_("Write why this form does not count.")]})
    if record.state in {"void", "replaced"}:
        raise Refused(message=lazy("This form does not count any more."))
    if record.state == "draft":
        files.discard(session, record)
    record.state = "void"
    records.write_note(session, record, void=reason.strip())
    note(session, actor, "form.void", subject_of(record))
