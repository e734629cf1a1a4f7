"""What the reader reads: the language of the user, the formats of the branch, the words of the country.

Language and locale are two things: a user reads ``es`` or ``en``, a branch writes dates and numbers as in
``pt_BR``. English is the message itself; every other language has a catalogue. A country's catalogue lies over
core's, so that it may say a word of core in its own way.
"""

from core.i18n.catalogues import LANGUAGES, interface_languages, register_country
from core.i18n.formats import (
    duration,
    format_date,
    format_datetime,
    format_long_date,
    format_month,
    format_number,
    format_time,
    formatting_locale,
    language_name,
    parse_date,
)
from core.i18n.locality import Locality, current, select_by, speaking
from core.i18n.messages import (
    GettextLike,
    LazyString,
    _,
    gettext,
    gettext_for,
    lazy,
    lazy_for,
    ngettext,
    pgettext,
    say,
)

__all__ = [
    "LANGUAGES",
    "GettextLike",
    "LazyString",
    "Locality",
    "_",
    "current",
    "duration",
    "format_date",
    "format_datetime",
    "format_long_date",
    "format_month",
    "format_number",
    "format_time",
    "formatting_locale",
    "gettext",
    "gettext_for",
    "interface_languages",
    "language_name",
    "lazy",
    "lazy_for",
    "ngettext",
    "parse_date",
    "pgettext",
    "register_country",
    "say",
    "select_by",
    "speaking",
]
