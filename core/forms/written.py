"""What signed forms say of those who live in a house, for the tables of a form about the house.

A column asks with ``row.form.<form>.<field>``. Only the newest signed form of somebody's stay answers, and only as far
as whoever fills the table may read it; that it was opened is noted.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit.service import Subject, record
from core.forms import records, rights
from core.forms.models import FormRecord
from core.forms.parts import form_asked
from core.forms.withholding import withheld
from plugins.contract.forms import LegalForm
from plugins.profile import CountryProfile

#: Gives what was written in a stay, by what a column asks for.
Written = Callable[[int], tuple[tuple[str, Any], ...]]


def nothing(_episode_id: int) -> tuple[tuple[str, Any], ...]:
    """Answer for a form that asks no other."""
    return ()


def opener(session: Session, actor: Actor, country: CountryProfile, form: LegalForm) -> Written:
    """Give what opens the answers that a form's tables ask of other forms."""
    asked = _asked(form)
    if not asked:
        return nothing

    def written(episode_id: int) -> tuple[tuple[str, Any], ...]:
        found: list[tuple[str, Any]] = []
        for key, fields in asked.items():
            values = _answers(session, actor, country, episode_id, key, form.key)
            found += [(path, values[field]) for path, field in fields.items() if values.get(field)]
        return tuple(found)

    return written


def _asked(form: LegalForm) -> Mapping[str, dict[str, str]]:
    """Group what columns ask for by the form that knows it."""
    found: dict[str, dict[str, str]] = {}
    for column in (column for each in form.fields for column in each.columns):
        asked = form_asked(column.prefill)
        if asked is not None:
            found.setdefault(asked[0], {})[str(column.prefill)] = asked[1]
    return found


def _answers(
    session: Session, actor: Actor, country: CountryProfile, episode_id: int, key: str, reader: str
) -> Mapping[str, Any]:
    query = select(FormRecord).where(
        FormRecord.episode_id == episode_id, FormRecord.form_key == key, FormRecord.state == "signed"
    )
    signed = session.scalars(query.order_by(FormRecord.id.desc()).limit(1)).first()
    if signed is None:
        return {}
    try:
        its_form = country.form(key, signed.form_version)
    except LookupError:
        return {}
    if not rights.may_open(session, actor, its_form, signed):
        return {}
    closed = withheld(session, actor, its_form, signed)
    subject = Subject("form", signed.id)
    record(session, actor, "form.open", subject, data_class=its_form.data_class, purpose=f"form:{reader}")
    values = records.read_version(session, signed).values
    return {name: value for name, value in values.items() if name not in closed}
