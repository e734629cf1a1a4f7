"""Her file: what the house knows of her, who she is, and the emergency card."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import flash, g, jsonify, render_template, request
from werkzeug.wrappers import Response

from core.i18n import gettext as _
from core.i18n.territories import territory_choices
from core.places import service as places
from core.residents import identity as vault
from core.residents import schemas, service
from core.residents.ages import BirthRange
from core.residents.identity import NewIdentity
from core.residents.service import Health
from core.residents.views.blueprint import bp
from core.residents.views.pages import form_page, language_choices
from core.web.context import needs, reading, transaction
from core.web.fields import PartialDate
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.residents.models import Resident


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
        "language": language_choices(),
        "other_languages": language_choices(),
        "nationality": territory_choices(g.actor.language),
    }
    form = Form(schemas.ResidentSchema(), data=data, choices=choices)
    return form_page(code, form, _change, _("Change what the house knows"), "home.resident")


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
        towns = _towns(session)
    data = _identity_data(known, revision)
    data["origin_place"] = towns.get(known.origin_place, known.origin_place)
    form = Form(_identity_schema()(), data=data, suggestions={"origin_place": tuple(towns.values())})
    return form_page(code, form, _write_identity, _("Who she is"), "home.resident")


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


def _towns(session: Session) -> dict[str, str]:
    """Name the country's smallest places by code: a place of origin that is one of them fills forms in."""
    levels = list(g.country.place_levels)
    return dict(places.choices(session, levels[-1])) if levels else {}


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
    codes = {label: code for code, label in _towns(session).items()}
    origin = values["origin_place"].strip()
    new = NewIdentity(
        **{name: values[name] for name in ("given_names", "surnames", "other_names", "address")},
        origin_place=codes.get(origin, origin),
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
        field = request.form.get("field", "")
        value = vault.reveal(session, g.actor, resident, field, on_case=on_case)
        if field == "origin_place":
            value = places.label(session, value) or value
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
        revision = service.card_revision(session, resident)
    form = Form(schemas.EmergencyCardSchema(), data={**asdict(card), "revision": revision})
    return form_page(code, form, _write_card, _("Emergency card"), "home.resident")


def _write_card(session: Session, resident: Resident, values: dict[str, Any]) -> None:
    revision = values.pop("revision")
    service.write_health(session, g.actor, resident, Health(**values), action="emergency.write", revision=revision)
