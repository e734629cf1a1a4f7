"""How somebody is after her stay: measured by whoever accompanies her, and asked anew whether that may be counted."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, render_template, url_for
from werkzeug.wrappers import Response

from core import clock
from core.aftercare import scores
from core.care import instruments
from core.care.views.sheets import answers_of, schema_of, typed
from core.errors import NotFound
from core.i18n import current, say
from core.i18n import gettext as _
from core.residents import consent_texts, consents, counted, identity
from core.residents import service as residents
from core.residents.schemas import ConsentSchema
from core.web.context import needs, reading
from core.web.forms import Form
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from core.residents.models import Resident

bp = Blueprint("after_scores", __name__, template_folder="templates")


@bp.get("/residents/<code>/aftercare/scores")
@needs("aftercare.write")
def list_scores(code: str) -> str:
    """What was measured after her stay, and by what she can be measured again."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        shown = scores.show(session, g.actor, resident)
        counting = counted.standing(session, g.country, resident.id, _today())
    return render_template(
        "aftercare/scores.html", resident=resident, shown=shown, points=scores.POINTS, counting=counting
    )


@bp.route("/residents/<code>/aftercare/scores/new/<instrument>", methods=["GET", "POST"])
@needs("aftercare.write")
def new_score(code: str, instrument: str) -> Answer:
    """Record a measure of somebody who has left."""
    known = instruments.find(instrument)
    if known is None:
        raise NotFound()
    resident, here = _resident(code), url_for(".list_scores", code=code)
    languages = [(each.code, each.label.in_language(g.actor.language)) for each in g.country.languages.values()]
    schema = schema_of(known, scores.POINTS)(exclude=("clinical",))
    form = Form(schema, data={"on_day": _today()}, choices={"language": languages})

    def act(session: "Session", values: dict[str, Any]) -> str:
        scores.take(session, g.actor, resident, typed(known, values))
        if known.alerts(answers_of(known, values)):
            flash(_("An answer asks for a safety talk today. Follow the protocol of the house."), "warning")
        return here

    note = " ".join((say(known.licence), _("A score is no diagnosis.")))
    return form_page(
        form, act, say(known.name), here, lead=_lead(resident), note=note,
        about=lambda session: scores.open_file(session, g.actor, resident),
    )  # fmt: skip


@bp.post("/residents/<code>/aftercare/scores/<int:assessment_id>/<any(strike, restore):how>")
@needs("aftercare.write")
def change_score(code: str, assessment_id: int, how: str) -> Response:
    """Strike such a measure out, or bring it back."""
    resident, here = _resident(code), url_for(".list_scores", code=code)

    def act(session: "Session") -> str:
        scores.change(session, g.actor, resident, assessment_id, how)
        return here

    return act_once(act, here)


@bp.route("/residents/<code>/aftercare/counting", methods=["GET", "POST"])
@needs("aftercare.write")
def ask_to_count(code: str) -> Answer:
    """Ask her anew whether her scores may be counted."""
    kinds, here = counted.kinds(g.country), url_for(".list_scores", code=code)
    if not kinds:
        raise NotFound()
    resident = _resident(code)
    with reading() as session:
        scores.open_file(session, g.actor, resident)
        age = identity.birth_of(session, resident).age_on(_today()).youngest
        words = consent_texts.in_force(session, resident.branch_id)
    choices = {
        "kind": [(each.code, each.label.in_language(g.actor.language)) for each in kinds],
        "language": [(each.code, each.label.in_language(g.actor.language)) for each in g.country.languages.values()],
    }
    giver = consents.giver_at(kinds[0], age).value
    form = Form(
        ConsentSchema(), data={"kind": kinds[0].code, "given_on": _today(), "giver": giver}, choices=choices
    )  # fmt: skip

    def act(session: "Session", values: dict[str, Any]) -> str:
        scores.ask_to_count(session, g.actor, g.country, resident, consents.Answer(**values))
        return here

    texts = (words.get((each.code, g.actor.language)) or say(each.text) for each in kinds)
    note = " ".join((*texts, _("Refusing never costs bed, food or care.")))
    return form_page(form, act, _("Ask her whether her scores may be counted"), here, lead=_lead(resident), note=note)


def _resident(code: str) -> "Resident":
    with reading() as session:
        return residents.get(session, g.actor, code)


def _lead(resident: "Resident") -> str:
    return f"{resident.house_name} · {resident.code}"


def _today() -> "date":
    return clock.today(current().zone)
