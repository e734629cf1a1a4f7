"""After-care: what is due in the house, a resident's plans, and what came of each follow-up."""

from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask import Response as FlaskResponse
from marshmallow import Schema
from werkzeug.wrappers import Response

from core import clock, slips
from core.access import people
from core.aftercare import follow_ups, lists, schemas, service, terms, visit
from core.aftercare.comparing import changes
from core.aftercare.follow_ups import Outcome
from core.aftercare.service import NewPlan
from core.errors import Conflict, NotFound
from core.i18n import current, lazy, say
from core.i18n import gettext as _
from core.residents import counted
from core.residents import service as residents
from core.stages import episodes
from core.web.asking import choose
from core.web.context import needs, reading, transaction
from core.web.cursor import paged, read_cursor
from core.web.forms import Form
from core.web.writing import Answer, act_once, form_page, revealed

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

bp = Blueprint("aftercare", __name__, template_folder="templates")
#: Field of a domain in the form of a follow-up.
_DOMAIN = "domain_"


@bp.get("/aftercare")
@needs("aftercare.read")
def index() -> str:
    """What is due in the next thirty days or late, who has no plan, and how many were reached in a year."""
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = lists.due_page(session, g.actor, after=after, before=before)
        reach = lists.reach(session, g.actor)
        unplanned = lists.unplanned(session, g.actor)
    page = paged(rows, slips.PAGE, lambda row: (row.follow_up.due_on, row.follow_up.id))
    return render_template("aftercare/index.html", page=page, reach=reach, unplanned=unplanned, today=_today())


@bp.get("/residents/<code>/aftercare")
@needs("aftercare.read")
def of_resident(code: str) -> str:
    """Her plans, with every follow-up."""
    with transaction() as session:
        resident = residents.get(session, g.actor, code)
        shown = lists.of_resident(session, g.actor, resident)
        stay = episodes.find_last(session, resident.id)
        counting = counted.standing(session, g.country, resident.id, _today())
    return render_template(
        "aftercare/resident.html", resident=resident, shown=shown, terms=terms, today=_today(), changes=changes,
        left=stay is not None and stay.closed_on is not None, counting=counting, is_told=follow_ups.is_told,
    )  # fmt: skip


@bp.route("/residents/<code>/aftercare/new", methods=["GET", "POST"])
@needs("aftercare.write")
def new(code: str) -> Answer:
    """Agree how she is accompanied."""
    here = url_for(".of_resident", code=code)
    with reading() as session:
        resident = residents.get(session, g.actor, code)

    def act(session: "Session", values: dict[str, Any]) -> str:
        domains = _scores(values)
        service.plan(session, g.actor, resident, NewPlan(**values, domains=domains))
        return here

    form = Form(_with_domains(schemas.PlanSchema, lazy("How she was when she left"))(), data={"agrees": True})
    return form_page(form, act, _("New after-care plan"), here, lead=f"{resident.house_name} · {resident.code}")


@bp.post("/residents/<code>/aftercare/<int:plan_id>/reveal")
@needs("aftercare.contact")
def reveal(code: str, plan_id: int) -> Response | str:
    """Show how she is reached, for half a minute; that somebody looked is recorded."""
    with transaction() as session:
        text = service.read_contact(session, g.actor, plan_id)
    return revealed(text, url_for(".of_resident", code=code))


@bp.route("/residents/<code>/aftercare/<int:plan_id>/contact", methods=["GET", "POST"])
@needs("aftercare.write")
def change_contact(code: str, plan_id: int) -> Answer:
    """Write anew how she is reached."""
    here = url_for(".of_resident", code=code)
    with transaction() as session:
        known = service.writable(session, g.actor, plan_id)
        data = {"contact": service.read_contact(session, g.actor, plan_id), "revision": known.revision}

    def act(session: "Session", values: dict[str, Any]) -> str:
        service.change_contact(session, g.actor, plan_id, values["contact"], revision=values["revision"])
        return here

    return form_page(Form(schemas.ContactSchema(), data=data), act, _("How to reach her safely"), here, edits=True)


@bp.route("/residents/<code>/aftercare/<int:plan_id>/worker", methods=["GET", "POST"])
@needs("aftercare.assign")
def assign(code: str, plan_id: int) -> Answer:
    """Give a plan to another worker."""
    here = url_for(".of_resident", code=code)
    with g.network.reading() as network:
        staff = people.of_branch(network, g.actor.branch_code, _today())
    workers = {str(each.user_id): each for each in staff if each.role == "social_worker"}
    choices = {"worker": [(key, each.name) for key, each in workers.items()]}

    def act(session: "Session", values: dict[str, Any]) -> str:
        chosen = workers.get(values["worker"])
        if chosen is None:
            raise NotFound()
        service.assign(session, g.actor, plan_id, chosen)
        return here

    return form_page(
        Form(schemas.WorkerSchema(), choices=choices),
        act,
        _("Who accompanies her"),
        here,
        about=lambda session: service.get(session, g.actor, plan_id),
    )


@bp.route("/residents/<code>/aftercare/follow-up/<int:follow_up_id>", methods=["GET", "POST"])
@needs("aftercare.write")
def note(code: str, follow_up_id: int) -> Answer:
    """Write what came of a follow-up."""
    here = url_for(".of_resident", code=code)

    def act(session: "Session", values: dict[str, Any]) -> str:
        domains = _scores(values)
        follow_ups.note(session, g.actor, follow_up_id, Outcome(domains=domains, **values))
        return here

    title = lazy("How she is, where it was talked about")
    form = Form(_with_domains(schemas.OutcomeSchema, title)(), data={"made_on": _today()})
    said = _("Reach her only as her safe contact says. Whoever was not reached stays in the count, with the reason.")
    return form_page(
        form,
        act,
        _("What came of a follow-up"),
        here,
        note=said,
        about=lambda session: follow_ups.get(session, g.actor, follow_up_id),
    )


@bp.post("/residents/<code>/aftercare/follow-up/<int:follow_up_id>/sheet")
@needs("aftercare.write")
def sheet(code: str, follow_up_id: int) -> Response:
    """Print the sheet that goes along on a visit."""
    try:
        with transaction() as session:
            content, name = visit.take_along(session, g.actor, follow_up_id)
    except Conflict as error:
        flash(say(error.message), "warning")
        return redirect(url_for(".of_resident", code=code))
    answer = FlaskResponse(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.post("/residents/<code>/aftercare/follow-up/<int:follow_up_id>/reopen")
@needs("aftercare.write")
def reopen(code: str, follow_up_id: int) -> Response:
    """Undo what was written about a follow-up."""
    here = url_for(".of_resident", code=code)

    def act(session: "Session") -> str:
        follow_ups.reopen(session, g.actor, follow_up_id)
        return here

    return act_once(act, here)


def _scores(values: dict[str, Any]) -> dict[str, int]:
    """Take the scores out of what was typed; a domain that was not talked about has none."""
    scores = {name: int(values.pop(f"{_DOMAIN}{name}") or 0) for name in terms.DOMAINS}
    return {name: score for name, score in scores.items() if score}


def _with_domains(schema: type[Schema], title: object) -> type[Schema]:
    asked = {
        f"{_DOMAIN}{code}": choose(lazy(label), terms.SCORES, needed=False, section=title)
        for code, label in terms.DOMAINS.items()
    }
    return schema.from_dict(asked, name=f"{schema.__name__}WithDomains")  # type: ignore[arg-type]


def _today() -> "date":
    return clock.today(current().zone)
