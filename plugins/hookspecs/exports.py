"""Hooks about formats in which figures leave the regional office. A package of formats answers them, no country does.

Its entry point stands in the group `abrigo.formats`.
"""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.exports import ExportFormat


@hookspec
def declare_formats() -> "tuple[ExportFormat, ...]":
    """Give formats in which the office's figures can be downloaded.

    Called once, when the formats are first asked for. What cannot be used is left out and named on the page; one
    that fails while it writes breaks its own download off, and harms no other. Each is given figures as they are
    read, and what it gives is sent as it comes: `abrigo hq formats` tells which one holds them all nevertheless.

    :returns: the formats; two of one code, or one with the code of a format that is there already, are an error.
    """
