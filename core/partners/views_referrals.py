"""Referrals of a resident: prepared, shown before anything leaves, sent, answered, closed; and the slip."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.continuity import service as continuity
from core.errors import Invalid, NotFound, Refused
from core.i18n import current
from core.i18n import gettext as _
from core.partners import directory, referral_lists, referrals, schemas
from core.partners.directory import Filters
from core.partners.referral_terms import DECLINED_FOR, PURPOSES, STATE_WORDS, NewReferral, Person, covering, next_steps
from core.partners.views_blueprint import bp
from core.residents import consents, identity
from core.residents import service as residents
from core.web.context import needs, reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.partners.models import Referral
    from core.residents.models import Resident

Answer = str | tuple[str, int] | Response
_MANY = 2000


@bp.get("/residents/<code>/referrals")
@needs("referral.read")
def referrals_of(code: str) -> str:
    """A resident's referrals."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        rows = referral_lists.of_resident(session, g.actor, resident.id)
    return render_template(
        "partners/referrals.html", resident=resident, rows=rows, words=STATE_WORDS, purposes=PURPOSES
    )


@bp.route("/residents/<code>/referrals/new", methods=["GET", "POST"])
@needs("referral.write")
def new_referral(code: str) -> Answer:
    """Prepare a referral; nothing leaves yet."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        partners = directory.list_partners(session, g.actor, _today(), Filters(), size=_MANY)
    choices = {"partner_id": [(each.id, each.name) for each in partners]}
    form = Form(schemas.ReferralSchema(), data={"requested_on": _today(), "direction": "out"}, choices=choices)
    refused: Refused | None = None
    if request.method == "POST" and form.accepts(request.form):
        try:
            return redirect(_request(form, resident))
        except Invalid as error:
            form.add_errors(error.fields)
        except Refused as error:
            refused = error
    page = render_template("partners/new_referral.html", form=form, resident=resident, refused=refused)
    return page, 409 if refused else form.status


@bp.get("/residents/<code>/referrals/<int:referral_id>")
@needs("referral.read")
def referral(code: str, referral_id: int) -> Answer:
    """One referral, with everything that leaves or has left the house."""
    return _page(code, referral_id)


@bp.post("/residents/<code>/referrals/<int:referral_id>/consent")
@needs("referral.write")
def take_consent(code: str, referral_id: int) -> Answer:
    """Record her answer to being referred to this institution."""
    form = _consent_form()
    if not form.accepts(request.form):
        return _page(code, referral_id, consent_form=form)
    with transaction() as session:
        resident, found = _found(session, code, referral_id)
        on_case = residents.on_case(session, g.actor, resident.id)
        kind = g.country.consents[form.values["kind"]]
        age = identity.opened(session, resident).birth.age_on(_today()).youngest
        answer = consents.Answer(
            kind=kind.code,
            answer=form.values["answer"],
            giver=consents.giver_at(kind, age).value,
            given_on=_today(),
            language=(residents.languages_of(session, resident.id) or (g.country.country.default_language,))[0],
            receiver_id=found.partner_id,
        )
        consents.take(session, g.actor, g.country, resident, answer, on_case=on_case)
    return redirect(url_for(".referral", code=code, referral_id=referral_id))


@bp.post("/residents/<code>/referrals/<int:referral_id>/send")
@needs("referral.write")
def send(code: str, referral_id: int) -> Answer:
    """Send it: from now on the slip may be printed."""

    def act(session: "Session", resident: "Resident", _referral: "Referral") -> object:
        given = consents.list_all(session, g.country, resident.id, _today())
        return referrals.send(session, g.actor, referral_id, _person(session, resident), given, _today())

    return _do(code, referral_id, act, _("The referral is sent. Print the slip for her."))


@bp.post("/residents/<code>/referrals/<int:referral_id>/<any(accepted, declined, served, undone):step>")
@needs("referral.write")
def take_step(code: str, referral_id: int, step: str) -> Answer:
    """Note the partner's answer, that she was attended, or that it was a mistake."""
    why = request.form.get("why", "")
    acts: dict[str, Callable[[Session], object]] = {
        "accepted": lambda session: referrals.answer(session, g.actor, referral_id, _today(), accepted=True),
        "declined": lambda session: referrals.answer(session, g.actor, referral_id, _today(), accepted=False, why=why),
        "served": lambda session: referrals.serve(session, g.actor, referral_id, _today()),
        "undone": lambda session: referrals.undo(session, g.actor, referral_id),
    }
    return _do(code, referral_id, lambda session, _resident, _referral: acts[step](session), _("It is noted."))


@bp.post("/residents/<code>/referrals/<int:referral_id>/close")
@needs("referral.write")
def close(code: str, referral_id: int) -> Answer:
    """Close it with what came of it."""
    form = Form(schemas.OutcomeSchema())
    if not form.accepts(request.form):
        return _page(code, referral_id, outcome_form=form)

    def act(session: "Session", _resident: "Resident", _referral: "Referral") -> object:
        return referrals.close(session, g.actor, referral_id, _today(), form.values["outcome"])

    return _do(code, referral_id, act, _("The referral is closed."))


@bp.get("/residents/<code>/referrals/<int:referral_id>/slip")
@needs("referral.read")
def slip(code: str, referral_id: int) -> str:
    """The slip as it is printed: external code, no house."""
    with reading() as session:
        resident, found = _found(session, code, referral_id)
        if found.sent_at is None or found.direction != "out":
            raise NotFound()
        partner = directory.get(session, g.actor, found.partner_id)
        printed = referral_lists.slip(session, g.actor, _person(session, resident), found)
    return render_template(
        "partners/slip.html", slip=printed, partner=partner, referral=found, purposes=PURPOSES, now=clock.now()
    )


def _page(
    code: str,
    referral_id: int,
    *,
    refused: Refused | None = None,
    outcome_form: Form | None = None,
    consent_form: Form | None = None,
) -> Answer:
    with reading() as session:
        resident, found = _found(session, code, referral_id)
        given = consents.list_all(session, g.country, resident.id, _today())
        context = {
            "partner": directory.get(session, g.actor, found.partner_id),
            "slip": referral_lists.slip(session, g.actor, _person(session, resident), found),
            "against": referrals.objections_to_sending(session, g.actor, found, given, _today()),
            "consent": covering(found, given, _today()),
            "reason": referral_lists.read_sealed(session, g.actor, found, "reason"),
            "outcome": referral_lists.read_sealed(session, g.actor, found, "outcome"),
            "on_case": residents.on_case(session, g.actor, resident.id),
        }
    outcome_form, consent_form = outcome_form or Form(schemas.OutcomeSchema()), consent_form or _consent_form()
    page = render_template(
        "partners/referral.html", resident=resident, referral=found, steps=next_steps(found), words=STATE_WORDS,
        purposes=PURPOSES, declined_for=DECLINED_FOR, refused=refused,
        outcome_form=outcome_form, consent_form=consent_form, **context,
    )  # fmt: skip
    return page, 409 if refused else max(outcome_form.status, consent_form.status)


def _do(code: str, referral_id: int, act: Callable[["Session", "Resident", "Referral"], object], done: str) -> Answer:
    try:
        with transaction() as session:
            act(session, *_found(session, code, referral_id))
    except Refused as refused:
        return _page(code, referral_id, refused=refused)
    flash(done)
    return redirect(url_for(".referral", code=code, referral_id=referral_id))


def _request(form: Form, resident: "Resident") -> str:
    with transaction() as session:

        def act() -> str:
            made = referrals.request(session, g.actor, _person(session, resident), NewReferral(**form.values))
            return url_for(".referral", code=resident.code, referral_id=made.id)

        return continuity.once(session, g.actor, form.token, act)


def _found(session: "Session", code: str, referral_id: int) -> "tuple[Resident, Referral]":
    resident = residents.get(session, g.actor, code)
    found = referral_lists.get(session, g.actor, referral_id)
    if found.resident_id != resident.id:
        raise NotFound()
    return resident, found


def _person(session: "Session", resident: "Resident") -> Person:
    age = identity.opened(session, resident).birth.age_on(_today()).youngest
    return Person(resident.id, resident.external_code, age)


def _consent_form() -> Form:
    kinds: list[tuple[str, Any]] = [(kind.code, kind.label) for kind in g.country.consents.values()]
    return Form(schemas.ReferralConsentSchema(), choices={"kind": kinds})


def _today() -> date:
    return clock.today(current().zone)
