"""A resident's assessments."""

from typing import TYPE_CHECKING, Any

from flask import flash, g, render_template, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response

from core.care import assessments, instruments, schemas, terms
from core.care.assessments import NewAssessment
from core.care.instruments import Instrument
from core.care.views.blueprint import bp, lead, the_resident, today
from core.errors import NotFound
from core.i18n import gettext as _
from core.i18n import lazy, say
from core.residents import service as residents
from core.web.asking import choose, number
from core.web.context import needs, reading
from core.web.forms import Form
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_ANSWER = "answer_"


@bp.get("/residents/<code>/assessments")
@needs("assessment.read")
def list_assessments(code: str) -> str:
    """Her assessments, newest first; scores only for those who read them."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        shown = assessments.list_all(session, g.actor, resident)
        safety = assessments.raised_safety(session, g.actor, resident)
        on_case = residents.on_case(session, g.actor, resident.id)
    return render_template(
        "care/assessments.html", resident=resident, shown=shown, terms=terms, safety=safety, on_case=on_case,
        instruments=instruments.all_instruments().values(),
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
    form = Form(_schema(known)(), data={"on_day": today()}, choices={"language": languages})

    def act(session: "Session", values: dict[str, Any]) -> str:
        assessments.take(session, g.actor, resident, _new(known, values))
        if known.alerts(_answers(known, values)):
            flash(_("An answer asks for a safety talk today. Follow the protocol of the house."), "warning")
        return here

    note = " ".join((say(known.licence), _("A score is no diagnosis.")))
    return form_page(form, act, say(known.name), here, lead=lead(resident), note=note)


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

    return form_page(form, act, _("A measure was not taken"), here, lead=lead(resident))


@bp.post("/residents/<code>/assessments/<int:assessment_id>/<any(strike, restore):how>")
@needs("assessment.write")
def change_assessment(code: str, assessment_id: int, how: str) -> Response:
    """Strike a measure out, or bring it back."""
    here = url_for(".list_assessments", code=code)

    def act(session: "Session") -> str:
        assessments.change(session, g.actor, assessment_id, how)
        return here

    return act_once(act, here)


def _schema(known: Instrument) -> type[Schema]:
    """Ask for the answers by their number on the official sheet; no wording is ours to print."""
    if known.items is None:
        lowest, highest = known.score
        label = lazy("Score, from %(lowest)s to %(highest)s", lowest=lowest, highest=highest)
        return schemas.AssessmentSchema.from_dict({"score": number(label, lowest, highest)}, name="ScoreSchema")
    title = lazy("Answers, by their number on the official sheet")
    values = {str(each): str(each) for each in known.items.values}
    asked = {
        f"{_ANSWER}{place}": choose(lazy("Question %(number)s", number=place), values, needed=False, section=title)
        for place in range(1, known.items.count + 1)
    }
    return schemas.AssessmentSchema.from_dict(asked, name="AnswersSchema")  # type: ignore[arg-type]


def _answers(known: Instrument, values: dict[str, Any]) -> tuple[int | None, ...]:
    if known.items is None:
        return ()
    typed = (values.get(f"{_ANSWER}{place}", "") for place in range(1, known.items.count + 1))
    return tuple(int(each) if each else None for each in typed)


def _new(known: Instrument, values: dict[str, Any]) -> NewAssessment:
    names = ("time_point", "on_day", "language", "note", "clinical")
    return NewAssessment(
        instrument=known.code, answers=_answers(known, values), score=values.get("score"),
        **{name: values[name] for name in names},
    )  # fmt: skip
