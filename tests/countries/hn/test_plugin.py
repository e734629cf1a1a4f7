import inspect

from core import defaults
from countries.hn import plugin
from plugins import hookspecs
from plugins.contract.identity import PersonName
from plugins.discovery import load


def test_the_country_loads_whole_and_its_parts_fit_together() -> None:
    profile = load("hn", plugin, [defaults])
    assert profile.code == "hn"
    assert profile.decide_display_name(PersonName("Ana", "Cruz Paz")).sorted_by == "cruz paz, ana"


def test_it_answers_every_hook_there_is_but_for_tables_of_its_own_and_what_no_law_of_it_says() -> None:
    asked = {name for module in hookspecs.CONCERNS for name, _ in inspect.getmembers(module, inspect.isfunction)}
    unsaid = {"declare_migrations", "declare_clearances", "declare_clocks", "declare_search_steps"}
    assert {name for name in asked if not hasattr(plugin, name)} == unsaid


def test_each_answer_is_a_thin_adapter() -> None:
    for name, function in inspect.getmembers(plugin, inspect.isfunction):
        if function.__module__ == plugin.__name__:
            assert len(inspect.getsource(function).splitlines()) <= 4, name
