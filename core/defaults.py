"""Core's own answers to hooks that a country may leave to it; handed to every country's manager before the country.

Terms need no answer here: ``core.calendar.due`` counts by the deadline's regime whenever ``decide_due_date`` gives
None. Counting needs the country's calendars, which are known only after its manager is built.
"""

import unicodedata

from plugins import hookimpl
from plugins.contract.identity import DisplayName, PersonName


@hookimpl(trylast=True)
def decide_display_name(name: PersonName) -> DisplayName:
    """Write given names before surnames, and sort by surnames."""
    shown = " ".join(part for part in (name.given_names, name.surnames) if part.strip())
    sorted_by = ", ".join(_key(part) for part in (name.surnames, name.given_names) if part.strip())
    return DisplayName(" ".join(shown.split()), sorted_by)


def _key(part: str) -> str:
    """Fold case and accents, so that Ávila stands beside Avila; ñ sorts after n, as its tilde counts as a letter."""
    marked = unicodedata.normalize("NFC", part).casefold().replace("ñ", "n\uffff")
    folded = unicodedata.normalize("NFKD", marked)
    return " ".join("".join(sign for sign in folded if not unicodedata.combining(sign)).split())
