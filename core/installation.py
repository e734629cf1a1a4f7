"""An installation: its keys, its stores, and whether it is fit to serve."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from core import defaults, keyslots, migrate
from core.errors import N_, DomainError
from core.i18n import say
from core.settings import Settings
from core.stores import Stores, create_keys
from plugins.discovery import discover
from plugins.errors import CountryError
from plugins.profile import CountryProfile

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked."""

    subject: str
    fine: bool
    words: str


def initialise(settings: Settings, progress: Progress = lambda _step: None, *recipients: str) -> bool:
    """Create what is missing: keys, stores, tables. What is there is brought up to date.

    :param recipients: age public keys that can open the stores when every other key is lost.
    :returns: whether anything had to be made or changed.
    """
    missing = [store for store in settings.store_names if not settings.slots_path(store).exists()]
    for store in missing:
        progress(f"keys of {store}")
        key = settings.key_path(store)
        if key is not None and not key.exists():
            key.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            keyslots.new_key_file(key)
        create_keys(settings, store, *recipients)
    progress("tables")
    upgrade(settings)
    return bool(missing)


def upgrade(settings: Settings) -> None:
    """Bring every store's tables up to date, those of the countries' own included.

    :raises CountryError: if an enabled country is not installed or is wrong.
    """
    migrate.upgrade_all(settings, {code: migrate.lineages_of(each) for code, each in profiles(settings).items()})


def profiles(settings: Settings) -> Mapping[str, CountryProfile]:
    """Load the enabled countries.

    :raises CountryError: if one is not installed or is wrong.
    """
    return discover(settings.countries, (defaults,))


def check(settings: Settings) -> Iterator[Finding]:
    """Check everything that must be right before serving; each finding as it comes."""
    countries: dict[str, CountryProfile] = {}
    yield _tried("countries", lambda: _loaded(settings, countries))
    stores = Stores(settings)
    try:
        for name in settings.store_names:
            yield _tried(name, lambda name=name: state_of(stores, name, countries.get(name)))  # type: ignore[misc]
    finally:
        stores.close()


def _loaded(settings: Settings, countries: dict[str, CountryProfile]) -> str:
    countries.update(profiles(settings))
    return ", ".join(countries) or "none enabled"


def state_of(stores: Stores, name: str, country: CountryProfile | None) -> str:
    """Tell that a store opens and that its tables are current.

    :raises DomainError: if it does not, or they are not.
    """
    store = stores.network if name == "network" else stores.country(name)
    state = migrate.check(store, migrate.lineages_of(country) if country else ())
    if state is not migrate.State.CURRENT:
        raise DomainError(N_("Its tables are behind this version. Run: abrigo db upgrade"))
    return "opens, tables current"


def _tried(subject: str, attempt: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, fine=True, words=attempt())
    except DomainError as error:
        return Finding(subject, fine=False, words=say(error.message))
    except CountryError as error:
        return Finding(subject, fine=False, words=str(error))
