"""The staff's certificates: who lacks one, and for the director what each has."""

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock, slips
from core.access import people
from core.access.matrix import ROLES
from core.access.people import role_label
from core.actor import Actor
from core.branches import clearances, posts
from core.branches.clearances import NewClearance
from core.branches.posts import NewPost
from core.branches.schemas import ClearanceSchema, PostSchema
from core.errors import Invalid, NotFound
from core.i18n import current, say
from core.i18n import gettext as _
from core.web.context import needs, reading, transaction
from core.web.forms import Form
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

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
        held = posts.of_member(session, g.actor, user_id)
    page = render_template(
        "branches/staff_member.html", member=who, known=known, form=form, today=_today(), kinds=g.country.clearances,
        roles=role_label, posts=held,
    )  # fmt: skip
    return page, form.status


@bp.route("/<int:user_id>/posts/new", methods=["GET", "POST"])
@needs("post.write")
def new_post(user_id: int) -> Answer:
    """Record somebody's post."""
    who = next((each for each in _staff() if each.user_id == user_id), None)
    if who is None:
        raise NotFound()
    here, choices = url_for(".member", user_id=user_id), {"role": [(each, role_label(each)) for each in ROLES]}
    data = {"from_on": _today(), "role": who.role, "fte_percent": 100, "with_children": True}
    form = Form(PostSchema(), data=data, choices=choices)

    def act(session: "Session", values: dict[str, Any]) -> str:
        posts.add(session, g.actor, who, NewPost(**values))
        return here

    return form_page(form, act, _("New post"), here, lead=who.name)


@bp.post("/<int:user_id>/posts/<int:post_id>/<any(end, strike, restore):how>")
@needs("post.write")
def change_post(user_id: int, post_id: int, how: str) -> Response:
    """End a post, strike it out or bring it back."""
    here = url_for(".member", user_id=user_id)

    def act(session: "Session") -> str:
        if how == "end":
            posts.end(session, g.actor, post_id, _today())
        else:
            found = posts.get(session, g.actor, post_id)
            (slips.strike if how == "strike" else slips.restore)(session, g.actor, found)
        return here

    return act_once(act, here)


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
