"""What the house owes to whom: the list, a report as it was prepared, and what is done with it."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as Answer

from core import clock
from core.audit.service import Subject
from core.errors import Conflict, Invalid, Refused
from core.i18n import current, say
from core.i18n import gettext as _
from core.obligations import board, documents, files
from core.obligations.owed import Due
from core.obligations.schemas import KeepSchema, SendSchema, WhichSchema
from core.obligations.tables import from_data
from core.reporting.leaving import exposure
from core.reporting.leaving.exposure import Exposed
from core.reporting.periods import Period
from core.reporting.quantity import in_words
from core.reporting.words import offered, period_words
from core.web.context import needs, reading, transaction
from core.web.forms import Form

bp = Blueprint("obligations", __name__, url_prefix="/obligations", template_folder="templates")


@bp.get("")
@needs("obligation.read")
def index() -> tuple[str, int]:
    """What is owed, by whom it is asked, and how far it has come."""
    return _index()


@bp.post("/prepare")
@needs("obligation.prepare")
def prepare() -> Answer:
    """Fill a report from the figures."""
    form = Form(WhichSchema())
    try:
        if not form.accepts(request.form):
            raise Invalid(form.errors)
        asked = form.values
        with transaction() as session:
            made = documents.prepare(
                session, g.actor, g.country, asked["code"], Period.parse(asked["period"]), asked["partner"]
            )
            target = url_for(".document", document_id=made.id)
    except (Invalid, Refused, Conflict) as error:
        if isinstance(error, Exposed):
            with transaction() as session:
                exposure.note(session, g.actor, Subject("period", form.values["period"]), error)
        _tell(error)
        return redirect(url_for(".index"))
    return redirect(target)


@bp.post("/keep")
@needs("obligation.send")
def keep() -> Answer | tuple[str, int]:
    """Note that a report is not sent, and why."""
    form = Form(KeepSchema(), place=_place(*(request.form.get(each, "") for each in ("code", "period", "partner"))))
    if not form.accepts(request.form):
        return _index(form)
    asked = form.values
    try:
        with transaction() as session:
            documents.keep(
                session, g.actor, g.country, asked["code"], Period.parse(asked["period"]), asked["partner"],
                asked["reason"],
            )  # fmt: skip
    except Invalid as error:
        form.add_errors(error.fields)
        return _index(form)
    except Conflict as error:
        _tell(error)
    else:
        flash(_("It is noted that this report is kept."))
    return redirect(url_for(".index"))


def _index(kept: Form | None = None) -> tuple[str, int]:
    """Draw the list, with the reason that has to be put right where it was written."""
    today = clock.today(current().zone)
    with reading() as session:
        lines = board.board(session, g.actor, g.country, today)
        done = board.history(session, g.actor)
    page = render_template(
        "obligations/index.html",
        lines=lines,
        history=done,
        keeping=[_keeping(line.due, kept) for line in lines],
        words=board.STANDING_WORDS,
        rhythms=board.RHYTHM_WORDS,
        period_words=period_words,
        parse=Period.parse,
        periods=[(str(each), period_words(each)) for each in offered(today) if each.last < today],
        forms=g.country.forms,
        titles={code: each.title for code, each in g.country.obligations.items()},
    )
    return page, kept.status if kept else 200


def _keeping(due: Due, sent: Form | None) -> Form:
    """Ask why one report is kept; the form that was sent stands in its own place again."""
    which = {"code": due.obligation.code, "period": str(due.period), "partner": due.addressee.partner_id}
    place = _place(which["code"], which["period"], which["partner"] or "")
    return sent if sent and sent.place == place else Form(KeepSchema(), data=which, place=place)


def _place(code: object, period: object, partner: object) -> str:
    return f"{code}-{period}-{partner}"


@bp.get("/<int:document_id>")
@needs("obligation.read")
def document(document_id: int) -> tuple[str, int]:
    """A report as it was prepared."""
    return _page(document_id, Form(SendSchema(), data={"settled_on": clock.today(current().zone)}))


@bp.post("/<int:document_id>/send")
@needs("obligation.send")
def send(document_id: int) -> Answer | tuple[str, int]:
    """Note that a report left."""
    form = Form(SendSchema())
    if not form.accepts(request.form):
        return _page(document_id, form)
    try:
        with transaction() as session:
            documents.send(session, g.actor, document_id, form.values["settled_on"], form.values["receipt"])
    except Invalid as error:
        form.add_errors(error.fields)
        return _page(document_id, form)
    except Conflict as error:
        _tell(error)
    else:
        flash(_("It is noted that this report left."))
    return redirect(url_for(".document", document_id=document_id))


@bp.post("/<int:document_id>/file")
@needs("obligation.read")
def hand_out(document_id: int) -> Response:
    """Give a report as a file."""
    kind = request.form.get("format", "pdf")
    if kind not in files.MEDIA_TYPES:
        raise NoSuchPage
    with transaction() as session:
        made, name = files.hand_out(session, g.actor, g.country, document_id, kind)
    answer = Response(made, content_type=files.MEDIA_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(document_id: int, form: Form) -> tuple[str, int]:
    with reading() as session:
        found = documents.get(session, g.actor, document_id)
        content = documents.content_of(found)
    tables = from_data(content["tables"])
    page = render_template(
        "obligations/document.html",
        document=found,
        content=content,
        tables=tables,
        facts=list(files.facts(found, content)),
        remarks=list(files.remarks(content, tables)),
        figure=lambda each: in_words(each.quantity, each, files.HIDDEN_SIGN),
        title=say(documents.text_of(content["title"])),
        period=period_words(Period.parse(found.period)),
        words=board.STANDING_WORDS,
        form=form,
    )
    return page, form.status


def _tell(error: Invalid | Refused | Conflict) -> None:
    if isinstance(error, Invalid):
        for message in (say(each) for messages in error.fields.values() for each in messages):
            flash(message, "warning")
    else:
        flash(say(error.message), "warning")
    for each in error.objections if isinstance(error, Refused) else ():
        flash(say(each.message), "warning")
