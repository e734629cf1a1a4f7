"""What the public is told: proposed, read with its audit, let go by another person, downloaded."""

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from core.errors import Invalid
from core.hq.models import PublicRelease
from core.hq.outside.words import public_words, rule_words
from core.hq.public import file as public_file
from core.hq.public import service as public
from core.hq.public.schemas import CorrectionSchema, ProposalSchema
from core.hq.views_answers import done, office
from core.i18n import gettext as _
from core.reporting import catalogue as catalogues
from core.reporting.periods import Period
from core.reporting.words import period_words
from core.web.context import needs
from core.web.forms import Form

bp = Blueprint("public", __name__, url_prefix="/hq/public", template_folder="templates")


@bp.route("", methods=["GET", "POST"])
@needs("hq.read")
def index() -> tuple[str, int] | Redirect:
    """What was proposed, told and refused, and the form that proposes a period."""
    with office().hq.reading() as session:
        listed, offered = public.listed(session, g.actor), public.offered(session, g.actor)
        years = public.correctable(session, g.actor)
    form = Form(ProposalSchema(), choices=_choices(offered))

    def propose(session: Session) -> PublicRelease:
        return public.propose(session, g.actor, form.token, Period.parse(form.values["period"]))

    return _proposed(form, propose) or (render_template(
        "hq/public_list.html", form=form, listed=listed, offered=offered, years=years, words=period_words,
        parse=Period.parse,
    ), form.status)  # fmt: skip


@bp.route("/correct", methods=["GET", "POST"])
@needs("hq.read")
def correct() -> tuple[str, int] | Redirect:
    """The form that proposes to tell anew all of a year that was told."""
    with office().hq.reading() as session:
        years = public.correctable(session, g.actor)
    form = Form(CorrectionSchema(), choices=_choices(years))

    def propose(session: Session) -> PublicRelease:
        return public.correct(session, g.actor, form.token, Period.parse(form.values["period"]), form.values["why"])

    return _proposed(form, propose) or (render_template("hq/public_correct.html", form=form, years=years), form.status)


@bp.get("/<int:release_id>")
@needs("hq.read")
def read(release_id: int) -> str:
    """Read a release with what the audit found."""
    with office().hq.reading() as session:
        shown = public.read(session, g.actor, release_id)
    return render_template(
        "hq/public_read.html", shown=shown, release=shown.release, words=period_words, told=public_words,
        rule=rule_words, catalogue=catalogues.current(), own=shown.release.proposed_by == g.actor.user_id,
    )  # fmt: skip


@bp.post("/<int:release_id>/approve")
@needs("hq.read")
def approve(release_id: int) -> Redirect:
    """Let a release go."""
    said = _("It may be told now. It stands in the ledger, against which everything told later is held.")
    return _done(release_id, lambda session: public.approve(session, g.actor, release_id), said)


@bp.post("/<int:release_id>/refuse")
@needs("hq.read")
def refuse(release_id: int) -> Redirect:
    """Do not let a release go."""
    why = request.form.get("comment", "")
    return _done(release_id, lambda session: public.refuse(session, g.actor, release_id, why), _("Saved."))


@bp.get("/<int:release_id>/figures.csv")
@needs("hq.read")
def as_csv(release_id: int) -> Response:
    """Download what the public is told; what is withheld is empty, with one flag for all."""
    with g.network.transaction() as session:
        shown = public.note_download(session, g.actor, release_id)
    answer = Response(public_file.as_csv(shown), mimetype="text/csv")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="abrigo-public-{shown.period}-v{shown.release.version}.csv"'
    )
    return answer


def _choices(periods: Sequence[Period]) -> dict[str, list[tuple[str, str]]]:
    return {"period": [(str(each), period_words(each)) for each in periods]}


def _proposed(form: Form, act: Callable[[Session], PublicRelease]) -> Redirect | None:
    """Do what a form asks for; None if it has to be shown, for the first time or with what is wrong."""
    if request.method != "POST" or not form.accepts(request.form):
        return None
    try:
        with g.network.transaction() as session:
            return redirect(url_for(".read", release_id=act(session).id))
    except Invalid as error:
        form.add_errors(error.fields)
        return None


def _done(release_id: int, act: Callable[[Session], object], said: str) -> Redirect:
    return done(act, said, url_for(".read", release_id=release_id))
