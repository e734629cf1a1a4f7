"""A country whose rules break at work harms itself alone: its neighbour on the same server does not notice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType

import pytest
from sqlalchemy import func, select
from trouble import ADMISSION, Desk
from werkzeug.test import TestResponse

from core import clock, defaults
from core.audit.models import CountryEvent
from core.nightly import work as nightly
from core.residents.models import Resident
from core.testkit.application import application
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.web import Network, hire
from core.testkit.zz import country, plugin
from plugins import hookimpl
from plugins.discovery import load
from plugins.profile import CountryProfile

MARKER = "Xochitlquetzal"


@pytest.fixture(autouse=True)
def clocked() -> Iterator[None]:
    """Let the clock stand still."""
    with clock.freeze(NOON):
        yield


def broken(**answers: Callable[..., object]) -> CountryProfile:
    """Make Yonderland: Zedland under another code, some of whose rules break."""
    module = ModuleType("yonderland")
    for name, value in vars(plugin).items():
        if hasattr(value, "abrigo_impl") and name != "declare_migrations":
            setattr(module, name, value)
    changed = {"declare_country": lambda: replace(country.COUNTRY, code="yy", alpha3="YYY"), **answers}
    for name, answer in changed.items():
        setattr(module, name, hookimpl(answer))
    return load("yy", module, (defaults,))


class Both:
    """Zedland and broken Yonderland on one server."""

    def __init__(self, factory: StoreFactory, zz: CountryProfile, yy: CountryProfile) -> None:
        stores = factory("yy", "zz")
        self.countries = {"yy": yy, "zz": zz}
        self.homes = {code: open_home(stores, profile) for code, profile in self.countries.items()}
        for home in self.homes.values():
            hire(home)

    def network(self, code: str) -> Network:
        home: Home = self.homes[code]
        app = application(home.stores, self.countries)
        app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
        return Network(app, home)

    def residents(self, code: str) -> int:
        with self.homes[code].reading() as session:
            return session.scalar(select(func.count()).select_from(Resident)) or 0


@pytest.mark.parametrize(
    "rule", [lambda admission: refuse(MARKER), lambda admission: MARKER], ids=["raises", "answers with a wrong type"]
)
def test_a_rule_that_breaks_stops_its_own_admissions_and_nobody_elses(
    store_factory: StoreFactory, zz: CountryProfile, capsys: pytest.CaptureFixture[str],
    rule: Callable[..., object],
) -> None:  # fmt: skip
    both = Both(store_factory, zz, broken(check_admission=rule))
    page = receive(Desk(both.network("yy").client()))
    assert page.status_code == 500
    assert "Una regla de este país no funciona" in page.text
    assert receive(Desk(both.network("zz").client())).status_code == 302
    assert (both.residents("yy"), both.residents("zz")) == (0, 1)
    told = capsys.readouterr()
    [line] = [line for line in told.out.splitlines() if "country_failed" in line]
    assert "country=yy" in line
    assert "hook=check_admission" in line
    assert MARKER not in page.text + told.out + told.err


def receive(desk: Desk) -> TestResponse:
    """Send the form of an admission, with every warning confirmed."""
    sheet = desk.sheet("/residents/admit", "house_name")
    chosen = {name: sheet.options[name][1] for name in ("entry_kind", "bed_id", "basis")}
    return desk.insist("/residents/admit", {**sheet.values, **ADMISSION, **chosen})


def refuse(why: str) -> list[object]:
    raise RuntimeError(why)


def test_a_night_that_breaks_in_one_country_is_done_in_the_other(
    store_factory: StoreFactory, zz: CountryProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    yy = broken(decide_display_name=lambda name: 1 / 0)
    both = Both(store_factory, zz, yy)
    work = nightly._work

    def ask_first(session, actor, house) -> None:
        house.post.country.decide_display_name(plugin.PersonName("Ana", "Paz"))
        work(session, actor, house)

    monkeypatch.setattr(nightly, "_work", ask_first)
    assert nightly.run(both.homes["zz"].stores, both.countries) is False
    done = {code: runs(home) for code, home in both.homes.items()}
    assert done == {"yy": 0, "zz": 1}


def runs(home: Home) -> int:
    with home.reading() as session:
        return len(session.scalars(select(CountryEvent.seq).where(CountryEvent.action == "nightly.run")).all())
