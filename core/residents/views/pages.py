"""What the screens about a resident share: one form page, and the languages of the country."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import Conflict, Invalid
from core.i18n import gettext as _
from core.residents import service
from core.web.context import reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.residents.models import Resident

Act = Callable[["Session", "Resident", dict[str, Any]], object]


def form_page(code: str, form: Form, act: Act, title: str, back: str) -> tuple[str, int] | Response:
    """Show a form about a resident, and do what it asks; a conflict keeps what was typed."""
    if request.method == "POST" and form.accepts(request.form) and _done(code, form, act):
        flash(_("Saved."))
        return redirect(url_for(back, code=code))
    with reading() as session:
        resident = service.get(session, g.actor, code)
    return render_template("residents/form.html", resident=resident, form=form, title=title, back=back), form.status


def _done(code: str, form: Form, act: Act) -> bool:
    try:
        with transaction() as session:
            act(session, service.get(session, g.actor, code), dict(form.values))
    except Invalid as error:
        form.add_errors(error.fields)
        return False
    except Conflict:
        return not form.compare()
    return True


def language_choices() -> list[tuple[str, str]]:
    """List the languages of the country for a choice."""
    return [(each.code, each.label.in_language(g.actor.language)) for each in g.country.languages.values()]
