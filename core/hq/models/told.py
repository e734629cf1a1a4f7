"""What the office tells others: donors, the public, and whoever asks for a further use."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import NetworkBase, UtcDateTime, Versioned


class DonorReport(NetworkBase, Versioned):
    """A report to a donor: a template for others, a draft, or as it was issued.

    :param period: empty in a template.
    :param sections: title, text and indicators of each, in order.
    :param by_branch: whether branches stand one by one.
    :param sharing_id: the request in which each branch decided whether its figures may be in it.
    :param written_by: who has changed it last; another person issues it.
    :param corrects_id: the report whose place it takes, if it is a correction; ``version`` is then greater than 1 and
        ``why`` says what for.
    :param withheld: places of figures that a first report does not tell, since a small one would follow from them and
        all that was told outside before.
    :param content: what was issued, word for word and figure for figure; nothing of it changes afterwards. A correction
        has its figures from the beginning.
    """

    __tablename__ = "donor_report"
    __table_args__ = (UniqueConstraint("token"), Index(None, "state", "id"), Index(None, "corrects_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(160))
    donor: Mapped[str] = mapped_column(String(160), default="")
    period: Mapped[str] = mapped_column(String(8), default="")
    sections: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    by_branch: Mapped[bool] = mapped_column(default=False)
    sharing_id: Mapped[int | None] = mapped_column(ForeignKey("sharing_request.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("donor_report.id"))
    version: Mapped[int] = mapped_column(default=1)
    why: Mapped[str] = mapped_column(String(300), default="")
    withheld: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    content: Mapped[str | None]
    content_hash: Mapped[str | None] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[int | None]
    written_by_name: Mapped[str] = mapped_column(String(120))
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    issued_by_name: Mapped[str] = mapped_column(String(120), default="")


class Story(NetworkBase):
    """A story that a branch offers for reports to donors; its reference names nobody.

    Once its branch offers it no more, its words are gone and ``withdrawn_at`` says since when.
    """

    __tablename__ = "story"

    reference: Mapped[str] = mapped_column(String(8), primary_key=True)
    branch_code: Mapped[str] = mapped_column(String(16), index=True)
    title: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    until_on: Mapped[date]
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PublicRelease(NetworkBase, Versioned):
    """What the public is told of a period: proposed by one person, let go by another, or refused.

    :param period: that it tells of; of a correction the year, all of which that was told it replaces.
    :param version: 1 of what is told for the first time; a correction has a greater one.
    :param why: a period that was told is corrected; empty where nothing is.
    :param content: lines as they are told, whose figures they are, and the audit; nothing of it changes.
    :param state: ``proposed``, ``issued``, ``refused`` by somebody, or ``stopped`` by the audit.
    """

    __tablename__ = "public_release"
    __table_args__ = (UniqueConstraint("token"), Index(None, "period"))

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64))
    period: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(default=1)
    why: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))
    comment: Mapped[str] = mapped_column(String(300), default="")
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by: Mapped[int | None]
    proposed_by_name: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")


class Published(NetworkBase):
    """A line of the office's ledger: what somebody outside was told, against which all that is told later is held.

    Nothing changes or deletes a line, and the audit chain has its hash.

    :param recipient: ``public`` or ``donor``.
    :param number: of the version that the public was told, or of the report to a donor.
    :param period: that it is listed under; ``periods`` all of which something was told.
    :param figures: counts of each branch as the office knew them, and between which numbers somebody knows which sums.
    :param definitions: what each figure counts, as a fingerprint (see ``core.reporting.fingerprints``).
    """

    __tablename__ = "published"
    __table_args__ = (UniqueConstraint("recipient", "period", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    period: Mapped[str] = mapped_column(String(8))
    periods: Mapped[list[str]] = mapped_column(JSON)
    definitions: Mapped[str]
    figures: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SharingRequest(NetworkBase):
    """A further use of figures that somebody outside asks for; each branch decides for itself (HQ-7). Never changed.

    :param kind: who asks: ``donor``, ``press``, ``ministry`` or ``researcher``.
    :param content: what is asked, word for word as the branches read it; ``digest`` its SHA-256.
    """

    __tablename__ = "sharing_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    recipient: Mapped[str] = mapped_column(String(160))
    content: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_name: Mapped[str] = mapped_column(String(120))


class SharingReply(NetworkBase):
    """What a branch says to a request: its newest word, with its signature.

    :param until: the end of its tenth working day; from then on silence is a no.
    :param answer: empty, ``yes`` or ``no``; ``said_at`` by the branch's clock, ``received_at`` by the office's.
    """

    __tablename__ = "sharing_reply"
    __table_args__ = (UniqueConstraint("request_id", "branch_code"), Index(None, "branch_code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("sharing_request.id"))
    branch_code: Mapped[str] = mapped_column(String(16))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(4), default="")
    text: Mapped[str] = mapped_column(String(600), default="")
    by_name: Mapped[str] = mapped_column(String(120), default="")
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signature: Mapped[str] = mapped_column(String(128), default="")
