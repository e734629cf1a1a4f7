"""The country's terms as a house sets them: it may give itself less time than the country does, never more.

A term counts as it was on the day from which it is counted, so that nothing that runs moves.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import func, select

from core.actor import Actor
from core.agenda.models import Task
from core.branches import house_rules
from core.branches.house_rules import term_lengths
from core.configuration import versions
from core.configuration.kinds import Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema, each_once
from core.errors import N_, Message
from core.i18n import lazy as _
from core.i18n import say
from plugins.contract.calendar import Deadline, Nature, Unit
from plugins.profile import CountryProfile

#: The longest a house may begin before an event: a term counted back is stricter the longer it is.
EARLIEST = 366
_UNITS: Mapping[Unit, Any] = {
    Unit.HOURS: _("hours"),
    Unit.CALENDAR_DAYS: _("calendar days"),
    Unit.WORKING_DAYS: _("working days"),
    Unit.MONTHS: _("months"),
}
_OTHER = N_("Terms that are of another length from then on")
_RUNNING = N_("Open tasks that keep the term they began with")


def terms_of(country: CountryProfile) -> dict[str, Deadline]:
    """Give the terms that a house may shorten: none that a court sets, that says at once, or has its own setting."""
    return {
        each.code: each
        for each in _every(country)
        if each.amount > 0 and each.nature is not Nature.JUDICIAL and each.setting is None
    }


class HouseTermsKind(Kind):
    """The terms that a house has shortened."""

    code: ClassVar[str] = house_rules.TERMS
    label: ClassVar[Message] = _("Shorter terms of the house")
    purpose: ClassVar[Message] = _(
        "Where this house gives itself less time than the country does: it is reminded earlier. What the law gives"
        " does not change."
    )

    def keys(self, country: CountryProfile) -> Mapping[str, Any]:
        """One object, where the country has terms."""
        return super().keys(country) if terms_of(country) else {}

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Offer the country's terms with the length they have."""
        return _schema({code: _named(each) for code, each in terms_of(ground.country).items()})

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """Every term is as the country has it."""
        return {"terms": []}

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell which terms the country does not have, or has no more, and which would be looser than its own."""
        known = terms_of(ground.country)
        found: list[Message] = []
        for row in content["terms"]:
            term = known.get(row["term"])
            if term is None:
                found.append(_("“%(term)s” is no term of the country that a house may shorten.", term=row["term"]))
            elif not _is_stricter(term, row["amount"]):
                found.append(_("“%(term)s”: a house may be stricter than the country, never looser.", term=term.label))
        return found

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:
        """Count the terms that change, and what is open and keeps its own."""
        return _touched(ground, before, after)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Every term is counted by what was in force on its day; count by what is now."""
        return _touched(ground, before, versions.in_force(ground, self))


HOUSE_TERMS = HouseTermsKind()


def _every(country: CountryProfile) -> Iterator[Deadline]:
    yield from country.deadlines.values()
    yield from (each[-1].due for each in country.forms.values() if each[-1].due is not None)
    yield from (each.due for each in country.obligations.values() if each.due is not None)
    yield from (step.due for each in country.missing_protocols.values() for step in each.steps)


def _is_stricter(term: Deadline, amount: int) -> bool:
    return term.amount <= amount <= EARLIEST if term.before else 1 <= amount <= term.amount


def _named(term: Deadline) -> Message:
    unit, amount = _UNITS[term.unit], term.amount
    if term.before:
        return _("%(what)s: at least %(amount)s %(unit)s before", what=term.label, amount=amount, unit=unit)
    return _("%(what)s: at most %(amount)s %(unit)s", what=term.label, amount=amount, unit=unit)


def _schema(terms: Mapping[str, Message]) -> Schema:
    ordered = sorted(terms, key=lambda code: say(terms[code]).casefold())
    columns: dict[str, Any] = {
        "term": fields.String(
            required=True,
            validate=validate.OneOf(ordered, [say(terms[code]) for code in ordered]),
            metadata={"label": _("Term"), "widget": "select"},
        ),
        "amount": fields.Integer(
            required=True,
            validate=validate.Range(min=1, max=EARLIEST),
            metadata={"label": _("Here"), "help": _("In the unit of the term.")},
        ),
    }
    rows = fields.Nested(
        ConfiguredSchema.from_dict(columns, name="HouseTermSchema"),
        many=True,
        load_default=list,
        validate=each_once(("term",)),
        metadata={"label": _("Terms"), "row": ("term",), "named": ("term",)},
    )
    return ConfiguredSchema.from_dict({"terms": rows}, name="HouseTermsSchema")()


def _touched(ground: Ground, before: Content, after: Content) -> list[Touched]:
    old, new = term_lengths(before), term_lengths(after)
    changed = {code for code in old.keys() | new.keys() if old.get(code) != new.get(code)}
    return [Touched("terms", _OTHER, len(changed)), Touched("running", _RUNNING, _running(ground, changed))]


def _running(ground: Ground, terms: set[str]) -> int:
    """Count the open tasks of forms whose term changes; the form says by which term it is due."""
    forms = [key for key, each in ground.country.forms.items() if each[-1].due and each[-1].due.code in terms]
    query = select(func.count()).where(
        Task.branch_id == ground.branch_id, Task.code.in_([f"form:{key}" for key in forms]), Task.done_at.is_(None)
    )
    return ground.session.scalar(query) or 0
