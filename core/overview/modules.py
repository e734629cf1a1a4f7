"""Which parts of the platform a house uses: what it switches off is on no page and answers to nobody; its records stay.

What protects a child, and what the law of the country asks for, cannot be switched off; the page says why.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import ColumnElement, and_, func, select, true

from core.actor import Actor
from core.advocacy.models import PolicyInstrument
from core.agenda.models import Task
from core.branches.models import StaffClearance
from core.configuration import versions
from core.configuration.kinds import Content, Fixed, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema
from core.education.models import Training
from core.errors import N_, Message
from core.forms.models import FormRecord
from core.i18n import lazy as _
from core.obligations.models import PREPARED, ObligationDocument
from core.outreach.models import OutreachContact
from core.partners.models import Agreement, Referral
from core.residents.models import Resident
from core.stages.models import Episode, Transfer
from plugins.contract.text import LegalBasis
from plugins.profile import CountryProfile

_OPEN = N_("Things under way in what goes: they stand still, and nobody is reminded of them")
_AWAY = N_("Records that stay in the store and are on no page")
_BACK = N_("Records that are on the pages again")

Where = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Module:
    """A part that a house may do without.

    :param actions: what nobody may do there while it is switched off.
    :param records: which rows of the table are shown by it.
    :param under_way: which of these are not finished.
    :param tasks: sources of the tasks that nobody is shown while it is off.
    :param needed_by: modules that cannot do without it.
    :param owed: the rule of a country that asks for it, or None.
    """

    label: Any
    actions: frozenset[str]
    table: Any
    records: Where
    under_way: Where
    tasks: frozenset[str] = frozenset()
    needed_by: tuple[str, ...] = ()
    owed: Callable[[CountryProfile], LegalBasis | None] = lambda _country: None


def _house_forms_owed(country: CountryProfile) -> LegalBasis | None:
    of_house = (form for each in country.forms.values() for form in each if form.about == "branch")
    return next((basis for form in of_house for basis in form.basis), None)


def _reports_owed(country: CountryProfile) -> LegalBasis | None:
    return next((each.basis for each in country.obligations.values()), None)


def _certificates_owed(country: CountryProfile) -> LegalBasis | None:
    return next((each.basis for each in country.clearances.values()), None)


MODULES: Mapping[str, Module] = {
    "partners": Module(
        _("Partners and agreements"),
        frozenset({"partner.read", "partner.write"}),
        Agreement,
        true(),
        Agreement.ended_on.is_(None),
        frozenset({"agreement"}),
        ("referrals",),
    ),
    "referrals": Module(
        _("Referrals"),
        frozenset({"referral.read", "referral.write"}),
        Referral,
        true(),
        Referral.state.in_(("requested", "sent", "accepted")),
        frozenset({"referral"}),
    ),
    "sending": Module(
        _("Sending somebody to another house; receiving stays"),
        frozenset({"transfer.send", "transfer.authorise", "transfer.medical"}),
        Transfer,
        Transfer.direction == "out",
        and_(Transfer.direction == "out", Transfer.state.in_(("proposed", "authorised", "packed", "in_transit"))),
    ),
    "mother_baby": Module(
        _("Mothers with their babies"),
        frozenset({"baby.read", "baby.admit"}),
        Resident,
        Resident.kind == "baby",
        and_(
            Resident.kind == "baby",
            Resident.id.in_(select(Episode.resident_id).where(Episode.closed_at.is_(None))),
        ),
    ),
    "outreach": Module(
        _("Street outreach"),
        frozenset({"outreach.read", "outreach.write"}),
        OutreachContact,
        true(),
        and_(
            OutreachContact.referred_at.is_not(None),
            OutreachContact.service_on.is_(None),
            OutreachContact.voided_at.is_(None),
        ),
        frozenset({"outreach_outing", "outreach_contact"}),
    ),
    "education": Module(
        _("Trainings"),
        frozenset({"training.read", "training.write", "training.people"}),
        Training,
        true(),
        and_(Training.state == "planned", Training.voided_at.is_(None)),
        frozenset({"training_check"}),
    ),
    "advocacy": Module(
        _("Advocacy"),
        frozenset({"advocacy.read", "advocacy.write"}),
        PolicyInstrument,
        true(),
        and_(PolicyInstrument.closed_on.is_(None), PolicyInstrument.voided_at.is_(None)),
        frozenset({"advocacy_action"}),
    ),
    "house_forms": Module(
        _("Forms of the house"),
        frozenset({"form.of_house"}),
        FormRecord,
        FormRecord.resident_id.is_(None),
        and_(FormRecord.resident_id.is_(None), FormRecord.state.in_(("draft", "signing"))),
        owed=_house_forms_owed,
    ),
    "obligations": Module(
        _("Reports owed"),
        frozenset({"obligation.read", "obligation.prepare", "obligation.send"}),
        ObligationDocument,
        true(),
        ObligationDocument.state == PREPARED,
        frozenset({"obligation"}),
        owed=_reports_owed,
    ),
    "certificates": Module(
        _("Certificates of the staff"),
        frozenset({"clearance.read", "clearance.write"}),
        StaffClearance,
        StaffClearance.withdrawn.is_(False),
        StaffClearance.withdrawn.is_(False),
        frozenset({"clearance"}),
        owed=_certificates_owed,
    ),
}

#: What every house has, and why nobody can switch it off.
ALWAYS: tuple[tuple[Any, Any], ...] = (
    (_("Receiving somebody"), _("Nobody is turned away because a part is switched off.")),
    (_("Residents, their family and whom they are kept from"), _("It is how the house knows who is a danger to her.")),
    (_("Beds and shift"), _("Who is in the house has to be known at every hour.")),
    (_("Stages, moves and leaving"), _("How her stay goes on is decided with her and signed, never in silence.")),
    (_("Legal basis of the stay"), _("No child stays a day without the house seeing on what ground.")),
    (_("Absences and searches"), _("The search for somebody missing waits for nobody.")),
    (_("Consents"), _("What she refuses has to stop at once.")),
    (_("Legal forms about a resident"), _("With them the house answers to the authorities.")),
    (_("Receiving somebody from another house"), _("Who is on her way has to arrive somewhere.")),
    (_("Agenda"), _("A term that nobody is reminded of is a term that is missed.")),
    (_("Figures"), _("The network's count of children has no gap.")),
    (_("Record of access"), _("Who has read what has to be known afterwards.")),
    (_("Accounts and settings"), _("Without them nothing could be switched on again.")),
)


class ModulesKind(Kind):
    """The parts of the platform that a house has switched off."""

    code: ClassVar[str] = "modules"
    label: ClassVar[Message] = _("Modules")
    purpose: ClassVar[Message] = _("Parts of the platform that this house does without; what is recorded stays.")

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Offer what the country's law does not ask for."""
        offered = {code: each.label for code, each in MODULES.items() if each.owed(ground.country) is None}
        off = fields.List(
            fields.String(validate=validate.OneOf(list(offered), list(offered.values()))),
            load_default=list,
            metadata={"label": _("Switched off"), "choices": list(offered.items())},
        )
        return ConfiguredSchema.from_dict({"off": off}, name="ModulesSchema")()

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """Everything is there."""
        return {"off": []}

    def fixed(self, ground: Ground) -> list[Fixed]:
        """Tell what stays on, and why: the network's own parts, and what the country's law asks for."""
        asked = ((each.label, each.owed(ground.country)) for each in MODULES.values())
        return [
            *(Fixed(label, why) for label, why in ALWAYS),
            *(Fixed(label, _law(basis)) for label, basis in asked if basis is not None),
        ]

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell what the law asks for, what others need, and what is under way."""
        return list(_faults(ground, content))

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:
        """Count the records that go from the pages and those that come back."""
        return _touched(ground, before, after)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Every request asks what is in force; count by it."""
        return _touched(ground, before, versions.in_force(ground, self))


MODULES_KIND = ModulesKind()


def closed_actions(content: Content) -> frozenset[str]:
    """Name what nobody may do while modules are switched off."""
    return frozenset(action for each in _named(content) for action in each.actions)


def quiet_tasks(content: Content) -> frozenset[str]:
    """Name the sources of tasks that nobody is shown meanwhile."""
    return frozenset(source for each in _named(content) for source in each.tasks)


def _named(content: Content) -> list[Module]:
    return [MODULES[code] for code in content["off"] if code in MODULES]


def _law(basis: LegalBasis) -> Message:
    return _("The country asks for it: %(law)s (grade %(grade)s).", law=basis.citation, grade=basis.grade.value)


def _faults(ground: Ground, content: Content) -> Iterator[Message]:
    off = [code for code in content["off"] if code in MODULES]
    for code in off:
        module = MODULES[code]
        if module.owed(ground.country) is not None:
            yield _("“%(what)s”: the law of the country asks for it.", what=module.label)
        for other in module.needed_by:
            if other not in off:
                yield _("“%(other)s” cannot do without “%(what)s”.", other=MODULES[other].label, what=module.label)
    if "sending" in off and _count(ground, Transfer, MODULES["sending"].under_way):
        yield _("Somebody is on her way to another house. Switch it off once she has arrived.")
    if "mother_baby" in off and _count(ground, Resident, MODULES["mother_baby"].under_way):
        yield _("A baby is in the house. Switch it off once no baby lives here.")


def _touched(ground: Ground, before: Content, after: Content) -> list[Touched]:
    old, new = set(before["off"]) & MODULES.keys(), set(after["off"]) & MODULES.keys()
    return [
        Touched("open", _OPEN, sum(_under_way(ground, MODULES[code]) for code in new - old)),
        Touched("away", _AWAY, sum(_records(ground, MODULES[code]) for code in new - old)),
        Touched("back", _BACK, sum(_records(ground, MODULES[code]) for code in old - new)),
    ]


def _under_way(ground: Ground, module: Module) -> int:
    waiting = _count(ground, Task, Task.source.in_(module.tasks), Task.done_at.is_(None)) if module.tasks else 0
    return waiting + _count(ground, module.table, module.under_way)


def _records(ground: Ground, module: Module) -> int:
    return _count(ground, module.table, module.records)


def _count(ground: Ground, table: Any, *which: Any) -> int:
    query = select(func.count()).select_from(table).where(table.branch_id == ground.branch_id, *which)
    return ground.session.scalar(query) or 0
