"""One manager per country: who is asked, in what order, and what is refused at registration."""

from collections.abc import Callable
from types import ModuleType

import pytest

from core import defaults
from core.testkit.zz import plugin
from plugins import hookimpl, hookspecs
from plugins.contract.identity import DisplayName, PersonName
from plugins.errors import UnknownHook
from plugins.manager import TRACE, build_manager, known_hooks

NAME = PersonName("Ana", "Paz")


def test_the_country_is_asked_before_core() -> None:
    answer = build_manager("zz", plugin, (defaults,)).hook.decide_display_name(name=NAME)
    assert answer.shown == "Paz Ana"


def test_core_answers_what_a_country_leaves_out(altered: Callable[..., ModuleType]) -> None:
    manager = build_manager("zz", altered("decide_display_name"), (defaults,))
    assert manager.hook.decide_display_name(name=NAME).shown == "Ana Paz"
    assert not manager.implements("decide_display_name")


def test_two_countries_never_answer_for_each_other(altered: Callable[..., ModuleType]) -> None:
    other = altered(decide_display_name=lambda name: DisplayName("elsewhere", "elsewhere"))
    one, two = build_manager("zz", plugin), build_manager("yy", other)
    assert one.hook.decide_display_name(name=NAME).shown == "Paz Ana"
    assert two.hook.decide_display_name(name=NAME).shown == "elsewhere"


def test_a_misspelt_hook_is_refused_with_the_right_name(altered: Callable[..., ModuleType]) -> None:
    with pytest.raises(UnknownHook) as caught:
        build_manager("zz", altered(declare_stage=lambda: ()))
    message = str(caught.value)
    assert "'zz'" in message
    assert "hook declare_stage" in message
    assert "/somewhere/countries/zz/plugin.py" in message
    assert "did you mean declare_stages?" in message


def test_a_hook_of_another_contract_is_refused_with_our_version(altered: Callable[..., ModuleType]) -> None:
    with pytest.raises(UnknownHook, match=r"no hook foretell_weather in contract 1\.0"):
        build_manager("zz", altered(foretell_weather=lambda: ()))


def test_an_argument_that_is_not_offered_is_refused(altered: Callable[..., ModuleType]) -> None:
    with pytest.raises(UnknownHook, match="secret") as caught:
        build_manager("zz", altered(check_admission=lambda admission, secret: []))
    assert "hook check_admission" in str(caught.value)
    assert "/somewhere/countries/zz/plugin.py" in str(caught.value)


def test_an_implementation_may_take_fewer_arguments(altered: Callable[..., ModuleType]) -> None:
    manager = build_manager("zz", altered(check_admission=lambda: ["no"]))
    assert manager.hook.check_admission(admission=None) == [["no"]]


def test_a_class_may_be_a_plugin() -> None:
    class Tiny:
        @hookimpl
        def declare_stages(self):
            return ()

    manager = build_manager("zz", Tiny())
    assert manager.file_of("declare_stages").startswith(f"{__file__}:")
    assert manager.file_of("declare_country") == __file__


def test_the_file_of_a_hook_is_the_countrys_before_cores() -> None:
    manager = build_manager("zz", plugin, (defaults,))
    assert manager.file_of("decide_display_name").startswith(f"{plugin.__file__}:")
    assert manager.file_of("declare_nothing_known") == plugin.__file__


def test_tracing_tells_hooks_and_types_but_no_values(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(TRACE, "1")
    build_manager("zz", plugin, (defaults,)).hook.decide_display_name(name=NAME)
    told = capsys.readouterr().err
    assert told == "zz decide_display_name(name: PersonName) asks 2\n"


def test_without_tracing_nothing_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv(TRACE, raising=False)
    build_manager("zz", plugin).hook.decide_display_name(name=NAME)
    assert capsys.readouterr().err == ""


def test_the_required_hooks_are_known_hooks() -> None:
    assert set(known_hooks()) >= hookspecs.REQUIRED
