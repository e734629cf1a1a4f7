"""Every page reads the same on either database; what each of them is to show, its own tests tell."""

import re
from collections.abc import Callable, Iterator

import pytest
from addresses import all_addresses, lets_in, one_of_everything
from trouble import Standing

from core.access.matrix import ROLES

#: Drawn anew for every page, or in every installation: tokens and drafts of forms, codes of residents and of one's own
#: tasks.
_DRAWN = re.compile(
    r'(?:(?:csrf_token|form_token|draft_key)" value|data-draft-key|data-csrf|content)="[^"]*"'
    r"|\b[A-Z0-9]{2}-[A-Z0-9]{4}\b|own:\w+"
)


@pytest.mark.postgres
@pytest.mark.usefixtures("store_kind", "refusals_in_brief")
@pytest.mark.parametrize("store_kind", ["postgresql"], indirect=True)
def test_every_page_reads_the_same_on_either(stand: Callable[[str], Standing]) -> None:
    here, there = (dict(_pages(stand(kind))) for kind in ("sqlcipher", "postgresql"))
    assert [path for path in here if here[path] != there.get(path)] == []
    assert len(here) == len(there) > 150


def _pages(standing: Standing) -> Iterator[tuple[str, str]]:
    """Give what stands on each page that somebody is shown, by its address."""
    one_of_everything(standing)
    houses, girl = standing.houses, standing.girl
    clients = {role: houses.client(role) for role in ROLES}
    for rule, path, method in all_addresses(houses.app, girl):
        if method == "GET":
            answers = (clients[role].get(path) for role in ROLES if lets_in(houses, rule, role))
            shown = next((each for each in answers if each.status_code == 200), None)
            if shown is not None and shown.mimetype == "text/html":
                yield path.replace(girl.code, ""), _DRAWN.sub("", shown.text)
