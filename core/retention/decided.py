"""Terms of keeping that a country's administration has decided where no law is known that gives one.

Nobody invents a term: each is entered by a person with what it rests on and a reason, approved by a second one, and
stays marked as not verified until the country's package knows the law.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.configuration import versions
from core.configuration.kinds import DPO, MAIN, Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema
from core.errors import N_, Message
from core.forms.models import FormRecord
from core.i18n import lazy as _
from core.residents.models import Resident
from core.scope import seeing_all
from plugins.contract.consent import RetentionRule, Then
from plugins.contract.text import Grade, LegalBasis, Text
from plugins.profile import CountryProfile

LONGEST = 100
CODE = "decided_retention"
#: Kinds of record that are a house's own; how long the platform keeps its own is not for a country to say here.
RECORDS: Mapping[str, Any] = {"resident_file": _("Resident's file"), "form": _("Legal forms")}
#: Where the records of each kind lie.
TABLES: Mapping[str, Any] = {"resident_file": Resident, "form": FormRecord}
_COUNTED: Mapping[str, Any] = {
    "majority": _("after she comes of age, and never before she has left"),
    "exit": _("after she has left"),
    "creation": _("after the file was opened, and never before she has left"),
}
_TERMED = {
    "resident_file": N_("Files in the country whose term is another; each end is still decided by two people"),
    "form": N_("Legal forms in the country whose term is another"),
}


def rules_in_force(session: Session, country: CountryProfile, branch_id: int) -> dict[str, RetentionRule]:
    """Give the country's rules for a house's records, with what was decided where its law gives no term."""
    found = (content for _kind, _key, content in versions.contents(session, branch_id, (CODE,)))
    content = next(found, {})
    return {
        name: _as_decided(rule, content, name) if name in _undecided(country) else rule
        for name, rule in country.retention.items()
        if name in RECORDS
    }


class DecidedRetentionKind(Kind):
    """The terms that a country's administration has decided."""

    code: ClassVar[str] = CODE
    label: ClassVar[Message] = _("Terms of keeping, decided for the country")
    purpose: ClassVar[Message] = _(
        "Where no law is known that says how long records are kept, nothing is destroyed until whoever administers the"
        " country enters a term, with what it rests on. It counts for every house, which may keep longer."
    )
    approver: ClassVar[str] = DPO
    travels: ClassVar[bool] = False
    of_country: ClassVar[bool] = True

    def keys(self, country: CountryProfile) -> Mapping[str, Message | Text]:
        """One object, where the country's law leaves a term open."""
        return {MAIN: self.label} if _undecided(country) else {}

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Ask for years and for what they rest on, for each kind of record without a term."""
        columns: dict[str, Any] = {}
        for name, rule in _undecided(ground.country).items():
            columns |= {_years(name): _field(name, rule), _source(name): _rests_on(name)}
        return ConfiguredSchema.from_dict(columns, name="DecidedRetentionSchema")()

    def baseline(self, ground: Ground) -> Content:
        """Nothing is decided."""
        names = _undecided(ground.country)
        return {_years(name): None for name in names} | {_source(name): "" for name in names}

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell which term rests on nothing."""
        return [
            _("“%(what)s”: write on what the term rests, an article or a decision with its date.", what=RECORDS[name])
            for name in _undecided(ground.country)
            if content.get(_years(name)) and not (content.get(_source(name)) or "").strip()
        ]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:
        """Count the records of every house whose term is another; none of them ends by it alone."""
        return list(_touched(ground, before, after))

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """What is in force is asked whenever something would end; count by it."""
        return list(_touched(ground, before, versions.in_force(ground, self)))


DECIDED = DecidedRetentionKind()


def _undecided(country: CountryProfile) -> dict[str, RetentionRule]:
    known = {name: country.retention[name] for name in RECORDS if name in country.retention}
    return {name: rule for name, rule in known.items() if rule.years is None and rule.then is not Then.KEEP}


def _as_decided(rule: RetentionRule, content: Content, name: str) -> RetentionRule:
    years = content.get(_years(name))
    if not years:
        return rule
    # No lawyer of the country has confirmed it, or its package would say so.
    basis = LegalBasis(content[_source(name)], Grade.C)
    return replace(rule, years=years, then=Then.ANONYMISE, basis=basis)


def _years(name: str) -> str:
    return f"{name}_years"


def _source(name: str) -> str:
    return f"{name}_source"


def _field(name: str, rule: RetentionRule) -> fields.Integer:
    told = _("Empty: nothing is decided, and nothing is destroyed. Counted %(how)s.", how=_COUNTED[rule.counted_from])
    return fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=LONGEST),
        metadata={"label": _("%(what)s, in years", what=RECORDS[name]), "help": told},
    )


def _rests_on(name: str) -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(max=200),
        metadata={
            "label": _("%(what)s: what the term rests on", what=RECORDS[name]),
            "help": _("An article of law, or the decision of the board with its date; nobody's name."),
            "widget": "text",
        },
    )


def _touched(ground: Ground, before: Content, after: Content) -> Iterator[Touched]:
    for name in _undecided(ground.country):
        changes = before.get(_years(name)) != after.get(_years(name))
        yield Touched(f"{name}_termed", _TERMED[name], _count(ground, TABLES[name]) if changes else 0)


def _count(ground: Ground, table: Any) -> int:
    with seeing_all(ground.session):
        return ground.session.scalar(select(func.count()).select_from(table)) or 0
