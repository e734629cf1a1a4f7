"""The admission screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.access import policies
from core.branches import service as branches
from core.continuity import service as continuity
from core.errors import Conflict, Invalid, NotFound, Refused
from core.i18n import current
from core.i18n import gettext as _
from core.i18n.territories import territory_choices
from core.intake import exits, tasks
from core.intake.admission import Admission, Admitted, Basis, admit
from core.intake.schemas import AdmissionSchema
from core.outreach import coming, contacts
from core.outreach.coming import Coming
from core.outreach.terms import NEEDS
from core.residents import service as residents
from core.residents.ages import BirthRange
from core.residents.identity import NewIdentity, opened
from core.residents.service import Health
from core.stages import episodes, moves
from core.stages.moves import Proposal
from core.stages.schemas import ExitSchema
from core.web.context import needs, reading, transaction
from core.web.fields import PartialDate
from core.web.forms import Form
from core.web.numbers import asked_number

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.residents.models import Resident

bp = Blueprint("intake", __name__, url_prefix="/residents", template_folder="templates")


@bp.route("/admit", methods=["GET", "POST"])
@needs("resident.admit")
def admission() -> tuple[str, int] | Response:
    """Receive somebody tonight: somebody new, a baby with its mother, or a former resident."""
    with reading() as session:
        known, street = _known(session), _from_the_street(session)
        data = _prefilled(session, known) | (_told_by_the_team(street) if street else {})
        form = Form(AdmissionSchema(), data=data, choices=_choices(session))
        waiting = [] if street or any(known.values()) else coming.who_comes(session, g.actor)
    refused: Refused | None = None
    if request.method == "POST" and form.accepts(request.form, request.files):
        try:
            return redirect(_receive(form, known, street))
        except Invalid as error:
            form.add_errors(error.fields)
        except Refused as error:
            refused = error
    status = 409 if refused else form.status
    page = render_template(
        "intake/admission.html", form=form, known=known, refused=refused, street=street, waiting=waiting, needs=NEEDS
    )
    return page, status


def _receive(form: Form, known: Mapping[str, Resident | None], street: Coming | None) -> str:
    done: list[Admitted] = []

    with transaction() as session:

        def act() -> str:
            done.append(admit(session, g.actor, g.country, _admission(form.values, known, session)))
            if street is not None:
                contacts.link(session, g.actor, street.person.id, done[0].resident)
            return url_for("home.resident", code=done[0].resident.code)

        address = continuity.once(session, g.actor, form.token, act)
    for admitted in done:
        tasks.tell_country(g.store, g.actor, g.country, admitted.view, admitted.resident.id, admitted.episode.id)
        for doubt in admitted.doubts:
            flash(doubt.in_language(g.actor.language), "warning")
        flash(_("%(name)s is received. Her code is %(code)s.", name=admitted.resident.house_name,
                code=admitted.resident.code))  # fmt: skip
    return address


def _known(session: Session) -> dict[str, Resident | None]:
    """The former resident who returns, or the mother of the baby, as named in the address by code."""
    codes = {name: request.args.get(name) for name in ("resident", "mother")}
    if codes["mother"] and not policies.may(g.actor, "baby.admit"):
        raise NotFound()
    return {name: residents.get(session, g.actor, code) if code else None for name, code in codes.items()}


def _from_the_street(session: Session) -> Coming | None:
    """Whom the street team brings, as named in the address; once she is received, nobody."""
    number = asked_number("street")
    return None if number is None else coming.find(session, g.actor, number)


def _told_by_the_team(street: Coming) -> dict[str, Any]:
    ways = g.country.entry_kinds.values()
    by_outreach = [each.code for each in ways if each.referrer == "OUTREACH"]
    return {
        "house_name": street.nickname,
        "sex": street.person.sex,
        "brought_by": _("Street team"),
        "entry_kind": by_outreach[0] if by_outreach else None,
        "urgent_health": _("The street team knows of a need of health.") if "health" in street.needs else "",
    }


def _prefilled(session: Session, known: Mapping[str, Resident | None]) -> dict[str, Any]:
    data: dict[str, Any] = {"admitted_at": clock.now(), "language": g.country.country.default_language, "sex": "F"}
    returning = known["resident"]
    if returning is not None:
        languages = residents.languages_of(session, returning.id)
        data |= {
            "house_name": returning.house_name,
            "sex": returning.sex,
            "birth_basis": returning.birth_basis,
            "language": languages[0] if languages else None,
            "interpreter_needed": returning.interpreter_needed,
            "nationality": returning.nationality or "",
        }
    return data


def _choices(session: Session) -> dict[str, Any]:
    language = g.actor.language
    beds = branches.free_beds(session, g.actor, clock.today(current().zone))
    return {
        "entry_kind": [(kind.code, kind.label.in_language(language)) for kind in g.country.entry_kinds.values()],
        "basis": [
            (kind.code, kind.label.in_language(language))
            for kind in g.country.measure_kinds.values()
            if kind.covers_stay
        ],
        "language": _languages(),
        "nationality": territory_choices(language),
        "bed_id": [(str(bed.id), _bed_words(bed)) for bed in beds],
        "confirmed": [(code, code) for code in request.form.getlist("confirmed")],
    }


def _bed_words(bed: branches.FreeBed) -> str:
    kind = _("Crib") if bed.kind == "crib" else _("Bed")
    return f"{_('Room %(room)s', room=bed.room)} · {kind} {bed.label}"


def _languages() -> list[tuple[str, str]]:
    return [
        (each.code, each.label.in_language(g.actor.language)) for each in g.country.languages.values() if each.channels
    ]


def _admission(values: Mapping[str, Any], known: Mapping[str, Resident | None], session: Session) -> Admission:
    returning = known["resident"]
    return Admission(
        house_name=values["house_name"],
        sex=values["sex"],
        languages=_spoken(values, returning, session),
        interpreter_needed=values["interpreter_needed"],
        identity=opened(session, returning) if returning else NewIdentity(birth=_birth(values)),
        birth_basis=values["birth_basis"],
        entry_kind=values["entry_kind"],
        brought_by=values["brought_by"],
        admitted_at=values["admitted_at"].astimezone(UTC),
        basis=Basis(
            values["basis"], _end_of(values["basis_until"]), scan=values["scan"].read() if values["scan"] else b""
        ),
        health=Health(values["urgent_health"], values["allergies"], values["medicines"], values["pregnant"]),
        bed_id=values["bed_id"],
        must_not_know=values["must_not_know"],
        with_baby=values["with_baby"],
        pregnant={"yes": True, "no": False}.get(values["pregnant"]),
        resident=returning,
        mother=known["mother"],
        nationality=values["nationality"] or None,
        confirmed=tuple(values["confirmed"]),
    )


def _spoken(values: Mapping[str, Any], returning: Resident | None, session: Session) -> tuple[str, ...]:
    """The language told tonight, and those that were known before."""
    known = residents.languages_of(session, returning.id) if returning else ()
    return (values["language"], *(each for each in known if each != values["language"]))


def _birth(values: Mapping[str, Any]) -> BirthRange:
    day: PartialDate | None = values["birth"]
    if day is not None:
        return BirthRange(day.earliest, day.latest)
    if values["age"] is None:
        return BirthRange()
    return BirthRange.from_age(values["age"], values["age"], clock.today(current().zone))


def _end_of(day: date | None) -> datetime | None:
    """A day is covered to its end, in the branch's zone."""
    return None if day is None else datetime.combine(day, time(23, 59, 59), ZoneInfo(current().zone)).astimezone(UTC)


@bp.route("/<code>/exit", methods=["GET", "POST"])
@needs("move.propose")
def propose_exit(code: str) -> tuple[str, int] | Response:
    """Propose that she leaves."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        episodes.get_open(session, resident.id)
        known = exits.checklist(session, resident, ())
    form = Form(ExitSchema(), data={"effective_on": clock.today(current().zone)}, choices=_exit_choices())
    if request.method == "POST" and form.accepts(request.form):
        try:
            return _exit_proposed(resident, form.values)
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict as error:
            flash(_(str(error)), "warning")
    return render_template("intake/exit.html", resident=resident, form=form, known=known), form.status


def _exit_choices() -> dict[str, Any]:
    language = g.actor.language
    kinds = [kind for kind in g.country.exit_kinds.values() if kind.canonical != "transfer"]
    return {
        "exit_kind": [(kind.code, kind.label.in_language(language)) for kind in kinds],
        "attested": [(code, _(label)) for code, label in exits.ATTESTED],
    }


def _exit_proposed(resident: Resident, values: Mapping[str, Any]) -> Response:
    proposal = Proposal(
        effective_on=values["effective_on"],
        reason=values["reason"],
        residents_view=values["residents_view"],
        exit_kind=values["exit_kind"],
        exit_plan=values["exit_plan"],
    )
    with transaction() as session:
        episode = episodes.get_open(session, resident.id)
        checklist = exits.checklist(session, resident, values["attested"])
        moves.propose_exit(session, g.actor, g.country, episode, proposal, checklist)
    flash(_("The exit is proposed. The team can sign it now."))
    return redirect(url_for("stages.stage", code=resident.code))
