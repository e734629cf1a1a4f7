"""Who works with her, and what the shift must do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.access import people
from core.actor import Actor
from core.continuity import service as continuity
from core.i18n import current
from core.i18n import gettext as _
from core.residents import schemas, service
from core.residents.views.blueprint import bp
from core.residents.views.pages import form_page
from core.web.context import needs, reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.residents.models import Resident


@bp.route("/team", methods=["GET", "POST"])
@needs("team.write")
def team(code: str) -> tuple[str, int] | Response:
    """Who is on her case team."""
    with g.network.reading() as network:
        staff = people.of_branch(network, g.actor.branch_code, clock.today(current().zone))
    with reading() as session:
        resident = service.get(session, g.actor, code)
        members = service.team(session, resident.id)
    known = {str(each.user_id): each for each in staff}
    choices = [(key, f"{each.name} · {people.role_label(each.role)}") for key, each in known.items()]
    form = Form(schemas.MemberSchema(), choices={"user_id": choices})
    if request.method == "POST" and form.accepts(request.form):
        member = known.get(str(form.values["user_id"]))
        if member is not None:
            return _join(code, member, owner=form.values["owner"])
        form.add_errors({"user_id": [_("Choose somebody of this house.")]})
    return render_template("residents/team.html", resident=resident, members=members, form=form), form.status


def _join(code: str, member: Actor, *, owner: bool) -> Response:
    with transaction() as session:
        service.join_team(session, g.actor, service.get(session, g.actor, code), member, owner=owner)
    return redirect(url_for(".team", code=code))


@bp.post("/team/<int:user_id>/leave")
@needs("team.write")
def leave_team(code: str, user_id: int) -> Response:
    """End somebody's place on the team."""
    with transaction() as session:
        service.leave_team(session, g.actor, service.get(session, g.actor, code), user_id)
    return redirect(url_for(".team", code=code))


@bp.route("/instructions", methods=["GET", "POST"])
@needs("instruction.write")
def instruct(code: str) -> tuple[str, int] | Response:
    """Tell the shift what to do; sent twice it is told once."""
    form = Form(schemas.InstructionSchema(), place="instruct")

    def act(session: Session, resident: Resident, values: dict[str, Any]) -> None:
        def tell() -> str:
            return str(service.instruct(session, g.actor, resident, values["text"]).id)

        continuity.once(session, g.actor, form.token, tell)

    return form_page(code, form, act, _("Tell the shift what to do"), "home.resident")


@bp.post("/instructions/<int:instruction_id>/end")
@needs("instruction.write")
def end_instruction(code: str, instruction_id: int) -> Response:
    """End an instruction."""
    with transaction() as session:
        service.end_instruction(session, g.actor, service.get(session, g.actor, code), instruction_id)
    return redirect(url_for("home.resident", code=code))
