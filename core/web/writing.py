"""A page with one form that writes a record: shown, sent once, shown again with what is wrong."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import flash, g, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from core.continuity import service as continuity
from core.errors import Conflict, Invalid
from core.i18n import gettext as _
from core.i18n import say
from core.web.context import reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Answer = tuple[str, int] | Response
#: Does what a form asks and tells where it leads.
Act = Callable[["Session", dict[str, Any]], str]


def form_page(
    form: Form, act: Act, title: str, cancel: str, *, lead: str = "", note: str = "", edits: bool = False,
    about: Callable[["Session"], object] | None = None,
) -> Answer:  # fmt: skip
    """Show a form, and write what it says once however often it is sent.

    :param about: finds what the form is about; whoever may not know of it gets the same answer as for nothing.
    :param note: what whoever fills it in should know, above the form.
    :param edits: whether it changes a record, which its revision guards.
    """
    if about is not None:
        with reading() as session:
            about(session)
    if request.method == "POST" and form.accepts(request.form):
        try:
            address = write(form, act, edits=edits)
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict as error:
            if not edits or not form.compare():
                g.untaken = not edits  # an edit without a difference is there already
                flash(say(error.message), "warning")
                return redirect(cancel)
        else:
            flash(_("Saved."))
            return redirect(address)
    page = render_template("writing.html", form=form, title=title, cancel=cancel, lead=lead, note=note)
    return page, form.status


def write(form: Form, act: Act, *, edits: bool = False) -> str:
    """Do what an accepted form asks; a second arrival is led to where the first one went."""
    with transaction() as session:
        token = "" if edits else form.token
        return continuity.once(session, g.actor, token, lambda: act(session, dict(form.values)))


def revealed(value: str, back: str) -> Response | str:
    """Show one value that was asked for: to the script for half a minute, else on a page of its own."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(value=value)
    return render_template("revealed.html", value=value, back=back)


def act_once(act: Callable[["Session"], str], otherwise: str) -> Response:
    """Do what a button asks, and say so if it has been done already."""
    try:
        with transaction() as session:
            return redirect(act(session))
    except Conflict as error:
        flash(say(error.message), "warning")
    except Invalid as error:
        flash(" ".join(say(each) for texts in error.fields.values() for each in texts), "warning")
    return redirect(otherwise)
