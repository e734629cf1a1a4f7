"""Figures at the regional office as if branches had sent them, without the branches."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import insert, select

from core import clock
from core.access.models import BranchListing
from core.actor import Actor
from core.hq import threads
from core.hq.donors import service as donor
from core.hq.models import Figure, SharingReply, Submission
from core.hq.public import service as public
from core.hq.sharing import service as sharing
from core.hq.tables import newest
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, WINDOW
from core.reporting.periods import Period
from core.stores import Stores

ANALYST = Actor(None, "Bruno Alvarado", "hq_analyst")
#: Who writes what the public and donors are told, and the second person, who has no account.
BRUNO, IRMA = Actor(1, "Bruno Alvarado", "hq_analyst"), Actor(777, "Irma Tzoc", "hq_analyst")
#: A count, or a numerator and what it is part of; None is withheld.
Sent = int | None | tuple[int | None, int | None]
NO_GRADES: Mapping[str, str] = {}


def send(
    stores: Stores, branch: str, period: str, figures: Mapping[str, Sent], *, version: int = 1, accept: bool = True,
    grades: Mapping[str, str] = NO_GRADES, package: str = "{}",
) -> None:  # fmt: skip
    """Put a branch's totals of a period where the office reads them; it is listed if it was not.

    :param grades: of indicators that are not A.
    :param accept: whether the office has accepted them.
    :param package: what it says besides.
    """
    with stores.network.transaction() as session:
        if session.get(BranchListing, branch) is None:
            session.add(BranchListing(
                code=branch, country_code=branch[:2].lower(), branch_id=1, public_name=branch, time_zone="UTC",
                formatting_locale="es", opened_on=date(2020, 1, 1),
            ))  # fmt: skip
        kept = Submission(
            branch_code=branch, country_code=branch[:2].lower(), period=period, version=version,
            catalogue=catalogues.current().label, package=package, package_hash=f"{branch} {period} {version}",
            signature="", received_at=clock.now(), received_by="file",
        )  # fmt: skip
        session.add(kept)
        session.flush()  # its figures carry its id
        for code, sent in figures.items():
            parts = {"V": sent} if not isinstance(sent, tuple) else dict(zip("ND", sent, strict=True))
            for component, value in parts.items():
                session.execute(insert(Figure).values(
                    submission_id=kept.id, indicator=code, breakdown=TOTAL, code=TOTAL, component=component,
                    value=value, status="Q" if value is None else "A", confidential="F", grade=grades.get(code, "A"),
                ))  # fmt: skip
        newest.note(session, kept)
        if accept:
            threads.accept(session, ANALYST, branch, Period.parse(period), version)


def decide(
    stores: Stores, answer: str = "yes", figures: str = "", periods: str = "2025, 2025Q4, 2025Q3, 2024", *,
    alone: bool = True, **others: str,
) -> str:  # fmt: skip
    """Ask the branches whether a donor may be told, and let each have answered.

    :param figures: codes; all that branches send of such periods if none are named.
    :param others: what some answer otherwise, by the first two letters of their code.
    :returns: the request, as a report's form names it.
    """
    kinds = {Period.parse(each.strip()).kind for each in periods.split(",")}
    due = {each.id for kind in kinds for each in catalogues.current().due(kind) if not each.house}
    every = ", ".join(sorted(due))
    told = {"kind": "donor", "recipient": "Fundación Ficticia", "purpose": "Informe", "figures": figures or every,
            "periods": periods, "alone": alone}  # fmt: skip
    with stores.network.transaction() as session:
        made = sharing.ask(session, ANALYST, told, sharing.last_day_by({}))
        for each in session.scalars(select(SharingReply).where(SharingReply.request_id == made.id)):
            each.answer = others.get(each.branch_code[:2], answer)
        return str(made.id)


def send_terms(
    stores: Stores, branch: str, period: str, indicator: str, terms: Mapping[str, tuple[int | None, int]]
) -> None:
    """Add a cohort to what a branch has sent: how many of how many, after each term."""
    pairs = {term: dict(zip("ND", pair, strict=True)) for term, pair in terms.items()}
    send_parts(stores, branch, period, (indicator, WINDOW), pairs)


def send_parts(
    stores: Stores, branch: str, period: str, of: tuple[str, str], parts: Mapping[str, Mapping[str, int | None]]
) -> None:
    """Add how a figure divides to what a branch has sent last.

    :param of: the indicator, and by what it divides.
    :param parts: components of each part.
    """
    with stores.network.transaction() as session:
        kept = session.scalars(
            select(Submission).where(Submission.branch_code == branch, Submission.period == period)
            .order_by(Submission.version.desc()).limit(1)
        ).one()  # fmt: skip
        for code, components in parts.items():
            for component, value in components.items():
                session.add(Figure(
                    submission_id=kept.id, indicator=of[0], breakdown=of[1], code=code, component=component,
                    value=value, status="Q" if value is None else "A", confidential="F", grade="A",
                ))  # fmt: skip
        newest.note(session, kept)


def approve(stores: Stores, release_id: int, actor: Actor = IRMA) -> None:
    """Let a second person let go what the public is told."""
    with stores.network.transaction() as session:
        public.approve(session, actor, release_id)


def issue(stores: Stores, report_id: int, actor: Actor = IRMA) -> str:
    """Let a second person issue a report to a donor.

    :returns: the state that it is in then.
    """
    with stores.network.transaction() as session:
        return donor.issue(session, actor, report_id).state


def read(stores: Stores, release_id: int) -> public.Read:
    """Read what the public is told, or is about to be."""
    with stores.hq.reading() as session:
        return public.read(session, BRUNO, release_id)
