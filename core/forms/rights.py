"""Who may open, fill and sign a form: the matrix by the form's class, and the roles its country names."""

from sqlalchemy.orm import Session

from core.access import policies
from core.access.matrix import MATRIX, VERY_HIGH
from core.actor import Actor
from core.errors import NotFound
from core.forms.models import FormRecord
from core.residents import service as residents
from plugins.contract.forms import LegalForm, Signatory
from plugins.contract.text import Text

#: States in which nobody has signed for good; a role without any right to the class sees the form only then.
OPEN = frozenset({"draft", "signing"})
_AUTHOR = Text.of(es="Elabora", en="Prepared by")


def may_fill(session: Session, actor: Actor, form: LegalForm, resident_id: int | None) -> bool:
    """Tell whether the actor may fill a form in: her role is named, and her right to the class follows her caseload.

    :param resident_id: whom it is about; None for a form about the house.
    """
    named = actor.role in form.filled_by and form.data_class not in actor.hidden
    if not named or not _may_enter(actor, resident_id):
        return False
    return _within_caseload(session, actor, form.data_class, resident_id)


def may_open(session: Session, actor: Actor, form: LegalForm, record: FormRecord) -> bool:
    """Tell whether the actor may read a filled form.

    Besides who may read its class, it is open to whoever fills or signs such forms; to those of them whose role has
    no right to the class at all, only while it is open and begun by themselves. Some answers may stay closed even
    then: see :mod:`core.forms.withholding`.
    """
    on_case = _on_case(session, actor, record.resident_id)
    if record.branch_id != actor.branch_id or not _may_enter(actor, record.resident_id):
        return False
    if policies.reads(actor, record.data_class, on_case=on_case):
        return True
    signs = any(actor.role in each.roles for each in form.signatories)
    if not (signs or actor.role in form.filled_by):
        return False
    if record.data_class in actor.hidden:
        return False
    if record.data_class in MATRIX.get(actor.role, {}):
        return on_case or not policies.caseload_only(actor, record.data_class)
    return record.state in OPEN and record.created_by == actor.user_id


def require_open(session: Session, actor: Actor, form: LegalForm, record: FormRecord) -> None:
    """Stop unless the actor may read a filled form.

    :raises NotFound: the same answer as for a form that does not exist.
    """
    if not may_open(session, actor, form, record):
        raise NotFound()


def house_signatories(form: LegalForm) -> tuple[Signatory, ...]:
    """Give those who sign in the house; where a country names none, whoever may fill the form answers for it."""
    inside = tuple(each for each in form.signatories if each.roles)
    return inside or (Signatory("author", _AUTHOR, form.filled_by),)


def is_very_high(data_class: str) -> bool:
    """Tell whether each read and print of this class needs its reason and its event."""
    return data_class in VERY_HIGH


def _may_enter(actor: Actor, resident_id: int | None) -> bool:
    return policies.may(actor, "form.of_house" if resident_id is None else "form.list")


def _within_caseload(session: Session, actor: Actor, data_class: str, resident_id: int | None) -> bool:
    return not policies.caseload_only(actor, data_class) or _on_case(session, actor, resident_id)


def _on_case(session: Session, actor: Actor, resident_id: int | None) -> bool:
    """Tell whether she is on the case; the house is nobody's case."""
    return resident_id is not None and residents.on_case(session, actor, resident_id)
