"""What a case is for those in it: statements, reparation, who they are; each can be put right, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, g, url_for

from core import clock
from core.i18n import current
from core.i18n import gettext as _
from core.i18n.formats import format_date
from core.legal import case_people, case_schemas, case_terms, cases, joining, statements
from core.residents import service as residents
from core.stages import episodes
from core.web.context import needs, reading
from core.web.forms import Form
from core.web.numbers import number_in
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

bp = Blueprint("case_records", __name__, url_prefix="/legal/cases/<int:case_id>", template_folder="templates")


@bp.route("/statement", methods=["GET", "POST"])
@needs("case.write")
def new_statement(case_id: int) -> Answer:
    """Record that somebody gave a statement, and how she was protected."""
    form = Form(case_schemas.StatementSchema(), data={"on_day": _today()}, choices={"resident_id": _people(case_id)})

    def act(session: Session, values: dict[str, Any]) -> str:
        statements.state_given(session, g.actor, case_id, _number(values.pop("resident_id")), **values)
        return _case(case_id)

    return form_page(form, act, _("New statement"), _case(case_id), note=_heard_before(case_id))


@bp.route("/statement/<int:row_id>/correct", methods=["GET", "POST"])
@needs("case.write")
def correct_statement(case_id: int, row_id: int) -> Answer:
    """Put right how a statement was given."""
    with reading() as session:
        found = statements.get_statement(session, g.actor, row_id)
        form = Form(case_schemas.CorrectStatementSchema(), data=found)

    def act(session: Session, values: dict[str, Any]) -> str:
        statements.correct_statement(session, g.actor, row_id, **values)
        return _case(case_id)

    return form_page(form, act, _("Correct a statement"), _case(case_id), note=_kept())


@bp.route("/reparation", methods=["GET", "POST"])
@needs("case.write")
def new_reparation(case_id: int) -> Answer:
    """Record that reparation was ordered."""
    choices = {"resident_id": _people(case_id)}
    form = Form(case_schemas.ReparationSchema(), data={"ordered_on": _today()}, choices=choices)

    def act(session: Session, values: dict[str, Any]) -> str:
        resident = _number(values["resident_id"])
        statements.order_reparation(session, g.actor, case_id, resident, values["ordered_on"])
        return _case(case_id)

    return form_page(form, act, _("Reparation ordered"), _case(case_id))


@bp.route("/reparation/<int:row_id>", methods=["GET", "POST"])
@needs("case.write")
def deliver(case_id: int, row_id: int) -> Answer:
    """Note that reparation was delivered."""
    form = Form(case_schemas.DeliverSchema(), data={"delivered_on": _today()})

    def act(session: Session, values: dict[str, Any]) -> str:
        statements.deliver(session, g.actor, row_id, values["delivered_on"], values["delivered"])
        return _case(case_id)

    title = _("Reparation delivered")
    about = lambda session: statements.get_reparation(session, g.actor, row_id)  # noqa: E731
    return form_page(form, act, title, _case(case_id), about=about)


@bp.route("/reparation/<int:row_id>/correct", methods=["GET", "POST"])
@needs("case.write")
def correct_reparation(case_id: int, row_id: int) -> Answer:
    """Put a reparation right."""
    with reading() as session:
        found = statements.get_reparation(session, g.actor, row_id)
        form = Form(case_schemas.CorrectReparationSchema(), data=found)

    def act(session: Session, values: dict[str, Any]) -> str:
        statements.correct_reparation(session, g.actor, row_id, **values)
        return _case(case_id)

    return form_page(form, act, _("Correct a reparation"), _case(case_id), note=_kept())


@bp.post("/<any(statement, reparation):kind>/<int:row_id>/<any(strike, restore):how>")
@needs("case.write")
def change(case_id: int, kind: str, row_id: int, how: str) -> Response:
    """Strike a statement or a reparation out, or bring it back."""

    def act(session: Session) -> str:
        statements.change(session, g.actor, kind, row_id, how)
        return _case(case_id)

    return act_once(act, _case(case_id))


@bp.route("/people", methods=["GET", "POST"])
@needs("case.write")
def join(case_id: int) -> Answer:
    """Let a case be about somebody else too."""
    with reading() as session:
        cases.get(session, g.actor, case_id)
        inside = {each.id for each, _role in case_people.of_case(session, case_id)}
        offered = [
            (str(key), f"{name} · {code}")
            for key, code, name in episodes.inside(session, g.actor)
            if key not in inside
        ]  # fmt: skip
    form = Form(case_schemas.PersonSchema(), choices={"resident_id": offered})

    def act(session: Session, values: dict[str, Any]) -> str:
        joining.join(session, g.actor, case_id, _number(values["resident_id"]), values["role"])
        return _case(case_id)

    return form_page(form, act, _("Add somebody to the case"), _case(case_id), note=_kept())


@bp.post("/people/<code>/<any(victim, witness, out):how>")
@needs("case.write")
def change_person(case_id: int, code: str, how: str) -> Response:
    """Write another part of somebody, or take her out of the case."""

    def act(session: Session) -> str:
        resident = residents.get(session, g.actor, code)
        if how in case_terms.ROLES:
            joining.change_role(session, g.actor, case_id, resident.id, how)
        else:
            joining.take_out(session, g.actor, case_id, resident.id)
        return _case(case_id)

    return act_once(act, _case(case_id))


def _people(case_id: int) -> list[tuple[str, str]]:
    with reading() as session:
        found = cases.get(session, g.actor, case_id)
        known = case_people.of_case(session, found.id)
    return [(str(each.id), f"{each.house_name} · {each.code}") for each, _role in known]


def _heard_before(case_id: int) -> str:
    """Warn of those who were heard in the case already: figures count none of them as heard once only."""
    with reading() as session:
        known = statements.given_before(session, g.actor, case_id)
    if not known:
        return ""
    told = ", ".join(f"{each.house_name} ({format_date(day)})" for each, day in known)
    return _("Heard in this case already: %(names)s. With one more statement she does not count as heard once only.",
             names=told)  # fmt: skip


def _kept() -> str:
    return _("How it was stays in the history of the case, with who changed it and when.")


def _number(typed: str) -> int:
    return number_in(typed) or 0


def _case(case_id: int) -> str:
    return url_for("cases.case", case_id=case_id)


def _today() -> Any:
    return clock.today(current().zone)
