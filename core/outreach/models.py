"""Outings, sites and street contacts. An area is a name; no coordinates are ever kept (SE-6)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Correctable, CountryBase, Sealed, Timestamped, UtcDateTime, Versioned, Written


class OutreachOuting(CountryBase, Timestamped, Versioned, Written, Correctable):
    """A team on its way; whoever is not back in time is looked for."""

    __tablename__ = "outreach_outing"
    __table_args__ = (Index(None, "branch_id", "started_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    area: Mapped[str] = mapped_column(String(80))
    team: Mapped[str] = mapped_column(String(200))
    on_day: Mapped[date]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expected_back_at: Mapped[datetime] = mapped_column(UtcDateTime)
    back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutreachSite(CountryBase, Timestamped, Versioned):
    """A place that is visited; its name is sealed, since a list of sites could warn exploiters (class SEC)."""

    __tablename__ = "outreach_site"
    __table_args__ = (UniqueConstraint("branch_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(16))
    area: Mapped[str] = mapped_column(String(80))
    name: Mapped[bytes | None] = mapped_column(Sealed)
    closed_on: Mapped[date | None]


class OutreachVisit(CountryBase, Timestamped, Written, Correctable):
    """A site was visited, and how many signs of exploitation were seen, by strength."""

    __tablename__ = "outreach_visit"
    __table_args__ = (
        Index(None, "branch_id", "on_day"),
        Index(None, "site_id", "on_day"),
        CheckConstraint("strong >= 0 AND medium >= 0 AND weak >= 0", name="signs"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    outing_id: Mapped[int] = mapped_column(ForeignKey("outreach_outing.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("outreach_site.id"))
    on_day: Mapped[date]
    complete: Mapped[bool] = mapped_column(default=False)
    strong: Mapped[int] = mapped_column(default=0)
    medium: Mapped[int] = mapped_column(default=0)
    weak: Mapped[int] = mapped_column(default=0)
    exploitation_signs: Mapped[bool] = mapped_column(default=False)
    note: Mapped[bytes | None] = mapped_column(Sealed)


class StreetPerson(CountryBase, Timestamped, Versioned):
    """Somebody met under a nickname, which is sealed; once she lives in a house she is a resident, and linked."""

    __tablename__ = "street_person"
    __table_args__ = (Index(None, "branch_id", "last_contact_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    nickname: Mapped[bytes | None] = mapped_column(Sealed)
    sex: Mapped[str] = mapped_column(String(4))
    age_band: Mapped[str] = mapped_column(String(8), default="_U")
    area: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(12), default="new")
    engaged_on: Mapped[date | None]
    last_contact_on: Mapped[date]
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)


class OutreachContact(CountryBase, Timestamped, Versioned, Written, Correctable):
    """Somebody was met; with a screen, a referral and the first service where they followed."""

    __tablename__ = "outreach_contact"
    __table_args__ = (
        Index(None, "branch_id", "on_day"),
        Index(None, "person_id", "on_day"),
        Index(None, "branch_id", "screened_at"),
        Index(None, "branch_id", "referred_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("street_person.id"))
    outing_id: Mapped[int | None] = mapped_column(ForeignKey("outreach_outing.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("outreach_visit.id"), index=True)
    met_at: Mapped[datetime] = mapped_column(UtcDateTime)
    on_day: Mapped[date]
    sex: Mapped[str] = mapped_column(String(4))
    age_band: Mapped[str] = mapped_column(String(8))
    need: Mapped[str] = mapped_column(String(16), default="")
    given: Mapped[str] = mapped_column(String(16), default="")
    screen: Mapped[str] = mapped_column(String(8), default="")
    screened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    referred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    referred_to_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    service_on: Mapped[date | None]
    note: Mapped[bytes | None] = mapped_column(Sealed)
