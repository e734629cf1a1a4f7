"""Which parts of the platform a house uses: what it switches off is on no page and answers to nobody; its records stay.

Only what neither the law nor the network needs can be switched off: tasks, beds, legal cases and figures cannot, and
whoever sends nobody away still receives.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import ColumnElement, func, select

from core.actor import Actor
from core.advocacy.models import PolicyInstrument
from core.configuration import versions
from core.configuration.kinds import Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema
from core.education.models import Training
from core.errors import N_, Message
from core.forms.models import FormRecord
from core.i18n import lazy as _
from core.outreach.models import OutreachContact
from core.partners.models import Agreement, Referral
from core.stages.models import Transfer
from plugins.profile import CountryProfile

_AWAY = N_("Records that stay in the store and are on no page")
_BACK = N_("Records that are on the pages again")


@dataclass(frozen=True, slots=True)
class Module:
    """A part that a house may do without.

    :param actions: what nobody may do there while it is switched off.
    :param records: which rows of the table are shown by it.
    :param needed_by: modules that cannot do without it.
    :param owed: whether a country's law asks for it.
    """

    label: Any
    actions: frozenset[str]
    records: ColumnElement[bool] | bool
    table: Any
    needed_by: tuple[str, ...] = ()
    owed: Callable[[CountryProfile], bool] = lambda _country: False


def _owes_house_forms(country: CountryProfile) -> bool:
    return any(form.about == "branch" for each in country.forms.values() for form in each)


MODULES: Mapping[str, Module] = {
    "partners": Module(
        _("Partners and agreements"), frozenset({"partner.read", "partner.write"}), True, Agreement, ("referrals",)
    ),
    "referrals": Module(_("Referrals"), frozenset({"referral.read", "referral.write"}), True, Referral),
    "sending": Module(
        _("Sending somebody to another house; receiving stays"),
        frozenset({"transfer.send", "transfer.authorise", "transfer.medical"}),
        Transfer.direction == "out",
        Transfer,
    ),
    "outreach": Module(_("Street outreach"), frozenset({"outreach.read", "outreach.write"}), True, OutreachContact),
    "education": Module(
        _("Trainings"), frozenset({"training.read", "training.write", "training.people"}), True, Training
    ),
    "advocacy": Module(_("Advocacy"), frozenset({"advocacy.read", "advocacy.write"}), True, PolicyInstrument),
    "house_forms": Module(
        _("Forms of the house"),
        frozenset({"form.of_house"}),
        FormRecord.resident_id.is_(None),
        FormRecord,
        owed=_owes_house_forms,
    ),
}


class ModulesKind(Kind):
    """The parts of the platform that a house has switched off."""

    code: ClassVar[str] = "modules"
    label: ClassVar[Message] = _("Modules")
    purpose: ClassVar[Message] = _("Parts of the platform that this house does without; what is recorded stays.")

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Offer what the country's law does not ask for."""
        offered = {code: each.label for code, each in MODULES.items() if not each.owed(ground.country)}
        off = fields.List(
            fields.String(validate=validate.OneOf(list(offered), list(offered.values()))),
            load_default=list,
            metadata={"label": _("Switched off"), "choices": list(offered.items())},
        )
        return ConfiguredSchema.from_dict({"off": off}, name="ModulesSchema")()

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """Everything is there."""
        return {"off": []}

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
    return frozenset(action for code in content["off"] if code in MODULES for action in MODULES[code].actions)


def _faults(ground: Ground, content: Content) -> Iterator[Message]:
    off = [code for code in content["off"] if code in MODULES]
    for code in off:
        module = MODULES[code]
        if module.owed(ground.country):
            yield _("“%(what)s”: the law of the country asks for it.", what=module.label)
        for other in module.needed_by:
            if other not in off:
                yield _("“%(other)s” cannot do without “%(what)s”.", other=MODULES[other].label, what=module.label)
    if "sending" in off and _count(ground, Transfer, Transfer.state.in_(("proposed", "authorised", "in_transit"))):
        yield _("Somebody is on her way to another house. Switch it off once she has arrived.")


def _touched(ground: Ground, before: Content, after: Content) -> list[Touched]:
    old, new = set(before["off"]), set(after["off"])
    return [Touched("away", _AWAY, _records(ground, new - old)), Touched("back", _BACK, _records(ground, old - new))]


def _records(ground: Ground, codes: set[str]) -> int:
    return sum(_count(ground, MODULES[code].table, MODULES[code].records) for code in codes if code in MODULES)


def _count(ground: Ground, table: Any, *which: Any) -> int:
    query = select(func.count()).select_from(table).where(table.branch_id == ground.branch_id, *which)
    return ground.session.scalar(query) or 0
