"""Files at the end of their term: the list, one file, its holds, and the two steps of the decision."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import Invalid
from core.i18n import gettext as _
from core.residents import house
from core.retention import holds, service
from core.retention.schemas import HoldSchema, LiftSchema, ProposalSchema, ReturnSchema
from core.web.context import needs, reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from marshmallow import Schema
    from sqlalchemy.orm import Session

    from core.residents.models import Resident

bp = Blueprint("retention", __name__, url_prefix="/retention", template_folder="templates")

Answer = tuple[str, int] | Response
Act = Callable[["Session", "Resident", dict[str, Any]], object]
_FORMS: dict[str, "type[Schema]"] = {
    "hold": HoldSchema, "lift": LiftSchema, "propose": ProposalSchema, "back": ReturnSchema,
}  # fmt: skip


@bp.get("")
@needs("retention.read")
def index() -> str:
    """Which files have come to their end, what keeps some of them, and what was decided."""
    with reading() as session:
        review = service.review(session, g.actor, g.country)
        return render_template("retention/index.html", review=review)


@bp.get("/find")
@needs("retention.read")
def find() -> Response:
    """Go to the file of a code, to hold it before its term is over."""
    with reading() as session:
        code = service.find(session, g.actor, request.args.get("code", "").strip().upper()).code
    return redirect(url_for(".file", code=code))


@bp.get("/<code>")
@needs("retention.read")
def file(code: str) -> tuple[str, int]:
    """One file: when its term is over, what keeps it, who decided what."""
    return _page(code)


@bp.post("/<code>/hold")
@needs("retention.hold")
def hold(code: str) -> Answer:
    """Hold a file."""

    def act(session: "Session", resident: "Resident", values: dict[str, Any]) -> None:
        holds.put(session, g.actor, resident, values["ground"], values["reason"])

    return _do(code, "hold", act, _("The file is held: nothing of it is destroyed."))


@bp.post("/<code>/holds/<int:hold_id>/lift")
@needs("retention.hold")
def lift(code: str, hold_id: int) -> Answer:
    """Lift a hold."""

    def act(session: "Session", resident: "Resident", values: dict[str, Any]) -> None:
        holds.lift(session, g.actor, resident, hold_id, values["why"])

    return _do(code, "lift", act, _("The hold is lifted."))


@bp.post("/<code>/propose")
@needs("retention.decide")
def propose(code: str) -> Answer:
    """Propose to destroy a file."""

    def act(session: "Session", resident: "Resident", values: dict[str, Any]) -> None:
        service.propose(session, g.actor, g.country, resident, **values)

    return _do(code, "propose", act, _("Proposed. A second person decides."))


@bp.post("/<code>/approve")
@needs("retention.decide")
def approve(code: str) -> Response:
    """Destroy a file that somebody else has proposed."""
    with transaction() as session:
        service.approve(session, g.actor, g.country, service.find(session, g.actor, code))
    flash(_("The file is destroyed. What figures count of it stays under its code."))
    return redirect(url_for(".file", code=code))


@bp.post("/<code>/back")
@needs("retention.decide")
def back(code: str) -> Answer:
    """Keep a file that was proposed."""

    def act(session: "Session", resident: "Resident", values: dict[str, Any]) -> None:
        service.send_back(session, g.actor, resident, values["comment"])

    return _do(code, "back", act, _("The file stays."))


def _do(code: str, name: str, act: Act, said: str) -> Answer:
    form = Form(_FORMS[name](), place=name)
    if not form.accepts(request.form):
        return _page(code, **{name: form})
    try:
        with transaction() as session:
            act(session, service.find(session, g.actor, code), form.values)
    except Invalid as error:
        form.add_errors(error.fields)
        return _page(code, **{name: form})
    flash(said)
    return redirect(url_for(".file", code=code))


def _page(code: str, **sent: Form) -> tuple[str, int]:
    forms = {name: sent.get(name) or Form(schema(), place=name) for name, schema in _FORMS.items()}
    with transaction() as session:
        resident = service.find(session, g.actor, code)
        found, made = service.standing(session, g.actor, g.country, resident)
        page = render_template(
            "retention/file.html",
            resident=resident,
            file=found,
            made=made,
            words=service.words_of(session, made) if made else ("", ""),
            holds=holds.of_resident(session, g.actor, resident),
            grounds=holds.LABELS,
            today=house.today(session, g.actor),
            forms=forms,
        )
    return page, max(form.status for form in forms.values())
