"""How long a house keeps its files: longer than the country's rule if it wants, never shorter.

While no term is known or decided in a country nothing is destroyed, whatever a house writes here; that counts once
there is one.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.configuration import versions
from core.configuration.kinds import DPO, MAIN, Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema
from core.errors import N_, Message
from core.i18n import lazy as _
from core.retention.decided import LONGEST, RECORDS, TABLES, rules_in_force
from plugins.contract.consent import RetentionRule, Then
from plugins.contract.text import Text
from plugins.profile import CountryProfile

_LONGER = {"resident_file": N_("Files that are kept longer"), "form": N_("Legal forms that are kept longer")}
_SHORTER = {
    "resident_file": N_("Files that are kept less long, within the country's rule"),
    "form": N_("Legal forms that are kept less long, within the country's rule"),
}


class RetentionKind(Kind):
    """A house's own terms of keeping."""

    code: ClassVar[str] = "retention"
    label: ClassVar[Message] = _("How long records are kept")
    purpose: ClassVar[Message] = _("Longer than the country's rule asks, never shorter.")
    approver: ClassVar[str] = DPO

    def keys(self, country: CountryProfile) -> Mapping[str, Message | Text]:
        """One object, where the country lets anything of a house end."""
        return {MAIN: self.label} if _rules(country) else {}

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Offer a number of years for each kind of record, from the country's on."""
        years = {name: _years(RECORDS[name], rule) for name, rule in _rules_here(ground).items()}
        return ConfiguredSchema.from_dict(years, name="RetentionSchema")()  # type: ignore[arg-type]

    def baseline(self, ground: Ground) -> Content:
        """The country's rule and nothing else."""
        return dict.fromkeys(_rules_here(ground))

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell what would be kept less long than the country asks."""
        return [
            _("“%(what)s”: the country asks for at least %(n)s years.", what=RECORDS[name], n=rule.years)
            for name, rule in _rules_here(ground).items()
            if (content.get(name) or LONGEST) < (rule.years or 0)
        ]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:
        """Count the files and the forms whose term changes."""
        return list(_touched(ground, before, after))

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """What is in force is asked whenever something would end; count by it."""
        return list(_touched(ground, before, versions.in_force(ground, self)))


RETENTION = RetentionKind()


def kept_longer(session: Session, branch_id: int) -> Content:
    """Give the years that a house keeps its records at least, by kind of record."""
    found = (content for _kind, _key, content in versions.contents(session, branch_id, (RETENTION.code,)))
    return next(found, {})


def _rules(country: CountryProfile) -> dict[str, RetentionRule]:
    known = {name: country.retention[name] for name in RECORDS if name in country.retention}
    return {name: rule for name, rule in known.items() if rule.then is not Then.KEEP}


def _rules_here(ground: Ground) -> dict[str, RetentionRule]:
    """Give the rules with what was decided for the country, below which no house may go."""
    here = rules_in_force(ground.session, ground.country, ground.branch_id)
    return {name: here[name] for name in _rules(ground.country)}


def _years(label: Any, rule: RetentionRule) -> fields.Integer:
    told = (
        _("No term is known in this country: nothing is destroyed. Yours counts once there is one.")
        if rule.years is None
        else _("The country asks for at least %(n)s years. Empty: as the country asks.", n=rule.years)
    )
    bounds = validate.Range(min=max(rule.years or 1, 1), max=LONGEST)
    return fields.Integer(
        load_default=None, allow_none=True, validate=bounds, metadata={"label": _of_years(label), "help": told}
    )


def _of_years(label: Any) -> Any:
    return _("%(what)s, years at least", what=label)


def _touched(ground: Ground, before: Content, after: Content) -> Iterator[Touched]:
    for name, rule in _rules_here(ground).items():
        old, new = (content.get(name) or rule.years or 0 for content in (before, after))
        there = _count(ground, TABLES[name]) if old != new else 0
        yield Touched(f"{name}_longer", _LONGER[name], there if new > old else 0)
        yield Touched(f"{name}_shorter", _SHORTER[name], there if new < old else 0)


def _count(ground: Ground, table: Any) -> int:
    query = select(func.count()).select_from(table).where(table.branch_id == ground.branch_id)
    return ground.session.scalar(query) or 0
