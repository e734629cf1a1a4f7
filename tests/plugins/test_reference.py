"""The reference names everything that a country's author must know."""

import inspect
from pathlib import Path

import pytest

import plugins
from plugins.hookspecs import REQUIRED
from plugins.manager import known_hooks
from plugins.reference import KINDS, reference

WORDS = "The first answer other than None is used"


def specification(hook: str) -> object:
    return getattr(known_hooks()[hook], hook)


def entry(hook: str) -> str:
    return reference().partition(f"### `{hook}(")[2].partition("\n### ")[0].partition("\n## ")[0]


def test_the_committed_reference_is_in_step() -> None:
    committed = Path(inspect.getfile(plugins)).with_name("HOOKS.md").read_text(encoding="utf-8")
    assert committed == reference(), "run: python -m plugins.reference > plugins/HOOKS.md"


@pytest.mark.parametrize("hook", known_hooks())
def test_every_hook_is_explained_with_its_arguments(hook: str) -> None:
    told = entry(hook)
    for argument in inspect.signature(specification(hook)).parameters:
        assert f"- **{argument}**: " in told
    assert ("- **returns**: " in told) is (not hook.startswith("on_"))


@pytest.mark.parametrize("hook", known_hooks())
def test_a_required_hook_says_so(hook: str) -> None:
    assert ("Required" in inspect.getdoc(specification(hook))) is (hook in REQUIRED)
    assert ("Required.*" in entry(hook)) is (hook in REQUIRED)


@pytest.mark.parametrize("hook", known_hooks())
def test_a_hooks_verb_tells_how_it_is_called(hook: str) -> None:
    assert hook.partition("_")[0] in KINDS
    is_first_result = specification(hook).abrigo_spec["firstresult"]
    assert is_first_result is hook.startswith("decide_")
    told = " ".join(inspect.getdoc(specification(hook)).split())
    assert (WORDS in told) is is_first_result
