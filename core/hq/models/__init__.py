"""What the regional office holds: submissions as received, and their figures ready to compare."""

from core.hq.models.received import (
    Arriving,
    CellNames,
    Figure,
    Mark,
    Newest,
    NewestFigures,
    Submission,
    SumPart,
    SumRound,
    TurnedAway,
)
from core.hq.models.told import DonorReport, PublicRelease, Published, SharingReply, SharingRequest, Story

__all__ = [
    "Arriving",
    "CellNames",
    "DonorReport",
    "Figure",
    "Mark",
    "Newest",
    "NewestFigures",
    "PublicRelease",
    "Published",
    "SharingReply",
    "SharingRequest",
    "Story",
    "Submission",
    "SumPart",
    "SumRound",
    "TurnedAway",
]
