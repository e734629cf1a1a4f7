"""What the regional office holds: submissions as received, and their figures ready to compare."""

from core.hq.models.received import Arriving, Figure, Mark, Newest, Submission, SumPart, SumRound, TurnedAway
from core.hq.models.told import DonorReport, PublicRelease, Published, SharingReply, SharingRequest, Story

__all__ = [
    "Arriving",
    "DonorReport",
    "Figure",
    "Mark",
    "Newest",
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
