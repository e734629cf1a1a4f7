"""The audit chain: the same table in the network store and in every country's store."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from core.db import CountryBase, NetworkBase, UtcDateTime


class _Event:
    """A link of the chain: who did what to which record, never the values themselves."""

    __tablename__ = "audit_event"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(24))
    branch_code: Mapped[str | None] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(40))
    data_class: Mapped[str | None] = mapped_column(String(8))
    purpose: Mapped[str] = mapped_column(String(200), default="")
    detail: Mapped[str] = mapped_column(default="{}")
    previous: Mapped[bytes]
    hash: Mapped[bytes]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index, ...]:  # noqa: N805
        return (Index(None, "subject", "subject_id"), Index(None, "at"))


class NetworkEvent(_Event, NetworkBase):
    """The network store's chain."""


class CountryEvent(_Event, CountryBase):
    """A country store's chain."""


class _WitnessColumns:
    """The head of another store's chain as it stood at an instant: a cut tail shows here."""

    __tablename__ = "audit_witness"

    id: Mapped[int] = mapped_column(primary_key=True)
    store: Mapped[str] = mapped_column(String(16), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes]


class Witness(_WitnessColumns, NetworkBase):
    """What the network store has seen of the countries' chains."""


class CountryWitness(_WitnessColumns, CountryBase):
    """What a country's store has seen of the network's chain."""
