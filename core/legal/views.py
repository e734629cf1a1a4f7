"""Measures of a resident, and the house's board of measures that end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core import clock
from core.access.policies import may
from core.continuity import service as continuity
from core.errors import Conflict, Invalid
from core.i18n import current, format_datetime
from core.i18n import gettext as _
from core.legal import board as boards
from core.legal import measures as service
from core.legal.measures import NewMeasure
from core.legal.schemas import GapSchema, MeasureSchema
from core.partners import service as partners
from core.residents import family
from core.residents import service as residents
from core.web.context import needs, reading, transaction
from core.web.forms import Form
from core.web.numbers import numbers_among, sent_number

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.legal.models import Measure
    from core.residents.models import Resident

bp = Blueprint("legal", __name__, template_folder="templates")


@bp.get("/legal")
@needs("measure.read")
def board() -> str:
    """Stays by how their legal basis stands, those without one first."""
    with reading() as session:
        return render_template("legal/board.html", rows=boards.stays(session, g.actor))


@bp.get("/residents/<code>/legal")
@needs("measure.read")
def measures(code: str) -> tuple[str, int]:
    """The measures that name a resident, and what was written about gaps."""
    return _page(code, _gap_form())


def _page(code: str, gap: Form) -> tuple[str, int]:
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        _must_read(session, resident)
        rows = [(measure, service.opened(session, measure, "file_number"), service.opened(session, measure, "note"))
                for measure in service.of_resident(session, resident.id)]  # fmt: skip
        notes = service.gap_notes(session, resident.id)
    page = render_template("legal/measures.html", resident=resident, rows=rows, notes=notes, now=clock.now(), gap=gap)
    return page, gap.status


@bp.route("/residents/<code>/legal/new", methods=["GET", "POST"])
@needs("measure.write")
def new_measure(code: str) -> tuple[str, int] | Response:
    """Record an order or another basis."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        choices = _choices(session, resident)
    data = {"valid_from": clock.now(), "validity": "fixed", "persons": [str(resident.id)]}
    form = Form(MeasureSchema(), data=data, choices=choices)
    if request.method == "POST" and form.accepts(request.form, request.files):
        try:
            return _add(resident, form)
        except Invalid as error:
            form.add_errors(error.fields)
    return render_template("legal/new.html", resident=resident, form=form), form.status


def _add(resident: Resident, form: Form) -> Response:
    here = url_for(".measures", code=resident.code)
    new, told = _new_measure(form.values), _("The measure is recorded.")
    with transaction() as session:

        def act() -> str:
            nonlocal told
            told = _recorded(service.add(session, g.actor, g.country, new, action="measure.write"))
            return here

        address = continuity.once(session, g.actor, form.token, act)
    flash(told)
    return redirect(address)


def _new_measure(values: dict[str, Any]) -> NewMeasure:
    until = values["valid_until"]
    return NewMeasure(
        **{name: values[name] for name in ("kind", "validity", "ordered_on", "review_on", "authority_id",
                                           "authority_name", "file_number", "note")},
        valid_from=values["valid_from"].astimezone(UTC),
        valid_until=_end_of(until) if until else None,
        persons=tuple(numbers_among(values["persons"])),
        scan=values["scan"].read() if values["scan"] else b"",
    )  # fmt: skip


def _recorded(measure: Measure) -> str:
    if not measure.provisional:
        return _("The measure is recorded.")
    ends = format_datetime(measure.valid_until)
    return _("The provisional basis is recorded until %(at)s: its hours are counted from the admission.", at=ends)


@bp.post("/legal/<int:measure_id>/revoke")
@needs("measure.write")
def revoke(measure_id: int) -> Response:
    """End a measure now."""
    code = request.form.get("resident", "")
    try:
        with transaction() as session:
            measure = service.get(session, g.actor, measure_id)
            service.revoke(session, g.actor, g.country, measure, clock.now(), revision=sent_number("revision") or 0)
        flash(_("The measure is ended."))
    except Conflict as error:
        flash(_(str(error)), "warning")
    return redirect(url_for(".measures", code=code))


@bp.post("/legal/<int:measure_id>/scan")
@needs("measure.read")
def scan(measure_id: int) -> Response:
    """Download the scanned order; that somebody did is recorded."""
    with transaction() as session:
        measure = service.get(session, g.actor, measure_id)
        for person in service.persons_of(session, measure.id):
            if may(g.actor, "measure.read", on_case=residents.on_case(session, g.actor, person)):
                break
        else:
            residents.deny()
        content = service.scan_of(session, g.actor, measure)
    kind = measure.scan_type
    return send_file(
        BytesIO(content), kind, as_attachment=True, download_name=f"documento-{measure.id}.{_ENDINGS[kind]}"
    )


_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@bp.post("/residents/<code>/legal/gap")
@needs("gap.explain")
def explain_gap(code: str) -> tuple[str, int] | Response:
    """Write why nothing covers the stay and what is being done; sent twice it is written once."""
    form = _gap_form()
    if not form.accepts(request.form):
        return _page(code, form)
    try:
        with transaction() as session:

            def act() -> str:
                resident = residents.get(session, g.actor, code)
                service.explain_gap(session, g.actor, resident, form.values["text"])
                return url_for(".measures", code=code)

            address = continuity.once(session, g.actor, form.token, act)
    except Invalid as error:
        form.add_errors(error.fields)
        return _page(code, form)
    flash(_("Recorded."))
    return redirect(address)


def _gap_form() -> Form:
    return Form(GapSchema(), place="gap")


def _must_read(session: Session, resident: Resident) -> None:
    if not may(g.actor, "measure.read", on_case=residents.on_case(session, g.actor, resident.id)):
        residents.deny()


def _choices(session: Session, resident: Resident) -> dict[str, Any]:
    language = g.actor.language
    related = [link.relative_id for link in family.babies_of(session, resident.id) if link.relative_id]
    mother = family.mother_of(session, resident.id)
    ids = [resident.id, *related, *([mother.resident_id] if mother else [])]
    people = residents.by_ids(session, ids)
    return {
        "kind": [(kind.code, kind.label.in_language(language)) for kind in g.country.measure_kinds.values()],
        "authority_id": [
            (str(each.id), each.name) for each in partners.authorities(session, clock.today(current().zone))
        ],
        "persons": [(str(each.id), f"{each.house_name} · {each.code}") for each in people],
    }


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(current().zone)).astimezone(UTC)
