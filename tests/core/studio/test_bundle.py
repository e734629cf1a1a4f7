"""A configuration travels signed and without a person in it, and is opened elsewhere as drafts only."""

import io
import json
from typing import Any

import pytest

from core.branches.terms import TERMS
from core.configuration import versions
from core.errors import Invalid, NotFound
from core.reporting.leaving import package
from core.stages.programme_kind import PROGRAMME
from core.studio import bundle
from core.studio.bundle import Outcome
from core.studio.register import KINDS, LOCAL_DAYS
from core.testkit.house import Home, open_home
from core.testkit.studio import change, content_of, publish, today
from core.testkit.web import Network

ALONG: dict[str, tuple[str, dict[str, Any]]] = {
    "retention": ("main", {"resident_file": 20, "form": None}),
    "modules": ("main", {"off": ["referrals"]}),
    "indicators": ("main", {"targets": [{"indicator": "R02", "sense": "most", "value": 6}], "aside": ["R09"]}),
    "consent_texts": ("health_care", {"texts": [{"language": "es", "text": "La doctora la mira."}]}),
    "country_settings": ("main", {"oldest_age": 18, "night_guard": False}),
}
WORDS = {"words": [{"word": "Residentes", "es": "Jóvenes", "en": ""}]}


def configured(home: Home) -> None:
    home.admit(bed_id=None)
    publish(home, TERMS, WORDS)
    change(home, PROGRAMME, lambda content: content["stages"][0].update(label_es="Bienvenida"))


def exported(home: Home) -> str:
    with home.transaction() as session:
        return bundle.export(session, home.actor("config_admin"))


def opened(home: Home, text: str) -> dict[str, Outcome]:
    with home.stores.network.reading() as network:
        found = bundle.read(network, text)
    with home.transaction() as session:
        rows = bundle.open_drafts(session, home.actor("config_admin"), home.country, found, today(home))
    return {each.kind.code: each.outcome for each in rows}


def changed(text: str, **changes: Any) -> str:
    """Change what a package says without signing it anew."""
    sealed = json.loads(text)
    sealed["package"] = package.canonical({**json.loads(sealed["package"]), **changes})
    return json.dumps(sealed)


def test_a_sister_opens_drafts_and_nothing_changes_there_until_they_are_approved(home: Home) -> None:
    configured(home)
    second = open_home(home.stores, home.country, number=2)
    before = content_of(second, PROGRAMME)
    assert opened(second, exported(home)) == {"programme": Outcome.DRAFT, "terms": Outcome.DRAFT}
    assert content_of(second, PROGRAMME) == before
    with second.reading() as session:
        draft = versions.find_under_way(session, second.id, "terms", "main")
        assert draft
        assert versions.content_of(draft) == WORDS
    assert opened(second, exported(home)) == {"programme": Outcome.BUSY, "terms": Outcome.BUSY}
    assert opened(home, exported(home)) == {"programme": Outcome.SAME, "terms": Outcome.SAME}


def test_every_kind_goes_along_but_what_is_true_of_one_house_alone(home: Home) -> None:
    for code, (key, content) in ALONG.items():
        publish(home, KINDS[code], content, key)
    publish(home, KINDS["capacity"], {"licensed_places": 12})
    second = open_home(home.stores, home.country, number=2)
    assert opened(second, exported(home)) == dict.fromkeys(ALONG, Outcome.DRAFT)
    with second.reading() as session:
        for code, (key, content) in ALONG.items():
            draft = versions.find_under_way(session, second.id, code, key)
            assert draft
            assert versions.content_of(draft) == content


def test_the_same_configuration_gives_the_same_bytes_and_no_person_is_in_them(home: Home) -> None:
    configured(home)
    first = exported(home)
    assert first == exported(home)
    said = json.loads(json.loads(first)["package"])
    assert set(said) == {"format", "format_version", "branch", "country", "objects"}
    assert all(set(each) == {"kind", "key", "sha256", "content"} for each in said["objects"])
    assert "config_admin" not in first


def test_what_was_changed_or_signed_by_a_stranger_is_not_opened(home: Home) -> None:
    configured(home)
    text = exported(home)
    for forged in (changed(text, objects=[]), changed(text, branch="XX-01"), "{}", "[" * 9000, "no", '{"package": 1}'):
        with pytest.raises(Invalid):
            opened(home, forged)
    private, _public = package.new_key()
    stranger = json.loads(text)
    stranger["signature"] = package.sign(stranger["package"], private)
    with pytest.raises(Invalid):
        opened(home, json.dumps(stranger))


def test_what_does_not_fit_is_told_and_not_bent(home: Home) -> None:
    second = open_home(home.stores, home.country, number=2)
    row = {"day": "2026-08-15", "calendar": "court", "yearly": True, "name": "Feria", "basis": "Acuerdo"}
    publish(home, LOCAL_DAYS, {"days": [row]})
    found = {"branch": "ZZ-01", "objects": [
        {"kind": "local_days", "key": "main", "content": {"days": [{**row, "calendar": "moon"}]}},
        {"kind": "role_limits", "key": "lawyer", "content": {"hidden": "all"}},
        {"kind": "programme", "key": "main", "content": {"stages": [{}]}},
        {"kind": "prison", "key": "main", "content": {}},
    ]}  # fmt: skip
    with second.transaction() as session:
        rows = bundle.open_drafts(session, second.actor("config_admin"), second.country, found, today(second))
    assert [each.outcome for each in rows] == [Outcome.FOREIGN] * 3


def test_only_who_configures_carries_it_away_or_opens_it(home: Home) -> None:
    for role in ("director", "dpo", "social_worker"):
        with home.transaction() as session, pytest.raises(NotFound):
            bundle.export(session, home.actor(role))
        with home.transaction() as session, pytest.raises(NotFound):
            bundle.open_drafts(session, home.actor(role), home.country, {"objects": []}, today(home))


def test_the_file_goes_from_house_to_house_through_the_pages(network: Network) -> None:
    publish(network.home, TERMS, WORDS)
    second = network.open_house()
    admin, there = network.client("config_admin"), network.client("config_admin", second)
    file = admin.post("/settings/studio/bundle/export").data
    page = there.post("/settings/studio/bundle/import", data={"file": (io.BytesIO(file), "b.json")},
                      content_type="multipart/form-data")  # fmt: skip
    assert "abierto como borrador" in page.text
    spoilt = there.post("/settings/studio/bundle/import", data={"file": (io.BytesIO(b"x"), "b.json")},
                        content_type="multipart/form-data")  # fmt: skip
    assert spoilt.status_code == 422
    assert 'href="#f-file"' in spoilt.text
