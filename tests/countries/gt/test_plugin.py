from core import defaults
from countries.gt import plugin
from plugins.contract.identity import PersonName
from plugins.discovery import load


def test_every_hook_answers_what_its_module_says() -> None:
    profile = load("gt", plugin, [defaults])
    assert profile.code == "gt"
    assert len(profile.forms) == 25
    assert profile.decide_display_name(PersonName("Ana", "Xol")).shown == "Ana Xol"
    assert len(profile.places()) == 362
    assert profile.partners()
