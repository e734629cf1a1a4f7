"""A house of Zedland with fourteen children in the year 2025, and a donor of the house."""

from collections.abc import Callable
from datetime import date

import pytest

from core.partners.models import Agreement, Partner
from core.testkit.web import Network
from core.testkit.worlds import Person, Stay, World, populate

#: Ages of those who came in June 2025: six of up to 11, seven of 12 to 17, one of whom nothing is known.
AGES = (8, 9, 10, 10, 11, 11, 12, 13, 14, 15, 16, 16, 17, None)


@pytest.fixture
def reported(network: Network) -> Network:
    """Let them come, one boy among them."""
    stays = [Stay(date(2025, 6, 1 + number), age=age) for number, age in enumerate(AGES)]
    people = tuple(Person((stay,), sex="M" if number == 0 else "F", birth_year=stay.age and 2025 - stay.age)
                   for number, stay in enumerate(stays))  # fmt: skip
    with network.home.transaction() as session:
        populate(session, network.home.id, World(people, zone="Etc/GMT+5"))
    return network


@pytest.fixture
def agree(network: Network) -> Callable[[str], int]:
    """Give a way to write a donor down, and an agreement with it."""

    def agreed(name: str) -> int:
        with network.home.transaction() as session:
            partner = Partner(kind="donor", name=name)
            session.add(partner)
            session.flush()  # the agreement names its id
            session.add(Agreement(branch_id=network.home.id, partner_id=partner.id, purpose="Becas",
                                  signed_on=date(2025, 1, 2), valid_from=date(2025, 1, 2)))  # fmt: skip
            return partner.id

    return agreed


@pytest.fixture
def donor(agree: Callable[[str], int]) -> int:
    """Agree something with a donor."""
    return agree("Fundación Norte")
