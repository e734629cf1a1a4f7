"""A resident's services and her plan."""

from typing import TYPE_CHECKING, Any, cast

from flask import g, render_template, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response

from core import slips
from core.access.policies import may
from core.care import offered, plans, schemas, school, services, terms
from core.care.services import NewService
from core.care.views.blueprint import bp, lead, the_resident, today
from core.i18n import gettext as _
from core.i18n import lazy, say
from core.partners import directory
from core.partners.directory import Filters
from core.residents import service as residents
from core.web.asking import number, tick
from core.web.context import needs, reading, transaction
from core.web.cursor import paged, read_cursor
from core.web.forms import Form
from core.web.numbers import asked_number
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_MANY = 2000
#: Field of a discipline in the form of a plan.
_TIMES = "times_"


@bp.get("/residents/<code>/services")
@needs("service.read")
def list_services(code: str) -> str:
    """Her services, newest first, beside what her plan asks for."""
    discipline = request.args.get("discipline", "")
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with transaction() as session:
        resident = residents.get(session, g.actor, code)
        rows = services.list_page(session, g.actor, resident, discipline, after=after, before=before)
        notes = services.notes(session, rows)
        balance = services.balance(session, g.actor, resident)
        modules = school.modules_of(session, g.actor, resident)
    return render_template(
        "care/services.html", resident=resident, notes=notes, balance=balance, terms=terms, modules=modules,
        page=paged(rows, slips.PAGE, lambda row: (row.on_day, row.id), code=code, discipline=discipline or None),
        recorded=services.disciplines_of(g.actor), discipline=discipline,
    )  # fmt: skip


@bp.route("/residents/<code>/services/new", methods=["GET", "POST"])
@needs("service.record")
def new_service(code: str) -> Answer:
    """Record a service; with ``corrects`` one that takes the place of another."""
    resident = the_resident(code)
    corrects = asked_number("corrects")
    with reading() as session:
        old = services.get(session, g.actor, corrects) if corrects else None
        note = slips.opened(session, old, "note") if old else ""
        partners = _partners(session)
        here_given = services.disciplines_of(g.actor) if old else services.recorded_here(session, g.actor)
        usual = offered.usual_minutes(session, resident.branch_id)
    first = next(iter(here_given), "")
    start = {"on_day": today(), "kind": "session", "mode": "individual", "attendance": terms.ATTENDED,
             "minutes": usual.get(first), "discipline": first}  # fmt: skip
    known = {name: getattr(old, name) for name in _FIELDS} | {"note": note} if old else start
    choices: dict[str, Any] = {"discipline": _named(here_given), "partner_id": partners}
    form = Form(schemas.ServiceSchema(), data=known, choices=choices)
    here = url_for(".list_services", code=code)

    def act(session: "Session", values: dict[str, Any]) -> str:
        services.add(session, g.actor, resident, NewService(**values), corrects=corrects)
        return here

    title = _("Correct a service") if corrects else _("New service")
    return form_page(form, act, title, here, lead=lead(resident))


@bp.post("/residents/<code>/services/<int:service_id>/<any(strike, restore):how>")
@needs("service.record")
def change_service(code: str, service_id: int, how: str) -> Response:
    """Strike a service out, or bring it back."""
    here = url_for(".list_services", code=code)

    def act(session: "Session") -> str:
        services.change(session, g.actor, service_id, how)
        return here

    return act_once(act, here)


@bp.get("/residents/<code>/plan")
@needs("plan.read")
def plan(code: str) -> str:
    """Her plan, with its reviews; earlier ones below."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        shown = plans.list_all(session, g.actor, resident)
        on_case = residents.on_case(session, g.actor, resident.id)
    return render_template(
        "care/plan.html", resident=resident, shown=shown, terms=terms, today=today(), on_case=on_case
    )


@bp.route("/residents/<code>/plan/new", methods=["GET", "POST"])
@needs("plan.write")
def new_plan(code: str) -> Answer:
    """Agree a plan."""
    resident, here = the_resident(code), url_for(".plan", code=code)
    with reading() as session:
        given = offered.given(session, resident.branch_id)
    form = Form(_plan_schema(given)(), data={"agreed_on": today()})

    def act(session: "Session", values: dict[str, Any]) -> str:
        plans.agree(session, g.actor, resident, _new_plan(values))
        return here

    return form_page(form, act, _("New plan"), here, lead=lead(resident))


@bp.route("/residents/<code>/plan/<int:plan_id>/review", methods=["GET", "POST"])
@needs("plan.write")
def review_plan(code: str, plan_id: int) -> Answer:
    """Review a plan."""
    resident, here = the_resident(code), url_for(".plan", code=code)
    form = Form(schemas.ReviewSchema(), data={"on_day": today()})

    def act(session: "Session", values: dict[str, Any]) -> str:
        plans.review(session, g.actor, plan_id, **values)
        return here

    return form_page(
        form,
        act,
        _("Review of the plan"),
        here,
        lead=lead(resident),
        about=lambda session: plans.get(session, g.actor, plan_id),
    )


@bp.post("/residents/<code>/plan/<any(plan, review):kind>/<int:row_id>/<any(strike, restore):how>")
@needs("plan.write")
def change_plan(code: str, kind: str, row_id: int, how: str) -> Response:
    """Strike a plan or a review out, or bring it back."""
    here = url_for(".plan", code=code)

    def act(session: "Session") -> str:
        (plans.change if kind == "plan" else plans.change_review)(session, g.actor, row_id, how)
        return here

    return act_once(act, here)


_FIELDS = ("discipline", "on_day", "minutes", "kind", "mode", "attendance", "partner_id")


def _named(codes: list[str]) -> list[tuple[str, str]]:
    return [(code, say(terms.DISCIPLINES[code].label)) for code in codes]


def _partners(session: "Session") -> list[tuple[int, str]]:
    if not may(g.actor, "partner.read"):
        return []
    return [(each.id, each.name) for each in directory.list_partners(session, g.actor, today(), Filters(), size=_MANY)]


def _plan_schema(given: frozenset[str]) -> type[Schema]:
    """Ask beside the plan how often each service that the house gives is planned."""
    title = lazy("How often in thirty days, 0 for not at all")
    times: dict[str, Any] = {
        f"{_TIMES}{code}": number(each.label, 0, 90, needed=False, section=title)
        for code, each in terms.DISCIPLINES.items()
        if code in given
    }
    if "SPIRIT" in given:
        times["asked_spirit"] = tick(lazy("She asked for spiritual support herself"), section=title)
    return schemas.PlanSchema.from_dict(times, name="PlanWithServicesSchema")


def _new_plan(values: dict[str, Any]) -> plans.NewPlan:
    asked = [
        plans.Asked(code, values[f"{_TIMES}{code}"], asked_by_child=code == "SPIRIT" and values["asked_spirit"])
        for code in terms.DISCIPLINES
        if values.get(f"{_TIMES}{code}")
    ]
    names = ("agreed_on", "assent", "signed_by", "wish", "note")
    return plans.NewPlan(services=asked, **{name: values[name] for name in names})
