"""The menu says where its reader is."""

import pytest

from core.menu import MENU
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE


def test_every_section_is_one_that_serves_pages(network: Network) -> None:
    named = {section for entries in MENU.values() for each in entries for section in each.sections}
    assert named <= network.app.blueprints.keys()


@pytest.mark.parametrize(
    ("role", "path", "item"),
    [
        ("hq_analyst", "/hq/charts", "/hq"),
        ("hq_analyst", "/hq/donor", "/hq"),
        ("config_admin", "/settings/studio/bundle", "/settings"),
    ],
)
def test_work_of_several_pages_is_marked_on_each_and_no_other_is(
    network: Network, role: str, path: str, item: str
) -> None:
    page = network.client(role).get(path).text
    assert f'<a href="{item}" aria-current="page"' in page
    assert page.count('aria-current="page" data-key=') == 1
