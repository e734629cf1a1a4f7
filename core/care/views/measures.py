"""A resident's assessments."""

from typing import TYPE_CHECKING, Any

from flask import flash, g, render_template, url_for
from werkzeug.wrappers import Response

from core.care import assessments, instruments, schemas, terms
from core.care.files import open_file
from core.care.views.blueprint import bp, lead, the_resident, today
from core.care.views.sheets import answers_of, schema_of, typed
from core.errors import NotFound
from core.i18n import gettext as _
from core.i18n import say
from core.residents import counted
from core.residents import service as residents
from core.web.context import needs, reading
from core.web.forms import Form
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from core.residents.models import Resident


@bp.get("/residents/<code>/assessments")
@needs("assessment.read")
def list_assessments(code: str) -> str:
    """Her assessments, newest first; scores only for those who read them."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        shown = assessments.list_all(session, g.actor, resident)
        safety = assessments.raised_safety(session, g.actor, resident)
        on_case = residents.on_case(session, g.actor, resident.id)
        counting = counted.standing(session, g.country, resident.id, today())
    return render_template(
        "care/assessments.html", resident=resident, shown=shown, terms=terms, safety=safety, on_case=on_case,
        instruments=instruments.all_instruments().values(), counting=counting,
    )  # fmt: skip


@bp.route("/residents/<code>/assessments/new/<instrument>", methods=["GET", "POST"])
@needs("assessment.write")
def new_assessment(code: str, instrument: str) -> Answer:
    """Record a measure by an instrument: its answers by number, or its score."""
    known = instruments.find(instrument)
    if known is None:
        raise NotFound()
    resident, here = the_resident(code), url_for(".list_assessments", code=code)
    languages = [(each.code, each.label.in_language(g.actor.language)) for each in g.country.languages.values()]
    form = Form(schema_of(known)(), data={"on_day": today()}, choices={"language": languages})

    def act(session: "Session", values: dict[str, Any]) -> str:
        assessments.take(session, g.actor, resident, typed(known, values))
        if known.alerts(answers_of(known, values)):
            flash(_("An answer asks for a safety talk today. Follow the protocol of the house."), "warning")
        return here

    note = " ".join((say(known.licence), _("A score is no diagnosis.")))
    return form_page(form, act, say(known.name), here, lead=lead(resident), note=note, about=_writable(resident))


@bp.route("/residents/<code>/assessments/not-taken", methods=["GET", "POST"])
@needs("assessment.write")
def not_taken(code: str) -> Answer:
    """Record why a measure was not taken."""
    resident, here = the_resident(code), url_for(".list_assessments", code=code)
    choices = {"instrument": [(each.code, say(each.name)) for each in instruments.all_instruments().values()]}
    form = Form(schemas.NotTakenSchema(), data={"on_day": today()}, choices=choices)

    def act(session: "Session", values: dict[str, Any]) -> str:
        assessments.not_taken(session, g.actor, resident, **values)
        return here

    title = _("A measure was not taken")
    return form_page(form, act, title, here, lead=lead(resident), about=_writable(resident))


@bp.post("/residents/<code>/assessments/<int:assessment_id>/<any(strike, restore):how>")
@needs("assessment.write")
def change_assessment(code: str, assessment_id: int, how: str) -> Response:
    """Strike a measure out, or bring it back."""
    here = url_for(".list_assessments", code=code)

    def act(session: "Session") -> str:
        assessments.change(session, g.actor, assessment_id, how)
        return here

    return act_once(act, here)


def _writable(resident: "Resident") -> "Callable[[Session], object]":
    """Ask before a form is shown, so that nobody fills in what she may not send."""
    return lambda session: open_file(session, g.actor, resident, "assessment.write")
