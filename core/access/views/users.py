"""The accounts of a house: who works there, in which role, since when. Accounts only, nothing about residents."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.access import grants, service
from core.access.grants import NewGrant
from core.access.policies import may
from core.access.schemas import GrantSchema, NewUserSchema
from core.access.users import NewUser, is_locked
from core.access.views.blueprint import bp
from core.errors import Invalid
from core.i18n import current
from core.i18n import gettext as _
from core.web.context import needs
from core.web.forms import Form


@bp.get("/users")
@needs("users.approve")
def users() -> tuple[str, int]:
    """Everybody with a role at this house."""
    return _page(Form(NewUserSchema(), data=_today()))


@bp.get("/users/<int:user_id>")
@needs("users.approve")
def user(user_id: int) -> str:
    """One account, its roles at this house, and what may be done about them."""
    with g.network.reading() as network:
        found = service.get_colleague(network, g.actor, user_id)
        held = [grant for grant, each in grants.at_branch(network, g.actor.branch_code) if each.id == found.id]
    manages = may(g.actor, "users.manage")
    return render_template("access/user.html", user=found, held=held, is_locked=is_locked, manages=manages)


@bp.post("/users/add")
@needs("users.manage")
def add_user() -> tuple[str, int]:
    """Make an account with a role, and show once the code for its first sign-in."""
    form = Form(NewUserSchema())
    if not form.accepts(request.form):
        return _page(form)
    values = form.values
    try:
        with g.network.transaction() as network:
            made = service.add_user(network, g.actor, NewUser(values["login"], values["name"], g.actor.language))
            service.grant(network, g.actor, made, _new_grant(values))
            code = service.new_enrolment(network, g.actor, made)
    except Invalid as error:
        form.add_errors(error.fields)
        return _page(form)
    return render_template("access/handed_over.html", user=made, code=code), 200


@bp.route("/users/<int:user_id>/role", methods=["GET", "POST"])
@needs("users.manage")
def give_role(user_id: int) -> tuple[str, int] | Response:
    """Give somebody of this house another role."""
    form = Form(GrantSchema(), data=_today())
    with g.network.reading() as network:
        colleague = service.get_colleague(network, g.actor, user_id)
    if request.method == "POST" and form.accepts(request.form):
        try:
            with g.network.transaction() as network:
                colleague = service.get_colleague(network, g.actor, user_id)
                service.grant(network, g.actor, colleague, _new_grant(form.values))
            return redirect(url_for(".user", user_id=user_id), 303)
        except Invalid as error:
            form.add_errors(error.fields)
    return render_template("access/role.html", form=form, user=colleague), form.status


@bp.post("/users/<int:user_id>/reset")
@needs("users.manage")
def reset_user(user_id: int) -> str:
    """Let somebody begin anew with a code; what she had before ends."""
    with g.network.transaction() as network:
        colleague = service.get_colleague(network, g.actor, user_id)
        code = service.new_enrolment(network, g.actor, colleague)
    return render_template("access/handed_over.html", user=colleague, code=code)


@bp.post("/users/<int:user_id>/unlock")
@needs("users.manage")
def unlock_user(user_id: int) -> Response:
    """Let somebody try again at once."""
    with g.network.transaction() as network:
        service.unlock_user(network, g.actor, service.get_colleague(network, g.actor, user_id))
    return _done()


@bp.post("/users/<int:user_id>/end")
@needs("users.manage")
def end_user(user_id: int) -> Response:
    """End an account."""
    with g.network.transaction() as network:
        service.end_user(network, g.actor, service.get_colleague(network, g.actor, user_id))
    return _done()


@bp.post("/users/roles/<int:grant_id>/end")
@needs("users.manage")
def end_role(grant_id: int) -> Response:
    """End a role at this house, at once."""
    with g.network.transaction() as network:
        service.end_grant(network, g.actor, grants.get(network, g.actor, grant_id))
    return _done()


@bp.post("/users/roles/<int:grant_id>/approve")
@needs("users.approve")
def approve_role(grant_id: int) -> Response:
    """Approve a role as the second person."""
    with g.network.transaction() as network:
        grants.approve(network, g.actor, grants.get(network, g.actor, grant_id))
    return _done()


def _page(form: Form) -> tuple[str, int]:
    with g.network.reading() as network:
        rows = grants.at_branch(network, g.actor.branch_code)
    page = render_template(
        "access/users.html",
        rows=rows,
        form=form,
        is_locked=is_locked,
        manages=may(g.actor, "users.manage"),
    )
    return page, form.status


def _today() -> dict[str, object]:
    return {"valid_from": clock.today(current().zone)}


def _new_grant(values: dict[str, object]) -> NewGrant:
    place = {"branch_code": g.actor.branch_code, "country_code": g.actor.country_code}
    named = ("role", "valid_from", "valid_until", "reason")
    return NewGrant(**{name: values[name] for name in named}, **place)  # type: ignore[arg-type]


def _done() -> Response:
    flash(_("Saved."))
    return redirect(url_for(".users"), 303)
