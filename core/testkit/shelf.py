"""A house in Zedland that somebody left long ago, with something of hers in every room."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.absences.models import Absence
from core.actor import Actor
from core.db import CountryBase
from core.forms import attachments, service
from core.forms.incoming import cleaned
from core.intake import exits
from core.legal import measures
from core.partners.models import Partner, Referral
from core.residents import family
from core.residents import service as residents
from core.residents.ages import BirthRange
from core.residents.models import Resident
from core.stages.models import Episode
from core.testkit.house import Home, house
from core.testkit.papers import photo
from core.testkit.stores import StoreFactory
from core.vault import sealed_columns

LEFT = datetime(2026, 3, 20, 18, tzinfo=UTC)
#: Eighteen in 2029, and ten years on.
OVER = datetime(2039, 2, 4, 18, tzinfo=UTC)
#: A word that stands in everything that was ever written of her.
MARK = "Marcadora"


@dataclass
class Shelf:
    """The house, and whose file is meant."""

    home: Home
    resident_id: int
    code: str

    def actor(self, role: str = "director") -> Actor:
        """Give somebody who works here."""
        return self.home.actor(role)

    def resident(self, session: Session) -> Resident:
        """Give whose file it is."""
        return session.get_one(Resident, self.resident_id)


@pytest.fixture
def shelf(store_factory: StoreFactory) -> Iterator[Shelf]:
    """Let somebody come and go, and wait until the term of her file is over."""
    with clock.freeze(LEFT - timedelta(days=4)):
        home = house(store_factory)
        stay = home.admit(
            names=(f"Luz {MARK}", MARK), house_name=MARK, birth=BirthRange.exactly(date(2011, 2, 3)), brought_by=MARK,
            team=("social_worker", "lawyer"),
        )  # fmt: skip
        with home.transaction() as session:
            write_of_her(session, home, stay.resident.id, stay.episode.id)
    with clock.freeze(LEFT):
        with home.transaction() as session:
            leave(session, home, stay.episode.id)
        found = Shelf(home, stay.resident.id, stay.resident.code)
    with clock.freeze(OVER):
        yield found


def leave(session: Session, home: Home, episode_id: int) -> None:
    """End her stay and what is under way of it."""
    episode = session.get_one(Episode, episode_id)
    for each in measures.of_resident(session, episode.resident_id):
        each.revoked_at = clock.now()
    kind = next(code for code, each in home.country.exit_kinds.items() if each.canonical != "death")
    exits.end(session, home.actor("director"), home.country, episode, kind, LEFT.date())


def write_of_her(session: Session, home: Home, resident_id: int, episode_id: int) -> None:
    """Write something of her in every room."""
    worker, her = home.actor("social_worker"), session.get_one(Resident, resident_id)
    family.add(session, worker, her, relation="mother", name=MARK, contact=MARK, safety="safe", no_contact=False,
               on_case=True)  # fmt: skip
    residents.instruct(session, worker, her, MARK)
    partner = Partner(kind="health", name="Centro de salud")
    session.add(partner)
    session.flush()  # a referral points to it
    referral = Referral(
        branch_id=home.id, resident_id=resident_id, partner_id=partner.id, direction="out", purpose="health",
        state="closed", requested_on=LEFT.date(), shared={"name": MARK}, created_by=1, created_by_name="Ana",
    )  # fmt: skip
    absence = Absence(
        branch_id=home.id, resident_id=resident_id, episode_id=episode_id, since_at=clock.now(), reported_by=1,
        reported_by_name="Ana", ended_at=clock.now(), state="returned",
    )  # fmt: skip
    session.add_all([referral, absence])
    session.flush()  # their ids are part of what seals their words
    vault = session.info["vault"]
    referral.reason = vault.seal("referral", "reason", referral.id, MARK)
    absence.outcome = vault.seal("absence", "outcome", absence.id, MARK)
    lawyer = home.actor("lawyer")
    form = service.create(session, lawyer, home.country, her, "zz_complaint")
    sent = cleaned(photo(), "evidence")
    kept = attachments.keep(session, lawyer, home.country, form.id, "evidence", sent, f"{MARK}.jpg")
    service.save(session, lawyer, home.country, form.id, {"evidence": {"file": kept.id}}, base=form.current)
    form.state = "signed"


def everything_opened(shelf: Shelf) -> str:
    """Open everything that is sealed in the store, and add what is not."""
    found: list[str] = []
    with shelf.home.reading() as session:
        vault = session.info["vault"]
        for name, table in CountryBase.metadata.tables.items():
            sealed = sealed_columns(table)
            for row in session.execute(select(table)).mappings():
                found += [str(value) for column, value in row.items() if column not in sealed]
                key = next(iter(table.primary_key.columns)).name
                found += [
                    vault.open_bytes(name, column, row[key], row[column]).decode("utf-8", "replace")
                    for column in sealed
                    if row[column] is not None
                ]
    return "\n".join(found)
