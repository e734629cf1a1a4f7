"""Reports to donors: written, read beforehand, printed, issued."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from core.errors import Conflict, Invalid
from core.hq.donors import corrections as donor_corrections
from core.hq.donors import reading as donor_reading
from core.hq.donors import service as donor
from core.hq.donors import stories
from core.hq.donors.figures import choices
from core.hq.donors.paper import print_report
from core.hq.donors.schemas import HeadSchema, NewSchema, SectionSchema, WhySchema, WordsSchema
from core.hq.donors.words import changed_words, told_words
from core.hq.outside.words import rule_words
from core.hq.sharing import service as sharing
from core.hq.views_answers import done, office
from core.i18n import gettext as _
from core.i18n import say
from core.reporting import catalogue as catalogues
from core.reporting.periods import Period
from core.reporting.sharing.further_use import KINDS
from core.reporting.words import period_words
from core.web.context import needs
from core.web.forms import Form
from core.web.numbers import number_in

bp = Blueprint("donor", __name__, url_prefix="/hq/donor", template_folder="templates")
#: A section that is not written yet.
_BLANK: dict[str, Any] = {"title": "", "text": "", "indicators": [], "story": ""}
Answer = tuple[str, int] | Redirect
Act = Callable[[Session, dict[str, Any]], object]


@bp.get("")
@needs("hq.read")
def index() -> str:
    """Templates, drafts and what was issued."""
    with office().hq.reading() as session:
        rows = donor_reading.listed(session, g.actor)
    replaced = {each.corrects_id for each in rows if each.state == donor_reading.ISSUED}
    return render_template("hq/donor_list.html", rows=rows, replaced=replaced)


@bp.route("/new", methods=["GET", "POST"])
@needs("hq.read")
def new() -> Answer:
    """Begin a report or a template."""
    with office().hq.reading() as session:
        known = [(str(each.id), each.title) for each in donor_reading.listed(session, g.actor)]
        offered = {"like": known, "sharing": _requests(session)}
    form = Form(NewSchema(), data={"like": request.args.get("like", "")}, choices=offered)

    def act(session: Session, values: dict[str, Any]) -> int:
        like = values.pop("like")
        made = donor.begin(session, g.actor, form.token, values, number_in(like))
        return made.id

    return _form(form, act, _("New report to a donor"), url_for(".index"))


@bp.get("/<int:report_id>")
@needs("hq.read")
def read(report_id: int) -> str:
    """Read a report as it would leave, or as it left."""
    with office().hq.reading() as session:
        shown = donor_reading.read(session, g.actor, report_id)
    return render_template(
        "hq/donor_read.html", shown=shown, report=shown.report, words=period_words, told=told_words,
        changed=changed_words, indicators=catalogues.current().everything, most=donor.MOST_SECTIONS, kinds=KINDS,
        rule=rule_words,
    )  # fmt: skip


@bp.route("/<int:report_id>/head", methods=["GET", "POST"])
@needs("hq.read")
def head(report_id: int) -> Answer:
    """Change for whom a report is, and what of."""
    with office().hq.reading() as session:
        found = donor_reading.get(session, g.actor, report_id)
        offered = {"sharing": _requests(session)}

    def act(session: Session, values: dict[str, Any]) -> int:
        return donor.change(session, g.actor, report_id, values).id

    data = {name: getattr(found, name) for name in ("title", "donor", "period", "by_branch")}
    form = Form(HeadSchema(), data={**data, "sharing": str(found.sharing_id or "")}, choices=offered)
    return _form(form, act, _("Head of the report"), _page(report_id))


@bp.route("/<int:report_id>/sections/<int:place>", methods=["GET", "POST"])
@needs("hq.read")
def section(report_id: int, place: int) -> Answer:
    """Write a section."""
    with office().hq.reading() as session:
        found = donor_reading.get(session, g.actor, report_id)
        register = [(each.reference, f"{each.branch_code}: {each.title}") for each in stories.choices(session, g.actor)]
    told = found.sections[place] if place < len(found.sections) else _BLANK

    def act(session: Session, values: dict[str, Any]) -> int:
        return donor.write_section(session, g.actor, report_id, place, values).id

    data = {**told, "indicators": ", ".join(told["indicators"])}
    words_alone = found.corrects_id is not None
    form = Form(WordsSchema() if words_alone else SectionSchema(), data=data, choices={"story": register})
    kind = Period.parse(found.period).kind if found.period else "A"
    return _form(form, act, _("Section of the report"), _page(report_id), () if words_alone else choices(kind))


@bp.post("/<int:report_id>/sections/<int:place>/drop")
@needs("hq.read")
def drop_section(report_id: int, place: int) -> Redirect:
    """Take a section out."""
    return done(lambda session: donor.drop_section(session, g.actor, report_id, place), _("Saved."), _page(report_id))


@bp.post("/<int:report_id>/issue")
@needs("hq.read")
def issue(report_id: int) -> Redirect:
    """Issue a report: it does not change any more."""
    return done(lambda session: donor.issue(session, g.actor, report_id).state, _issued_words, _page(report_id))


@bp.route("/<int:report_id>/correct", methods=["GET", "POST"])
@needs("hq.read")
def correct(report_id: int) -> Answer:
    """Begin the correction of a report whose figures have been restated since."""
    with office().hq.reading() as session:
        donor_reading.get(session, g.actor, report_id)
    form = Form(WhySchema())

    def act(session: Session, values: dict[str, Any]) -> int:
        return donor_corrections.begin(session, g.actor, form.token, report_id, values["why"]).id

    return _form(form, act, _("Correct a report to a donor"), _page(report_id))


@bp.get("/<int:report_id>/report.pdf")
@needs("hq.read")
def paper(report_id: int) -> Response:
    """Print a report."""
    with g.network.transaction() as session:
        donor.note_print(session, g.actor, report_id)
    with office().hq.reading() as session:
        made = print_report(donor_reading.read(session, g.actor, report_id))
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="abrigo-report-{report_id}.pdf"'
    return answer


def _form(form: Form, act: Act, title: str, back: str, offered: object = ()) -> Answer:
    if request.method == "POST" and form.accepts(request.form):
        try:
            with g.network.transaction() as session:
                report_id = act(session, dict(form.values))
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict as error:
            flash(say(error.message), "warning")
            return redirect(back)
        else:
            flash(_("Saved."))
            return redirect(url_for(".read", report_id=report_id))
    return render_template("hq/donor_form.html", form=form, title=title, back=back, offered=offered), form.status


def _issued_words(state: str) -> str:
    if state == donor_reading.ISSUED:
        return _("The report is issued. Its words and figures do not change any more.")
    return _("It is not issued yet: something of it has to be withheld. Read it once more.")


def _requests(session: Session) -> list[tuple[str, str]]:
    found = sharing.listed(session, g.actor)
    return [(str(each.request.id), f"{each.request.id} · {each.request.recipient}") for each in found]


def _page(report_id: int) -> str:
    return url_for(".read", report_id=report_id)
