"""What other rooms ask of the houses; the parts have a module each."""

from core.branches.beds import (
    FreeBed,
    assign_bed,
    bed_of,
    end_bed_stay,
    end_hold,
    free_beds,
    hold_bed,
    move_bed,
    release_bed,
    time_zone,
)

__all__ = [
    "FreeBed",
    "assign_bed",
    "bed_of",
    "end_bed_stay",
    "end_hold",
    "free_beds",
    "hold_bed",
    "move_bed",
    "release_bed",
    "time_zone",
]
