"""Changes are rehearsed on a copy of the house: what would break is told, nothing real moves, the copy is gone."""

from collections.abc import Sequence
from io import BytesIO

from sqlalchemy import func, select

from core.absences import service as absences
from core.audit.models import CountryEvent
from core.branches.terms import TERMS
from core.configuration import service
from core.configuration.kinds import Ground
from core.configuration.models import ConfigurationVersion
from core.overview.modules import MODULES_KIND
from core.residents.models import FamilyContact, FamilyLink, Resident
from core.stages.programme_kind import PROGRAMME
from core.studio import rehearsal, twin
from core.studio.register import LOCAL_DAYS
from core.studio.rehearsal import Change, Rehearsed
from core.testkit.house import Home
from core.testkit.studio import content_of, counted, publish, today
from core.testkit.web import Network

PAGE = "/settings/studio/bundle"
RECESS = {"days": [{"day": "2026-03-18", "calendar": "court", "yearly": False, "name": "Feria", "basis": "Acuerdo"}]}
WORDS = {"words": [{"word": "Residentes", "es": "Jóvenes", "en": ""}]}


def rehearse(home: Home, changes: Sequence[Change]) -> Rehearsed:
    with home.reading() as session:
        ground = Ground(session, home.country, home.id, today(home))
        return rehearsal.rehearse(home.stores.settings, ground, home.actor("config_admin"), changes)


def rows(home: Home) -> tuple[int, ...]:
    with home.reading() as session:
        tables = (ConfigurationVersion.id, CountryEvent.seq)
        return tuple(session.scalar(select(func.count(column))) or 0 for column in tables)


def copies(home: Home) -> list[str]:
    return [each.name for each in (home.stores.settings.home / "previews").glob("*")]


def test_a_house_in_which_everything_was_recorded_can_be_copied(home: Home) -> None:
    """What stands on something that is left out is left out too, or stands without it."""
    girl = home.admit(bed_id=None).resident
    with home.transaction() as session:
        link = FamilyLink(branch_id=home.id, resident_id=girl.id, relation="mother")
        session.add(link)
        session.flush()  # the visit names it
        told = {"created_by": 1, "created_by_name": "Ana"}
        session.add(FamilyContact(branch_id=home.id, resident_id=girl.id, family_link_id=link.id, on_day=today(home),
                                  kind="visit", supervised=False, **told))  # fmt: skip
    assert rehearse(home, [("terms", "main", WORDS)]).fine
    left = twin.left_out()
    assert {"family_link", "family_contact"} <= left
    assert not {"episode", "measure", "task", "form_record", "configuration_version"} & left


def test_a_draft_that_is_under_way_does_not_stand_in_the_way_back(home: Home) -> None:
    admin = home.actor("config_admin")
    with home.transaction() as session:
        ground = Ground(session, home.country, home.id, today(home))
        draft = service.begin(ground, admin, TERMS)
        service.save(session, admin, draft, WORDS, revision=draft.revision)
    with home.reading() as session:
        waiting = rehearsal.waiting(session, admin)
    found = rehearse(home, waiting)
    assert [each.kind for each in found.tried] == [TERMS]
    assert found.fine, found.broken


def test_what_is_told_on_the_copy_is_what_happens_and_nothing_real_moves(home: Home) -> None:
    girl = home.admit(bed_id=None).resident
    with home.transaction() as session:
        absences.report(session, home.actor(), home.country, session.get_one(Resident, girl.id), absences.Report(
            girl.created_at))  # fmt: skip
    before = rows(home)
    programme = content_of(home, PROGRAMME)
    programme["stages"][0]["label_es"] = "Bienvenida"
    changes: list[Change] = [("local_days", "main", RECESS), ("programme", "main", programme), ("terms", "main", WORDS)]
    found = rehearse(home, changes)
    assert found.fine
    assert found.episodes == 1
    told = {each.kind.code: {one.code: one.count for one in each.touched} for each in found.tried}
    assert list(told) == ["programme", "local_days", "terms"], "in the order of the studio"
    assert told["local_days"] == counted(home, LOCAL_DAYS, RECESS) == {"later": 1, "earlier": 0}
    assert rows(home) == before
    assert copies(home) == []
    assert told["local_days"] == publish(home, LOCAL_DAYS, RECESS).touched


def test_what_would_break_is_told_each_at_its_place(home: Home) -> None:
    programme = content_of(home, PROGRAMME)
    programme["stages"] = programme["stages"][:1]
    changes: list[Change] = [
        ("modules", "main", {"off": ["partners"]}), ("programme", "main", programme), ("terms", "main", {"nothing": 1}),
        ("local_days", "main", RECESS), ("moon", "main", {}),
    ]  # fmt: skip
    found = rehearse(home, changes)
    assert not found.fine
    assert {each.kind.code for each in found.tried if each.faults} == {"modules", "programme", "terms"}
    assert [each.kind.code for each in found.tried if not each.faults] == ["local_days"]


def test_what_an_upgrade_has_left_behind_is_told_though_no_change_names_it(home: Home) -> None:
    publish(home, MODULES_KIND, {"off": ["partners", "referrals"]})
    with home.transaction() as session:
        live = session.scalars(select(ConfigurationVersion).where(ConfigurationVersion.state == "live")).one()
        from core.canonical import canonical, digest

        live.content = canonical({"off": ["partners"]})
        live.sha256 = digest(live.content)
    found = rehearse(home, [("terms", "main", WORDS)])
    assert len(found.broken) == 1
    assert not found.fine


def test_the_copy_holds_no_name_and_nothing_sealed(home: Home) -> None:
    home.admit(names=("Jacinta", "de la Peña"), house_name="Colibrí", brought_by="Agente Paz")
    with (
        home.reading() as session,
        twin.of_house(home.stores.settings, session, home.country, home.id) as copy,
    ):
        from core.db import CountryBase

        texts = {
            str(value)
            for table in CountryBase.metadata.sorted_tables
            for row in copy.execute(select(table))
            for value in row
            if isinstance(value, str | bytes)
        }
        assert {"Colibrí", "Casa Ceiba 1"}.isdisjoint(texts)
        assert copy.scalars(select(Resident.house_name)).one() == "·"
        assert copy.execute(select(Resident.__table__)).one()
    assert copies(home) == []


def test_the_page_tries_the_drafts_or_a_file_and_says_what_breaks(network: Network) -> None:
    admin = network.client("config_admin")
    assert "No había nada que probar" in admin.post(f"{PAGE}/rehearse").text
    admin.post("/settings/studio/modules/main/begin")
    admin.post("/settings/studio/modules/main/draft", data={"off": ["partners"]})
    page = admin.post(f"{PAGE}/rehearse").text
    assert "Algo se rompería" in page
    assert "no surte efecto" in page
    publish(network.open_house(), TERMS, WORDS)
    exported = network.client("config_admin", network.homes[-1]).post(f"{PAGE}/export").data
    page = admin.post(f"{PAGE}/rehearse", data={"file": (BytesIO(exported), "bundle.json")},
                      content_type="multipart/form-data").text  # fmt: skip
    assert "Nada se rompería" in page
    assert "surte efecto" in page
    assert admin.post(f"{PAGE}/rehearse", data={"file": (BytesIO(b"{}"), "x.json")}).status_code == 422
    assert network.client("director").post(f"{PAGE}/rehearse").status_code == 404
