"""The four ways to ask, and what each refuses to let through."""

import logging
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from plugins import calls, hookimpl
from plugins.contract.identity import DisplayName, PersonName
from plugins.contract.partners import PartnerKind
from plugins.contract.stages import Objection
from plugins.contract.text import Text
from plugins.errors import CountryError, DuplicateCode, HookFailed, WrongAnswer
from plugins.manager import CountryManager, build_manager

NAME = PersonName("Ana", "Paz")
COURT = PartnerKind("court", Text.of(es="Juzgado"))
POLICE = PartnerKind("police", Text.of(es="Policía"))
NO = Objection("no", Text.of(es="No"))


def manager(*more: dict[str, Callable[..., object]], **hooks: Callable[..., object]) -> CountryManager:
    """Put together a country of a few hooks; *more* are registered before it, as core's defaults are."""
    return build_manager("zz", plugin(**hooks), [plugin(**each) for each in more])


def plugin(**hooks: Callable[..., object]) -> object:
    return SimpleNamespace(**{name: hookimpl(answer) for name, answer in hooks.items()})


def raising(error: BaseException) -> Callable[[], object]:
    def implementation() -> object:
        raise error

    return implementation


def kinds(answer: Callable[[], object]) -> tuple[PartnerKind, ...]:
    asked = manager(declare_partner_kinds=answer)
    return calls.collect(asked, "declare_partner_kinds", PartnerKind, lambda kind: kind.code)


def assert_names(error: CountryError, hook: str) -> None:
    assert "Country 'zz'" in str(error)
    assert f"hook {hook}" in str(error)
    assert f"file {__file__}:" in str(error)


def test_collect_flattens_tuples_lists_and_generators() -> None:
    assert kinds(lambda: (COURT, POLICE)) == (COURT, POLICE)
    assert kinds(lambda: [COURT]) == (COURT,)
    assert kinds(lambda: (each for each in (COURT, POLICE))) == (COURT, POLICE)


def test_collect_gathers_from_core_and_country() -> None:
    asked = manager({"declare_partner_kinds": lambda: (POLICE,)}, declare_partner_kinds=lambda: (COURT,))
    assert calls.collect(asked, "declare_partner_kinds", PartnerKind) == (COURT, POLICE)


def test_collect_of_a_hook_that_nobody_answers_is_empty() -> None:
    assert calls.collect(manager(), "declare_partner_kinds", PartnerKind) == ()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (COURT, "expected tuple, got PartnerKind"),
        ("court", "expected tuple, got str"),
        ({"court": COURT}, "expected tuple, got dict"),
        (7, "expected tuple, got int"),
        (("court",), "expected PartnerKind, got str"),
        ((COURT, None), "expected PartnerKind, got NoneType"),
        ((PartnerKind("court", "Juzgado"),), "PartnerKind court.label: expected Text, got str"),
        ((PartnerKind("court", Text.of(es=" ")),), "PartnerKind court.label.versions: the text in 'es' is empty"),
        ((PartnerKind("court", Text(())),), "at least one language"),
    ],
)
def test_collect_refuses_anything_but_what_the_hook_declares(answer: object, words: str) -> None:
    with pytest.raises(WrongAnswer, match=words) as caught:
        kinds(lambda: answer)
    assert_names(caught.value, "declare_partner_kinds")


def test_collect_refuses_two_of_one_code() -> None:
    with pytest.raises(DuplicateCode, match="more than once: court") as caught:
        kinds(lambda: (COURT, POLICE, COURT))
    assert_names(caught.value, "declare_partner_kinds")


def test_collect_tells_where_a_hook_raised() -> None:
    with pytest.raises(HookFailed, match="raised ZeroDivisionError: oh") as caught:
        kinds(raising(ZeroDivisionError("oh")))
    assert_names(caught.value, "declare_partner_kinds")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_collect_tells_where_a_generator_raised() -> None:
    def implementation():
        yield COURT
        raise KeyError("oh")

    with pytest.raises(HookFailed, match="raised KeyError") as caught:
        kinds(implementation)
    assert_names(caught.value, "declare_partner_kinds")


def test_one_answer_is_neither_none_nor_two() -> None:
    two = manager({"declare_partner_kinds": lambda: COURT}, declare_partner_kinds=lambda: COURT)
    with pytest.raises(WrongAnswer, match="has 2 answers, not one"):
        calls.collect_one(two, "declare_partner_kinds", PartnerKind)
    with pytest.raises(WrongAnswer, match="has 0 answers, not one"):
        calls.collect_one(manager(), "declare_partner_kinds", PartnerKind)


def test_decide_takes_the_first_answer_other_than_none() -> None:
    core = {"decide_display_name": lambda name: DisplayName("core", "core")}
    asked = manager(core, decide_display_name=lambda name: None)
    assert calls.decide(asked, "decide_display_name", DisplayName, name=NAME) == DisplayName("core", "core")


def test_decide_without_any_answer_is_none() -> None:
    assert calls.decide(manager(), "decide_display_name", DisplayName, name=NAME) is None


def test_decide_refuses_another_type_and_does_not_quote_it() -> None:
    with pytest.raises(WrongAnswer, match="expected DisplayName, got str") as caught:
        calls.decide(manager(decide_display_name=lambda name: "Ana Paz"), "decide_display_name", DisplayName, name=NAME)
    assert_names(caught.value, "decide_display_name")
    assert "Ana" not in str(caught.value)


def test_an_error_at_work_is_told_without_its_text() -> None:
    def implementation(name):
        raise ValueError(name.given_names)

    with pytest.raises(HookFailed, match="raised ValueError") as caught:
        calls.decide(manager(decide_display_name=implementation), "decide_display_name", DisplayName, name=NAME)
    assert_names(caught.value, "decide_display_name")
    assert "Ana" not in str(caught.value)


def test_decide_all_wants_a_tuple_of_one_kind() -> None:
    asked = manager(decide_holidays=lambda calendar, year: (COURT,))
    assert calls.decide_all(asked, "decide_holidays", PartnerKind, calendar="court", year=2025, places=()) == (COURT,)
    assert calls.decide_all(manager(), "decide_holidays", PartnerKind, calendar="court", year=2025, places=()) == ()
    with pytest.raises(WrongAnswer, match="expected Text, got PartnerKind"):
        calls.decide_all(asked, "decide_holidays", Text, calendar="court", year=2025, places=())
    with pytest.raises(WrongAnswer, match="expected tuple, got list"):
        listed = manager(decide_holidays=lambda calendar, year: [COURT])
        calls.decide_all(listed, "decide_holidays", PartnerKind, calendar="court", year=2025, places=())


def test_check_gathers_every_objection() -> None:
    asked = manager({"check_admission": lambda: [NO]}, check_admission=lambda: (NO, NO))
    assert calls.check(asked, "check_admission", admission=None) == [NO, NO, NO]


def test_check_without_any_answer_has_no_objection() -> None:
    assert calls.check(manager(), "check_admission", admission=None) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (NO, "expected list, got Objection"),
        ("no", "expected list, got str"),
        (False, "expected list, got bool"),
        (["no"], "expected Objection, got str"),
        ([NO, None], "expected Objection, got NoneType"),
    ],
)
def test_check_refuses_anything_but_objections(answer: object, words: str) -> None:
    with pytest.raises(WrongAnswer, match=words) as caught:
        calls.check(manager(check_admission=lambda admission: answer), "check_admission", admission=None)
    assert_names(caught.value, "check_admission")


def test_a_rule_that_breaks_stops_the_act() -> None:
    with pytest.raises(HookFailed) as caught:
        calls.check(manager(check_admission=raising(RuntimeError("oh"))), "check_admission", admission=None)
    assert_names(caught.value, "check_admission")


def test_notify_logs_an_error_without_its_text_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    asked = manager(on_resident_admitted=raising(RuntimeError("Ana Paz")))
    with caplog.at_level(logging.ERROR):
        calls.notify(asked, "on_resident_admitted", admission=None, tasks=None)
    [record] = caplog.records
    assert f"Country 'zz', hook on_resident_admitted, file {__file__}:" in record.getMessage()
    assert "RuntimeError" in record.getMessage()
    assert "Ana" not in caplog.text


def test_notify_hands_over_the_news() -> None:
    heard = []
    asked = manager(on_resident_admitted=lambda admission: heard.append(admission))
    calls.notify(asked, "on_resident_admitted", admission="news", tasks=None)
    assert heard == ["news"]


def test_a_hook_that_ends_the_program_has_failed_and_the_program_goes_on() -> None:
    leaving = raising(SystemExit("no more"))
    with pytest.raises(HookFailed, match="raised SystemExit"):
        calls.check(manager(check_stage_move=leaving), "check_stage_move", move=None)
    calls.notify(manager(on_resident_admitted=leaving), "on_resident_admitted", admission=None, tasks=None)
