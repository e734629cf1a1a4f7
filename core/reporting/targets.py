"""What a house wants to reach with each figure, and which figures it reads first.

The regional set is the network's: a figure that a house puts aside stands below the others, and leaves all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from core.actor import Actor
from core.configuration import versions
from core.configuration.kinds import Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema, each_once
from core.errors import N_, Message
from core.i18n import lazy as _
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Indicator
from core.reporting.quantity import FEWEST_FOR_PERCENT, Quantity, share

LEAST, MOST = "least", "most"
HIGHEST = 100_000
SENSES: Mapping[str, Any] = {LEAST: _("at least"), MOST: _("at most")}
_AIMS = N_("Figures with another target")
_ASIDE = N_("Figures that stand below the others, or no longer")


@dataclass(frozen=True, slots=True)
class Target:
    """What a house wants of a figure: so many, or so many in a hundred or a thousand, at least or at most."""

    sense: str
    value: int

    def reached_by(self, quantity: Quantity, indicator: Indicator) -> bool | None:
        """Tell whether a figure reaches it; None where it cannot be told, or would tell of single persons."""
        now = share(quantity, indicator)
        if now is None or (quantity.is_share and (quantity.of or 0) < FEWEST_FOR_PERCENT):
            return None
        return now >= self.value if self.sense == LEAST else now <= self.value


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a house has configured of its figures."""

    targets: Mapping[str, Target]
    aside: frozenset[str]


class TargetsKind(Kind):
    """The figures of a house: targets, and which stand first."""

    code: ClassVar[str] = "indicators"
    label: ClassVar[Message] = _("Figures and targets")
    purpose: ClassVar[Message] = _(
        "What this house wants to reach and what it reads first. What leaves stays the same."
    )

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Offer the figures of the catalogue."""
        return _schema({each.id: each.name for each in catalogues.current().indicators.values()})

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """No targets, and every figure in its place."""
        return {"targets": [], "aside": []}

    def faults(self, ground: Ground, content: Content) -> list[Message]:  # noqa: ARG002
        """Tell which figures the catalogue does not have, or has no more."""
        named = {row["indicator"] for row in content["targets"]} | set(content["aside"])
        return [
            _("The figure “%(code)s” is not in the catalogue.", code=code)
            for code in sorted(named - catalogues.current().indicators.keys())
        ]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count the figures that are read another way."""
        return _touched(before, after)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """The page of figures asks what is in force; count by it."""
        return _touched(before, versions.in_force(ground, self))


TARGETS = TargetsKind()


def wishes_of(session: Session, branch_id: int) -> Wishes:
    """Give what a house wants of its figures."""
    found = (content for _kind, _key, content in versions.contents(session, branch_id, (TARGETS.code,)))
    content: Content = next(found, {"targets": [], "aside": []})
    return Wishes(_targets(content), frozenset(content["aside"]))


def _targets(content: Content) -> dict[str, Target]:
    return {row["indicator"]: Target(row["sense"], row["value"]) for row in content["targets"]}


def _touched(before: Content, after: Content) -> list[Touched]:
    old, new = _targets(before), _targets(after)
    aims = sum(old.get(each) != new.get(each) for each in old.keys() | new.keys())
    return [
        Touched("aims", _AIMS, aims),
        Touched("aside", _ASIDE, len(set(before["aside"]) ^ set(after["aside"]))),
    ]


def _schema(indicators: Mapping[str, Any]) -> Schema:
    columns: dict[str, Any] = {
        "indicator": _choice(indicators, _("Figure")),
        "sense": _choice(SENSES, _("At least or at most")),
        "value": fields.Integer(
            required=True,
            validate=validate.Range(min=0, max=HIGHEST),
            metadata={"label": _("Target"), "help": _("A number; of shares, so many in a hundred.")},
        ),
    }
    rows = fields.Nested(
        ConfiguredSchema.from_dict(columns, name="TargetSchema"),
        many=True,
        load_default=list,
        validate=each_once(("indicator",)),
        metadata={"label": _("Targets"), "row": ("indicator",), "named": ("indicator",)},
    )
    aside = fields.List(
        fields.String(validate=validate.OneOf(list(indicators), list(indicators.values()))),
        load_default=list,
        metadata={"label": _("Figures that stand below the others")},
    )
    return ConfiguredSchema.from_dict({"aside": aside, "targets": rows}, name="TargetsSchema")()


def _choice(options: Mapping[str, Any], label: Any) -> fields.String:
    rule = validate.OneOf(list(options), list(options.values()))
    return fields.String(required=True, validate=rule, metadata={"label": label, "widget": "select"})
