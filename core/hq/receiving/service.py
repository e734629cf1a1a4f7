"""Takes in submissions: from the same node, from a file, or over HTTPS; authenticated by their signature alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.access.models import BranchListing
from core.actor import Actor
from core.audit.models import Witness
from core.audit.service import Subject, record
from core.errors import N_, Conflict
from core.hq.models import Figure, Submission
from core.hq.receiving import refusals
from core.hq.receiving.arriving import Arrived, opened
from core.hq.receiving.reading import HTTPS, NODE, decoded, open_envelope, open_package, refused
from core.hq.receiving.signed import FORGED, is_signed
from core.hq.receiving.verification import verify
from core.hq.tables import newest
from core.reporting.leaving import package as packages
from core.stores import Stores

FOREIGN = N_("It comes from a branch that this network does not know.")
REPLAYED = N_("This version of the period, or a newer one, is here already.")

_OFFICE = Actor(None, "Abrigo", "system")


def receive(session: Session, envelope: str, *, by: str, at: datetime | None = None) -> Submission:
    """Take in a submission; the same package again changes nothing.

    :param session: of the network store with all its rights: an event and a witness are written too.
    :param by: the way it came: ``NODE``, ``FILE`` or ``HTTPS`` of :mod:`core.hq.receiving.reading`.
    :param at: when it came, for a past that is made up; now without it.
    :raises Invalid: with the one reason why it is refused: unreadable, foreign, forged, from the future, replayed, or
        saying what these definitions do not allow.
    """
    sealed = open_envelope(envelope)
    content = open_package(sealed["package"])
    listing = session.get(BranchListing, content["branch"])
    if listing is None or listing.country_code != content["country"]:
        raise refused(FOREIGN)
    if not is_signed(session, listing.code, sealed):
        raise refused(FORGED)
    # Asked before whether it is here already: what arrives in between is then found to be the same.
    last = _newest(session, content)
    present = session.scalar(select(Submission).where(Submission.package_hash == packages.digest(sealed["package"])))
    if present is not None:
        return present
    verify(content, clock.today(listing.time_zone))
    if content["version"] <= last:
        raise refused(REPLAYED)
    return _keep(session, content, sealed, by, at or clock.now())


def receive_here(stores: Stores, sent: str | bytes, by: str) -> str:
    """Take in a package in a transaction of its own and tell its hash; what is refused is noted with the reason.

    :raises Invalid: as :func:`receive`, or if it is no text.
    """
    with refusals.noted(stores, sent, by):
        return _received(stores, decoded(sent) if isinstance(sent, bytes) else sent, by)


def receive_arrived(stores: Stores, digest: str, arrived: Arrived) -> str:
    """Take in a package that came piece by piece; if it is refused, that stands under whoever announced it.

    :raises Invalid: as :func:`receive_here`, or if it is not what was announced.
    """
    with refusals.noted(stores, arrived.content, HTTPS, arrived.branch):
        return _received(stores, opened(digest, arrived.content), HTTPS)


def _received(stores: Stores, envelope: str, by: str) -> str:
    try:
        return _receive(stores, envelope, by)
    except Conflict:  # it arrived twice at once: the second look finds what the other one kept
        return _receive(stores, envelope, by)


def _receive(stores: Stores, envelope: str, by: str) -> str:
    with stores.network.transaction() as session:
        return receive(session, envelope, by=by).package_hash


def _newest(session: Session, content: dict[str, Any]) -> int:
    query = select(func.max(Submission.version)).where(
        Submission.branch_code == content["branch"], Submission.period == content["period"]
    )
    return session.scalar(query) or 0


def _keep(session: Session, content: dict[str, Any], sealed: dict[str, Any], by: str, at: datetime) -> Submission:
    submission = _submission(content, sealed, by, at)
    session.add(submission)
    try:
        session.flush()  # its figures carry its id
    except IntegrityError as error:
        raise Conflict() from error  # the same package arrived twice at once; the other one is kept
    grades = content["grades"]
    session.execute(
        insert(Figure),
        [
            {
                **cell,
                "submission_id": submission.id,
                "grade": grades.get(cell["indicator"], "A"),
                "evidence": content["evidence"].get(cell["indicator"], "E0"),
            }
            for cell in content["figures"]
        ],
    )
    newest.note(session, submission)
    session.add(_witness(content, by))
    record(session, _OFFICE, "hq.receive", Subject("submission", submission.id), branch=content["branch"], by=by)
    return submission


def _submission(content: dict[str, Any], sealed: dict[str, Any], by: str, at: datetime) -> Submission:
    return Submission(
        branch_code=content["branch"],
        country_code=content["country"],
        period=content["period"],
        version=content["version"],
        catalogue=f"{content['catalogue']['id']} {content['catalogue']['version']}",
        package=sealed["package"],
        package_hash=packages.digest(sealed["package"]),
        signature=sealed["signature"],
        received_at=at,
        received_by=by,
    )


def _witness(content: dict[str, Any], by: str) -> Witness:
    """The head of the country's chain, held by somebody else from now on: a cut tail will show.

    A package from elsewhere speaks of another installation's chain, even where a store here has the same name.
    """
    head = content["audit_head"]
    store = content["country"] if by == NODE else f"{content['country']}@{content['branch']}"[:16]
    return Witness(store=store, at=clock.now(), seq=head["seq"], hash=bytes.fromhex(head["hash"]))
