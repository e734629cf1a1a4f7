"""Closes a period for a branch: exact figures for inside, a protected and signed package for the regional office."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, head, record
from core.branches.models import Branch, BranchSecret
from core.errors import N_, Conflict, Invalid, NotFound
from core.reporting import catalogue as catalogues
from core.reporting import checks, disclosure, figures, package
from core.reporting.catalogue import Catalogue
from core.reporting.figures import Cell
from core.reporting.models import Closing
from core.reporting.periods import Period
from core.reporting.populations import Scope
from plugins.profile import CountryProfile

SIGNING = "signing"


def scope_of(session: Session, country: CountryProfile, branch_id: int, period: Period) -> Scope:
    """Describe a branch and period to the populations."""
    zone = session.get_one(Branch, branch_id).time_zone
    purposes = tuple(each.code for each in country.code_lists.values() if each.regional_list == "EXPLOITATION")
    return Scope(branch_id, period, zone, purposes)


def preview(session: Session, actor: Actor, country: CountryProfile, period: Period) -> list[Cell]:
    """Compute a period's figures as they stand now, exact; nothing is kept.

    :raises NotFound: if the actor may not see figures.
    """
    policies.require(actor, "figures.read")
    scope = scope_of(session, country, _branch_of(actor), period)
    return figures.compute(session, catalogues.current(), scope)


def close(
    session: Session, actor: Actor, country: CountryProfile, period: Period, *, today: date, note: str = ""
) -> Closing:
    """Close a period: compute, check and keep its figures as a new version, ready for the director's signature.

    :raises Invalid: if the period has not ended.
    """
    policies.require(actor, "figures.close")
    if period.last >= today:
        raise Invalid({"period": [N_("This period has not ended yet.")]})
    cells = preview(session, actor, country, period)
    before = latest(session, _branch_of(actor), period.previous())
    found = checks.run(cells, cells_of(before) if before else [])
    last = latest(session, _branch_of(actor), period)
    closing = Closing(
        branch_id=_branch_of(actor),
        period=str(period),
        version=last.version + 1 if last else 1,
        catalogue=catalogues.current().label,
        state="checked" if all(each.passed for each in found if each.hard) else "open",
        figures=json.dumps([asdict(cell) for cell in cells]),
        checks=json.dumps([asdict(check) for check in found]),
        note=note.strip(),
        closed_by_name=actor.name,
    )
    session.add(closing)
    session.flush()  # the event carries its id
    record(session, actor, "figures.close", Subject("closing", closing.id), period=str(period), version=closing.version)
    return closing


def sign(session: Session, actor: Actor, country: CountryProfile, closing: Closing) -> None:
    """Sign a closed period as director: from here on its package never changes.

    :raises Conflict: if it is signed already or a newer version stands.
    :raises Invalid: if a hard check failed.
    """
    policies.require(actor, "figures.sign")
    if closing.state not in ("open", "checked"):
        raise Conflict({"state": closing.state})
    if closing.state == "open":
        raise Invalid({"checks": [N_("A check that blocks has failed; correct the records and close again.")]})
    content = _content(session, actor, country, closing)
    closing.package = package.canonical(content)
    closing.package_hash = package.digest(closing.package)
    closing.signature = package.sign(closing.package, _private_key(session, closing.branch_id))
    closing.state, closing.signed_at = "signed", clock.now()
    closing.signed_by, closing.signed_by_name = actor.user_id, actor.name
    record(session, actor, "figures.sign", Subject("closing", closing.id), hash=closing.package_hash)


def mark_sent(session: Session, actor: Actor, closing: Closing) -> None:
    """Note that the package was handed over."""
    policies.require(actor, "figures.sign")
    closing.state, closing.sent_at = "sent", clock.now()
    record(session, actor, "figures.send", Subject("closing", closing.id), hash=closing.package_hash)


def get(session: Session, actor: Actor, closing_id: int) -> Closing:
    """Find a closing of the actor's branch.

    :raises NotFound: if there is none.
    """
    policies.require(actor, "figures.read")
    closing = session.get(Closing, closing_id)
    if closing is None or closing.branch_id != actor.branch_id:
        raise NotFound()
    return closing


def closings(session: Session, actor: Actor, limit: int = 36) -> list[Closing]:
    """List a branch's closings, newest period first."""
    policies.require(actor, "figures.read")
    query = select(Closing).where(Closing.branch_id == actor.branch_id)
    return list(session.scalars(query.order_by(Closing.period.desc(), Closing.version.desc()).limit(limit)))


def latest(session: Session, branch_id: int, period: Period) -> Closing | None:
    """Find the newest version of a period."""
    query = select(Closing).where(Closing.branch_id == branch_id, Closing.period == str(period))
    return session.scalars(query.order_by(Closing.version.desc()).limit(1)).first()


def cells_of(closing: Closing) -> list[Cell]:
    """Read the exact figures of a closing."""
    return [Cell(**each) for each in json.loads(closing.figures)]


def checks_of(closing: Closing) -> list[checks.Check]:
    """Read the checks of a closing."""
    return [checks.Check(**each) for each in json.loads(closing.checks)]


def new_signing_key(session: Session, branch_id: int) -> str:
    """Draw a branch's signing key and keep its private half sealed.

    :returns: the public half, for the network's list of branches.
    """
    private, public = package.new_key()
    secret = BranchSecret(branch_id=branch_id, purpose=SIGNING, version=1)
    session.add(secret)
    session.flush()  # its id is part of what seals the key
    secret.private_key = session.info["vault"].seal_bytes("branch_secret", "private_key", secret.id, private)
    return public


def _content(session: Session, actor: Actor, country: CountryProfile, closing: Closing) -> dict[str, Any]:
    catalogue: Catalogue = catalogues.current()
    stricter = {rule.rule: rule.threshold for rule in country.disclosure.values()}
    cells = disclosure.protect(cells_of(closing), catalogue, stricter)
    seq, chain = head(session)
    return {
        "format": package.FORMAT,
        "format_version": package.FORMAT_VERSION,
        "branch": actor.branch_code,
        "country": country.code,
        "period": closing.period,
        "version": closing.version,
        "catalogue": {"id": catalogue.id, "version": catalogue.version},
        "figures": [asdict(cell) for cell in sorted(cells, key=_order)],
        "checks": [{"code": each.code, "passed": each.passed, "hard": each.hard} for each in checks_of(closing)],
        "grades": _grades(country, cells),
        "note": closing.note,
        "audit_head": {"seq": seq, "hash": chain.hex()},
    }


def _grades(country: CountryProfile, cells: Sequence[disclosure.Protected]) -> Mapping[str, str]:
    named = {cell.indicator for cell in cells}
    return {code: each.grade for code, each in country.comparability.items() if code in named}


def _order(cell: disclosure.Protected) -> tuple[str, str, str, str]:
    return cell.indicator, cell.breakdown, cell.code, cell.component


def _private_key(session: Session, branch_id: int) -> bytes:
    query = select(BranchSecret).where(BranchSecret.branch_id == branch_id, BranchSecret.purpose == SIGNING)
    secret = session.scalars(query.order_by(BranchSecret.version.desc()).limit(1)).first()
    if secret is None or secret.private_key is None:
        raise NotFound()
    opened: bytes = session.info["vault"].open_bytes("branch_secret", "private_key", secret.id, secret.private_key)
    return opened


def _branch_of(actor: Actor) -> int:
    if actor.branch_id is None:
        raise NotFound()
    return actor.branch_id
