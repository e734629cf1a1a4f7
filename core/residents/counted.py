"""Whether somebody has agreed that her scores are counted, as it stands on a day.

A consent lasts twelve months at the most, and ends with childhood where others gave it: after a stay it has often run
out.
"""

from datetime import date

from sqlalchemy.orm import Session

from core.residents import consents
from plugins.contract.consent import Consent, Use
from plugins.profile import CountryProfile

#: She agrees; it was agreed to and has run out; nobody has asked; she, or whoever answered for her, prefers not to.
AGREED, OVER, NEVER, REFUSED = "agreed", "over", "never", "refused"
_RAN_OUT = frozenset({"expired", "majority"})


def kinds(country: CountryProfile) -> list[Consent]:
    """List what a country asks for before a score is counted."""
    return [each for each in country.consents.values() if each.use is Use.STATISTICS]


def standing(session: Session, country: CountryProfile, resident_id: int, on: date) -> str:
    """Tell how her consent to counting stands on a day; a country that asks nobody has nothing to ask her either."""
    asked = {each.code for each in kinds(country)}
    if any(consents.active(session, country, resident_id, kind, on) for kind in asked):
        return AGREED
    answers = [each for each in consents.list_all(session, country, resident_id, on) if each.kind in asked]
    if not asked:
        return REFUSED
    if not answers or answers[0].answer == "not_able":
        return NEVER
    newest = answers[0]
    late = newest.valid_until is not None and newest.valid_until < on
    ran_out = newest.ended_why in _RAN_OUT or (newest.ended_on is None and late)
    return OVER if newest.answer == consents.GIVEN and ran_out else REFUSED
