"""What somebody sees on a machine with the countries that are installed there: run by test_wheels.py, once per machine.

``python installed.py fill|look|upgrade|read CODE…`` prints JSON; the installation is that of the ``ABRIGO_`` variables.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import select
from trouble import Desk, admit

from core import clock, installation
from core.actor import Actor
from core.app import create_app
from core.branches.models import Branch
from core.forms import records
from core.forms import service as forms
from core.partners import seeding
from core.reporting import service as figures
from core.reporting.periods import Period
from core.residents import identity
from core.residents.models import Resident
from core.scope import ALL, set_branch_scope
from core.settings import load
from core.stages import episodes, programme
from core.stores import Stores
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON
from core.testkit.web import Network, hire, user_id_of
from core.web import log
from plugins.profile import CountryProfile

PATHS = ("/", "/residents", "/partners", "/legal", "/residents/{code}", "/residents/{code}/forms")
Countries = Mapping[str, CountryProfile]


def fill(stores: Stores, countries: Countries, *_codes: str) -> dict[str, str]:
    """Open a house in every country, hire everybody, and admit somebody with a form of hers."""
    found = {}
    for code, country in countries.items():
        home = open_home(stores, country)
        hire(home)
        found[code] = admit(Desk(Network(create_app(stores.settings, stores, countries), home).client()))
        with home.transaction() as session:
            resident = session.scalars(select(Resident)).one()
            forms.create(session, worker_of(home), country, resident, first_form(country))
    return found


def look(stores: Stores, countries: Countries, *codes: str) -> dict[str, dict[str, str]]:
    """See pages and figures of some countries."""
    app = create_app(stores.settings, stores, countries)
    return {code: seen(Network(app, home_of(stores, countries[code]))) for code in codes}


def seen(network: Network) -> dict[str, str]:
    """Go through the pages of a house."""
    home, client = network.home, network.client()
    with home.reading() as session:
        code = session.scalars(select(Resident.code)).one()
    pages = {}
    for path in PATHS:
        answer = client.get(path.format(code=code))
        assert answer.status_code == 200, (home.code, path, answer.status_code)
        pages[path] = plain(answer.text)
    assert code in pages["/residents"]
    return {**pages, "figures": exported(home)}


def plain(page: str) -> str:
    """A page without its one-time tokens."""
    return re.sub(r'((?:name="(?:csrf_token|form_token)" value|data-csrf|content)=)"[^"]*"', r"\1", page)


def exported(home: Home) -> str:
    """Write the month's figures as they stand."""
    today = NOON.date()
    with home.reading() as session:
        cells = figures.preview(session, home.actor("me_officer"), home.country, Period(today.year, "M", today.month))
        return json.dumps([asdict(cell) for cell in cells], default=str, sort_keys=True)


def upgrade(stores: Stores, countries: Countries, code: str) -> dict[str, Any]:
    """Bring a country up to its next release, and look at what was recorded under the one before."""
    home, country = home_of(stores, countries[code]), countries[code]
    with home.store.transaction() as session:
        set_branch_scope(session, ALL)
        done = seeding.seed(session, country)
    with home.transaction() as session:
        resident = session.scalars(select(Resident)).one()
        [old] = records.of_resident(session, resident.id)
        fresh = forms.create(session, worker_of(home), country, resident, first_form(country))
        began = episode_of(session, resident)
        names = [each.name for each in seeding.recipients(session, ["police"], NOON.date())]
        return {
            "seeded": [done.added, done.changed, done.ended],
            "police": names,
            "versions": [old.form_version, fresh.form_version],
            "stages": [stage.code for stage in country.stages.values()],
            "programme": [stage.code for stage in programme.stages_of(session, began.version_id)],
        }


def read(stores: Stores, _countries: Countries, *codes: str) -> dict[str, dict[str, Any]]:
    """Read what was recorded in countries that are gone, with core alone."""
    return {code: read_one(stores, code) for code in codes}


def read_one(stores: Stores, code: str) -> dict[str, Any]:
    with stores.country(code).reading() as session:
        set_branch_scope(session, ALL)
        resident = session.scalars(select(Resident)).one()
        known, stage = identity.opened(session, resident), programme.stage_of(session, episode_of(session, resident))
        [record] = records.of_resident(session, resident.id)
        return {
            "house_name": resident.house_name,
            "born": str(known.birth.earliest),
            "stage": str(programme.label(stage)),
            "form": record.form_version,
            "answers": len(records.read_version(session, record).values),
        }


def episode_of(session: Any, resident: Resident) -> Any:
    [episode] = episodes.list_all(session, resident.id)
    return episode


def worker_of(home: Home) -> Actor:
    """Give the social worker who admits and fills in."""
    return replace(home.actor(), user_id=user_id_of(home, "social_worker"))


def first_form(country: CountryProfile) -> str:
    return next(key for key, versions in country.forms.items() if versions[-1].act == "admission")


def home_of(stores: Stores, country: CountryProfile) -> Home:
    """Find the house again that was opened in a country."""
    store = stores.country(country.code)
    with store.reading() as session:
        set_branch_scope(session, ALL)
        branch = session.scalars(select(Branch)).one()
        return Home(store, country, branch.id, branch.code, stores=stores)


def main(what: str, *codes: str) -> None:
    """Do one thing and print what came of it."""
    settings = load()
    log.configure(logging.ERROR)  # to standard error
    if what == "fill":
        installation.initialise(settings)
    with clock.freeze(NOON), closing(Stores(settings)) as stores:
        countries = {} if what == "read" else installation.profiles(settings)
        print(json.dumps(globals()[what](stores, countries, *codes)))


if __name__ == "__main__":
    main(*sys.argv[1:])
