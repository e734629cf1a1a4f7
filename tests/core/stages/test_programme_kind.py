"""A branch configures its programme: what it touches is counted before and after, the way back is the same bytes."""

import itertools
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.configuration import service, versions
from core.configuration.kinds import Ground
from core.configuration.models import ConfigurationVersion
from core.errors import Conflict, Damaged, Invalid, NotFound, Refused
from core.stages import programme
from core.stages.models import Episode, ProgrammeVersion
from core.stages.programme_kind import PROGRAMME
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON

TODAY = NOON.date()


def ground(home: Home, session: Any, day: Any = TODAY) -> Ground:
    return Ground(session, home.country, home.id, day)


def content(home: Home) -> dict[str, Any]:
    with home.reading() as session:
        return deepcopy(dict(versions.in_force(ground(home, session), PROGRAMME)))


def sent(home: Home, new: dict[str, Any], day: Any = TODAY) -> int:
    admin = home.actor("config_admin")
    with home.transaction() as session:
        place = ground(home, session)
        draft = service.begin(place, admin, PROGRAMME)
        service.save(session, admin, draft, new, revision=draft.revision)
        service.send(place, admin, PROGRAMME, draft, reason="Porque sí", effective_on=day)
        return draft.number


def approve(home: Home, number: int) -> ConfigurationVersion:
    director = home.actor("director")
    with home.transaction() as session:
        version = versions.get(session, director, "programme", "main", number)
        service.approve(ground(home, session), director, PROGRAMME, version)
        return version


def publish(home: Home, new: dict[str, Any]) -> ConfigurationVersion:
    return approve(home, sent(home, new))


def with_stage(home: Home, code: str = "garden") -> dict[str, Any]:
    new = content(home)
    labels = {"label_es": "Huerto", "label_en": "Garden"}
    days = {"minimum_days": None, "expected_days": 30}
    new["stages"].append({"code": code, **labels, "phase": "reintegration", **days})
    move = {"source": "gangway", "target": code, "disciplines": ["lawyer"], "backwards": False}
    new["moves"].append(move)
    return new


def test_a_published_change_is_the_programme_of_new_stays_and_not_of_running_ones(home: Home) -> None:
    before = home.admit(bed_id=None).episode
    version = publish(home, with_stage(home))
    after = home.admit(bed_id=None).episode
    assert version.state == "live"
    with home.reading() as session:
        codes = [each.code for each in programme.stages_of(session, after.version_id)]
        assert codes == ["harbour", "workshop", "gangway", "garden"]
        assert session.get_one(Episode, before.id).version_id == before.version_id != after.version_id
        assert len(programme.stages_of(session, before.version_id)) == 3


def test_what_is_configured_from_the_countrys_model_says_the_same_as_the_model(home: Home) -> None:
    first = content(home)
    publish(home, with_stage(home))
    assert [row["code"] for row in first["stages"]] == list(home.country.stages)
    with home.reading() as session:
        live = versions.find_live(session, home.id, "programme", "main")
        current = programme.find_current(session, home.id, TODAY)
        assert live
        assert current
        assert PROGRAMME.baseline(ground(home, session)) == versions.content_of(live)


def test_nobody_approves_what_she_wrote_and_nobody_else_than_the_director_approves(home: Home) -> None:
    number = sent(home, with_stage(home))
    author = home.actor("config_admin")
    same_person = home.actor("director").__class__(author.user_id, "x", "director", home.id, home.code, "zz")
    with home.transaction() as session:
        version = versions.get(session, author, "programme", "main", number)
        with pytest.raises(Refused):
            service.approve(ground(home, session), same_person, PROGRAMME, version)
        for role in ("config_admin", "dpo", "social_worker"):
            with pytest.raises(NotFound):
                service.approve(ground(home, session), home.actor(role), PROGRAMME, version)
        with pytest.raises(NotFound):
            service.begin(ground(home, session), home.actor("director"), PROGRAMME)


def test_a_sent_version_is_not_written_any_more_and_a_returned_one_is(home: Home) -> None:
    number, admin, director = sent(home, with_stage(home)), home.actor("config_admin"), home.actor("director")
    with home.transaction() as session:
        version = versions.get(session, admin, "programme", "main", number)
        with pytest.raises(Conflict):
            service.save(session, admin, version, content(home), revision=version.revision)
        with pytest.raises(Invalid):
            service.send_back(ground(home, session), director, PROGRAMME, version, " ")
        service.send_back(ground(home, session), director, PROGRAMME, version, "Falta una etapa")
    with home.transaction() as session:
        version = versions.get(session, admin, "programme", "main", number)
        service.save(session, admin, version, with_stage(home, "orchard"), revision=version.revision)
        with pytest.raises(Conflict):
            service.begin(ground(home, session), admin, PROGRAMME)


def test_a_draft_that_somebody_else_wrote_meanwhile_is_not_overwritten(home: Home) -> None:
    admin = home.actor("config_admin")
    with home.transaction() as session:
        seen = service.begin(ground(home, session), admin, PROGRAMME).revision
    with home.transaction() as session:
        draft = versions.get(session, admin, "programme", "main", 2)
        service.save(session, home.actor("config_admin", second=True), draft, with_stage(home), revision=seen)
    with home.transaction() as session:
        draft = versions.get(session, admin, "programme", "main", 2)
        with pytest.raises(Conflict):
            service.save(session, admin, draft, content(home), revision=seen)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda new: new.update(stages=[]), "at least one stage"),
        (lambda new: new["stages"][0].update(phase="reintegration"), "regional phase"),
        (lambda new: new["criteria"].pop(2), "cannot be taken out"),
        (lambda new: new["papers"].clear(), "asks for the form"),
        (lambda new: new["moves"].pop(1), "No move leads to"),
        (lambda new: new["stages"].pop(1), "which is not there"),
        (lambda new: new["moves"][1].update(disciplines=[]), "Nobody signs"),
    ],
)
def test_the_countrys_bounds_and_a_way_through_are_kept(home: Home, spoil: Any, said: str) -> None:
    new = content(home)
    spoil(new)
    with pytest.raises(Invalid) as refused:
        sent(home, new)
    assert said in " ".join(each._message for each in refused.value.fields["content"])  # type: ignore[attr-defined]


def test_a_change_needs_a_reason_a_day_that_is_not_past_and_a_difference(home: Home) -> None:
    admin = home.actor("config_admin")
    with home.transaction() as session:
        draft = service.begin(ground(home, session), admin, PROGRAMME)
        with pytest.raises(Invalid) as refused:
            service.send(ground(home, session), admin, PROGRAMME, draft, reason=" ",
                         effective_on=TODAY - timedelta(days=1))  # fmt: skip
    assert set(refused.value.fields) == {"reason", "effective_on", "content"}


def test_a_change_for_a_later_day_waits_for_it(home: Home) -> None:
    later = TODAY + timedelta(days=3)
    version = approve(home, sent(home, with_stage(home), later))
    assert version.state == "scheduled"
    with home.transaction() as session:
        for day, done in ((TODAY, 0), (later, 1), (later, 0)):
            place = ground(home, session, day)
            assert service.apply_due(home.actor("director"), {"programme": PROGRAMME}, place) == done
    with home.reading() as session:
        starts = select(ProgrammeVersion.valid_from).where(ProgrammeVersion.number == 2)
        assert session.scalar(starts) == later


def test_the_way_back_is_one_act_and_brings_back_the_same_bytes(home: Home) -> None:
    first = content(home)
    publish(home, with_stage(home))
    admin = home.actor("config_admin")
    with home.transaction() as session:
        older = versions.get(session, admin, "programme", "main", 1)
        with pytest.raises(NotFound):
            service.roll_back(ground(home, session), home.actor("dpo"), PROGRAMME, older, "No")
        with pytest.raises(Invalid):
            service.roll_back(ground(home, session), admin, PROGRAMME, older, " ")
        service.roll_back(ground(home, session), admin, PROGRAMME, older, "No sirvió")
    with home.reading() as session:
        live = versions.find_live(session, home.id, "programme", "main")
        assert live
        assert (live.number, live.sha256, live.content, live.copy_of) == (3, older.sha256, older.content, older.id)
        assert PROGRAMME.baseline(ground(home, session)) == first


def test_another_house_has_its_own_and_does_not_reach_this_one(home: Home) -> None:
    second = open_home(home.stores, home.country, number=2)
    publish(home, with_stage(home))
    assert [row["code"] for row in content(second)["stages"]] == ["harbour", "workshop", "gangway"]
    stranger = second.actor("config_admin")
    with home.transaction() as session:
        with pytest.raises(NotFound):
            versions.get(session, stranger, "programme", "main", 2)
        with pytest.raises(NotFound):
            service.begin(ground(home, session), stranger, PROGRAMME)


def test_a_version_that_was_changed_behind_its_hash_is_not_believed(home: Home) -> None:
    version = publish(home, with_stage(home))
    with home.transaction() as session:
        row = session.get_one(ConfigurationVersion, version.id)
        row.content = row.content.replace("garden", "prison")
        with pytest.raises(Damaged):
            versions.content_of(row)


def test_the_difference_is_told_in_words(home: Home) -> None:
    before, after = content(home), with_stage(home)
    after["stages"][0]["minimum_days"] = 21
    with home.reading() as session:
        said = PROGRAMME.diff(ground(home, session), before, after)
    assert said == [
        "Etapas: se agrega «Huerto»",
        "Puerto, Días como mínimo: de «14» a «21»",
        "Movimientos: se agrega «Pasarela → Huerto»",
    ]


ROWS = st.lists(st.sampled_from(("harbour", "workshop", "gangway", "garden", "orchard")), min_size=1, unique=True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(codes=ROWS, stays=st.integers(0, 2), days=st.integers(1, 90))
def test_what_is_counted_before_publishing_is_what_is_touched_after_and_the_way_back_is_exact(
    home: Home, codes: list[str], stays: int, days: int
) -> None:
    for _ in range(stays):
        home.admit(bed_id=None)
    first, new = content(home), drawn(home, codes, days)
    if new == first:
        return
    with home.reading() as session:
        counted = {each.code: each.count for each in PROGRAMME.impact(ground(home, session), first, new)}
    version = publish(home, new)
    assert version.touched == counted
    with home.transaction() as session:
        older = versions.get(session, home.actor("director"), "programme", "main", version.number - 1)
        service.roll_back(ground(home, session), home.actor("director"), PROGRAMME, older, "Prueba")
        live = versions.find_live(session, home.id, "programme", "main")
        assert live
        assert live.sha256 == older.sha256
    assert content(home) == first


def drawn(home: Home, codes: list[str], days: int) -> dict[str, Any]:
    """Give a programme of these stages in a row, each within the country's bounds."""
    model = {stage.code: stage.phase.value for stage in home.country.stages.values()}
    plain = {"minimum_days": days, "expected_days": None}
    stages = [
        {"code": each, "label_es": each, "label_en": "", "phase": model.get(each, "strengthening"), **plain}
        for each in codes
    ]
    moves = [
        {"source": one, "target": two, "disciplines": ["lawyer"], "backwards": False}
        for one, two in itertools.pairwise(codes)
    ]
    legal = [row for row in content_of_model(home)["criteria"] if row["stage"] in codes]
    pairs = [(each["source"], each["target"]) for each in moves]
    papers = [{"source": one, "target": two, "form": form} for one, two in pairs for form in _forms(home, one, two)]
    return {"name": "Otro", "stages": stages, "criteria": legal, "moves": moves, "papers": papers}


def content_of_model(home: Home) -> dict[str, Any]:
    with home.reading() as session:
        first = programme.stages_of(session, session.scalars(select(ProgrammeVersion.id).order_by("id")).first() or 0)
    from core.stages.programme_kind import _written

    return _written("", first)


def _forms(home: Home, source: str, target: str) -> list[str]:
    model = home.country.transition(source, target)
    return list(model.forms) if model else []
