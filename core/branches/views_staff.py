"""The staff's certificates: who lacks one, and for the director what each has."""

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.access import people
from core.access.people import role_label
from core.actor import Actor
from core.branches import clearances
from core.branches.clearances import NewClearance
from core.branches.schemas import ClearanceSchema
from core.errors import Invalid, NotFound
from core.i18n import current, say
from core.i18n import gettext as _
from core.web.context import needs, reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from plugins.contract.staff import Clearance

bp = Blueprint("staff", __name__, url_prefix="/staff", template_folder="templates")


@bp.get("")
@needs("clearance.read")
def index() -> str:
    """The exceptions: who works here without a certificate that is needed."""
    staff = _staff()
    with reading() as session:
        lacks = clearances.exceptions(session, g.actor, g.country, staff)
    return render_template(
        "branches/staff.html",
        lacks=lacks,
        members={member.user_id: member for member in staff},
        kinds=g.country.clearances.values(),
        roles=role_label,
    )


@bp.route("/<int:user_id>", methods=["GET", "POST"])
@needs("clearance.write")
def member(user_id: int) -> tuple[str, int] | Response:
    """The certificates of somebody, and a new one."""
    who = next((each for each in _staff() if each.user_id == user_id), None)
    if who is None:
        raise NotFound()
    form = Form(ClearanceSchema(), choices={"kind": [(each.code, say(each.label)) for each in _kinds()]})
    if request.method == "POST" and form.accepts(request.form):
        try:
            with transaction() as session:
                clearances.add(session, g.actor, g.country, who, NewClearance(**form.values))
            flash(_("The certificate is recorded."))
            return redirect(url_for(".member", user_id=user_id))
        except Invalid as error:
            form.add_errors(error.fields)
    with reading() as session:
        known = clearances.of_member(session, g.actor, user_id)
    page = render_template(
        "branches/staff_member.html", member=who, known=known, form=form, today=_today(), kinds=g.country.clearances,
        roles=role_label,
    )  # fmt: skip
    return page, form.status


@bp.post("/<int:user_id>/<int:clearance_id>/withdraw")
@needs("clearance.write")
def withdraw(user_id: int, clearance_id: int) -> Response:
    """Say that a certificate does not count."""
    with transaction() as session:
        clearances.withdraw(session, g.actor, clearance_id)
    flash(_("The certificate does not count any more."))
    return redirect(url_for(".member", user_id=user_id))


def _staff() -> list[Actor]:
    with g.network.reading() as network:
        return people.of_branch(network, g.actor.branch_code, _today())


def _kinds() -> "list[Clearance]":
    return list(g.country.clearances.values())


def _today() -> date:
    return clock.today(current().zone)
