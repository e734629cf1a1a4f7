from datetime import UTC, datetime

import pytest

from core import defaults
from core.forms.content import PrintedForm
from core.forms.printing import print_form
from core.testkit.conformance import CountryConformance
from countries.hn import plugin
from plugins.discovery import load

PROFILE = load("hn", plugin, [defaults])
NIGHT = datetime(2026, 5, 2, 2, 15, tzinfo=UTC)


class TestHonduras(CountryConformance):
    code = "hn"
    module = plugin


@pytest.mark.parametrize("key", PROFILE.forms)
def test_every_form_prints_even_before_anything_is_written_in_it(key: str) -> None:
    blank = PrintedForm("HN-0001", {}, "0" * 64, NIGHT, "Trabajo social", NIGHT)
    assert print_form(PROFILE.form(key), blank, PROFILE).startswith(b"%PDF")
