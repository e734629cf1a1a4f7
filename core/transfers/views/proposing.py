"""Proposing a transfer from a resident's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.continuity import service as continuity
from core.errors import Conflict, Invalid
from core.i18n import gettext as _
from core.residents import family
from core.residents import service as residents
from core.stages import episodes, transfers
from core.stages.packages import Counted, Leaving, Package
from core.transfers import destinations, proposing, words
from core.transfers.schemas import ProposalSchema
from core.transfers.views.blueprint import bp, keys_of, today
from core.web.context import needs, reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.residents.models import Resident


@bp.route("/residents/<code>/transfers/new", methods=["GET", "POST"])
@needs("transfer.send")
def propose(code: str) -> tuple[str, int] | Response:
    """Propose to move her to another branch."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        transfers.send_right(session, g.actor, resident.id)
        episodes.get_open(session, resident.id)
        form = Form(
            ProposalSchema(), data=proposing.first_draft(session, resident), choices=_choices(session, resident)
        )
        about = _about(session, resident)
    if request.method == "POST" and form.accepts(request.form):
        try:
            keys_of(form.values["receiver"])
            return redirect(_proposed(resident, form))
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict as error:
            flash(_(str(error)), "warning")
            return redirect(url_for(".of_resident", code=resident.code))
    return render_template("transfers/propose.html", resident=resident, form=form, words=words, **about), form.status


def _choices(session: Session, resident: Resident) -> dict[str, Any]:
    with g.network.reading() as network:
        branches = destinations.list_destinations(network, g.actor.branch_code, today())
    return {
        "receiver": [(each.code, each.label) for each in branches],
        "order_measure_id": proposing.orders(session, g.country, resident, g.actor.language, today()),
        "assent": [(code, _(word)) for code, word in words.ASSENT_WORDS.items()],
    }


def _about(session: Session, resident: Resident) -> dict[str, Any]:
    """What whoever writes it has to know: the card that goes along, a refusal, a baby with a file of its own."""
    babies = [each.relative_id for each in family.babies_of(session, resident.id) if each.relative_id]
    return {
        "health": residents.read_health(session, g.actor, resident),
        "refused_file": transfers.has_refused(session, g.actor, g.country, resident.id),
        "babies": [each for each in residents.by_ids(session, babies) if episodes.find_open(session, each.id)],
        "no_order": not proposing.orders(session, g.country, resident, g.actor.language, today()),
    }


def _proposed(resident: Resident, form: Form) -> str:
    with transaction() as session:

        def act() -> str:
            leaving = _leaving(form.values)
            made = proposing.propose(session, g.actor, g.country, resident, leaving, today())
            flash(_("The transfer is proposed. The director decides."))
            return url_for(".one", transfer_id=made.id)

        return continuity.once(session, g.actor, form.token, act)


def _leaving(values: Mapping[str, Any]) -> Leaving:
    texts = {name: values[name] for name in ("order", "school_record", "plan_summary", "escort")}
    return Leaving(
        **{name: values[name] for name in ("receiver", "order_measure_id", "assent", "reason", "residents_view")},
        package=Package(**texts, medicines=tuple(Counted(**each) for each in values["medicines"])),
        medical=values["medical"],
    )
