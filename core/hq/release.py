"""An export: what is said around the figures, and how a format is let write them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.access.models import BranchListing
from core.actor import Actor
from core.errors import N_, Conflict, NotFound
from core.hq import structure
from core.hq.formats import FORMATS
from core.hq.models import Submission
from core.hq.observations import observations
from core.hq.sums.rounds import sums_of
from core.hq.tables import rows
from core.hq.tables.unallocated import with_sums
from core.i18n import say
from core.progress import WentOn, quietly
from core.reporting import catalogue as catalogues
from core.reporting.periods import POOLED, Period
from core.reporting.twoway import LIST
from plugins.contract.exports import ExportBranch, ExportFormat, ExportIndicator, Observation, Release
from plugins.contract.text import Text
from plugins.errors import TooSlow
from plugins.formats import Shelf
from plugins.handing import Failed, handed

NOT_FOR_IT = N_("This format cannot be had for such a period.")
FAILED = N_("This format could not write the figures. Its package has to be mended; every other download works.")
#: Periods of each kind that are offered.
_OFFERED = (("A", 5), ("Q", 8), ("M", 13), (POOLED, 2))
#: Seconds that a format of another package may take for each block of figures.
PATIENCE = 60.0


def choices(shelf: Shelf, period: Period) -> list[ExportFormat]:
    """List the formats in which a period can be had."""
    return [each for each in everything(shelf).values() if period.kind in each.kinds]


def lacking(shelf: Shelf, period: Period) -> dict[Text | None, list[ExportFormat]]:
    """List the formats in which a period cannot be had, by the reason that they give."""
    found: dict[Text | None, list[ExportFormat]] = {}
    for each in everything(shelf).values():
        if period.kind not in each.kinds:
            found.setdefault(each.lacking, []).append(each)
    return found


def everything(shelf: Shelf) -> Mapping[str, ExportFormat]:
    """Give ours and those of other packages by code."""
    return {**shelf.formats, **FORMATS}


def chosen(shelf: Shelf, period: Period, code: str) -> ExportFormat:
    """Find a format.

    :raises NotFound: if there is none.
    :raises Conflict: with its reason, if it is none for such a period.
    """
    found = everything(shelf).get(code)
    if found is None:
        raise NotFound()
    if period.kind not in found.kinds:
        raise Conflict(message=say(found.lacking) if found.lacking else NOT_FOR_IT)
    return found


def periods_there(session: Session, actor: Actor) -> list[Period]:
    """List the periods for which anything has come: years, quarters, months, three years, the newest of each first."""
    policies.require(actor, "hq.read")
    came = [Period.parse(each) for each in session.scalars(select(Submission.period).distinct())]
    newest = sorted(came, reverse=True)
    return [each for kind, most in _OFFERED for each in [one for one in newest if one.kind == kind][:most]]


def in_blocks(
    session: Session, actor: Actor, period: Period, went_on: WentOn = quietly, *, country: str = ""
) -> Iterator[Sequence[Sequence[Any]]]:
    """Stream a period's cells branch by branch, and after them what branches withhold together, where it has been read.

    :param country: code of the only country whose branches are wanted.
    """
    found = rows.in_blocks(session, actor, period, went_on, country=country)
    return with_sums(found, sums_of(session, actor, period))


def figures(
    session: Session, actor: Actor, period: Period, went_on: WentOn = quietly, *, country: str = ""
) -> Iterator[Observation]:
    """Stream as observations what may be handed on of it: from these every format is written."""
    found = in_blocks(session, actor, period, went_on, country=country)
    return observations(rows.Row._make(row) for block in found for row in block)


def release(session: Session, actor: Actor, period: Period, language: str, country: str = "") -> Release:
    """Tell of an export what, whose, of when and by which definitions; of one country alone if it is named."""
    policies.require(actor, "hq.read")
    catalogue = catalogues.current()
    listed = session.scalars(select(BranchListing).order_by(BranchListing.code))
    wanted = (each for each in listed if country in ("", each.country_code))
    return Release(
        period=str(period),
        language=language,
        catalogue=catalogue.label,
        made_at=clock.now(),
        branches=tuple(
            ExportBranch(each.code, each.public_name, each.country_code, each.opened_on) for each in wanted
        ),
        indicators={
            each.id: ExportIndicator(each.id, each.name, each.definition, each.meaning.unit, each.type, each.per)
            for each in (*catalogue.waiting.values(), *catalogue.handed_on.values())
        },
        lists={**catalogue.labels, "UNIT": {LIST: structure.UNITS, **catalogue.units}},
        country=country,
    )  # fmt: skip


def written(
    session: Session,
    actor: Actor,
    period: Period,
    format_: ExportFormat,
    language: str,
    went_on: WentOn = quietly,
    *,
    country: str = "",
) -> Iterator[bytes]:
    """Let a format write a period, piece by piece; one of another package does so in a thread of its own.

    :param went_on: told after each branch that was read.
    :param country: code of the only country whose branches are wanted.
    :raises Conflict: if a format of another package fails, at any piece: what was given by then is no file.
    """
    told = release(session, actor, period, language, country)
    found = figures(session, actor, period, went_on, country=country)
    if FORMATS.get(format_.code) is format_:
        return iter(format_.write(told, found))
    return _of_others(format_, told, found)


def _of_others(format_: ExportFormat, told: Release, found: Iterator[Observation]) -> Iterator[bytes]:
    try:
        yield from handed(format_.code, lambda given: format_.write(told, given), found, PATIENCE)
    except (Failed, TooSlow) as error:
        raise Conflict(message=FAILED) from error
