"""Scores after a stay: whoever accompanies her takes them, is told if they do not count, and asks her anew."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.aftercare import scores, service
from core.aftercare.models import AftercarePlan
from core.aftercare.service import NewPlan
from core.care import assessments
from core.care.assessments import NewAssessment
from core.care.models import Assessment
from core.errors import Invalid, NotFound
from core.intake import exits
from core.reporting.closings import scope_of
from core.reporting.counting.passes import Asked, count
from core.reporting.periods import containing
from core.residents import consents, counted
from core.residents import service as residents
from core.residents.consents import Answer
from core.residents.models import Consent, Resident
from core.stages.models import Episode
from core.testkit.house import Home
from core.testkit.web import Network, user_id_of

LATER = timedelta(days=365)
PAIRED = Asked("wellbeing_paired_after_exit")


def today() -> date:
    return clock.today("Etc/GMT+5")


def worker_of(home: Home) -> Actor:
    """Give the social worker as she signs in."""
    return replace(home.actor(), user_id=user_id_of(home, "social_worker"))


def agree(home: Home, resident_id: int, answer: str = "given") -> Consent:
    with home.transaction() as session:
        said = Answer("statistics", answer, "resident", today(), "es")
        her = session.get_one(Resident, resident_id)
        return consents.take(session, home.actor(), home.country, her, said, on_case=True)


@pytest.fixture
def gone(network: Network) -> int:
    """Somebody who agreed to be counted, left, and is accompanied; nobody is on her team any more."""
    home = network.home
    found = home.admit(house_name="Marisol", team=("social_worker", "psychologist")).resident.id
    agree(home, found)
    with home.transaction() as session:
        episode = session.scalars(select(Episode).where(Episode.resident_id == found)).one()
        exits.end(session, home.actor("director"), home.country, episode, "walked_out", today())
    with home.transaction() as session:
        her = session.get_one(Resident, found)
        service.plan(session, home.actor(), her, NewPlan(agrees=True, contact="x"))
        session.scalars(select(AftercarePlan)).one().worker_id = worker_of(home).user_id
        for role in ("social_worker", "psychologist"):
            residents.leave_team(session, home.actor("director"), her, home.actor(role).user_id or 0)
        assert not residents.on_case(session, home.actor("psychologist"), found)
    return found


def test_whoever_accompanies_her_takes_a_score_of_a_year_later_and_does_not_read_it(
    network: Network, gone: int
) -> None:
    home, worker = network.home, worker_of(network.home)
    with clock.freeze(clock.now() + LATER), home.transaction() as session:
        her = session.get_one(Resident, gone)
        new = NewAssessment("WHO5", "after12", today(), score=64)
        made = scores.take(session, worker, her, new)
        assert (made.time_point, made.score) == ("after12", 64)
        for wrong in (
            NewAssessment("WHO5", "exit", today(), score=64),
            NewAssessment("WHO5", "after6", today(), score=64),
        ):
            with pytest.raises(Invalid):
                scores.take(session, worker, her, wrong)
        for role in ("psychologist", "director", "nurse"):
            with pytest.raises(NotFound):
                scores.take(session, home.actor(role), her, new)
        assert [each.time_point for each, _instrument in scores.show(session, worker, her).taken] == ["after12"]
        scores.change(session, worker, her, made.id, "strike")
        assert made.voided_at is not None


def test_another_day_after_a_stay_is_taken_and_one_before_is_not(network: Network, gone: int) -> None:
    home, worker, sonia = network.home, worker_of(network.home), network.client("social_worker")
    with home.transaction() as session:
        her = session.get_one(Resident, gone)
        residents.join_team(session, home.actor("director"), her, home.actor("psychologist"))
        before = NewAssessment("WHO5", "other", today(), score=40, clinical=True)
        inside = assessments.take(session, home.actor("psychologist"), her, before).id
        with pytest.raises(Invalid) as caught:
            scores.take(session, worker, her, before)
        assert list(caught.value.fields) == ["on_day"]
        code = her.code
    with clock.freeze(clock.now() + timedelta(days=35)):
        sonia = network.client("social_worker")
        form = f"/residents/{code}/aftercare/scores/new/WHO5"
        answers = {f"answer_{number}": "3" for number in range(1, 6)}
        sent = {"time_point": "other", "on_day": today().isoformat(), **answers}
        assert "Otro día" in sonia.get(form).text
        assert 'id="f-answer_2-none"' not in sonia.get(form).text
        lacking = sonia.post(form, data={**sent, "answer_2": ""})
        assert lacking.status_code == 422
        assert 'href="#f-answer_2"' in lacking.text
        assert sonia.post(form, data=sent).status_code == 302
        with home.transaction() as session:
            her = session.get_one(Resident, gone)
            ((taken, _instrument),) = scores.show(session, worker, her).taken
            assert (taken.time_point, taken.score) == ("other", 60)
            with pytest.raises(NotFound):
                scores.change(session, worker, her, inside, "strike")
            assert scores.change(session, worker, her, taken.id, "strike").voided_at is not None


def test_nobody_who_lives_here_has_scores_of_afterwards(network: Network) -> None:
    home = network.home
    here = home.admit(house_name="Sol").resident.id
    with home.reading() as session, pytest.raises(NotFound):
        scores.open_file(session, home.actor(), session.get_one(Resident, here))


def test_the_pages_say_that_the_consent_has_run_out_and_it_is_asked_there(network: Network, gone: int) -> None:
    home, sonia = network.home, network.client("social_worker")
    with home.reading() as session:
        code = session.get_one(Resident, gone).code
    there = f"/residents/{code}/aftercare"
    assert "terminó" not in sonia.get(there).text
    with clock.freeze(clock.now() + LATER + timedelta(days=9)):
        sonia = network.client("social_worker")
        for page in (there, f"{there}/scores"):
            assert "El consentimiento para contar sus puntajes terminó." in sonia.get(page).text
            assert f"{there}/counting" in sonia.get(page).text
        asked = {"kind": "statistics", "answer": "given", "giver": "resident", "language": "es",
                 "given_on": today().isoformat()}  # fmt: skip
        assert sonia.get(f"{there}/counting").status_code == 200
        assert sonia.post(f"{there}/counting", data={**asked, "kind": "photo"}).status_code == 422
        assert sonia.post(f"{there}/counting", data=asked).location == f"{there}/scores"
        assert "terminó" not in sonia.get(f"{there}/scores").text
        sent = {"time_point": "after12", "on_day": today().isoformat(), **{f"answer_{n}": "3" for n in range(1, 6)}}
        assert "12 meses" in sonia.get(f"{there}/scores/new/WHO5").text
        assert sonia.post(f"{there}/scores/new/WHO5", data=sent).location == f"{there}/scores"
        with home.reading() as session:
            assert [each.score for each in session.scalars(select(Assessment))] == [60]
            newest = session.scalars(select(Consent).order_by(Consent.id.desc())).first()
            assert newest is not None
            assert newest.valid_until is not None
            assert newest.valid_until <= today() + timedelta(days=366)
        for stranger in ("psychologist", "educator", "director"):
            client = network.client(stranger)
            for page in ("scores", "counting", "scores/new/WHO5"):
                assert client.get(f"{there}/{page}").status_code == 404


def test_once_asked_anew_both_scores_are_counted(network: Network, gone: int) -> None:
    home, worker = network.home, worker_of(network.home)

    def paired() -> int:
        with home.reading() as session:
            scope = scope_of(session, home.country, home.id, containing(today(), "A"))
            return count(session, scope, (PAIRED,))[PAIRED]

    with home.transaction() as session:
        her = session.get_one(Resident, gone)
        residents.join_team(session, home.actor("director"), her, home.actor("psychologist"))
        at_exit = NewAssessment("WHO5", "exit", today(), score=60, clinical=True)
        assessments.take(session, home.actor("psychologist"), her, at_exit)
    with clock.freeze(clock.now() + LATER + timedelta(days=9)):
        with home.transaction() as session:
            her = session.get_one(Resident, gone)
            scores.take(session, worker, her, NewAssessment("WHO5", "after12", today(), score=64))
        assert paired() == 0
        with home.transaction() as session:
            said = Answer("statistics", "given", "resident", today(), "es")
            scores.ask_to_count(session, worker, home.country, session.get_one(Resident, gone), said)
        assert paired() == 1


@pytest.mark.parametrize(("answer", "days", "told"), [
    (None, 0, counted.NEVER), ("given", 0, counted.AGREED), ("given", 400, counted.OVER),
    ("refused", 400, counted.REFUSED),
])  # fmt: skip
def test_a_no_is_not_asked_again_and_what_has_run_out_is(
    network: Network, answer: str | None, days: int, told: str
) -> None:
    home = network.home
    her = home.admit(house_name="Sol").resident.id
    if answer is not None:
        agree(home, her, answer)
    with home.reading() as session:
        assert counted.standing(session, home.country, her, today() + timedelta(days=days)) == told


def test_a_form_that_she_may_not_send_is_not_shown(network: Network, gone: int) -> None:
    with network.home.reading() as session:
        code = session.get_one(Resident, gone).code
    lucia = network.client("psychologist")
    for page in ("new/WHO5", "not-taken"):
        assert lucia.get(f"/residents/{code}/assessments/{page}").status_code == 404
