"""Legal cases: those that stand still first, each with its acts; and the cases of one resident."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, g, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock, slips
from core.access import people
from core.i18n import current, formats, say
from core.i18n import gettext as _
from core.legal import acts, case_people, case_schemas, case_terms, cases, history, preparation
from core.legal.acts import NewAct
from core.legal.cases import NewCase
from core.partners import service as partners
from core.residents import service as residents
from core.stages import episodes
from core.web.context import needs, reading, transaction
from core.web.cursor import paged, read_cursor
from core.web.forms import Form
from core.web.numbers import asked_number, numbers_among
from core.web.writing import Answer, act_once, form_page, revealed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actor import Actor

bp = Blueprint("cases", __name__, template_folder="templates")


@bp.get("/legal/cases")
@needs("case.read")
def index() -> str:
    """The house's cases, those that have not moved for longest first; what is planned; the funnel."""
    closed = request.args.get("closed") == "1"
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = cases.list_page(session, g.actor, closed=closed, after=after, before=before)
        funnel, planned = cases.funnel(session, g.actor), acts.upcoming(session, g.actor)
    kept = {"closed": "1" if closed else None}
    page = paged(rows, slips.PAGE, lambda row: (row.case.last_act_on, row.case.id), **kept)
    return render_template(
        "legal/cases.html", page=page, funnel=funnel, planned=planned, terms=case_terms, closed=closed
    )


@bp.get("/residents/<code>/cases")
@needs("case.read")
def of_resident(code: str) -> str:
    """The cases that are about a resident."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        rows = cases.of_resident(session, g.actor, resident)
    return render_template("legal/resident_cases.html", resident=resident, rows=rows, terms=case_terms)


@bp.route("/legal/cases/new", methods=["GET", "POST"])
@needs("case.write")
def new() -> Answer:
    """Open a case."""
    with reading() as session:
        known = _around(session)
        bodies = [(each.id, each.name) for each in partners.authorities(session, _today())]
    choices: dict[str, Any] = {"victims": known, "witnesses": known, "authority_id": bodies}
    asked = request.args.get("resident", "")
    data = {"victims": [asked], "exploitation": "_U", "track": "criminal", "part": "filed"}
    form = Form(case_schemas.CaseSchema(), data=data, choices=choices)

    def act(session: Session, values: dict[str, Any]) -> str:
        parts = {"witness": values.pop("witnesses"), "victim": values.pop("victims")}
        if set(parts["witness"]) & set(parts["victim"]):
            slips.refuse({"witnesses": [_("Somebody is ticked as a victim too: leave one of the two.")]})
        people = {each: role for role, ticked in parts.items() for each in numbers_among(ticked)}
        return _case(cases.open_case(session, g.actor, NewCase(people=people, **values)).id)

    return form_page(form, act, _("New case"), url_for(".index"))


@bp.get("/legal/cases/<int:case_id>")
@needs("case.read")
def case(case_id: int) -> str:
    """One case with its acts, statements and reparation, and what was changed about it later."""
    with reading() as session:
        found = cases.get(session, g.actor, case_id)
        whom = case_people.of_case(session, found.id)
        known = {
            "people": whom, "course": acts.course(session, g.actor, found.id),
            "number": cases.file_number(session, found), "history": history.of_case(session, found.id),
        }  # fmt: skip
    still = (_today() - found.last_act_on).days if found.last_act_on and cases.waits(found) else 0
    return render_template(
        "legal/case.html", case=found, terms=case_terms, still=still, now=clock.now(),
        names={each.id: each.house_name for each, _role in whom}, history_words=_field, **known,
    )  # fmt: skip


@bp.post("/legal/cases/<int:case_id>/strategy")
@needs("case.strategy")
def strategy(case_id: int) -> Response | str:
    """Show what the lawyer plans; that somebody looked is recorded."""
    with transaction() as session:
        text = cases.strategy(session, g.actor, case_id)
    return revealed(text, _case(case_id))


@bp.route("/legal/cases/<int:case_id>/number", methods=["GET", "POST"])
@needs("case.write")
def number(case_id: int) -> Answer:
    """Write the number of the file."""

    def act(session: Session, values: dict[str, Any]) -> str:
        cases.number(session, g.actor, case_id, values["file_number"])
        return _case(case_id)

    return form_page(
        Form(case_schemas.NumberSchema()),
        act,
        _("File number"),
        _case(case_id),
        about=lambda session: cases.get(session, g.actor, case_id),
    )


@bp.route("/legal/cases/<int:case_id>/acts/new", methods=["GET", "POST"])
@needs("case.write")
def new_act(case_id: int) -> Answer:
    """Record an act, or plan one."""
    staff = _staff()
    offered = {"support": [(key, f"{each.name} · {people.role_label(each.role)}") for key, each in staff.items()]}
    form = Form(case_schemas.ActSchema(), data={"on_day": _today()}, choices=offered)

    def act(session: Session, values: dict[str, Any]) -> str:
        hours = {name: _instant(values[name]) for name in ("at", "leaves_at", "returns_at")}
        told = {**values, **hours, "support": staff.get(values["support"])}
        acts.add(session, g.actor, case_id, NewAct(**told))
        return _case(case_id)

    return form_page(
        form, act, _("New act"), _case(case_id), about=lambda session: cases.get(session, g.actor, case_id)
    )


@bp.route("/legal/cases/<int:case_id>/acts/<int:act_id>/<any(hold, postpone):how>", methods=["GET", "POST"])
@needs("case.write")
def settle_act(case_id: int, act_id: int, how: str) -> Answer:
    """Note that a planned act was done, or put it off."""
    with reading() as session:
        found = acts.get(session, g.actor, act_id)
    form = Form(case_schemas.PostponeSchema())
    if how == "hold":
        schema = case_schemas.DecideSchema if found.kind in case_terms.DECIDING else case_schemas.HoldSchema
        form = Form(schema(), data={"on_day": found.on_day})

    def act(session: Session, values: dict[str, Any]) -> str:
        if how == "hold":
            acts.hold(session, g.actor, act_id, **values)
        else:
            acts.postpone(session, g.actor, act_id, values["at"].astimezone(UTC))
        return _case(case_id)

    return form_page(
        form,
        act,
        _("It was done") if how == "hold" else _("Put it off"),
        _case(case_id),
    )


@bp.post("/legal/cases/<int:case_id>/acts/<int:act_id>/<any(strike, restore, off, back):how>")
@needs("case.write")
def change(case_id: int, act_id: int, how: str) -> Response:
    """Strike an act out, bring it back, call one off that is planned, or undo that it was done."""

    def act(session: Session) -> str:
        if how == "off":
            acts.call_off(session, g.actor, act_id)
        elif how == "back":
            acts.take_back(session, g.actor, act_id)
        else:
            acts.change(session, g.actor, act_id, how)
        return _case(case_id)

    return act_once(act, _case(case_id))


@bp.post("/legal/cases/<int:case_id>/steps/<int:step_id>/<any(done, undo):how>")
@needs("case.prepare")
def settle_step(case_id: int, step_id: int, how: str) -> Response:
    """Note that a step of getting somebody ready was done, or undo it."""

    def act(session: Session) -> str:
        preparation.settle(session, g.actor, step_id, done=how == "done")
        return _case(case_id)

    return act_once(act, _case(case_id))


@bp.post("/legal/cases/<int:case_id>/<any(strike, restore):how>")
@needs("case.write")
def change_case(case_id: int, how: str) -> Response:
    """Strike a case out, or bring it back."""

    def act(session: Session) -> str:
        cases.change(session, g.actor, case_id, how)
        return _case(case_id)

    return act_once(act, _case(case_id))


def _around(session: Session) -> list[tuple[str, str]]:
    """Offer who lives here, and whom the page was opened for if she has left."""
    known = {key: (code, name) for key, code, name in episodes.inside(session, g.actor)}
    asked = asked_number("resident")
    for each in residents.by_ids(session, [asked] if asked else []):
        if each.branch_id == g.actor.branch_id:
            known.setdefault(each.id, (each.code, each.house_name))
    return [(str(key), f"{name} · {code}") for key, (code, name) in known.items()]


def _field(name: str, value: object) -> str:
    """Write a field of a change: what it is called, and its value in words."""
    words = {"modality": case_terms.MODALITIES, "delivered": case_terms.DELIVERED, "role": case_terms.ROLES}
    if isinstance(value, bool):
        told = _("Yes") if value else _("No")
    elif name in words:
        told = say(words[name].get(str(value), str(value)))
    else:
        told = formats.format_date(date.fromisoformat(str(value))) if value else "—"
    return f"{say(case_terms.FIELDS[name])}: {told}"


def _staff() -> dict[str, Actor]:
    """Offer who works here, each once, to go along with somebody."""
    with g.network.reading() as network:
        found = people.of_branch(network, g.actor.branch_code, _today())
    return {str(each.user_id): each for each in found}


def _instant(typed: datetime | None) -> datetime | None:
    return typed.astimezone(UTC) if typed else None


def _case(case_id: int) -> str:
    return url_for("cases.case", case_id=case_id)


def _today() -> date:
    return clock.today(current().zone)
