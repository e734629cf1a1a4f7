"""Countries are installed, brought up to date and removed on filled stores: nobody else notices, nothing is lost."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import permutations
from types import ModuleType

import pytest
from test_countries import open_for_work, plain

from core import clock, defaults
from core.forms import records
from core.forms import service as forms_service
from core.forms.printing import PrintedForm, print_form
from core.legal import measures
from core.partners import seeding
from core.partners.models import Partner
from core.reporting import service as figures
from core.reporting.periods import Period
from core.residents import identity
from core.residents.models import Resident
from core.scope import ALL, set_branch_scope
from core.stages import episodes, moves, programme
from core.stages.criteria import Facts
from core.stages.models import Episode
from core.stages.moves import Proposal
from core.stores import Stores
from core.testkit.application import application
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.web import Browser, Network
from core.testkit.zz import forms, partners, plugin, stages
from plugins import hookimpl
from plugins.contract.forms import FieldType, FormField
from plugins.contract.stages import Transition
from plugins.contract.text import Text
from plugins.discovery import discover, load
from plugins.profile import CountryProfile

CODES = ("gt", "hn", "zz")
PATHS = ("/", "/residents", "/partners", "/legal", "/agenda", "/residents/{code}", "/residents/{code}/forms")
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def clocked() -> Iterator[None]:
    """Let the clock stand still."""
    with clock.freeze(NOON):
        yield


class World:
    """Three countries with a house and a resident each."""

    def __init__(self, factory: StoreFactory, zz: CountryProfile) -> None:
        self.profiles: dict[str, CountryProfile] = {**discover(("gt", "hn"), (defaults,)), "zz": zz}
        self.stores = factory(*CODES)
        self.homes = {code: open_home(self.stores, profile) for code, profile in self.profiles.items()}
        self.codes = {code: open_for_work(home, self.profiles) for code, home in self.homes.items()}

    def look(self, order: tuple[str, ...], *codes: str) -> dict[str, dict[str, object]]:
        """See pages and exports of some countries where some are installed, in an order."""
        stores = Stores(replace(self.stores.settings, countries=order))
        app = application(stores, {code: self.profiles[code] for code in order})
        app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
        seen = {}
        for code in codes:
            home = replace(self.homes[code], stores=stores, store=stores.country(code), country=self.profiles[code])
            seen[code] = self._seen(Network(app, home).client("social_worker"), home)
        stores.close()
        return seen

    def _seen(self, client: Browser, home: Home) -> dict[str, object]:
        code = self.codes[home.country.code]
        pages: dict[str, object] = {path: plain(client.get(path.format(code=code)).text) for path in PATHS}
        assert code in str(pages["/residents"])
        return {**pages, "figures": exported(home), "print": printed(home.country)}


def exported(home: Home) -> str:
    """Write the month's figures as they stand."""
    with home.store.reading() as session:
        set_branch_scope(session, [home.id])
        cells = figures.preview(session, home.actor("me_officer"), home.country, Period(TODAY.year, "M", TODAY.month))
        return json.dumps([asdict(cell) for cell in cells], default=str, sort_keys=True)


def printed(country: CountryProfile) -> bytes:
    """Print the first form, with nothing written in it."""
    form = next(iter(country.forms.values()))[-1]
    return print_form(form, PrintedForm("1", {}, "0" * 64, NOON, "-", NOON), country)


@pytest.mark.parametrize("store_kind", ["sqlcipher"])  # fifteen applications: once is enough
def test_in_whatever_order_countries_come_and_go_the_others_stay_the_same_byte_for_byte(
    store_factory: StoreFactory, zz: CountryProfile
) -> None:
    world = World(store_factory, zz)
    alone = {code: world.look((code,), code)[code] for code in CODES}
    for order in permutations(CODES):
        # One has come first and two after it; then the one in the middle goes.
        first, _middle, last = order
        assert world.look(order, first, last) == {first: alone[first], last: alone[last]}, order
        assert world.look((first, last), last)[last] == alone[last], order


def changed(**answers: object) -> CountryProfile:
    """Give Zedland's next release: some answers are others."""
    module = ModuleType("next_zedland")
    module.__file__ = plugin.__file__
    for name, value in vars(plugin).items():
        if hasattr(value, "abrigo_impl"):
            setattr(module, name, hookimpl(lambda told=answers[name]: told) if name in answers else value)
    return load("zz", module, (defaults,))


def next_release() -> CountryProfile:
    """Zedland without its second stage, with a third version of a form, and a clinic under another name."""
    last_day = date(2026, 3, 15)
    more = FormField("blanket", Text.of(es="Manta entregada", en="Blanket given"), FieldType.BOOLEAN, section="closing")
    third = replace(forms.ADMISSION, version=3, valid_from=TODAY, fields=(*forms.ADMISSION.fields, more))
    old = replace(forms.ADMISSION, valid_until=last_day)
    seeds = {seed.code: seed for seed in partners.SEEDS}
    clinic = seeds.pop("town_clinic")
    renamed = replace(clinic, code="bay_clinic", name="Clínica de la Bahía", valid_from=TODAY)
    ended = replace(clinic, valid_until=last_day, successor="bay_clinic")
    return changed(
        declare_stages=(stages.STAGES[0], stages.STAGES[2]),
        declare_transitions=(Transition("harbour", "gangway", ()),),
        declare_legal_forms=(third, old, *forms.FORMS[1:]),
        declare_partners=(*seeds.values(), ended, renamed),
    )


def step(home: Home, episode: int, code: str, target: str) -> None:
    """Move somebody on."""
    with home.transaction() as session:
        row = session.get_one(Episode, episode)
        facts = Facts(row.stage_since, TODAY, ("zz_court_notice",), attested=("rested", "plan"))
        wish = Proposal(TODAY, "Está lista", "Quiero", target, confirmed=("unmet", "too_early"))
        move = moves.propose(session, home.actor(), home.country, row, code, wish, facts)
        move_id, required = move.id, move.required
    for role in required:
        with home.transaction() as session:
            moves.sign(session, home.actor(role), moves.get(session, home.actor(role), move_id))
    with home.transaction() as session:
        director = home.actor("director")
        moves.decide(session, director, moves.get(session, director, move_id), "De acuerdo", TODAY)


def test_a_country_is_brought_up_to_date_over_what_was_recorded_under_the_release_before(
    store_factory: StoreFactory, zz: CountryProfile
) -> None:
    world = World(store_factory, zz)
    before = world.look(CODES, "gt")
    home = world.homes["zz"]
    done = home.admit(admitted_at=NOON - timedelta(days=30), house_name="Sol", bed_id=None)
    step(home, done.episode.id, done.resident.code, "workshop")
    with home.transaction() as session:
        resident = session.get_one(Resident, done.resident.id)
        filled = forms_service.create(session, home.actor(), zz, resident, "zz_admission").id

    world.profiles["zz"] = home.country = later = next_release()
    with home.store.transaction() as session:
        set_branch_scope(session, ALL)
        done_seeding = seeding.seed(session, later)
        assert (done_seeding.added, done_seeding.changed, done_seeding.ended) == (1, 1, 0)
        [clinic] = seeding.recipients(session, ["town_clinic"], TODAY)
        assert clinic.name == "Clínica de la Bahía"
        assert session.query(Partner).filter(Partner.seed_code == "town_clinic").one().name == "Clínica de Arenal"

    assert "Taller" in str(world.look(CODES, "zz")["zz"]["/residents"])
    with home.transaction() as session:
        opened = forms_service.find(session, home.actor(), later, filled)
        assert (opened.form.version, opened.answers.values["given_names"]) == (2, "Flor")
        resident = session.get_one(Resident, done.resident.id)
        fresh = forms_service.create(session, home.actor(), later, resident, "zz_admission")
        assert fresh.form_version == 3
    step(home, done.episode.id, done.resident.code, "gangway")
    with home.reading() as session:
        assert programme.stage_of(session, session.get_one(Episode, done.episode.id)).code == "gangway"
        assert len(moves.chain(session, done.episode.id)) == 3
    assert world.look(CODES, "gt") == before


def test_what_was_recorded_in_a_country_that_is_gone_can_be_read_by_core_alone(
    store_factory: StoreFactory, zz: CountryProfile
) -> None:
    stores = store_factory("zz")
    home = open_home(stores, zz)
    done = home.admit(names=("Flor", "de la Colina"))
    with home.transaction() as session:
        resident = session.get_one(Resident, done.resident.id)
        record_id = forms_service.create(session, home.actor(), zz, resident, "zz_admission").id
    stores.close()

    # No profile from here on: what is left are the store, its key and core.
    left = Stores(stores.settings)
    with left.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        resident = session.get_one(Resident, done.resident.id)
        known = identity.opened(session, resident)
        [episode] = episodes.list_all(session, resident.id)
        record = records.find(session, record_id)
        answers = records.read_version(session, record)
        read = {
            "name": (known.given_names, known.surnames),
            "stage": str(programme.label(programme.stage_of(session, episode))),
            "measures": [measure.kind for measure in measures.of_resident(session, resident.id)],
            "form": (record.form_key, record.form_version, answers.values["given_names"]),
        }
    left.close()
    assert read == {
        "name": ("Flor", "de la Colina"),
        "stage": "Puerto",
        "measures": ["handover"],
        "form": ("zz_admission", 2, "Flor"),
    }
