"""Names that a page offers while somebody writes one: courts of the country, colleagues on the case."""

from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.branches.models import Branch
from core.forms.service import Opened
from core.partners import service as partners
from core.residents import service as residents
from plugins.contract.forms import FieldType


def known(session: Session, actor: Actor, opened: Opened) -> dict[str, tuple[str, ...]]:
    """Gather the names to offer, by type of field; what is not among them may be written as well."""
    record = opened.record
    today = clock.today(session.get_one(Branch, record.branch_id).time_zone)
    team = residents.team(session, record.resident_id) if record.resident_id else ()
    people = dict.fromkeys((actor.name, *(each.user_name for each in team)))
    courts = tuple(each.name for each in partners.authorities(session, today))
    return {FieldType.COURT: courts, FieldType.USER_REF: tuple(people)}
