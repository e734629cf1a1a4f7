"""The verbs of a branch's figures: compute, close, sign, hand over."""

from core.reporting.closings import (
    CHECKED,
    LONGEST_NOTE,
    OPEN,
    SENT,
    SIGNED,
    branch_of,
    cells_of,
    checks_of,
    close,
    closings,
    earlier,
    get,
    latest,
    newest_by_period,
    preview,
    scope_of,
)
from core.reporting.keys import SIGNING, new_signing_key
from core.reporting.signing import content, envelope, file_name, mark_sent, protected, sign

__all__ = [
    "CHECKED",
    "LONGEST_NOTE",
    "OPEN",
    "SENT",
    "SIGNED",
    "SIGNING",
    "branch_of",
    "cells_of",
    "checks_of",
    "close",
    "closings",
    "content",
    "earlier",
    "envelope",
    "file_name",
    "get",
    "latest",
    "mark_sent",
    "new_signing_key",
    "newest_by_period",
    "preview",
    "protected",
    "scope_of",
    "sign",
]
