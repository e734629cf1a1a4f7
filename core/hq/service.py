"""The regional office: receives submissions, verifies them, and reads what they say; it has no other source.

Nothing here opens a country's store: every function works on the network store's session.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.access.models import BranchKey, BranchListing
from core.actor import Actor
from core.audit.models import Witness
from core.audit.service import Subject, record
from core.errors import N_, Invalid
from core.hq.models import Figure, Submission
from core.hq.schemas import EnvelopeSchema, PackageSchema
from core.reporting import catalogue as catalogues
from core.reporting import package as packages


@dataclass(frozen=True, slots=True)
class Standing:
    """What has come of one branch for one period."""

    branch: str
    period: str
    version: int
    received_at: Any


def receive(session: Session, envelope: str, *, by: str) -> Submission:
    """Take in a submission: from the same node, a file, or over HTTPS.

    Receiving the same package again changes nothing.

    :param by: the way it came: ``node``, ``file`` or ``https``.
    :raises Invalid: with the one reason why it is refused: unreadable, foreign, forged, from the future, or replayed.
    """
    sealed = _load(EnvelopeSchema(), envelope, N_("This is not a submission, or it was cut off."))
    package = sealed["package"]
    content = _load(PackageSchema(), package, N_("The submission does not have the expected form."))
    listing = session.get(BranchListing, content["branch"])
    if listing is None or listing.country_code != content["country"]:
        raise _refused(N_("It comes from a branch that this network does not know."))
    if not _signed(session, listing.code, package, sealed["signature"]):
        raise _refused(N_("Its signature does not fit: it was changed, or somebody else made it."))
    present = session.scalar(select(Submission).where(Submission.package_hash == packages.digest(package)))
    return present or _keep(session, content, sealed, by)


def board(session: Session, actor: Actor, periods: Sequence[str]) -> list[Standing]:
    """Tell which branch has sent what: the newest version of each branch and period."""
    policies.require(actor, "hq.read")
    query = (
        select(
            Submission.branch_code, Submission.period, func.max(Submission.version), func.max(Submission.received_at)
        )
        .where(Submission.period.in_(periods))
        .group_by(Submission.branch_code, Submission.period)
    )
    return [Standing(*row) for row in session.execute(query)]


def branches(session: Session) -> list[BranchListing]:
    """List the network's branches by code."""
    return list(session.scalars(select(BranchListing).order_by(BranchListing.code)))


def periods(session: Session, limit: int = 24) -> list[str]:
    """List periods for which anything has come, newest first."""
    query = select(Submission.period).distinct().order_by(Submission.period.desc()).limit(limit)
    return list(session.scalars(query))


@dataclass(frozen=True, slots=True)
class Row:
    """One cell as the regional office exports it."""

    branch: str
    country: str
    period: str
    version: int
    indicator: str
    breakdown: str
    code: str
    component: str
    value: int | None
    status: str
    confidential: str
    grade: str


def rows(session: Session, actor: Actor, period: str) -> Iterator[Row]:
    """Stream the cells of a period from the newest version of each branch, in a fixed order."""
    policies.require(actor, "hq.read")
    newest = (
        select(Submission.branch_code, func.max(Submission.version).label("version"))
        .where(Submission.period == period)
        .group_by(Submission.branch_code)
        .subquery()
    )
    query = (
        select(
            Submission.branch_code.label("branch"), Submission.country_code.label("country"), Submission.period,
            Submission.version, Figure.indicator,
            Figure.breakdown, Figure.code, Figure.component, Figure.value, Figure.status, Figure.confidential,
            Figure.grade,
        )
        .join(Figure, Figure.submission_id == Submission.id)
        .join(newest, (newest.c.branch_code == Submission.branch_code) & (newest.c.version == Submission.version))
        .where(Submission.period == period)
        .order_by(Submission.branch_code, Figure.indicator, Figure.breakdown, Figure.code, Figure.component)
    )  # fmt: skip
    for row in session.execute(query.execution_options(yield_per=1000)).mappings():
        yield Row(**row)


def note_export(session: Session, actor: Actor, period: str, kind: str) -> None:
    """Note that a period's figures were downloaded."""
    record(session, actor, "hq.export", Subject("period", period), kind=kind)


def _load(schema: Schema, text: str, message: str) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.loads(text)
    except (ValidationError, json.JSONDecodeError, RecursionError) as error:
        raise _refused(message) from error
    return loaded


def _signed(session: Session, branch: str, package: str, signature: str) -> bool:
    keys = select(BranchKey.public_key).where(
        BranchKey.branch_code == branch, BranchKey.purpose == "signing", BranchKey.retired_at.is_(None)
    )
    return any(packages.is_signed_by(package, signature, key) for key in session.scalars(keys))


def _keep(session: Session, content: dict[str, Any], sealed: dict[str, Any], by: str) -> Submission:
    catalogue = catalogues.current()
    if (content["catalogue"]["id"], content["catalogue"]["version"]) != (catalogue.id, catalogue.version):
        raise _refused(N_("It was made with other definitions of the indicators. Update this office or the branch."))
    if packages.canonical(content) != sealed["package"]:
        raise _refused(N_("The submission does not have the expected form."))
    newest = select(func.max(Submission.version)).where(
        Submission.branch_code == content["branch"], Submission.period == content["period"]
    )
    if content["version"] <= (session.scalar(newest) or 0):
        raise _refused(N_("A newer version of this period is here already."))
    submission = _submission(content, sealed, by)
    session.add(submission)
    session.flush()  # its figures carry its id
    grades = content["grades"]
    figures = [{**cell, "submission_id": submission.id, "grade": grades.get(cell["indicator"], "A")}
               for cell in content["figures"]]  # fmt: skip
    session.execute(insert(Figure), figures)
    session.add(_witness(content))
    record(session, _OFFICE, "hq.receive", Subject("submission", submission.id), branch=content["branch"])
    return submission


def _submission(content: dict[str, Any], sealed: dict[str, Any], by: str) -> Submission:
    return Submission(
        branch_code=content["branch"],
        country_code=content["country"],
        period=content["period"],
        version=content["version"],
        catalogue=f"{content['catalogue']['id']} {content['catalogue']['version']}",
        package=sealed["package"],
        package_hash=packages.digest(sealed["package"]),
        signature=sealed["signature"],
        received_at=clock.now(),
        received_by=by,
    )


def _witness(content: dict[str, Any]) -> Witness:
    """The head of the country's chain, held by somebody else from now on: a cut tail will show."""
    head = content["audit_head"]
    return Witness(store=content["country"], at=clock.now(), seq=head["seq"], hash=bytes.fromhex(head["hash"]))


_OFFICE = Actor(None, "Abrigo", "system")


def _refused(message: str) -> Invalid:
    return Invalid({"submission": [message]})
