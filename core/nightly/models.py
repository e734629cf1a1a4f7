"""Whose turn it is to look for due work, and when somebody last did."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from core.db import NetworkBase, UtcDateTime


class NightPass(NetworkBase):
    """One row for the installation.

    ``claimed_until`` says that a server is at work; if that server dies, another one may begin when it has passed.
    ``fine`` says whether the pass that ended at ``finished_at`` could do all of its work.
    """

    __tablename__ = "night_pass"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fine: Mapped[bool] = mapped_column(default=True)
