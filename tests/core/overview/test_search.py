"""A search loads names for as long as it takes; nobody else's work waits for it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import SYSTEM
from core.audit.models import CountryEvent
from core.audit.service import Subject, record
from core.residents import search
from core.testkit.web import Network


def test_somebody_else_can_write_while_names_load(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    code, find, writing = network.home.admit().resident.code, search.find, []

    def slow(session: Session, *asked: Any, **more: Any) -> list[search.Hit]:
        writing.append(session.info["writing"])
        with network.home.transaction() as other:
            record(other, SYSTEM, "branch.edit", Subject("branch", network.home.id))
        return find(session, *asked, **more)

    monkeypatch.setattr(search, "find", slow)
    assert code in network.client("director").post("/residents/search", data={"q": "Flor"}).text
    assert writing == [False]


def test_a_search_is_noted_before_a_name_is_opened(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[str] = []

    def find(session: Session, *_asked: Any, **_more: Any) -> list[search.Hit]:
        with network.home.reading() as other:
            noted.extend(other.scalars(select(CountryEvent.action).order_by(CountryEvent.seq.desc()).limit(1)))
        return []

    monkeypatch.setattr(search, "find", find)
    network.client("director").post("/residents/search", data={"q": "Flor"})
    assert noted == ["identity.search"]
