"""Extracts for research (HQ-10): asked for, checked, let go by the data-protection officer, fetched, ended.

Two people: who asks never lets go. The file is made when it is let go, from the consents of that day; it can be fetched
for seven days, and no longer than everybody in it agrees.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from random import SystemRandom
from secrets import token_hex

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches.models import Branch
from core.errors import N_, Conflict, Invalid, NotFound, Refused
from core.evidence import bundle, people, recall
from core.evidence.anonymity import K, Row, advise, check, known, withhold
from core.evidence.method import Told
from core.evidence.models import APPROVED, ENDED, PROPOSED, REFUSED, TOO_SMALL, Extract
from core.evidence.people import Study
from core.evidence.variables import MUNICIPALITY, VARIABLES, keys_of, outcomes_of
from core.places import service as places
from core.reporting import catalogue as catalogues
from core.residents import house
from core.residents.house import text_faults
from plugins.profile import CountryProfile

FETCHED_WITHIN = timedelta(days=7)
LONGEST_COMMENT = 300
_LIMITS = {"recipient": 160, "purpose": 600, "agreement": 120, "ethics": 120}
_NEEDED = N_("Write this: without it nothing leaves.")
_NOBODY = N_("Nobody of these years has agreed to research.")
_NOT_ASKED = N_("This country has no consent to research, so that nobody can agree to it.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for.

    :param recipient: the person and institution that would get the file; an extract is for one recipient.
    :param agreement: reference of the data use agreement; ``ethics`` of the approval by a committee.
    :param kept_until: the day by which the agreement lets the recipient keep her copies.
    """

    recipient: str
    purpose: str
    agreement: str
    ethics: str
    first_year: int
    last_year: int
    kept_until: date
    variables: list[str]


def propose(session: Session, actor: Actor, country: CountryProfile, asked: Asked) -> Extract:
    """Ask for an extract: it is counted what the check would leave of it, and nothing leaves.

    One of which too many rows would be lost, or an outcome would tell nothing, is kept as refused, with advice which
    variable to leave out.

    :raises Invalid: with every field that cannot stand, or if nobody has agreed.
    """
    policies.require(actor, "extract.propose")
    _need_sense(session, actor, country, asked)
    study = _study(session, country, actor.branch_id or 0, asked, house.today(session, actor))
    if not study.people:
        raise Invalid({"first_year": [_NOBODY]})
    made = Extract(
        branch_id=actor.branch_id, recipient=asked.recipient.strip(), purpose=asked.purpose.strip(),
        agreement=asked.agreement.strip(), ethics=asked.ethics.strip(), first_year=asked.first_year,
        last_year=asked.last_year, kept_until=asked.kept_until, consents=people.kinds(country),
        variables=[each for each in VARIABLES if each in asked.variables], k=K,
        rows=0, lost=0, proposed_at=clock.now(), proposed_by=actor.user_id, proposed_by_name=actor.name,
    )  # fmt: skip
    _check(made, study)
    session.add(made)
    session.flush()  # the event carries its id
    record(
        session, actor, "extract.propose", _subject(made), data_class=_class_of(made), rows=made.rows, lost=made.lost,
        passed=made.state == PROPOSED,
    )  # fmt: skip
    return made


def approve(session: Session, actor: Actor, country: CountryProfile, extract_id: int) -> Extract:
    """Let an extract go as data-protection officer: the file is made now, and can be fetched for seven days.

    It is checked anew; if by now too many rows would be lost, or an outcome would tell nothing, it is refused in place
    of let go.

    :raises Refused: if she has asked for it herself.
    :raises Conflict: if it has been decided already.
    """
    policies.require(actor, "extract.decide")
    made = _undecided(session, actor, extract_id)
    if made.proposed_by == actor.user_id:
        raise Refused(message=N_("You have asked for it: another person decides."))
    study = _study(session, country, made.branch_id, _asked(made), house.today(session, actor))
    safe = _check(made, study)
    made.decided_at, made.decided_by_name = clock.now(), actor.name
    if made.state == PROPOSED:
        _make(session, country, made, study, safe)
        recall.ask_to_confirm(session, actor, made)
    record(session, actor, "extract.approve", _subject(made), passed=made.state == APPROVED, hash=made.file_hash)
    return made


def refuse(session: Session, actor: Actor, extract_id: int, why: str) -> Extract:
    """Let an extract not go, and say why.

    :raises Invalid: without a reason.
    """
    policies.require(actor, "extract.decide")
    made = _undecided(session, actor, extract_id)
    if not 0 < len(why.strip()) <= LONGEST_COMMENT:
        raise Invalid({"comment": [N_("Write in at most 300 characters why.")]})
    made.state, made.comment = REFUSED, why.strip()
    made.decided_at, made.decided_by_name = clock.now(), actor.name
    record(session, actor, "extract.refuse", _subject(made))
    return made


def fetch(session: Session, actor: Actor, country: CountryProfile, extract_id: int) -> tuple[bytes, str]:
    """Hand out the file of an extract; each time is an event.

    :returns: the file, and a name that says nothing of anybody.
    :raises Conflict: if its seven days are over, or somebody in it has taken her consent back.
    """
    policies.require(actor, "extract.fetch")
    made = get(session, actor, extract_id)
    if not is_open(made) or made.file is None:
        raise Conflict(message=N_("This extract can no longer be fetched. Ask for a new one."))
    if withdrawn(session, country, made):
        raise Conflict(message=N_("Somebody in it has taken her consent back. Ask for a new one, without her."))
    made.fetched += 1
    record(session, actor, "extract.fetch", _subject(made), hash=made.file_hash)
    opened: bytes = session.info["vault"].open_bytes(Extract.__tablename__, "file", made.id, made.file)
    return opened, f"abrigo-{made.mark}.zip"


def end(session: Session, actor: Actor, extract_id: int, how: str) -> Extract:
    """Note how the recipient has confirmed to have destroyed every copy; the file here goes as well.

    :raises Invalid: without a word on how she confirmed it.
    :raises Conflict: if it was never let go, or is ended already.
    """
    policies.require(actor, "extract.propose")
    made = get(session, actor, extract_id)
    if made.state != APPROVED:
        raise Conflict()
    if not 0 < len(how.strip()) <= LONGEST_COMMENT:
        raise Invalid({"confirmed": [N_("Write how and when she confirmed it.")]})
    made.state, made.ended_at, made.file, made.people = ENDED, clock.now(), None, None
    made.confirmed = how.strip()
    recall.close(session, actor, made)
    record(session, actor, "extract.end", _subject(made))
    return made


def get(session: Session, actor: Actor, extract_id: int) -> Extract:
    """Find an extract of the actor's house.

    :raises NotFound: if there is none.
    """
    policies.require(actor, "extract.read")
    found = session.get(Extract, extract_id)
    if found is None or found.branch_id != actor.branch_id:
        raise NotFound()
    return found


def list_all(session: Session, actor: Actor) -> list[Extract]:
    """List a house's extracts, newest first."""
    policies.require(actor, "extract.read")
    query = select(Extract).where(Extract.branch_id == actor.branch_id).order_by(Extract.id.desc()).limit(100)
    return list(session.scalars(query))


def beside(session: Session, made: Extract) -> list[Extract]:
    """List others of the same years that have left: two extracts laid side by side tell more than either."""
    query = select(Extract).where(
        Extract.branch_id == made.branch_id, Extract.id != made.id, Extract.state.in_((APPROVED, ENDED)),
        Extract.first_year <= made.last_year, Extract.last_year >= made.first_year,
    )  # fmt: skip
    return list(session.scalars(query.order_by(Extract.id)))


def is_open(made: Extract) -> bool:
    """Tell whether a file may still be fetched."""
    return made.state == APPROVED and made.expires_at is not None and clock.now() < made.expires_at


def withdrawn(session: Session, country: CountryProfile, made: Extract) -> int:
    """Count those in a file whose consent to research no longer stands."""
    today = clock.today(session.get_one(Branch, made.branch_id).time_zone)
    return sum(not people.agrees(session, country, each, today) for each in recall.who(session, made))


def _study(session: Session, country: CountryProfile, branch_id: int, asked: Asked, today: date) -> Study:
    years = (asked.first_year, asked.last_year)
    return Study(session, country, people.of_years(session, country, branch_id, years, today), today)


def _check(made: Extract, study: Study) -> dict[int, Row]:
    """Count what the check leaves, and advise where it leaves too little.

    :returns: rows that may leave, by their person's place in the study.
    """
    keys, outcomes = keys_of(made.variables), outcomes_of(made.variables)
    rows = people.rows(study, made.variables)
    found = check(rows, keys, made.k)
    kept = [rows[place] for place in found.kept]
    safe = withhold(kept, keys, outcomes)
    made.rows, made.lost = found.rows, found.lost
    made.outcomes = {name: [known(safe, name), known(kept, name)] for name in outcomes}
    silent = [name for name, (left, _known) in made.outcomes.items() if not left]
    made.advice = (
        [list(each) for each in advise(rows, keys, made.k)] if not found.passes else [silent] if silent else []
    )
    made.state = PROPOSED if found.passes and not silent else TOO_SMALL
    return dict(zip(found.kept, safe, strict=True))


def _make(session: Session, country: CountryProfile, made: Extract, study: Study, safe: dict[int, Row]) -> None:
    order = SystemRandom().sample(sorted(safe), len(safe))
    made.mark, made.catalogue = token_hex(6), catalogues.current().label
    made.expires_at, made.state = clock.now() + FETCHED_WITHIN, APPROVED
    rows = [safe[place] for place in order]
    file = bundle.write(_told(session, country, made, study, rows), rows, made.variables)
    made.file_hash = hashlib.sha256(file).hexdigest()
    vault, table = session.info["vault"], Extract.__tablename__
    made.file = vault.seal_bytes(table, "file", made.id, file)
    made.people = vault.seal(table, "people", made.id, json.dumps([study.people[each].resident.id for each in order]))


def _told(session: Session, country: CountryProfile, made: Extract, study: Study, rows: list[Row]) -> Told:
    branch = session.get_one(Branch, made.branch_id)
    named = {row[MUNICIPALITY] for row in rows} if MUNICIPALITY in made.variables else set()
    return Told(
        mark=made.mark, recipient=made.recipient, purpose=made.purpose, agreement=made.agreement, ethics=made.ethics,
        branch=branch.code, country=country.code.upper(), years=(made.first_year, made.last_year),
        catalogue=made.catalogue, k=made.k, rows=made.rows, lost=made.lost, made_on=study.on,
        until_on=study.on + FETCHED_WITHIN, kept_until=made.kept_until, places=places.labels(session, named - {"_U"}),
    )  # fmt: skip


def _need_sense(session: Session, actor: Actor, country: CountryProfile, asked: Asked) -> None:
    texts = {name: getattr(asked, name) for name in _LIMITS}
    faults = text_faults(texts, _LIMITS) | {name: [_NEEDED] for name, text in texts.items() if not text.strip()}
    if not people.kinds(country):
        faults["purpose"] = [_NOT_ASKED]
    if not keys_of([each for each in asked.variables if each in VARIABLES]):
        faults["variables"] = [N_("Choose at least one variable that says whom the rows are about.")]
    if set(asked.variables) - set(VARIABLES):
        faults["variables"] = [N_("Choose from the list.")]
    if not asked.first_year <= asked.last_year <= house.today(session, actor).year:
        faults["last_year"] = [N_("Choose a year from the first one up to this year.")]
    if asked.kept_until <= house.today(session, actor):
        faults["kept_until"] = [N_("Write a day to come: until then the recipient may keep it.")]
    if faults:
        raise Invalid(faults)


def _undecided(session: Session, actor: Actor, extract_id: int) -> Extract:
    made = get(session, actor, extract_id)
    session.refresh(made, with_for_update=True)
    if made.state != PROPOSED:
        raise Conflict(message=N_("It has been decided already."))
    return made


def _asked(made: Extract) -> Asked:
    names = ("recipient", "purpose", "agreement", "ethics", "first_year", "last_year", "kept_until", "variables")
    return Asked(**{name: getattr(made, name) for name in names})


def _class_of(made: Extract) -> str | None:
    """Say of which class the event is: for a municipality names' drawer is opened."""
    return "ID" if MUNICIPALITY in made.variables else None


def _subject(made: Extract) -> Subject:
    return Subject("extract", made.id)
