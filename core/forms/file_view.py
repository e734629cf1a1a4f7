"""Opens for one form what it is filled from, as far as the actor may read it; each look into the vault is noted."""

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.access.people import role_label
from core.actor import Actor
from core.branches.models import Branch
from core.forms import house_rows, written
from core.forms.beside import NOTHING, Beside
from core.forms.house_view import look_at_house
from core.forms.parts import (
    ROWS,
    ActorPart,
    AdmissionPart,
    BranchPart,
    Coded,
    ExitPart,
    FamilyPart,
    FileView,
    HealthPart,
    HousePart,
    IdentityPart,
    MeasurePart,
    ResidentPart,
)
from core.forms.prefill import DOCUMENT, parts_used, territory, uses
from core.i18n import speaking
from core.legal import measures
from core.places.models import Place
from core.residents import family
from core.residents import identity as vault
from core.residents import service as residents
from core.residents.ages import BirthRange
from core.residents.models import Resident
from core.stages import episodes
from core.stages.models import Episode, ProgrammeStage
from core.stages.programme import label
from plugins.contract.forms import LegalForm
from plugins.profile import CountryProfile

_FROM_VAULT = ("resident.age", "resident.age_estimated", "resident.origin_place")
_ANSWERS = {"yes": True, "no": False}


def look(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident | None, form: LegalForm,
    beside: Beside = NOTHING,
) -> FileView:  # fmt: skip
    """Assemble what a form declares to be filled from, and open nothing else."""
    now = clock.now()
    branch = session.get_one(Branch, resident.branch_id if resident else actor.branch_id)
    today = now.astimezone(ZoneInfo(branch.time_zone)).date()
    # Posts are named as the form is filed, whatever its writer reads.
    with speaking(country.country.default_language, country=country.code):
        view = FileView(today, now, branch=_branch(session, branch), actor=_actor(actor))
        view = replace(view, staff=house_rows.holders(beside.posts, today))
        if "house" in parts_used(form):
            said = written.opener(session, actor, country, form)
            part = look_at_house(session, branch, today, in_rows=uses(form, *ROWS), written=said)
            view = replace(view, house=_house(session, actor, branch, part, form, beside))
    return _Looking(session, actor, country, resident, form).add_to(view) if resident else view


def _house(
    session: Session, actor: Actor, branch: Branch, part: HousePart, form: LegalForm, beside: Beside
) -> HousePart:
    """Add to the numbers of a house's month what only a form that asks for it is given."""
    month = part.month_period
    assert month is not None
    if uses(form, "house.absences") and beside.absences is not None:
        part = replace(part, absences=beside.absences(session, month))
    if uses(form, "house.staff"):
        part = replace(part, staff=house_rows.staff(session, branch, beside.posts, month))
    # The house is nobody's case: who reads measures of her own cases only names nobody.
    if uses(form, "house.named") and policies.reads(actor, "LEG-C"):
        papers = partial(_papers, session, actor, form) if _asks_papers(form) else _no_papers
        part = replace(part, named=house_rows.named(session, branch, month.until, papers))
    return part


def _asks_papers(form: LegalForm) -> bool:
    return any(column.prefill == DOCUMENT for each in form.fields for column in each.columns)


def _no_papers(_resident_id: int) -> Mapping[str, str]:
    return {}


def _papers(session: Session, actor: Actor, form: LegalForm, resident_id: int) -> Mapping[str, str]:
    """Open the numbers of somebody's papers for a list of names, noted for each of those whom the actor may read."""
    on_case = residents.on_case(session, actor, resident_id)
    if not policies.may(actor, "identity.read", on_case=on_case):
        return {}
    resident = session.get_one(Resident, resident_id)
    known = vault.read_all(session, actor, resident, on_case=on_case, purpose=f"form:{form.key}")
    return known.documents or {}


def _branch(session: Session, branch: Branch) -> BranchPart:
    """Say where the house is no nearer than its municipality."""
    place = session.get(Place, branch.place_code) if branch.place_code else None
    return BranchPart(
        branch.code,
        branch.public_name,
        branch.public_telephone,
        place.name if place else "",
        place.code if place else "",
        (place.parent_code if place else None) or "",
    )


def _actor(actor: Actor) -> ActorPart:
    function = str(role_label(actor.role))
    return ActorPart(actor.name, function, f"{actor.name}, {function}")


class _Looking:
    def __init__(
        self, session: Session, actor: Actor, country: CountryProfile, resident: Resident, form: LegalForm
    ) -> None:
        self.session = session
        self.actor = actor
        self.country = country
        self.resident = resident
        self.form = form
        self.on_case = residents.on_case(session, actor, resident.id)

    def add_to(self, view: FileView) -> FileView:
        used = parts_used(self.form)
        view = replace(view, resident=self._resident())
        if used & {"admission", "exit"}:
            view = self._with_episode(view)
        if "measure" in used and policies.reads(self.actor, "LEG-C", on_case=self.on_case):
            view = replace(view, measure=self._measure())
        if "health" in used and policies.may(self.actor, "emergency.read"):
            view = replace(view, health=self._health())
        if "family" in used and policies.may(self.actor, "family.read", on_case=self.on_case):
            view = replace(view, family=self._family())
        wants_vault = "identity" in used or uses(self.form, *_FROM_VAULT)
        if wants_vault and policies.may(self.actor, "identity.read", on_case=self.on_case):
            view = self._with_vault(view)
        return view

    def _resident(self) -> ResidentPart:
        her = self.resident
        spoken = tuple(map(self._language, residents.languages_of(self.session, her.id)))
        return ResidentPart(
            code=her.code,
            external_code=her.external_code,
            house_name=her.house_name,
            sex=her.sex,
            kind=her.kind,
            people=her.people or "",
            nationality=territory(her.nationality),
            mother_tongue=spoken[0] if spoken else None,
            languages=spoken,
            interpreter_needed=her.interpreter_needed,
        )

    def _language(self, code: str) -> Coded:
        known = self.country.languages.get(code)
        return Coded(code, known.label if known else code)

    def _with_episode(self, view: FileView) -> FileView:
        episode = episodes.find_last(self.session, self.resident.id)
        return replace(view, admission=self._admission(episode), exit=self._exit(episode)) if episode else view

    def _admission(self, episode: Episode) -> AdmissionPart:
        kind = self.country.entry_kinds.get(episode.entry_kind)
        social = policies.reads(self.actor, "SOC", on_case=self.on_case)
        return AdmissionPart(
            at=episode.admitted_at,
            date=episode.admitted_on,
            entry_kind=Coded(episode.entry_kind, kind.label if kind else episode.entry_kind),
            brought_by=episodes.brought_by(self.session, episode) if social else "",
            received_by=episode.received_by_name,
            stage=str(label(self.session.get_one(ProgrammeStage, episode.stage_id))),
            reentry=episode.reentry_of is not None,
        )

    def _exit(self, episode: Episode) -> ExitPart:
        if episode.closed_on is None:
            return ExitPart()
        kind = self.country.exit_kinds.get(episode.exit_kind or "")
        return ExitPart(
            at=episode.closed_at,
            date=episode.closed_on,
            kind=Coded(kind.code, kind.label) if kind else None,
            days=(episode.closed_on - episode.admitted_on).days,
        )

    def _measure(self) -> MeasurePart:
        found = measures.of_resident(self.session, self.resident.id)
        measure = next((each for each in found if each.revoked_at is None), None)
        if measure is None:
            return MeasurePart()
        kind = self.country.measure_kinds.get(measure.kind)
        return MeasurePart(
            kind=Coded(measure.kind, kind.label if kind else measure.kind),
            authority=measures.authority_of(self.session, measure),
            file_number=measures.opened(self.session, measure, "file_number"),
            ordered_on=measure.ordered_on,
            valid_from=measure.valid_from,
            valid_until=measure.valid_until,
            review_on=measure.review_on,
        )

    def _family(self) -> FamilyPart:
        known: dict[str, list[str]] = {}
        for link, name, _contact in family.of_resident(self.session, self.resident.id):
            known.setdefault(link.relation, []).append(name)
        alone = {each.name: known[each.name][0] for each in fields(FamilyPart) if len(known.get(each.name, ())) == 1}
        return FamilyPart(**alone)

    def _health(self) -> HealthPart:
        card = residents.read_health(self.session, self.actor, self.resident)
        return HealthPart(card.urgent_health, card.allergies, card.medicines, _ANSWERS.get(card.pregnant))

    def _with_vault(self, view: FileView) -> FileView:
        purpose = f"form:{self.form.key}"
        known = vault.read_all(self.session, self.actor, self.resident, on_case=self.on_case, purpose=purpose)
        name = vault.display_name(self.country, known).shown if known.given_names or known.surnames else ""
        age = known.birth.age_on(view.today).youngest
        estimated = self.resident.birth_basis != "document"
        return replace(
            view,
            identity=self._identity(known, name),
            resident=replace(
                view.resident, age=age, age_estimated=age if estimated else None, origin_place=known.origin_place
            ),
        )

    def _identity(self, known: Any, name: str) -> IdentityPart:
        birth: BirthRange = known.birth
        return IdentityPart(
            given_names=known.given_names,
            surnames=known.surnames,
            full_name=name,
            other_names=known.other_names,
            birth_date=birth.earliest if birth.exact else None,
            birth_earliest=birth.earliest,
            birth_latest=birth.latest,
            origin_place=known.origin_place,
            address=known.address,
            nationality=territory(self.resident.nationality),
            document=dict(known.documents or {}),
        )
