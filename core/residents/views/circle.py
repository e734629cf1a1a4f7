"""Her circle: family and contacts, and what she or others have agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock, slips
from core.access.policies import may
from core.continuity import service as continuity
from core.errors import Invalid
from core.i18n import current
from core.i18n import gettext as _
from core.residents import consent_texts, schemas, service
from core.residents import consents as consent_service
from core.residents import family as family_service
from core.residents import identity as vault
from core.residents.views.blueprint import bp
from core.residents.views.pages import language_choices
from core.web import writing
from core.web.context import needs, reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.orm import Session

    from core.residents.consents import Held
    from core.residents.models import Resident

Answer = tuple[str, int] | Response


@bp.route("/family", methods=["GET", "POST"])
@needs("family.read")
def family(code: str) -> Answer:
    """Family and other contacts; adding one."""
    form = Form(schemas.ContactSchema())
    if request.method == "POST" and form.accepts(request.form):

        def act(session: Session, resident: Resident, *, on_case: bool) -> None:
            def add() -> str:
                return str(family_service.add(session, g.actor, resident, on_case=on_case, **form.values).id)

            continuity.once(session, g.actor, form.token, add)

        return _changed(code, form, act)
    return _family_page(code, form)


@bp.route("/family/met", methods=["GET", "POST"])
@needs("family.write")
def met(code: str) -> Answer:
    """Record a visit or a call."""
    here = url_for(".family", code=code)
    with reading() as session:
        resident = service.get(session, g.actor, code)
        known = [(link.id, name) for link, name, _contact in family_service.of_resident(session, resident.id)
                 if not link.no_contact and link.safety != "unsafe"]  # fmt: skip
    form = Form(schemas.MetSchema(), data={"on_day": clock.today(current().zone)}, choices={"link_id": known})

    def act(session: Session, values: dict[str, Any]) -> str:
        new = family_service.NewContact(values["on_day"], values["kind"], values["supervised"], values["note"])
        on_case = service.on_case(session, g.actor, resident.id)
        family_service.met(session, g.actor, resident, values["link_id"], new, on_case=on_case)
        return here

    return writing.form_page(form, act, _("New visit or call"), here, lead=f"{resident.house_name} · {resident.code}")


@bp.post("/family/met/<int:contact_id>/<any(strike, restore):how>")
@needs("family.write")
def change_met(code: str, contact_id: int, how: str) -> Response:
    """Strike a visit or a call out, or bring it back."""
    here = url_for(".family", code=code)

    def act(session: Session) -> str:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        found = family_service.contact_of(session, g.actor, resident, contact_id, on_case=on_case)
        (slips.strike if how == "strike" else slips.restore)(session, g.actor, found)
        return here

    return writing.act_once(act, here)


@bp.post("/family/<int:link_id>/end")
@needs("family.write")
def end_contact(code: str, link_id: int) -> Response:
    """End a contact."""
    with transaction() as session:
        resident = service.get(session, g.actor, code)
        link = family_service.get(session, resident, link_id)
        family_service.end(session, g.actor, link, on_case=service.on_case(session, g.actor, resident.id))
    return redirect(url_for(".family", code=code))


@bp.post("/family/<int:link_id>/carer")
@needs("family.write")
def decide_carer(code: str, link_id: int) -> Answer:
    """Record who cares for her baby when she leaves."""
    form = _carer_form(link_id)
    if not form.accepts(request.form):
        return _family_page(code, form)

    def act(session: Session, _resident: Resident, *, on_case: bool) -> None:
        family_service.decide_carer(session, g.actor, link_id, form.values["decision"], on_case=on_case)

    return _changed(code, form, act)


def _changed(code: str, form: Form, act: Callable[..., None]) -> Answer:
    """Change something of her circle, or show the page again with what is wrong."""
    try:
        with transaction() as session:
            resident = service.get(session, g.actor, code)
            act(session, resident, on_case=service.on_case(session, g.actor, resident.id))
    except Invalid as error:
        form.add_errors(error.fields)
        return _family_page(code, form)
    return redirect(url_for(".family", code=code))


def _family_page(code: str, sent: Form) -> tuple[str, int]:
    """Draw the page with one of its forms as it was sent."""
    with transaction() as session:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        if not may(g.actor, "family.read", on_case=on_case):
            service.deny()
        contacts = family_service.of_resident(session, resident.id)
        babies = family_service.carers(session, resident.id)
        lately = family_service.contacts_of(session, resident)
    carers = [_carer_form(link.id) for link, _decision in babies]
    page = render_template(
        "residents/family.html", resident=resident, contacts=contacts, on_case=on_case,
        babies=[(*baby, sent if sent.place == form.place else form) for baby, form in zip(babies, carers, strict=True)],
        form=Form(schemas.ContactSchema()) if sent.place else sent,
        words=dict(schemas.RELATIONS), safety=dict(schemas.SAFETY), lately=lately, kinds=dict(schemas.CONTACT_KINDS),
    )  # fmt: skip
    return page, sent.status


def _carer_form(link_id: int) -> Form:
    return Form(schemas.CarerSchema(), place=f"carer-{link_id}")


@bp.route("/consents", methods=["GET", "POST"])
@needs("consent.read")
def consents(code: str) -> tuple[str, int] | Response:
    """Consents by purpose; recording an answer."""
    with reading() as session:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        if not may(g.actor, "consent.read", on_case=on_case):
            service.deny()
        today = clock.today(current().zone)
        answers = consent_service.list_all(session, g.country, resident.id, today)
        reasons = consent_service.reasons(session, answers)
        wordings, agreed = consent_texts.in_force(session, resident.branch_id), _agreed(session, resident, answers)
        birth = vault.birth_of(session, resident)
    age = birth.age_on(today).youngest
    form = _consent_form(age, today)
    if request.method == "POST" and form.accepts(request.form):
        try:
            with transaction() as session:
                answer = consent_service.Answer(**form.values)
                consent_service.take(session, g.actor, g.country, resident, answer, on_case=on_case)
            return redirect(url_for(".consents", code=code))
        except Invalid as error:
            form.add_errors(error.fields)
    givers = {kind.code: consent_service.giver_at(kind, age) for kind in g.country.consents.values()}
    page = render_template(
        "residents/consents.html", resident=resident, answers=answers, form=form, on_case=on_case, givers=givers,
        words=dict(schemas.ANSWERS), who=dict(schemas.GIVERS), today=today, wordings=wordings, agreed=agreed,
        reasons=reasons,
    )  # fmt: skip
    return page, form.status


def _agreed(session: Session, resident: Resident, answers: list[Held]) -> Mapping[int, str]:
    """Give what was read out for the answers on the house's own words, by answer."""
    numbers = {each.house_text for each in answers if each.house_text is not None}
    said = consent_texts.agreed_to(session, resident.branch_id, numbers) if numbers else {}
    return {each.id: said.get((each.kind, each.house_text or 0, each.language), "") for each in answers}


def _consent_form(age: int | None, today: object) -> Form:
    kinds = [(kind.code, kind.label.in_language(g.actor.language)) for kind in g.country.consents.values()]
    first = next(iter(g.country.consents.values()))
    data = {"given_on": today, "giver": consent_service.giver_at(first, age).value}
    return Form(schemas.ConsentSchema(), data=data, choices={"kind": kinds, "language": language_choices()})


@bp.post("/consents/<int:consent_id>/withdraw")
@needs("consent.write")
def withdraw(code: str, consent_id: int) -> Response:
    """Withdraw a consent, at once."""
    with transaction() as session:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        consent_service.withdraw(
            session, g.actor, consent_id, clock.today(current().zone), on_case=on_case,
            reason=request.form.get("reason", ""),
        )  # fmt: skip
    flash(_("The consent is withdrawn. It stops future use at once."))
    return redirect(url_for(".consents", code=code))
