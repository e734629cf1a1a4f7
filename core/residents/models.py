"""Residents as the daily work knows them, and apart from that who they are."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Correctable, CountryBase, Sealed, Timestamped, UtcDateTime, Versioned, Written


class Resident(CountryBase, Timestamped, Versioned):
    """A child, adolescent or baby by code and house name; nothing here says who she is outside.

    ``birth_year`` is that of the latest possible birth date, enough for yearly figures; the date itself is sealed
    in :class:`Identity`. From ``erased_on`` on her file is gone: figures count the row, no page leads to it.
    """

    __tablename__ = "resident"
    __table_args__ = (Index(None, "branch_id", "house_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    code: Mapped[str] = mapped_column(String(8), unique=True)
    external_code: Mapped[str] = mapped_column(String(8), unique=True)
    house_name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12), default="resident")
    sex: Mapped[str] = mapped_column(String(4))
    birth_year: Mapped[int | None]
    birth_basis: Mapped[str] = mapped_column(String(16), default="unknown")
    nationality: Mapped[str | None] = mapped_column(String(3))
    people: Mapped[str | None] = mapped_column(String(40))
    interpreter_needed: Mapped[bool] = mapped_column(default=False)
    deceased_on: Mapped[date | None]
    erased_on: Mapped[date | None]


class ResidentLanguage(CountryBase):
    """A language she speaks, mother tongue at position 0."""

    __tablename__ = "resident_language"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    language: Mapped[str] = mapped_column(String(20))


class Identity(CountryBase):
    """The identity vault: every column sealed on its own, bound to this row.

    ``change`` grows with every write in the store, so that a search index in memory can follow.
    """

    __tablename__ = "identity"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    given_names: Mapped[bytes | None] = mapped_column(Sealed)
    surnames: Mapped[bytes | None] = mapped_column(Sealed)
    other_names: Mapped[bytes | None] = mapped_column(Sealed)
    birth_earliest: Mapped[bytes | None] = mapped_column(Sealed)
    birth_latest: Mapped[bytes | None] = mapped_column(Sealed)
    origin_place: Mapped[bytes | None] = mapped_column(Sealed)
    address: Mapped[bytes | None] = mapped_column(Sealed)
    change: Mapped[int] = mapped_column(BigInteger, index=True)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the declarative mapping's own form


class IdentityDocument(CountryBase, Timestamped):
    """A document's number, sealed; its keyed fingerprint only says whether two are the same."""

    __tablename__ = "identity_document"
    __table_args__ = (UniqueConstraint("branch_id", "kind", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[bytes | None] = mapped_column(Sealed)
    fingerprint: Mapped[bytes]
    doubtful: Mapped[bool] = mapped_column(default=False)


class EmergencyCard(CountryBase, Versioned):
    """What a night shift must know to treat her safely (class MED-E); always open to the shift (BG-5)."""

    __tablename__ = "emergency_card"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    urgent_health: Mapped[bytes | None] = mapped_column(Sealed)
    allergies: Mapped[bytes | None] = mapped_column(Sealed)
    medicines: Mapped[bytes | None] = mapped_column(Sealed)
    pregnant: Mapped[bytes | None] = mapped_column(Sealed)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_by_name: Mapped[str] = mapped_column(String(120))


class Instruction(CountryBase, Timestamped):
    """What to do, never why (NK-3): "do not leave alone"; sealed, since what is to be done often tells why."""

    __tablename__ = "instruction"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    text: Mapped[bytes | None] = mapped_column(Sealed)
    created_by_name: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FamilyLink(CountryBase, Timestamped, Versioned):
    """A relative or contact; safe, unsafe or not yet known. Mother and baby link two residents with a file each."""

    __tablename__ = "family_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    relation: Mapped[str] = mapped_column(String(24))
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    name: Mapped[bytes | None] = mapped_column(Sealed)
    contact: Mapped[bytes | None] = mapped_column(Sealed)
    safety: Mapped[str] = mapped_column(String(8), default="unknown")
    no_contact: Mapped[bool] = mapped_column(default=False)
    carer_decision: Mapped[bytes | None] = mapped_column(Sealed)
    ended_on: Mapped[date | None]


class FamilyContact(CountryBase, Timestamped, Written, Correctable):
    """A visit or a call between a resident and somebody of her family."""

    __tablename__ = "family_contact"
    __table_args__ = (Index(None, "resident_id", "on_day"), Index(None, "branch_id", "on_day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    family_link_id: Mapped[int] = mapped_column(ForeignKey("family_link.id"), index=True)
    on_day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(12))
    supervised: Mapped[bool] = mapped_column(default=True)
    note: Mapped[bytes | None] = mapped_column(Sealed)


class Consent(CountryBase, Timestamped):
    """An answer to one purpose, from a day to a day; never edited, a new one supersedes.

    What was read out is the country's text of a version, or the house's own words of one (``house_text``). Why she
    withdrew it stands there only if she wanted to say so.
    """

    __tablename__ = "consent"
    __table_args__ = (Index(None, "resident_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    kind: Mapped[str] = mapped_column(String(40))
    text_version: Mapped[str] = mapped_column(String(16))
    house_text: Mapped[int | None]
    answer: Mapped[str] = mapped_column(String(12))
    giver: Mapped[str] = mapped_column(String(24))
    giver_name: Mapped[bytes | None] = mapped_column(Sealed)
    assent: Mapped[str] = mapped_column(String(12), default="")
    language: Mapped[str] = mapped_column(String(20))
    interpreter: Mapped[bool] = mapped_column(default=False)
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    given_on: Mapped[date]
    valid_until: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_why: Mapped[str] = mapped_column(String(16), default="")
    ended_reason: Mapped[bytes | None] = mapped_column(Sealed)
    taken_by: Mapped[int]
    taken_by_name: Mapped[str] = mapped_column(String(120))


WAITING, APPROVED, REFUSED = "waiting", "approved", "refused"


class Work(CountryBase, Timestamped, Written, Versioned):
    """A drawing, a picture without a face or a story that may be shown outside, under her consent to just that.

    Outside it bears ``reference``, which leads to nobody. It leaves once the data-protection officer has approved it as
    it stands; ``writers`` are the accounts of all who have written its words, none of whom approves it.
    """

    __tablename__ = "work"
    __table_args__ = (Index(None, "branch_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id"))
    kind: Mapped[str] = mapped_column(String(8))
    reference: Mapped[str] = mapped_column(String(8), unique=True)
    title: Mapped[bytes | None] = mapped_column(Sealed)
    text: Mapped[bytes | None] = mapped_column(Sealed)
    writers: Mapped[list[int]] = mapped_column(JSON, default=list)
    state: Mapped[str] = mapped_column(String(8), default=WAITING)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    comment: Mapped[bytes | None] = mapped_column(Sealed)


class WorkUse(CountryBase, Timestamped, Written):
    """To whom a work was given to be shown, from a day to a day, and when it was taken down."""

    __tablename__ = "work_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    receiver: Mapped[bytes | None] = mapped_column(Sealed)
    since_on: Mapped[date]
    until_on: Mapped[date]
    down_on: Mapped[date | None]


class CaseMember(CountryBase, Timestamped):
    """Somebody on her case team, by discipline and in time; caseload access follows it (NK-1)."""

    __tablename__ = "case_member"
    __table_args__ = (Index(None, "branch_id", "user_id", "until_on"), Index(None, "resident_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    user_id: Mapped[int]
    user_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(24))
    owner: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
