"""The rules that a country's package brings, as a house last acknowledged them: an upgrade that changes one is told.

They are written by no one here. Each version is what the package said when the director read it (CFG-10), so that the
history tells in plain words what every upgrade has changed.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from core.actor import Actor
from core.canonical import canonical
from core.configuration import versions
from core.configuration.kinds import MAIN, Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema
from core.errors import Message
from core.i18n import lazy as _
from plugins.contract.text import LegalBasis, Text
from plugins.profile import CountryProfile

KEPT: Mapping[str, Any] = {
    "resident_file": _("Resident's file"),
    "form": _("Legal forms"),
    "audit": _("Record of access"),
    "draft": _("Drafts"),
    "session": _("Sessions"),
    "submission": _("Figures sent"),
}
ABOUT: Mapping[str, Any] = {
    "stage": _("Stage"),
    "entry": _("Way in"),
    "exit": _("Way out"),
    "measure": _("Legal basis of a stay"),
    "deadline": _("Term"),
    "legal_form": _("Legal form"),
    "consent": _("Consent"),
    **{name: _("Keeping: %(what)s", what=label) for name, label in KEPT.items()},
}
UNITS: Mapping[str, Any] = {
    "hours": _("hours"),
    "calendar_days": _("calendar days"),
    "working_days": _("working days"),
    "months": _("months"),
    "years": _("years"),
}


class _RuleSchema(ConfiguredSchema):
    about = fields.String(validate=validate.OneOf(list(ABOUT), list(ABOUT.values())), metadata={"label": _("What")})
    code = fields.String(metadata={"label": _("Code")})
    name = fields.String(metadata={"label": _("Name")})
    amount = fields.String(metadata={"label": _("How long")})
    unit = fields.String(
        allow_none=True, validate=validate.OneOf(list(UNITS), list(UNITS.values())), metadata={"label": _("Counted in")}
    )
    version = fields.String(metadata={"label": _("Version")})
    citation = fields.String(metadata={"label": _("Law")})
    grade = fields.String(metadata={"label": _("Grade")})


class RulesSchema(ConfiguredSchema):
    """Every rule that a house is told of."""

    rules = fields.Nested(
        _RuleSchema, many=True, metadata={"label": _("Rules"), "row": ("about", "code"), "named": ("about", "name")}
    )


class CountryRulesKind(Kind):
    """The rules of a country as a house knows them."""

    code: ClassVar[str] = "country_rules"
    label: ClassVar[Message] = _("Rules of the country")
    purpose: ClassVar[Message] = _("What the country's package says. After an upgrade the director reads what changed.")
    travels: ClassVar[bool] = False

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Give the schema, by which changes are said in words."""
        return RulesSchema()

    def baseline(self, ground: Ground) -> Content:
        """What the package says now."""
        return rules_of(ground.country)

    def faults(self, ground: Ground, content: Content) -> list[Message]:  # noqa: ARG002
        """Nothing stands against reading what is."""
        return []

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """The package counts already; no record changes by being told of it."""
        return []

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """The package counts already."""
        return []


COUNTRY_RULES = CountryRulesKind()


def changed(session: Session, branch_id: int, country: CountryProfile) -> bool:
    """Tell whether the package says something else than what was last read at a house."""
    known = versions.find_live(session, branch_id, COUNTRY_RULES.code, MAIN)
    return known is not None and known.content != canonical(rules_of(country))


@lru_cache(maxsize=64)
def rules_of(country: CountryProfile) -> Content:
    """Write down what a country's package says, in its own language."""
    return {"rules": sorted(_rules(country), key=lambda row: (list(ABOUT).index(row["about"]), row["code"]))}


def _rules(country: CountryProfile) -> Iterator[dict[str, str | None]]:
    for about, declared in (("stage", country.stages), ("entry", country.entry_kinds), ("exit", country.exit_kinds)):
        yield from (_row(about, code, each.label) for code, each in declared.items())
    for code, measure in country.measure_kinds.items():
        yield _row("measure", code, measure.label, (measure.limit_hours, "hours"), basis=measure.basis)
    for code, term in country.deadlines.items():
        yield _row("deadline", code, term.label, (term.amount, str(term.unit)), basis=term.basis)
    for key, each_version in country.forms.items():
        newest = each_version[-1]
        yield _row("legal_form", key, newest.title, version=newest.version, basis=next(iter(newest.basis), None))
    for code, consent in country.consents.items():
        length = (consent.months, "months")
        yield _row("consent", code, consent.label, length, version=consent.version, basis=consent.basis)
    for record, rule in country.retention.items():
        yield _row(record, record, "", (rule.years, "years"), basis=rule.basis)


def _row(
    about: str, code: str, name: Text | str, length: tuple[int | None, str] = (None, ""), *, version: object = "",
    basis: LegalBasis | None = None,
) -> dict[str, str | None]:  # fmt: skip
    amount, unit = length
    return {
        "about": about,
        "code": code,
        "name": str(name),
        "amount": "" if amount is None else str(amount),
        "unit": None if amount is None else unit,
        "version": str(version),
        "citation": basis.citation if basis else "",
        "grade": str(basis.grade) if basis else "",
    }
