"""Legal cases: those that stand still first, each with its acts; and the cases of one resident."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, g, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock, slips
from core.i18n import current
from core.i18n import gettext as _
from core.legal import acts, case_schemas, case_terms, cases
from core.legal.acts import NewAct
from core.legal.cases import NewCase
from core.partners import service as partners
from core.residents import service as residents
from core.stages import episodes
from core.web.context import needs, reading, transaction
from core.web.cursor import paged, read_cursor
from core.web.forms import Form
from core.web.writing import Answer, act_once, form_page, revealed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

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
        people = {int(each): "witness" for each in values.pop("witnesses") if each.isdecimal()}
        people |= {int(each): "victim" for each in values.pop("victims") if each.isdecimal()}
        return _case(cases.open_case(session, g.actor, NewCase(people=people, **values)).id)

    return form_page(form, act, _("New case"), url_for(".index"))


@bp.get("/legal/cases/<int:case_id>")
@needs("case.read")
def case(case_id: int) -> str:
    """One case with its acts, statements and reparation."""
    with reading() as session:
        found = cases.get(session, g.actor, case_id)
        known = {
            "people": cases.people_of(session, found.id), "course": acts.course(session, g.actor, found.id),
            "number": cases.file_number(session, found),
        }  # fmt: skip
    still = (_today() - found.last_act_on).days if found.last_act_on and cases.waits(found) else 0
    return render_template("legal/case.html", case=found, terms=case_terms, still=still, now=clock.now(), **known)


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
    form = Form(case_schemas.ActSchema(), data={"on_day": _today()})

    def act(session: Session, values: dict[str, Any]) -> str:
        at = values["at"].astimezone(UTC) if values["at"] else None
        acts.add(session, g.actor, case_id, NewAct(**{**values, "at": at}))
        return _case(case_id)

    return form_page(
        form, act, _("New act"), _case(case_id), about=lambda session: cases.get(session, g.actor, case_id)
    )


@bp.route("/legal/cases/<int:case_id>/acts/<int:act_id>/<any(hold, postpone):how>", methods=["GET", "POST"])
@needs("case.write")
def settle_act(case_id: int, act_id: int, how: str) -> Answer:
    """Note that a planned act was done, or put it off."""
    form = Form(case_schemas.HoldSchema() if how == "hold" else case_schemas.PostponeSchema())

    def act(session: Session, values: dict[str, Any]) -> str:
        if how == "hold":
            acts.hold(session, g.actor, act_id, values["result"])
        else:
            acts.postpone(session, g.actor, act_id, values["at"].astimezone(UTC))
        return _case(case_id)

    return form_page(
        form,
        act,
        _("It was done") if how == "hold" else _("Put it off"),
        _case(case_id),
        about=lambda session: acts.get(session, g.actor, act_id),
    )


@bp.post(
    "/legal/cases/<int:case_id>/<any(act, statement, reparation):kind>/<int:row_id>/<any(strike, restore, off):how>"
)
@needs("case.write")
def change(case_id: int, kind: str, row_id: int, how: str) -> Response:
    """Strike something of a case out, bring it back, or call a planned act off."""

    def act(session: Session) -> str:
        if kind != "act":
            acts.change_other(session, g.actor, kind, row_id, how)
        elif how == "off":
            acts.call_off(session, g.actor, row_id)
        else:
            acts.change(session, g.actor, row_id, how)
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


@bp.route("/legal/cases/<int:case_id>/statement", methods=["GET", "POST"])
@needs("case.write")
def new_statement(case_id: int) -> Answer:
    """Record that somebody gave a statement, and how she was protected."""
    form = Form(case_schemas.StatementSchema(), data={"on_day": _today()}, choices={"resident_id": _people(case_id)})

    def act(session: Session, values: dict[str, Any]) -> str:
        acts.state_given(session, g.actor, case_id, _number(values.pop("resident_id")), **values)
        return _case(case_id)

    return form_page(form, act, _("New statement"), _case(case_id))


@bp.route("/legal/cases/<int:case_id>/reparation", methods=["GET", "POST"])
@needs("case.write")
def new_reparation(case_id: int) -> Answer:
    """Record that reparation was ordered."""
    form = Form(
        case_schemas.ReparationSchema(), data={"ordered_on": _today()}, choices={"resident_id": _people(case_id)}
    )

    def act(session: Session, values: dict[str, Any]) -> str:
        acts.order_reparation(session, g.actor, case_id, _number(values["resident_id"]), values["ordered_on"])
        return _case(case_id)

    return form_page(form, act, _("Reparation ordered"), _case(case_id))


@bp.route("/legal/cases/<int:case_id>/reparation/<int:reparation_id>", methods=["GET", "POST"])
@needs("case.write")
def deliver(case_id: int, reparation_id: int) -> Answer:
    """Note that reparation was delivered."""
    form = Form(case_schemas.DeliverSchema(), data={"delivered_on": _today()})

    def act(session: Session, values: dict[str, Any]) -> str:
        acts.deliver(session, g.actor, reparation_id, values["delivered_on"], values["delivered"])
        return _case(case_id)

    return form_page(
        form, act, _("Reparation delivered"), _case(case_id), about=lambda session: cases.get(session, g.actor, case_id)
    )


def _around(session: Session) -> list[tuple[str, str]]:
    """Offer who lives here, and whom the page was opened for if she has left."""
    known = {key: (code, name) for key, code, name in episodes.inside(session, g.actor)}
    asked = request.args.get("resident", type=int)
    for each in residents.by_ids(session, [asked] if asked else []):
        if each.branch_id == g.actor.branch_id:
            known.setdefault(each.id, (each.code, each.house_name))
    return [(str(key), f"{name} · {code}") for key, (code, name) in known.items()]


def _people(case_id: int) -> list[tuple[str, str]]:
    with reading() as session:
        found = cases.get(session, g.actor, case_id)
        known = cases.people_of(session, found.id)
    return [(str(each.id), f"{each.house_name} · {each.code}") for each, _role in known]


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() else 0


def _case(case_id: int) -> str:
    return url_for("cases.case", case_id=case_id)


def _today() -> date:
    return clock.today(current().zone)
