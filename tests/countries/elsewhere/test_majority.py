"""Adult at 21: at 19 she is a minor here, wherever the platform asks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from core import clock
from core.agenda import sealed
from core.agenda.models import Task
from core.nightly import work
from core.residents import consents
from core.residents.ages import BirthRange
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.zz import consent
from plugins.contract.consent import Giver, GiverRule
from plugins.profile import CountryProfile

ADULT_AT = 21
GIVERS = (GiverRule(0, ADULT_AT, Giver.GUARDIAN_WITH_ASSENT), GiverRule(ADULT_AT, None, Giver.RESIDENT))


def test_at_nineteen_she_is_admitted_as_a_minor_and_her_guardian_agrees(
    land: Callable[..., CountryProfile], store_factory: StoreFactory
) -> None:
    twentyone = land(
        {"majority_age": ADULT_AT},
        declare_consents=lambda: (replace(consent.CONSENTS[0], givers=GIVERS),),
        check_admission=lambda admission: [],
    )
    born = date(2006, 6, 1)
    with clock.freeze(NOON):
        home = open_home(store_factory("zz"), twentyone)
        done = home.admit(birth=BirthRange.exactly(born))
        assert done.episode.age_at_admission == 19
        kind = twentyone.consents["health_care"]
        assert Giver.RESIDENT not in consents.givers_at(kind, 19, ADULT_AT)
        assert consents.givers_at(kind, 21, ADULT_AT) == {Giver.RESIDENT}
        work.run(home.stores, {"zz": twentyone})
        assert majority_tasks(home) == []
    with clock.freeze(NOON.replace(year=2027, month=6, day=1)):
        work.run(home.stores, {"zz": twentyone})
        assert "majority.consents" in majority_tasks(home)


def majority_tasks(home: Home) -> list[str]:
    """What coming of age asks for now; it was written long before, with its days sealed."""
    with home.reading() as session:
        tasks = session.scalars(select(Task).where(Task.source == "majority")).all()
        dues = [(task.code, sealed.find(session, task)) for task in tasks]
        return [code for code, due in dues if due is not None and due.shown(clock.now())]
