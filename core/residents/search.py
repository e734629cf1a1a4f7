"""Finds people by name over the encrypted vault, inside one branch.

Names are decrypted into the memory of this process while somebody searches, and dropped after a quarter of an hour
without a search. Nothing that can be searched is ever written down: an index of names at rest would give away which
names occur.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock, Timer

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.residents import names
from core.residents.models import Identity, Resident
from core.scope import set_branch_scope

FORGET_AFTER = timedelta(minutes=15)
_VAULT_COLUMNS = ("given_names", "surnames", "other_names")


class Why(StrEnum):
    """Why a word was taken for another, best first."""

    SAME = "same"
    SOUND = "sound"
    BEGINNING = "beginning"
    TYPO = "typo"


_WORTH: Mapping[Why, int] = {Why.SAME: 100, Why.SOUND: 95, Why.BEGINNING: 88, Why.TYPO: 80}


@dataclass(frozen=True, slots=True)
class Hit:
    """A person found.

    :param score: 0 to 100; the mean over the words asked for.
    :param why: the weakest reason among the words.
    """

    resident_id: int
    score: float
    why: Why


@dataclass(slots=True)
class NameIndex:
    """The names of one branch, in memory.

    :param people: for each word, who carries it; for each resident, her words.
    """

    seen: int = 0
    used_at: datetime = field(default_factory=clock.now)
    people: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_sound: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_start: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    words_of: dict[int, tuple[str, ...]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def put(self, resident_id: int, name: str) -> None:
        """Enter or replace a resident's names."""
        for word in self.words_of.pop(resident_id, ()):
            self.people[word].discard(resident_id)
        found = tuple(dict.fromkeys(names.words(name)))
        self.words_of[resident_id] = found
        for word in found:
            if not self.people[word]:
                self.by_sound[names.sound(word)].add(word)
                self.by_start[word[:2]].add(word)
            self.people[word].add(resident_id)

    def find(self, asked: str, limit: int | None) -> list[Hit]:
        """Find people all of whose asked words match one of theirs, best first."""
        wanted = names.words(asked)[:6]
        if not wanted:
            return []
        matches = [self._people_by_word(word) for word in wanted]
        everyone = set.intersection(*(set(people) for people in matches))
        hits = [_hit(person, [people[person] for people in matches]) for person in everyone]
        return sorted(hits, key=lambda hit: (-hit.score, hit.resident_id))[:limit]

    def _people_by_word(self, asked: str) -> dict[int, Why]:
        best: dict[int, Why] = {}
        for word, why in self._similar(asked).items():
            for person in self.people[word]:
                if person not in best or _WORTH[why] > _WORTH[best[person]]:
                    best[person] = why
        return best

    def _similar(self, asked: str) -> dict[str, Why]:
        found = dict.fromkeys(_near(asked, self.people.keys()), Why.TYPO)
        if len(asked) >= 3:
            found |= dict.fromkeys((w for w in self.by_start[asked[:2]] if w.startswith(asked)), Why.BEGINNING)
        found |= dict.fromkeys(self.by_sound.get(names.sound(asked), ()), Why.SOUND)
        return found | ({asked: Why.SAME} if asked in self.people else {})


def find(
    session: Session, branch_id: int, asked: str, limit: int | None = 20, *, house_names_only: bool = False
) -> list[Hit]:
    """Find residents of a branch by any of their names.

    :param session: any session of the country's store; its vault opens the names.
    :param limit: at most so many; None for all.
    :param house_names_only: for those who may not know identities: nothing of the vault is opened.
    :returns: hits, best first; empty if nothing was asked or nothing is near.
    """
    index = _index(session, branch_id, house_names_only=house_names_only)
    with index.lock, _committed(session, branch_id) as reader:
        _catch_up(reader, branch_id, index, () if house_names_only else _VAULT_COLUMNS)
        return index.find(asked, limit)


def forget_unused() -> None:
    """Drop the names of branches in which nobody has searched for a while."""
    threshold = clock.now() - FORGET_AFTER
    with _guard:
        for key in [key for key, index in _indexes.items() if index.used_at <= threshold]:
            del _indexes[key]
        if not _indexes and _alarms:
            _alarms.pop().cancel()


_indexes: dict[tuple[object, int, bool], NameIndex] = {}
_alarms: list[Timer] = []
_guard = Lock()


def _look_again() -> None:
    """Forget although nobody searches any more, and come back while anything is remembered."""
    with _guard:
        _alarms.clear()
    forget_unused()
    with _guard:
        _set_alarm()


def _set_alarm() -> None:
    if _indexes and not _alarms:
        alarm = Timer(FORGET_AFTER.total_seconds(), _look_again)
        alarm.daemon = True
        alarm.start()
        _alarms.append(alarm)


def _index(session: Session, branch_id: int, *, house_names_only: bool) -> NameIndex:
    forget_unused()
    with _guard:
        index = _indexes.setdefault((session.info["store"], branch_id, house_names_only), NameIndex())
        index.used_at = clock.now()
        _set_alarm()
        return index


def _committed(session: Session, branch_id: int) -> AbstractContextManager[Session]:
    """What an index learns must be true for everybody: a transaction under way may yet be undone."""
    return _reader(session, branch_id) if session.info["writing"] else nullcontext(session)


@contextmanager
def _reader(session: Session, branch_id: int) -> Iterator[Session]:
    with session.info["store"].reading() as reader:
        set_branch_scope(reader, [branch_id])
        yield reader


def _catch_up(session: Session, branch_id: int, index: NameIndex, vault_columns: tuple[str, ...]) -> None:
    columns = [getattr(Identity, name) for name in vault_columns]
    changed = session.execute(
        select(Identity.resident_id, Identity.change, *columns, Resident.house_name)
        .join(Resident, Resident.id == Identity.resident_id)
        .where(Identity.branch_id == branch_id, Identity.change > index.seen)
    ).all()
    opened = [_opened(session, column, changed) for column in vault_columns]
    for position, row in enumerate(changed):
        index.put(row.resident_id, " ".join([*(column[position] for column in opened), row.house_name]))
    index.seen = max((row.change for row in changed), default=index.seen)


def _opened(session: Session, column: str, rows: Iterable[object]) -> list[str]:
    sealed = [(row.resident_id, getattr(row, column)) for row in rows]  # type: ignore[attr-defined]
    present = [(key, blob) for key, blob in sealed if blob]
    texts = iter(session.info["vault"].open_many("identity", column, present))
    return [next(texts) if blob else "" for _key, blob in sealed]


def _near(asked: str, vocabulary: Iterable[str]) -> list[str]:
    allowed = 1 if len(asked) < 8 else 2
    if len(asked) < 4:
        return []
    from rapidfuzz import process  # needed by few, and slow to load
    from rapidfuzz.distance import DamerauLevenshtein

    distance = DamerauLevenshtein.distance
    near = process.extract(asked, vocabulary, scorer=distance, score_cutoff=allowed, limit=None)  # type: ignore[arg-type]
    return [word for word, _distance, _key in near]


def _hit(person: int, reasons: list[Why]) -> Hit:
    return Hit(person, sum(_WORTH[why] for why in reasons) / len(reasons), min(reasons, key=lambda why: _WORTH[why]))
