"""A branch may narrow what a role sees, never widen it; the data-protection officer approves."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access import policies
from core.access.matrix import MATRIX
from core.configuration import service, versions
from core.configuration.kinds import Ground
from core.errors import Invalid, NotFound
from core.overview.standing import as_she_stands
from core.residents.role_limits import CLASSES, ROLE_LIMITS
from core.testkit.house import Home
from core.testkit.studio import content_of, counted, publish, roll_back, today
from core.testkit.web import Network

WORKER = "social_worker"


def test_what_is_hidden_from_a_role_is_not_found_by_it_and_by_others_it_is(network: Network) -> None:
    girl = network.home.admit(bed_id=None, team=(WORKER, "psychologist")).resident
    page = f"/residents/{girl.code}/family"
    assert network.client(WORKER).get(page).status_code == 200
    publish(network.home, ROLE_LIMITS, {"hidden": ["SOC"]}, WORKER)
    client = network.client(WORKER)
    assert client.get(page).status_code == 404
    assert page not in client.get(f"/residents/{girl.code}").text
    assert network.client("director").get(page).status_code == 200


def test_another_branch_shows_what_this_one_hides(network: Network) -> None:
    second = network.open_house()
    publish(network.home, ROLE_LIMITS, {"hidden": ["ID"]}, WORKER)
    girl = second.admit(bed_id=None).resident
    client = network.client(WORKER, second)
    assert client.post(f"/residents/{girl.code}/reveal", data={"field": "surnames"}).status_code == 200


@pytest.mark.parametrize(
    ("role", "data_class"), [(WORKER, "HDR"), (WORKER, "MED-E"), (WORKER, "PSY-N"), ("nurse", "X")]
)
def test_only_what_the_role_would_see_and_need_not_see_can_be_hidden(home: Home, role: str, data_class: str) -> None:
    with pytest.raises(Invalid):
        publish(home, ROLE_LIMITS, {"hidden": [data_class]}, role)


def test_who_configures_and_who_approves_cannot_be_narrowed(network: Network) -> None:
    admin = network.client("config_admin")
    for role in ("config_admin", "dpo", "hq_analyst", "nobody"):
        assert admin.get(f"/settings/studio/role_limits/{role}").status_code == 404


def test_only_the_data_protection_officer_approves_and_takes_back(home: Home) -> None:
    admin = home.actor("config_admin")
    with home.transaction() as session:
        ground = Ground(session, home.country, home.id, today(home), WORKER)
        draft = service.begin(ground, admin, ROLE_LIMITS)
        service.save(session, admin, draft, {"hidden": ["SOC"]}, revision=draft.revision)
        service.send(ground, admin, ROLE_LIMITS, draft, reason="Menos", effective_on=ground.day)
        with pytest.raises(NotFound):
            service.approve(ground, home.actor("director"), ROLE_LIMITS, draft)
        service.approve(ground, home.actor("dpo"), ROLE_LIMITS, draft)
        older = versions.get(session, admin, "role_limits", WORKER, 1)
        for role in ("config_admin", "director"):
            with pytest.raises(NotFound):
                service.roll_back(ground, home.actor(role), ROLE_LIMITS, older, "Más")


ROLES = sorted(ROLE_LIMITS.keys(None))  # type: ignore[arg-type]
CHANGES = st.tuples(st.sampled_from(ROLES), st.sets(st.sampled_from(sorted(CLASSES))))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(change=CHANGES)
def test_no_configuration_lets_anybody_do_more_and_the_way_back_is_exact(
    home: Home, change: tuple[str, set[str]]
) -> None:
    role, classes = change
    plain, first = home.actor(role), content_of(home, ROLE_LIMITS, role)
    new = {"hidden": sorted(classes & set(MATRIX[role]))}
    if new == first:
        return
    before = counted(home, ROLE_LIMITS, new, role)
    version = publish(home, ROLE_LIMITS, new, role)
    assert version.touched == before
    with home.reading() as session:
        narrowed, _words = as_she_stands(session, plain)
    assert not [each for each in new["hidden"] if policies.cell(narrowed, each)]
    allowed = [action for action in policies.ACTIONS if policies.may(narrowed, action, on_case=True)]
    assert all(policies.may(plain, action, on_case=True) for action in allowed)
    roll_back(home, ROLE_LIMITS, version)
    assert content_of(home, ROLE_LIMITS, role) == first
