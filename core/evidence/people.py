"""The rows of an extract: each person once, by her latest stay, in classes; only of those who agreed to research."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.aftercare.models import FollowUp
from core.care import instruments
from core.care.models import Assessment
from core.evidence.anonymity import UNKNOWN
from core.evidence.change import verdict
from core.evidence.variables import MUNICIPALITY
from core.places.models import Place
from core.reporting.periods import containing
from core.reporting.populations.base import BABY, RESIDENTIAL
from core.reporting.populations.flows import STAYS
from core.reporting.populations.points import in_time
from core.reporting.populations.scope import REGIONAL_AGES
from core.residents import consents
from core.residents.models import Consent, Identity, Resident
from core.stages.models import Episode, EpisodeFact
from plugins.contract.consent import Use
from plugins.profile import CountryProfile

_YEAR_AFTER = 12
_OCCUPIED = ("school", "training", "decent_work")
_NOT_RECORDED = "_U"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of an extract, by her latest stay in its years."""

    resident: Resident
    stay: Episode


def kinds(country: CountryProfile) -> list[str]:
    """List the country's consents to research."""
    return [each.code for each in country.consents.values() if each.use is Use.RESEARCH]


def agrees(session: Session, country: CountryProfile, resident_id: int, on: date) -> bool:
    """Tell whether somebody's consent to research stands on a day; a guardian's has ended at her majority."""
    return any(consents.active(session, country, resident_id, kind, on) for kind in kinds(country))


def of_years(
    session: Session, country: CountryProfile, branch_id: int, years: tuple[int, int], on: date
) -> list[Person]:
    """Find who was admitted in some years and agrees to research today.

    :param years: first and last year, both included.
    """
    asked = exists(
        select(Consent.id).where(
            Consent.resident_id == Resident.id, Consent.kind.in_(kinds(country)), Consent.answer == consents.GIVEN
        )
    )
    query = (
        select(Resident, Episode)
        .join(Episode, Episode.resident_id == Resident.id)
        .where(Resident.branch_id == branch_id, Resident.kind != BABY, Resident.erased_on.is_(None), asked)
        .where(Episode.modality == RESIDENTIAL)
        .where(Episode.admitted_on >= date(years[0], 1, 1), Episode.admitted_on <= date(years[1], 12, 31))
        .order_by(Episode.admitted_on, Episode.id)
    )
    latest = {resident.id: Person(resident, stay) for resident, stay in session.execute(query)}
    return [each for each in latest.values() if agrees(session, country, each.resident.id, on)]


@dataclass(frozen=True, slots=True)
class Study:
    """Some people, and the day up to which a stay that goes on is counted."""

    session: Session
    country: CountryProfile
    people: Sequence[Person]
    on: date

    @property
    def stays(self) -> list[int]:
        """Ids of their stays."""
        return [each.stay.id for each in self.people]


def rows(study: Study, variables: Iterable[str]) -> list[dict[str, str]]:
    """Write people as rows of classes."""
    columns = {name: _COLUMNS[name](study) for name in variables}
    return [{name: told.get(each.stay.id, UNKNOWN) for name, told in columns.items()} for each in study.people]


#: What each person's stay says, by the stay's id.
_Column = Callable[[Study], Mapping[int, str]]


def _plain(of: Callable[[Person, date], str]) -> _Column:
    return lambda study: {each.stay.id: of(each, study.on) for each in study.people}


def _age(person: Person, _on: date) -> str:
    age = person.stay.age_at_admission
    if age is None:
        return _NOT_RECORDED
    return next(code for limit, code in REGIONAL_AGES if limit is None or age < limit)


def _length(person: Person, on: date) -> str:
    days = ((person.stay.closed_on or on) - person.stay.admitted_on).days
    return next((code for limit, code in STAYS if days < limit), "D_GE730")


def _left(person: Person, _on: date) -> str:
    return "_O" if person.stay.closed_on is None else str(containing(person.stay.closed_on, "Q"))


def _purposes(study: Study) -> Mapping[int, str]:
    lists = [each.code for each in study.country.code_lists.values() if each.regional_list == "EXPLOITATION"]
    query = select(EpisodeFact.episode_id, EpisodeFact.regional).where(
        EpisodeFact.episode_id.in_(study.stays), EpisodeFact.list_code.in_(lists)
    )
    found: dict[int, set[str]] = {}
    for stay, regional in study.session.execute(query):
        found.setdefault(stay, set()).add(regional)
    return {stay: "|".join(sorted(found.get(stay, set()) - {_NOT_RECORDED})) or _NOT_RECORDED for stay in study.stays}


def _municipalities(study: Study) -> Mapping[int, str]:
    """Open where they come from; only a place of the country's list counts, never what somebody typed."""
    query = select(Identity.resident_id, Identity.origin_place).where(
        Identity.resident_id.in_([each.resident.id for each in study.people]), Identity.origin_place.is_not(None)
    )
    sealed = [(key, blob) for key, blob in study.session.execute(query) if blob is not None]
    opened = study.session.info["vault"].open_many("identity", "origin_place", sealed)
    typed = {key: text for (key, _blob), text in zip(sealed, opened, strict=True)}
    known = set(study.session.scalars(select(Place.code).where(Place.code.in_(set(typed.values())))))
    of_person = {key: text if text in known else _NOT_RECORDED for key, text in typed.items()}
    return {each.stay.id: of_person.get(each.resident.id, _NOT_RECORDED) for each in study.people}


def _change(measure: str) -> _Column:
    def column(study: Study) -> Mapping[int, str]:
        known = {code: each for code, each in instruments.all_instruments().items() if each.measures == measure}
        before, after = (_scores(study, list(known), point) for point in ("intake", "month6"))
        found: dict[int, str] = {}
        for (stay, code), score in sorted(before.items()):
            said = verdict(known[code], score, after[stay, code]) if (stay, code) in after else None
            if said is not None:
                found.setdefault(stay, said)
        return found

    return column


def _scores(study: Study, codes: list[str], point: str) -> dict[tuple[int, str], int]:
    query = (
        select(Assessment.episode_id, Assessment.instrument, Assessment.score)
        .join(Episode, Episode.id == Assessment.episode_id)
        .where(Assessment.episode_id.in_(study.stays), Assessment.instrument.in_(codes))
        .where(in_time(Assessment, Episode, point), Assessment.state == "scored", Assessment.voided_at.is_(None))
    )
    return {(stay, code): score for stay, code, score in study.session.execute(query) if score is not None}


def _follow_ups(of: Callable[[FollowUp], str]) -> _Column:
    def column(study: Study) -> Mapping[int, str]:
        query = select(FollowUp).where(FollowUp.episode_id.in_(study.stays), FollowUp.months == _YEAR_AFTER)
        return {each.episode_id: of(each) for each in study.session.scalars(query)}

    return column


def _reached(each: FollowUp) -> str:
    return each.state if each.state in ("reached", "not_reached", "declined") else UNKNOWN


def _occupied(each: FollowUp) -> str:
    if each.state != "reached" or not each.occupation:
        return UNKNOWN
    return "yes" if each.occupation in _OCCUPIED else "no"


_COLUMNS: Mapping[str, _Column] = {
    "sex": _plain(lambda each, _on: each.resident.sex),
    "age_band": _plain(_age),
    "admitted": _plain(lambda each, _on: str(containing(each.stay.admitted_on, "Q"))),
    "left": _plain(_left),
    "stay": _plain(_length),
    "nationality": _plain(lambda each, _on: each.resident.nationality or _NOT_RECORDED),
    MUNICIPALITY: _municipalities,
    "referrer": _plain(lambda each, _on: each.stay.referrer),
    "purpose": _purposes,
    "destination": _plain(lambda each, _on: each.stay.destination or _NOT_RECORDED),
    "wellbeing": _change("wellbeing"),
    "trauma": _change("trauma"),
    "reached_12": _follow_ups(_reached),
    "occupied_12": _follow_ups(_occupied),
}
