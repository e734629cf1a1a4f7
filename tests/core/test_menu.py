"""The menu says where its reader is, and leads where she can go."""

import re

import pytest
from flask import request
from werkzeug.routing import Rule

from core.access import policies
from core.access.matrix import REGIONAL, ROLES
from core.menu import MENU
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network
from core.web.shell import MenuItem

pytestmark = ON_ONE_DATABASE


def test_every_section_is_one_that_serves_pages(network: Network) -> None:
    named = {section for entries in MENU.values() for each in entries for section in each.sections}
    assert named <= network.app.blueprints.keys()


@pytest.mark.parametrize(
    ("role", "path", "item"),
    [
        ("hq_analyst", "/hq/charts", "/hq"),
        ("hq_analyst", "/hq/donor", "/hq"),
        ("hq_analyst", "/hq/dashboard", "/hq"),
        ("hq_analyst", "/hq/standards", "/hq"),
        ("hq_analyst", "/hq/refused", "/hq"),
        ("me_officer", "/figures/sheet", "/figures"),
        ("config_admin", "/settings/studio/bundle", "/settings"),
    ],
)
def test_work_of_several_pages_is_marked_on_each_and_no_other_is(
    network: Network, role: str, path: str, item: str
) -> None:
    page = network.client(role).get(path).text
    assert f'<a href="{item}" aria-current="page"' in page
    assert page.count('aria-current="page" data-key=') == 1


def marked(network: Network, role: str, rule: Rule) -> list[str]:
    """Tell which lines of a role's menu a page belongs to."""
    reader = network.home.actor(role)
    with network.app.test_request_context():
        request.url_rule = rule
        return [
            each.endpoint for entries in MENU.values() for each in entries
            if policies.may(reader, each.action, on_case=True)
            and MenuItem(each.label, each.endpoint, sections=each.sections).is_current
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "below", "item"), [("hq_analyst", "/hq", "hq.board"), ("director", "/figures", "reporting.index")]
)
def test_every_page_below_an_item_is_marked_as_its_own(network: Network, role: str, below: str, item: str) -> None:
    """Held against the map of addresses, so that a page of tomorrow is not forgotten."""
    rules = [each for each in network.app.url_map.iter_rules() if f"{each.rule}/".startswith(f"{below}/")]
    rules = [each for each in rules if "GET" in (each.methods or ())]
    assert len(rules) > 5
    assert {each.rule for each in rules if marked(network, role, each) != [item]} == set()


@pytest.mark.parametrize("role", ROLES)
def test_no_line_of_the_menu_leads_nowhere(network: Network, role: str) -> None:
    client = network.client(role)
    addresses = re.findall(r'<a href="([^"]*)"[^>]* data-key=', client.get("/account").text)
    assert len(addresses) > 1
    for each in addresses:
        assert client.get(each, follow_redirects=True).status_code == 200, each


def test_incidents_are_offered_where_there_is_a_house_to_report_in(network: Network) -> None:
    offered = {role for role in ROLES if 'href="/incidents"' in network.client(role).get("/account").text}
    assert offered == set(ROLES) - REGIONAL
