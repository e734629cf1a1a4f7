"""What each branch gets back: its own figures beside those of the others, none of whom is named (HQ-6).

Only what compares between houses of different size stands beside others: shares, rates and means; those of after-care
term by term. Of the others only figures count that may be told outside and rest on enough who were reached, and only
where enough of them are left: from three on their middle one is told, from five on also between which two the middle
half lies. Neither the lowest nor the highest is (rule 4 of disclosure).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from statistics import median, quantiles
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy.orm import Session

from core.access import policies
from core.access.models import BranchListing
from core.actor import Actor
from core.canonical import canonical
from core.errors import N_, Invalid, NotFound
from core.hq.board import ROLLING, Line, ended_periods, everybody
from core.hq.outside.counted import parts_of
from core.hq.outside.rounding import outside
from core.hq.outside.sources import sources
from core.hq.receiving.reading import LARGEST
from core.hq.receiving.schemas import period as is_period
from core.hq.tables.pools import NOT_COMPARABLE
from core.hq.tables.rows import Row, rows
from core.i18n import say
from core.progress import WentOn, quietly
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, WINDOW, Indicator
from core.reporting.periods import Period
from core.reporting.quantity import Place, Quantity, quantities, unreliable

FORMAT = "abrigo-benchmark"
#: From how many others on their middle is told, and the middle half.
FEWEST, FEWEST_FOR_HALF = 3, 5
NO_SHEET = N_("This is no benchmark sheet, or it came cut off.")
OTHER_BRANCH = N_("This sheet is for another branch.")


class Why(StrEnum):
    """Why a figure stands alone."""

    TOLD = ""
    FEW = "few"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure beside those of the others.

    :param value: as the branch has sent it, None where it was withheld; ``of`` what it is part of.
    :param middle: the others' median; ``low`` and ``high`` between which their middle half lies.
    :param others: how many of them stand in it.
    :param window: of a cohort that is looked at after several terms, the one that it tells.
    :param weak: whether the branch's own rests on too few who were reached.
    """

    indicator: str
    value: int | None
    of: int | None
    others: int
    why: Why
    middle: float | None = None
    low: float | None = None
    high: float | None = None
    window: str = ""
    weak: bool = False

    @property
    def name(self) -> str:
        """What it is called, its term with it."""
        catalogue = catalogues.current()
        whole = say(catalogue.indicators[self.indicator].name)
        return f"{whole}: {say(catalogue.labels[WINDOW][self.window])}" if self.window else whole

    @property
    def quantity(self) -> Quantity:
        """The branch's own figure."""
        return Quantity(self.value, self.of, is_share=True)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a branch gets back for a period.

    :param in_time: of the branch's last periods; ``due`` how many were.
    :param usually: the others' median share of periods in time, in percent; None where too few have sent anything.
    """

    branch: str
    period: str
    catalogue: str
    in_time: int
    due: int
    usually: float | None
    lines: tuple[Beside, ...]


def sheet(session: Session, actor: Actor, branch: str, period: Period, went_on: WentOn = quietly) -> Sheet:
    """Make a branch's sheet, for the office or for the branch itself.

    :param went_on: told after each branch that was read.
    :raises NotFound: if the branch is another's, or has sent nothing of the period.
    """
    if not policies.may(actor, "hq.read"):
        policies.require(actor, "figures.read")
        if actor.branch_code != branch:
            raise NotFound()
    return made(session, branch, period, went_on)


def made(session: Session, branch: str, period: Period, went_on: WentOn = quietly) -> Sheet:
    """Make a branch's sheet once it is known who asks.

    :raises NotFound: if there is no such branch, or it has sent nothing of the period.
    """
    if session.get(BranchListing, branch) is None:
        raise NotFound()
    cells: dict[str, list[Row]] = {}
    for row in rows(session, _OFFICE, period, went_on):
        if row.breakdown in (TOTAL, WINDOW):
            cells.setdefault(row.branch, []).append(row)
    if branch not in cells:
        raise NotFound()
    accepted = sources(session, period).versions
    others = [_branch(own) for code, own in cells.items() if code in accepted and code != branch]
    mine = _branch(cells[branch])
    parts = [(each, part) for each in comparable(period.kind) for part in parts_of(each)]
    lines = tuple(_beside(each, part, mine, others) for each, part in parts if (each.id, *part) in mine.told)
    in_time, due, usually = _timeliness(session, branch, period.kind)
    return Sheet(branch, str(period), catalogues.current().label, in_time, due, usually, lines)


def comparable(kind: str) -> list[Indicator]:
    """List what compares between houses of different size."""
    due = catalogues.current().due(kind)
    return [each for each in due if each.denominator is not None and not each.only_broken_down and not each.house]


def written(found: Sheet) -> str:
    """Write a sheet as the file that is carried to a branch."""
    return canonical({"format": FORMAT, **json.loads(json.dumps(asdict(found)))})


def opened(text: str, branch: str) -> Sheet:
    """Read a sheet that came as a file.

    :raises Invalid: if it is none, or another branch's.
    """
    try:
        return told(json.loads(text[:LARGEST]), branch)
    except (ValueError, RecursionError) as error:
        raise Invalid({"sheet": [NO_SHEET]}) from error


def told(content: object, branch: str) -> Sheet:
    """Read a sheet from its JSON.

    :raises Invalid: if it is none, or another branch's.
    """
    try:
        found: dict[str, Any] = _SheetSchema().load(content)  # type: ignore[arg-type]
    except ValidationError as error:
        raise Invalid({"sheet": [NO_SHEET]}) from error
    if found["branch"] != branch:
        raise Invalid({"sheet": [OTHER_BRANCH]})
    lines = tuple(Beside(**{**each, "why": Why(each["why"])}) for each in found.pop("lines") if _is_known(each))
    del found["format"]
    return Sheet(**found, lines=lines)


_OFFICE = Actor(None, "Abrigo", "hq_analyst")


@dataclass(frozen=True, slots=True)
class _Branch:
    """What a branch has sent.

    :param told: its figures; ``grades`` of its indicators.
    """

    told: Mapping[Place, Quantity]
    grades: Mapping[str, str]


def _branch(cells: Sequence[Row]) -> _Branch:
    indicators = catalogues.current().indicators
    known = [each for each in cells if each.indicator in indicators]
    grades: dict[str, str] = {}
    for each in known:
        grades[each.indicator] = max(each.grade, grades.get(each.indicator, "A"))
    return _Branch(quantities(known, indicators), grades)


def _beside(indicator: Indicator, part: tuple[str, str], own: _Branch, others: Sequence[_Branch]) -> Beside:
    place = (indicator.id, *part)
    mine = own.told[place]
    line = Beside(
        indicator.id, mine.value, mine.of, 0, Why.NOT_COMPARABLE,
        window=part[1] if indicator.windows else "", weak=unreliable(own.told, place),
    )  # fmt: skip
    if own.grades[indicator.id] == NOT_COMPARABLE:
        return line
    known = [each.told[place] for each in others if place in each.told and _stands(each, place)]
    told = [outside(each, indicator) for each in known]
    values = sorted(each.value for each in told if each is not None)
    if len(values) < FEWEST:
        return replace(line, others=len(values), why=Why.FEW)
    low = high = None
    if len(values) >= FEWEST_FOR_HALF:
        low, _middle, high = quantiles(values, n=4, method="inclusive")
    return replace(line, others=len(values), why=Why.TOLD, middle=median(values), low=low, high=high)


def _stands(branch: _Branch, place: Place) -> bool:
    return branch.grades[place[0]] != NOT_COMPARABLE and not unreliable(branch.told, place)


def _is_known(line: Mapping[str, Any]) -> bool:
    """Tell whether this version of the catalogue has what a line tells."""
    indicator = catalogues.current().indicators.get(line["indicator"])
    return indicator is not None and line["window"] in (indicator.windows or ("",))


def _timeliness(session: Session, branch: str, kind: str) -> tuple[int, int, float | None]:
    lines = everybody(session, _OFFICE, ended_periods(kind, ROLLING))
    mine = next(each for each in lines if each.code == branch)
    shares = [_percent(each) for each in lines if each.code != branch and each.started and each.due]
    return mine.in_time, mine.due, median(shares) if len(shares) >= FEWEST else None


def _percent(line: Line) -> float:
    return round(line.in_time * 100 / line.due)


_NUMBER = fields.Float(required=True, allow_none=True, validate=validate.Range(-(10**9), 10**9))


class _BesideSchema(Schema):
    indicator = fields.String(required=True, validate=validate.Length(max=8))
    window = fields.String(required=True, validate=validate.Length(max=8))
    weak = fields.Boolean(required=True, truthy={True}, falsy={False})
    value = fields.Integer(required=True, allow_none=True, strict=True)
    of = fields.Integer(required=True, allow_none=True, strict=True)
    others = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10_000))
    why = fields.String(required=True, validate=validate.OneOf([each.value for each in Why]))
    middle, low, high = _NUMBER, _NUMBER, _NUMBER


class _SheetSchema(Schema):
    """A sheet as a file; an unknown field is refused."""

    format = fields.String(required=True, validate=validate.Equal(FORMAT))
    branch = fields.String(required=True, validate=validate.Length(max=16))
    period = fields.String(required=True, validate=is_period)
    catalogue = fields.String(required=True, validate=validate.Length(max=80))
    in_time = fields.Integer(required=True, strict=True, validate=validate.Range(0, ROLLING))
    due = fields.Integer(required=True, strict=True, validate=validate.Range(0, ROLLING))
    usually = fields.Float(required=True, allow_none=True, validate=validate.Range(0, 100))
    lines = fields.List(fields.Nested(_BesideSchema), required=True, validate=validate.Length(max=200))
