"""The transfers of the house and of one resident; the post fetched, and envelopes that travel as files."""

from io import BytesIO

from flask import flash, g, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core import courier
from core.access.policies import may
from core.errors import Damaged, Invalid
from core.i18n import gettext as _
from core.residents import service as residents
from core.stages import envelopes, outgoing, transfers
from core.transfers import acts, listing, words
from core.transfers.schemas import FileSchema
from core.transfers.views.blueprint import bp, branch_names, own_post
from core.web.context import needs, reading, transaction
from core.web.cursor import paged, read_cursor
from core.web.forms import Form

#: An envelope holds texts and no pictures.
_LARGEST_FILE = 1024 * 1024


@bp.get("/transfers")
@needs("transfer.read")
def index() -> str:
    """What waits for the reader, what is under way, what has ended, and what could not be opened."""
    with reading() as session:
        after, before = read_cursor("after", 1), read_cursor("before", 1)
        ended = listing.list_ended(session, g.actor, after=after, before=before)  # type: ignore[arg-type]
        rows = listing.list_open(session, g.actor)
    return render_template(
        "transfers/index.html",
        rows=rows,
        ended=paged(ended, listing.PAGE, lambda row: (row.id,)),
        unopened=_unopened() if may(g.actor, "transfer.receive") else 0,
        names=branch_names(),
        words=words,
    )


@bp.get("/residents/<code>/transfers")
@needs("transfer.read")
def of_resident(code: str) -> str:
    """A resident's transfers."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        rows = listing.of_resident(session, g.actor, resident.id)
        sends = may(g.actor, "transfer.send", on_case=residents.on_case(session, g.actor, resident.id))
    return render_template(
        "transfers/of_resident.html", resident=resident, rows=rows, sends=sends, names=branch_names(), words=words
    )


@bp.post("/transfers/fetch")
@needs("transfer.receive")
def fetch() -> Response:
    """Carry the house's post now: what lies ready in the network comes in, what waits goes out."""
    courier.hurry([own_post()])
    flash(_("The post is fetched."))
    return redirect(url_for(".index"))


@bp.route("/transfers/file", methods=["GET", "POST"])
@needs("transfer.receive")
def bring_file() -> tuple[str, int] | Response:
    """Take in an envelope or a receipt that somebody brought on a stick."""
    form = Form(FileSchema())
    if request.method == "POST" and form.accepts(request.form, request.files):
        try:
            new = courier.bring_file(own_post(), form.values["file"].read(_LARGEST_FILE))
            flash(_("The envelope is in.") if new else _("This envelope was here already; nothing has changed."))
            return redirect(url_for(".index"))
        except Invalid as error:
            form.add_errors(error.fields)
        except Damaged:
            form.add_errors({"file": [_("This is no envelope of the network, or it was changed on the way.")]})
    return render_template("transfers/file.html", form=form), form.status


@bp.post("/transfers/<int:transfer_id>/file")
@needs("transfer.receive")
def take_file(transfer_id: int) -> Response:
    """Give the sealed envelope, or the receipt to one, as a file; that it was taken is recorded."""
    with transaction() as session:
        transfer = transfers.get(session, g.actor, transfer_id)
        if "take_file" not in acts.standing(session, g.actor, transfer).acts:
            residents.deny()
        outgoing.note_file(session, g.actor, transfer)
    courier.hurry([own_post()])  # what is to be taken has to lie in the network first
    with g.network.reading() as network:
        content = envelopes.to_file(network, str(transfer.envelope_id))
    name = f"sobre-{str(transfer.envelope_id)[:8]}.json"
    return send_file(BytesIO(content), "application/json", as_attachment=True, download_name=name)


def _unopened() -> int:
    with g.network.reading() as network:
        lying = envelopes.closed_ids(network, g.actor.branch_code)
    with reading() as session:
        return listing.unopened(session, g.actor, lying)
