"""The only door through which a country enters core: its bound messages, and the types of its tables and forms.

A country binds its words once::

    from core import toolkit

    _ = toolkit.gettext_for("zz")
    lazy = toolkit.lazy_for("zz")
"""

from core.db import OwnBase, Sealed, UtcDateTime, key_of
from core.i18n import LazyString, format_date, format_datetime, format_number, gettext_for, lazy_for
from core.web.fields import File, PartialDate, UncertainDate

__all__ = [
    "File",
    "LazyString",
    "OwnBase",
    "PartialDate",
    "Sealed",
    "UncertainDate",
    "UtcDateTime",
    "format_date",
    "format_datetime",
    "format_number",
    "gettext_for",
    "key_of",
    "lazy_for",
]
