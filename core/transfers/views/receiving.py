"""The other side: what came is read, and she is received, or it is said why not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock, courier
from core.branches import service as branches
from core.continuity import service as continuity
from core.errors import Conflict, Invalid, Refused
from core.i18n import current
from core.i18n import gettext as _
from core.intake import arrivals, tasks
from core.residents import service as residents
from core.stages import envelopes, incoming, transfers
from core.transfers import acts, receiving, words
from core.transfers.schemas import ReceptionSchema, RefusalSchema
from core.transfers.views.blueprint import bp, branch_names, posts, today
from core.transfers.views.one import page_of
from core.web.context import needs, reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.intake.admission import Admitted
    from core.stages.models import Transfer
    from core.stages.packages import Arrival

Answer = tuple[str, int] | Response


@bp.post("/transfers/<int:transfer_id>/open")
@needs("transfer.receive")
def open_package(transfer_id: int) -> str:
    """Read what came with her; that it was read is recorded."""
    transfer, told = _read(transfer_id, "open")
    return render_template("transfers/opened.html", transfer=transfer, told=told, names=branch_names(), words=words)


@bp.route("/transfers/<int:transfer_id>/receive", methods=["GET", "POST"])
@needs("transfer.receive")
def receive(transfer_id: int) -> Answer:
    """Receive her: what came is shown and taken over, only the rest is asked."""
    if (elsewhere := _answered(transfer_id)) is not None:
        return elsewhere
    transfer, told = _read(transfer_id, "receive")
    with reading() as session:
        form = Form(
            ReceptionSchema(), data=receiving.first_draft(g.country, told, clock.now()), choices=_choices(session, told)
        )
    refused: Refused | None = None
    if request.method == "POST" and form.accepts(request.form, request.files):
        try:
            return _received(transfer, told, form)
        except Invalid as error:
            form.add_errors(error.fields)
        except Refused as error:
            refused = error
    page = render_template(
        "transfers/receive.html", transfer=transfer, told=told, form=form, refused=refused, names=branch_names(),
        words=words,
    )  # fmt: skip
    return page, 409 if refused else form.status


@bp.post("/transfers/<int:transfer_id>/refuse")
@needs("transfer.receive")
def refuse(transfer_id: int) -> Answer:
    """Say that she cannot be received, and why."""
    form = Form(RefusalSchema())
    if (elsewhere := _answered(transfer_id)) is not None:
        return elsewhere
    if not form.accepts(request.form):
        return page_of(transfer_id, refuse=form)
    with reading() as session:
        transfer = transfers.get(session, g.actor, transfer_id)
    try:
        with transaction() as session:
            transfer = transfers.get(session, g.actor, transfer_id)
            arrivals.refuse(session, g.actor, transfer, _sender(transfer), form.values["reason"])
        flash(_("The other house is told. She stays in its care, and her bed there was kept."))
    except Conflict:
        _say_answered()
    except Invalid as error:
        form.add_errors(error.fields)
        return page_of(transfer_id, refuse=form)
    courier.hurry(posts(g.actor.branch_code, transfer.other_branch))
    return redirect(url_for(".one", transfer_id=transfer_id))


def _read(transfer_id: int, act: str) -> tuple[Transfer, Arrival]:
    with transaction() as session:
        transfer = transfers.get(session, g.actor, transfer_id)
        if act not in acts.standing(session, g.actor, transfer).acts:
            residents.deny()
        return transfer, incoming.read(session, g.actor, transfer)


def _answered(transfer_id: int) -> Response | None:
    """Lead whoever comes too late to what was answered."""
    with reading() as session:
        transfer = transfers.get(session, g.actor, transfer_id)
        if transfer.direction == "out":
            residents.deny()
        if transfer.state == "arrived":
            return None
        found = residents.by_ids(session, [transfer.resident_id or 0])
    _say_answered()
    return redirect(url_for("home.resident", code=found[0].code) if found else url_for(".one", transfer_id=transfer_id))


def _say_answered() -> None:
    flash(_("This has been answered already; nothing was done twice."), "warning")


def _received(transfer: Transfer, told: Arrival, form: Form) -> Response:
    done: list[Admitted] = []
    sender = _sender(transfer)
    try:
        with transaction() as session:

            def act() -> str:
                found = transfers.get(session, g.actor, transfer.id)
                mother = receiving.find_mother(session, g.actor, form.values["mother"])
                new = receiving.admission_of(told, form.values, mother, _end_of(form.values["basis_until"]))
                done.append(arrivals.receive(session, g.actor, g.country, found, new, sender))
                return url_for("home.resident", code=done[0].resident.code)

            address = continuity.once(session, g.actor, form.token, act)
    except Conflict:
        _say_answered()
        return redirect(url_for(".one", transfer_id=transfer.id))
    for admitted in done:
        tasks.tell_country(g.store, g.actor, g.country, admitted.view, admitted.resident.id, admitted.episode.id)
        flash(_("%(name)s is received. Her code is %(code)s.", name=admitted.resident.house_name,
                code=admitted.resident.code))  # fmt: skip
    courier.hurry(posts(g.actor.branch_code, transfer.other_branch))
    return redirect(address)


def _sender(transfer: Transfer) -> envelopes.PublicKeys:
    with g.network.reading() as network:
        return envelopes.public_keys(network, transfer.other_branch)


def _choices(session: Session, told: Arrival) -> dict[str, Any]:
    language = g.actor.language
    beds = branches.free_beds(session, g.actor, today(), kind="crib" if told.kind == "baby" else None)
    mothers = receiving.mothers(session, g.actor) if told.kind == "baby" else []
    kinds = [kind for kind in g.country.measure_kinds.values() if kind.covers_stay]
    spoken = [each for each in g.country.languages.values() if each.channels]
    return {
        "basis": [(kind.code, kind.label.in_language(language)) for kind in kinds],
        "language": [(each.code, each.label.in_language(language)) for each in spoken],
        "bed_id": [(str(bed.id), f"{bed.room} · {bed.label}") for bed in beds],
        "mother": [(str(each.id), f"{each.house_name} · {each.code}") for each in mothers],
        "confirmed": [(code, code) for code in request.form.getlist("confirmed")],
    }


def _end_of(day: date | None) -> datetime | None:
    """A day is covered to its end, in the house's zone."""
    return None if day is None else datetime.combine(day, time(23, 59, 59), ZoneInfo(current().zone)).astimezone(UTC)
