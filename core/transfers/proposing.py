"""What a proposal takes from her file, so that nobody writes twice: the orders that name her, an earlier proposal."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.agenda import service as agenda
from core.i18n.formats import format_date
from core.legal import measures
from core.legal.models import Measure
from core.partners import service as partners
from core.residents.models import Resident
from core.stages import transfers
from core.stages.models import Transfer
from core.stages.packages import Leaving, Package, kept, package_of
from plugins.profile import CountryProfile


def orders(
    session: Session, country: CountryProfile, resident: Resident, language: str, today: date
) -> list[tuple[int, str]]:
    """List the orders that may move her, each in one line: kind, authority, number, day."""
    authorities = {each.id: each.name for each in partners.authorities(session, today)}
    return [
        (each.id, _line(session, country, each, authorities, language))
        for each in measures.of_resident(session, resident.id)
        if transfers.names_her(session, resident.id, each.id)
    ]


def propose(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, leaving: Leaving, today: date
) -> Transfer:
    """Propose a transfer; the order is named as the file knows it, before whatever else was written of it.

    :raises Invalid: with every field that cannot stand.
    :raises Conflict: if an exit or another transfer is under way for her.
    """
    transfers.send_right(session, actor, resident.id)
    known = dict(orders(session, country, resident, country.country.default_language, today))
    written = [known.get(leaving.order_measure_id, ""), leaving.package.order.strip()]
    order = "\n".join(each for each in written if each)
    made = transfers.propose(
        session, actor, country, resident, replace(leaving, package=replace(leaving.package, order=order))
    )
    for earlier in _returned(session, resident.id):
        agenda.close(session, actor, source="transfer", source_id=earlier.id)
    return made


def first_draft(session: Session, resident: Resident) -> Mapping[str, Any]:
    """Give what was written in a proposal that came back, so that only what was asked for has to change."""
    earlier = next(iter(_returned(session, resident.id)), None)
    if earlier is None:
        return {"medical": False}
    package: Package = package_of(kept(session, earlier))
    return {
        **asdict(package),
        "order": package.order.partition("\n")[2],
        "receiver": earlier.other_branch,
        "order_measure_id": earlier.order_measure_id,
        "assent": earlier.assent,
        "medical": bool(earlier.medical),
        **{name: transfers.said(session, earlier, name) for name in ("reason", "residents_view")},
    }


def _returned(session: Session, resident_id: int) -> list[Transfer]:
    query = select(Transfer).where(Transfer.resident_id == resident_id, Transfer.state == "returned")
    return list(session.scalars(query.order_by(Transfer.id.desc())))


def _line(
    session: Session, country: CountryProfile, measure: Measure, authorities: Mapping[int, str], language: str
) -> str:
    kind = country.measure_kinds.get(measure.kind)
    parts = (
        kind.label.in_language(language) if kind else measure.kind,
        measure.authority_name or authorities.get(measure.authority_id or 0, ""),
        measures.opened(session, measure, "file_number"),
        format_date(measure.ordered_on) if measure.ordered_on else "",
    )
    return " · ".join(each for each in parts if each)
