"""Screens about one resident: what the house knows of her, who she is, family, consents, team."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.access import people
from core.access.policies import may
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.i18n import current
from core.i18n import gettext as _
from core.i18n.territories import territory_choices
from core.residents import consents as consent_service
from core.residents import family as family_service
from core.residents import identity as vault
from core.residents import schemas, service
from core.residents.ages import BirthRange
from core.residents.identity import NewIdentity
from core.residents.service import Health
from core.web.context import needs, reading, transaction
from core.web.fields import PartialDate
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.residents.models import Resident

bp = Blueprint("residents", __name__, url_prefix="/residents/<code>", template_folder="templates")
Act = Callable[["Session", "Resident", dict[str, Any]], object]


@bp.route("/edit", methods=["GET", "POST"])
@needs("resident.edit")
def edit(code: str) -> tuple[str, int] | Response:
    """Change what daily work knows of her."""
    with reading() as session:
        resident = service.get(session, g.actor, code)
        languages = service.languages_of(session, resident.id)
    data = {
        "house_name": resident.house_name,
        "sex": resident.sex,
        "language": languages[0] if languages else None,
        "other_languages": list(languages[1:]),
        "interpreter_needed": resident.interpreter_needed,
        "nationality": resident.nationality or "",
        "revision": resident.revision,
    }
    choices = {
        "language": _languages(),
        "other_languages": _languages(),
        "nationality": territory_choices(g.actor.language),
    }
    form = Form(schemas.ResidentSchema(), data=data, choices=choices)
    return _form_page(code, form, _change, _("Change what the house knows"), "home.resident")


def _change(session: Session, resident: Resident, values: dict[str, Any]) -> None:
    languages = (values.pop("language"), *values.pop("other_languages"))
    values["nationality"] = values["nationality"] or None
    service.edit(session, g.actor, g.country, resident, languages=languages, **values)


@bp.route("/identity", methods=["GET", "POST"])
@needs("identity.write")
def identity(code: str) -> tuple[str, int] | Response:
    """Complete or correct who she is; opening it is recorded."""
    with transaction() as session:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        known = vault.read_all(session, g.actor, resident, on_case=on_case, purpose="edit")
        revision = vault.revision_of(session, resident)
    form = Form(_identity_schema()(), data=_identity_data(known, revision))
    return _form_page(code, form, _write_identity, _("Who she is"), "home.resident")


def _identity_schema() -> type[schemas.IdentitySchema]:
    """The schema with one field for each kind of document of the country."""
    texts = {
        f"document_{kind.code}": schemas.document_field(kind.label.in_language(g.actor.language), kind.mask)
        for kind in g.country.identity_documents.values()
    }
    made: type[schemas.IdentitySchema] = type("CountryIdentitySchema", (schemas.IdentitySchema,), texts)
    return made


def _identity_data(known: NewIdentity, revision: int) -> dict[str, Any]:
    names = ("given_names", "surnames", "other_names", "origin_place", "address")
    documents = {f"document_{kind}": number for kind, number in (known.documents or {}).items()}
    return (
        {name: getattr(known, name) for name in names}
        | documents
        | {
            "birth": _as_partial(known.birth),
            "revision": revision,
        }
    )


def _as_partial(birth: BirthRange) -> PartialDate | None:
    """Show the range as the form takes it in: a day, or the year in which its end lies."""
    if birth.latest is None:
        return None
    if birth.exact:
        return PartialDate(birth.latest.year, birth.latest.month, birth.latest.day)
    return PartialDate(birth.latest.year, approximate=True)


def _write_identity(session: Session, resident: Resident, values: dict[str, Any]) -> None:
    day: PartialDate | None = values["birth"]
    known = vault.opened(session, resident)
    birth = known.birth if _as_partial(known.birth) == day else BirthRange(*((day.earliest, day.latest) if day else ()))
    new = NewIdentity(
        **{name: values[name] for name in ("given_names", "surnames", "other_names", "origin_place", "address")},
        birth=birth,
        documents={
            name.removeprefix("document_"): text for name, text in values.items() if name.startswith("document_")
        },
    )
    for doubt in vault.update(session, g.actor, g.country, resident, new, revision=values["revision"]):
        flash(doubt.in_language(g.actor.language), "warning")


@bp.post("/reveal")
@needs("identity.read")
def reveal(code: str) -> str | Response:
    """Show one value for half a minute; that somebody looked is recorded."""
    with transaction() as session:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        value = vault.reveal(session, g.actor, resident, request.form.get("field", ""), on_case=on_case)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(value=value)
    return render_template("residents/revealed.html", resident=resident, value=value)


@bp.route("/emergency-card", methods=["GET", "POST"])
@needs("emergency.write")
def emergency_card(code: str) -> tuple[str, int] | Response:
    """Keep the emergency card current."""
    with reading() as session:
        resident = service.get(session, g.actor, code)
        card = service.read_health(session, g.actor, resident)
    form = Form(schemas.EmergencyCardSchema(), data=card)
    return _form_page(code, form, _write_card, _("Emergency card"), "home.resident")


def _write_card(session: Session, resident: Resident, values: dict[str, Any]) -> None:
    service.write_health(session, g.actor, resident, Health(**values), action="emergency.write")


@bp.route("/family", methods=["GET", "POST"])
@needs("family.read")
def family(code: str) -> tuple[str, int] | Response:
    """Family and other contacts; adding one."""
    with transaction() as session:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        if not may(g.actor, "family.read", on_case=on_case):
            service.deny()
        contacts = family_service.of_resident(session, resident.id)
        babies = family_service.carers(session, resident.id)
    form = Form(schemas.ContactSchema())
    if request.method == "POST" and form.accepts(request.form):
        with transaction() as session:
            family_service.add(session, g.actor, resident, on_case=on_case, **form.values)
        return redirect(url_for(".family", code=code))
    page = render_template(
        "residents/family.html", resident=resident, contacts=contacts, babies=babies, form=form, on_case=on_case,
        words=dict(schemas.RELATIONS), safety=dict(schemas.SAFETY),
    )  # fmt: skip
    return page, form.status


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
def decide_carer(code: str, link_id: int) -> Response:
    """Record who cares for her baby when she leaves."""
    with transaction() as session:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        decision = request.form.get("decision", "").strip()[:300]
        if decision:
            family_service.decide_carer(session, g.actor, link_id, decision, on_case=on_case)
    return redirect(url_for(".family", code=code))


@bp.route("/consents", methods=["GET", "POST"])
@needs("consent.read")
def consents(code: str) -> tuple[str, int] | Response:
    """Consents by purpose; recording an answer."""
    with reading() as session:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        if not may(g.actor, "consent.read", on_case=on_case):
            service.deny()
        answers = consent_service.list_all(session, resident.id)
        birth = vault.birth_of(session, resident)
    today = clock.today(current().zone)
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
        words=dict(schemas.ANSWERS), who=dict(schemas.GIVERS), today=today,
    )  # fmt: skip
    return page, form.status


def _consent_form(age: int | None, today: object) -> Form:
    kinds = [(kind.code, kind.label.in_language(g.actor.language)) for kind in g.country.consents.values()]
    first = next(iter(g.country.consents.values()))
    data = {"given_on": today, "giver": consent_service.giver_at(first, age).value}
    return Form(schemas.ConsentSchema(), data=data, choices={"kind": kinds, "language": _languages()})


@bp.post("/consents/<int:consent_id>/withdraw")
@needs("consent.write")
def withdraw(code: str, consent_id: int) -> Response:
    """Withdraw a consent, at once."""
    with transaction() as session:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        consent_service.withdraw(session, g.actor, consent_id, clock.today(current().zone), on_case=on_case)
    flash(_("The consent is withdrawn. It stops future use at once."))
    return redirect(url_for(".consents", code=code))


@bp.route("/team", methods=["GET", "POST"])
@needs("team.write")
def team(code: str) -> tuple[str, int] | Response:
    """Who is on her case team."""
    with g.network.reading() as network:
        staff = people.of_branch(network, g.actor.branch_code, clock.today(current().zone))
    with reading() as session:
        resident = service.get(session, g.actor, code)
        members = service.team(session, resident.id)
    known = {str(each.user_id): each for each in staff}
    choices = [(key, f"{each.name} · {people.role_label(each.role)}") for key, each in known.items()]
    form = Form(schemas.MemberSchema(), choices={"user_id": choices})
    if request.method == "POST" and form.accepts(request.form):
        member = known.get(str(form.values["user_id"]))
        if member is not None:
            return _join(code, member, owner=form.values["owner"])
        form.add_errors({"user_id": [_("Choose somebody of this house.")]})
    return render_template("residents/team.html", resident=resident, members=members, form=form), form.status


def _join(code: str, member: Actor, *, owner: bool) -> Response:
    with transaction() as session:
        service.join_team(session, g.actor, service.get(session, g.actor, code), member, owner=owner)
    return redirect(url_for(".team", code=code))


@bp.post("/team/<int:user_id>/leave")
@needs("team.write")
def leave_team(code: str, user_id: int) -> Response:
    """End somebody's place on the team."""
    with transaction() as session:
        service.leave_team(session, g.actor, service.get(session, g.actor, code), user_id)
    return redirect(url_for(".team", code=code))


@bp.post("/instructions")
@needs("instruction.write")
def instruct(code: str) -> Response:
    """Tell the shift what to do."""
    text = request.form.get("text", "").strip()[:160]
    if text:
        with transaction() as session:
            service.instruct(session, g.actor, service.get(session, g.actor, code), text)
    return redirect(url_for("home.resident", code=code))


@bp.post("/instructions/<int:instruction_id>/end")
@needs("instruction.write")
def end_instruction(code: str, instruction_id: int) -> Response:
    """End an instruction."""
    with transaction() as session:
        service.end_instruction(session, g.actor, service.get(session, g.actor, code), instruction_id)
    return redirect(url_for("home.resident", code=code))


def _form_page(code: str, form: Form, act: Act, title: str, back: str) -> tuple[str, int] | Response:
    conflict: Conflict | None = None
    if request.method == "POST" and form.accepts(request.form):
        try:
            with transaction() as session:
                act(session, service.get(session, g.actor, code), dict(form.values))
            flash(_("Saved."))
            return redirect(url_for(back, code=code))
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict as error:
            conflict = error
    with reading() as session:
        resident = service.get(session, g.actor, code)
    page = render_template(
        "residents/form.html", resident=resident, form=form, title=title, back=back, conflict=conflict
    )
    return page, 409 if conflict else form.status


def _languages() -> list[tuple[str, str]]:
    return [(each.code, each.label.in_language(g.actor.language)) for each in g.country.languages.values()]
