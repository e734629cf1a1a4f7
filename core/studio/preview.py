"""A draft tried on invented people: stores of their own, filled by the simulation, thrown away afterwards.

Nothing real is in them or can be reached from them: they have their own keys, their own accounts and their own people,
and of the branch only what it has configured.
"""

import json
import shutil
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from core import clock, keyslots
from core.access import door
from core.access.matrix import REGIONAL, ROLES
from core.access.people import role_label
from core.actor import Actor
from core.branches.duty import start_duty
from core.configuration import service
from core.configuration.kinds import Content, Ground
from core.errors import NotFound
from core.scope import set_branch_scope
from core.settings import Settings
from core.stores import Stores, create_keys
from core.studio.register import KINDS
from plugins.profile import CountryProfile

#: Roles in whose place a draft may be tried: those that work in a house.
TRIED_AS = tuple(role for role in ROLES if role not in REGIONAL)
KEPT_FOR = timedelta(hours=2)
_PEOPLE, _BEDS, _YEARS = 14, 8, 0.5
_CODE = "{country}-99"
_ABOUT = "preview.json"

#: Kind, key and content.
Configured = tuple[str, str, Content]


@dataclass(frozen=True, slots=True)
class Preview:
    """A trial: its token, whose it is, and its own installation."""

    token: str
    user_id: int
    back: str
    settings: Settings


def make(
    settings: Settings, country: CountryProfile, actor: Actor, configured: Iterable[Configured], back: str
) -> Preview:
    """Build the stores of a trial and let invented people live under what is configured.

    :param configured: what is in force at the branch, the draft last.
    :param back: where the trial ends.
    """
    from core import migrate  # few try a draft, and what it takes is slow to load

    sweep(settings, actor)
    made = _open(settings, token_hex(16), country.code, actor.user_id or 0, back)
    home = made.settings.home
    home.mkdir(parents=True, mode=0o700)
    (home / _ABOUT).write_text(json.dumps({"user": made.user_id, "back": back, "country": country.code}))
    keyslots.new_key_file(home / "keys" / "preview.key")
    for store in made.settings.store_names:
        create_keys(made.settings, store)
    migrate.upgrade_all(made.settings)
    with closing(Stores(made.settings)) as stores:
        _people(stores, country, list(configured))
    return made


def find(settings: Settings, actor: Actor, token: str) -> Preview:
    """Find the actor's own trial.

    :raises NotFound: if it is over or somebody else's.
    """
    about = _root(settings) / token / _ABOUT
    if not (len(token) == 32 and token.isalnum() and about.is_file()):
        raise NotFound()
    said = json.loads(about.read_text())
    if said["user"] != actor.user_id:
        raise NotFound()
    return _open(settings, token, said["country"], said["user"], said["back"])


def sign_in(stores: Stores, country: CountryProfile, role: str) -> str:
    """Let the browser in as whoever has a role in the trial; educators begin their shift.

    :returns: the token for its cookie.
    """
    branch_code = _CODE.format(country=country.code.upper())
    with stores.network.transaction() as network:
        token, actor = door.enter_as(network, branch_code, role)
    if role in ("educator", "nursery_aide"):
        with stores.country(country.code).transaction() as session:
            set_branch_scope(session, [actor.branch_id or 0])
            start_duty(session, actor, country)
    return token


def sweep(settings: Settings, actor: Actor | None = None) -> None:
    """Throw away trials that are long over, and those of somebody who begins another."""
    limit = (clock.now() - KEPT_FOR).timestamp()
    for about in _root(settings).glob(f"*/{_ABOUT}"):
        own = actor is not None and json.loads(about.read_text())["user"] == actor.user_id
        if own or about.stat().st_mtime < limit:
            shutil.rmtree(about.parent, ignore_errors=True)
    for twin in _root(settings).glob("twin-*"):  # its rehearsal was cut off
        if twin.stat().st_mtime < limit:
            shutil.rmtree(twin, ignore_errors=True)


def end(preview: Preview) -> None:
    """Throw a trial away."""
    shutil.rmtree(preview.settings.home, ignore_errors=True)


def _root(settings: Settings) -> Path:
    return settings.home / "previews"


def _open(settings: Settings, token: str, country: str, user_id: int, back: str) -> Preview:
    home = _root(settings) / token
    own = replace(
        settings, home=home, store=str(home / "stores"), stores={}, store_owner=None, owners={}, countries=(country,),
        key_file=home / "keys" / "preview.key", passphrase=None,
    )  # fmt: skip
    return Preview(token, user_id, back, own)


def _people(stores: Stores, country: CountryProfile, configured: list[Configured]) -> None:
    from core.simulation.days import Days
    from core.simulation.ground import HousePlan
    from core.simulation.service import Builder

    now = clock.now()
    opened_on = Days.until(now, _YEARS, country.country.time_zone).first
    code = _CODE.format(country=country.code.upper())
    staff = tuple((f"{role.replace('_', '')}.{code.lower()}", str(role_label(role)), role) for role in TRIED_AS)
    plan = HousePlan(code, "Casa de prueba", opened_on, _BEDS, 1, staff)
    builder = Builder(stores, country, now, _YEARS, "preview", lambda _done: None)
    builder.build([plan], [_PEOPLE])
    with stores.network.reading() as network:
        branch_id = door.branch_id_of(network, code)
    with stores.country(country.code).transaction() as session:
        set_branch_scope(session, [branch_id])
        for kind, key, content in configured:
            _put_in_force(
                Ground(session, country, branch_id, clock.today(country.country.time_zone), key), kind, content
            )


def _put_in_force(ground: Ground, code: str, content: Content) -> None:
    """Go the way every change goes, with two invented people."""
    kind = KINDS[code]
    author = Actor(1, "-", "config_admin", ground.branch_id, leads=True)
    draft = service.begin(ground, author, kind, content)
    if content == kind.baseline(ground):
        service.discard(ground.session, author, draft)
        return
    service.send(ground, author, kind, draft, reason="-", effective_on=ground.day)
    service.approve(ground, Actor(2, "-", kind.approver, ground.branch_id, leads=True), kind, draft)
    kind.show(ground)
