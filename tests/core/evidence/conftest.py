"""A house that has asked 65 people about research."""

import pytest

from core.testkit import research
from core.testkit.research import Asked
from core.testkit.web import Network


@pytest.fixture
def asked(network: Network) -> Asked:
    with network.home.transaction() as session:
        return research.ask_everybody(session, network.home)
