"""What other rooms ask of the houses; the parts have a module each."""

from core.branches.beds import (
    FreeBed,
    assign_bed,
    bed_of,
    end_bed_stay,
    free_beds,
    move_bed,
    release_bed,
    time_zone,
)
from core.branches.board import Board, Occupancy, bed_nights, board, by_night, occupancy, without_bed
from core.branches.holds import end_hold, hold_bed
from core.branches.houses import (
    NewBranch,
    add_bed,
    add_room,
    close_bed,
    edit_branch,
    get_branch,
    listing_values,
    open_branch,
    plan,
    read_address,
    reopen_bed,
)

__all__ = [
    "Board",
    "FreeBed",
    "NewBranch",
    "Occupancy",
    "add_bed",
    "add_room",
    "assign_bed",
    "bed_nights",
    "bed_of",
    "board",
    "by_night",
    "close_bed",
    "edit_branch",
    "end_bed_stay",
    "end_hold",
    "free_beds",
    "get_branch",
    "hold_bed",
    "listing_values",
    "move_bed",
    "occupancy",
    "open_branch",
    "plan",
    "read_address",
    "release_bed",
    "reopen_bed",
    "time_zone",
    "without_bed",
]
