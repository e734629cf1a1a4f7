"""The street: a pair that is not back is looked for, nicknames stay with the team, and a referral has its hours."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.errors import Conflict, Invalid, NotFound
from core.outreach import contacts, outings
from core.outreach.contacts import NewContact, NewPerson
from core.outreach.models import OutreachSite, StreetPerson
from core.outreach.outings import Signs
from core.outreach.terms import has_signs
from core.partners.models import Partner
from core.testkit.web import Network

COLIBRI = NewPerson("Colibrí", "F", "Y15T17", "El Lucero")


def test_the_rule_of_signs() -> None:
    assert [has_signs(*each) for each in ((2, 0), (1, 1), (1, 0), (0, 9), (0, 0))] == [True, True, False, False, False]


def test_a_pair_says_when_it_is_back_and_is_looked_for_if_not(network: Network) -> None:
    home = network.home
    team = home.actor("outreach")
    open_ones = select(Task).where(Task.source == "outreach_outing", Task.done_at.is_(None))
    with home.transaction() as session:
        back = clock.now() + timedelta(hours=3)
        outing = outings.start(session, team, "El Lucero", "Óscar y Delia", back)
        task = session.scalars(open_ones).one()
        assert (task.due_at, task.urgent, task.data_class) == (back + timedelta(minutes=20), True, "OUT")
        outings.back(session, team, outing.id)
        assert session.scalars(open_ones).all() == []
        with pytest.raises(Conflict):
            outings.back(session, team, outing.id)
        for area, who, when in (("", "x", back), ("x", "", back), ("x", "x", clock.now() - timedelta(hours=1))):
            with pytest.raises(Invalid):
                outings.start(session, team, area, who, when)


def test_a_site_is_a_code_and_each_look_at_its_name_is_an_event(network: Network) -> None:
    home = network.home
    team = home.actor("outreach")
    with home.transaction() as session:
        site = outings.add_site(session, team, "establishment", "La Terminal", "Cantina El Almendro")
        outing = outings.start(session, team, "La Terminal", "Óscar", clock.now() + timedelta(hours=1))
        visit = outings.visit(session, team, outing.id, site.id, Signs(1, 1, 0), complete=True)
        assert visit.exploitation_signs
        assert outings.site_name(session, team, site.id) == "Cantina El Almendro"
        with pytest.raises(NotFound):
            outings.site_name(session, home.actor("director"), site.id)
        outings.change_visit(session, team, visit.id, "strike")
        (row,) = outings.list_page(session, home.actor("director"))
        assert row.visits == 0
    with home.reading() as session:
        looks = session.scalars(select(CountryEvent).where(CountryEvent.action == "site.read")).all()
        assert [each.data_class for each in looks] == ["SEC"]
        assert b"Almendro" not in (session.scalars(select(OutreachSite.name)).one() or b"")


def test_signs_of_exploitation_ask_for_a_referral_and_a_referral_for_a_service(
    network: Network,
) -> None:
    home = network.home
    team, met = home.actor("outreach"), clock.now() - timedelta(hours=1)
    open_ones = select(Task).where(Task.source == "outreach_contact", Task.done_at.is_(None))
    with home.transaction() as session:
        partner = session.scalars(select(Partner.id)).first() or 0
        made = contacts.meet(session, team, COLIBRI, NewContact(met, screen="positive", need="danger"))
        assert session.scalars(open_ones).one().due_at == met + timedelta(hours=72)
        with pytest.raises(Conflict):
            contacts.begin_service(session, team, made.id, clock.today("Etc/GMT+5"))
        with pytest.raises(Invalid):
            contacts.refer(session, team, made.id, met - timedelta(hours=1), partner)
        contacts.refer(session, team, made.id, clock.now(), partner)
        assert session.scalars(open_ones).one().code == "service"
        contacts.begin_service(session, team, made.id, clock.today("Etc/GMT+5"))
        assert session.scalars(open_ones).all() == []


def test_a_nickname_stays_with_the_team_and_who_lives_in_a_house_is_on_no_list_of_the_street(network: Network) -> None:
    home = network.home
    team = home.actor("outreach")
    resident = home.admit(house_name="Luna").resident
    with home.transaction() as session:
        first = contacts.meet(session, team, COLIBRI, NewContact(clock.now() - timedelta(days=91)))
        (known,) = contacts.people_page(session, team)
        assert (known.nickname, known.active, known.person.state) == ("Colibrí", False, "new")
        contacts.meet(session, team, first.person_id, NewContact(clock.now()))
        contacts.engage(session, team, first.person_id)
        (known,) = contacts.people_page(session, home.actor("director"))
        assert (known.nickname, known.active, known.person.state) == ("", True, "engaged")
        assert len(contacts.person(session, team, first.person_id)[1]) == 2
        for role in ("educator", "psychologist", "me_officer"):
            with pytest.raises(NotFound):
                contacts.people_page(session, home.actor(role))
        contacts.link(session, home.actor(), first.person_id, resident)
        session.flush()
        assert contacts.people_page(session, team) == []
        with pytest.raises(Invalid):
            contacts.meet(session, team, NewPerson("", "F", "Y9T14", ""), NewContact(clock.now() + timedelta(days=1)))
    with home.reading() as session:
        assert b"Colibr" not in (session.scalars(select(StreetPerson.nickname)).one() or b"")
