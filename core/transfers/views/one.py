"""One transfer: its way step by step, what goes along, and what the reader may do with it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import courier
from core.access.policies import may
from core.errors import Conflict, Invalid
from core.i18n import gettext as _
from core.residents import service as residents
from core.stages import incoming, outgoing, transfer_steps, transfers
from core.transfers import acts, deciding, words
from core.transfers.schemas import DecisionSchema, MedicalSchema, RefusalSchema, SendingSchema
from core.transfers.views.blueprint import bp, branch_names, keys_of, posts
from core.web.context import needs, reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.stages.envelopes import PublicKeys
    from core.stages.models import Transfer

Act = Callable[["Session", "Transfer", dict[str, Any], "PublicKeys | None"], str]
Answer = tuple[str, int] | Response
_FORMS = {"decide": DecisionSchema, "send": SendingSchema, "refuse": RefusalSchema}


@bp.get("/transfers/<int:transfer_id>")
@needs("transfer.read")
def one(transfer_id: int) -> Answer:
    """A transfer."""
    return page_of(transfer_id)


def page_of(transfer_id: int, **sent: Form) -> tuple[str, int]:
    """Draw a transfer, with the form that was sent and has to be put right."""
    with reading() as session:
        transfer = transfers.get(session, g.actor, transfer_id)
        about = _about(session, transfer)
    forms = {name: sent.get(name) or Form(schema()) for name, schema in _FORMS.items()}
    page = render_template(
        "transfers/one.html", transfer=transfer, forms=forms, names=branch_names(), words=words, **about
    )
    return page, max(form.status for form in forms.values())


def _about(session: Session, transfer: Transfer) -> dict[str, Any]:
    found = acts.standing(session, g.actor, transfer)
    inside = found.on_case or may(g.actor, "transfer.authorise")
    package = transfers.read_proposal(session, g.actor, transfer)
    return {
        "resident": next(iter(residents.by_ids(session, [transfer.resident_id or 0])), None),
        "acts": found.acts,
        "steps": transfer_steps.trail(session, transfer),
        "parts": acts.texts(package, transfer.contents, g.actor, on_case=found.on_case),
        "said": {name: transfers.said(session, transfer, name) for name in ("reason", "residents_view")} if inside
        else {},
        "refused_file": transfer.resident_id is not None
        and transfers.has_refused(session, g.actor, g.country, transfer.resident_id),
    }  # fmt: skip


@bp.post("/transfers/<int:transfer_id>/decide")
@needs("transfer.authorise")
def decide(transfer_id: int) -> Answer:
    """Let her go, or send the proposal back."""

    def act(session: Session, transfer: Transfer, values: dict[str, Any], _keys: PublicKeys | None) -> str:
        if request.form.get("answer") == "return":
            deciding.send_back(session, g.actor, transfer, values["comment"])
            return _("The proposal is sent back with your comment.")
        transfers.authorise(session, g.actor, transfer, values["comment"])
        return _("Authorised. Her case worker can pack and send now.")

    return _do(transfer_id, "decide", act)


@bp.post("/transfers/<int:transfer_id>/send")
@needs("transfer.send")
def send(transfer_id: int) -> Answer:
    """Seal the package and hand it over."""
    with reading() as session:
        other = transfers.get(session, g.actor, transfer_id).other_branch

    def act(session: Session, transfer: Transfer, values: dict[str, Any], keys: PublicKeys | None) -> str:
        assert keys is not None
        without = values["without_medical"]
        outgoing.dispatch(session, g.actor, g.country, transfer, keys, without_medical=without)
        return _("The package is sealed and on its way.")

    answer = _do(transfer_id, "send", act, seals_for=other)
    if isinstance(answer, Response):
        courier.hurry(posts(g.actor.branch_code, other))
    return answer


@bp.post("/transfers/<int:transfer_id>/call-off")
@needs("transfer.send")
def call_off(transfer_id: int) -> Response:
    """Give it up before it is sealed."""
    try:
        with transaction() as session:
            transfers.call_off(session, g.actor, transfers.get(session, g.actor, transfer_id))
        flash(_("The transfer is called off. Her stay goes on."))
    except Conflict:
        flash(_("This step has been taken already."), "warning")
    return redirect(url_for(".one", transfer_id=transfer_id))


@bp.route("/transfers/<int:transfer_id>/medical", methods=["GET", "POST"])
@needs("transfer.medical")
def medical(transfer_id: int) -> Answer:
    """Enclose what only health staff over there may read."""
    with reading() as session:
        transfer = transfers.get(session, g.actor, transfer_id)
        if "enclose" not in acts.standing(session, g.actor, transfer).acts:
            residents.deny()
        agreed = outgoing.consents_to_medical(session, g.actor, g.country, transfer.resident_id)
        resident = residents.by_ids(session, [transfer.resident_id or 0])[0]
    form = Form(MedicalSchema())
    if request.method == "POST" and form.accepts(request.form):
        try:
            return _enclosed(transfer_id, form)
        except Invalid as error:
            form.add_errors(error.fields)
    page = render_template(
        "transfers/medical.html", form=form, transfer=transfer, resident=resident, agreed=agreed, names=branch_names()
    )
    return page, form.status


@bp.post("/transfers/<int:transfer_id>/medical/read")
@needs("transfer.medical")
def read_medical(transfer_id: int) -> str:
    """Read what came sealed for health staff; that it was read is recorded."""
    with transaction() as session:
        transfer = transfers.get(session, g.actor, transfer_id)
        text = incoming.read_medical(session, g.actor, transfer)
        resident = residents.by_ids(session, [transfer.resident_id or 0])[0]
    return render_template("transfers/read_medical.html", transfer=transfer, resident=resident, text=text)


def _enclosed(transfer_id: int, form: Form) -> Response:
    with reading() as session:
        other = transfers.get(session, g.actor, transfer_id).other_branch
    keys = keys_of(other)
    with transaction() as session:
        transfer = transfers.get(session, g.actor, transfer_id)
        outgoing.enclose_medical(session, g.actor, g.country, transfer, form.values["text"], keys)
    flash(_("It is sealed for the health staff there. Nobody here can read it any more."))
    return redirect(url_for(".one", transfer_id=transfer_id))


def _do(transfer_id: int, name: str, act: Act, *, seals_for: str | None = None) -> Answer:
    """Take a step by a form of the page; who comes too late is told so, what was typed stays.

    :param seals_for: the branch whose keys it needs; they are fetched before this house's store is locked.
    """
    form = Form(_FORMS[name]())
    with reading() as session:
        transfers.get(session, g.actor, transfer_id)
    if not form.accepts(request.form):
        return page_of(transfer_id, **{name: form})
    try:
        keys = keys_of(seals_for) if seals_for else None
        with transaction() as session:
            told = act(session, transfers.get(session, g.actor, transfer_id), form.values, keys)
        flash(told)
    except Invalid as error:
        form.add_errors(error.fields)
        return page_of(transfer_id, **{name: form})
    except Conflict as error:
        flash(_("This step has been taken already.") if error.changes else _(str(error)), "warning")
    return redirect(url_for(".one", transfer_id=transfer_id))
