"""Problems are told, never raised, with country's hook, file and the way to mend them."""

from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path, PurePosixPath
from types import ModuleType, SimpleNamespace

import pytest

from core import defaults
from core.testkit.zz import plugin, stages
from plugins import conformance
from plugins.conformance import Fault, Problem
from plugins.errors import CountryError
from plugins.profile import CountryProfile

Altered = Callable[..., ModuleType]


def inspect(module: object, **more: object) -> list[Problem]:
    return conformance.inspect_country("zz", module, 2025, (defaults,), **more)


def test_the_imaginary_country_has_no_problem() -> None:
    assert inspect(plugin) == []


def test_what_stops_a_country_is_told_as_a_problem(altered: Altered) -> None:
    [problem] = inspect(altered("declare_places"))
    assert problem.hook == "declare_places"
    assert problem.file == "/somewhere/countries/zz/plugin.py"
    assert "does not implement declare_places" in problem.message
    assert "@hookimpl" in problem.fix


def test_every_reason_that_stops_a_country_is_told(altered: Altered) -> None:
    problems = inspect(altered(declare_languages=lambda: 7, declare_consents=lambda: 7))
    assert [problem.hook for problem in problems] == ["declare_languages", "declare_consents"]


def test_a_hook_whose_mark_was_forgotten_is_told(altered: Altered) -> None:
    module = altered("declare_stages", "declare_transitions", declare_transitions=lambda: ())
    module.declare_stages = lambda: stages.STAGES
    problems = inspect(module)
    told = {(problem.hook, problem.message) for problem in problems}
    assert ("declare_stages", "has a hook's name but no mark") in told


def test_a_forgotten_mark_of_a_required_hook_is_told_beside_its_absence(altered: Altered) -> None:
    module = altered("declare_places")
    module.declare_places = lambda: ()
    assert [problem.message for problem in inspect(module)] == [
        "does not implement declare_places",
        "has a hook's name but no mark",
    ]


def test_core_may_add_checks_of_its_own() -> None:
    def locales(profile: CountryProfile):
        yield Fault("declare_country", f"{profile.country.formatting_locale} is unknown", "Ask Babel.")

    [problem] = inspect(plugin, extra=(locales,))
    assert problem.message == "es_419 is unknown"
    assert problem.file.startswith(f"{plugin.__file__}:")


def test_a_check_that_a_hook_stops_tells_the_hook(altered: Altered) -> None:
    problems = inspect(altered(declare_places=lambda: 1 / 0))
    assert {problem.hook for problem in problems} == {"declare_places"}
    assert problems[0].file.startswith(f"{__file__}:")


def test_a_country_that_is_not_installed_is_a_problem() -> None:
    [problem] = conformance.inspect_installed("yy", 2025)
    assert "not installed" in problem.message


@pytest.fixture
def installed_as(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the imaginary country come from an entry point whose distribution holds some files."""

    def install(value: str, *files: str) -> None:
        point = EntryPoint("zz", value, "abrigo.countries")
        distribution = SimpleNamespace(name="abrigo-country-zz", files=[PurePosixPath(each) for each in files])
        vars(point).update(dist=distribution)
        monkeypatch.setattr(conformance, "installed", lambda: {"zz": (point,)})
        monkeypatch.setattr(conformance, "import_country", lambda code: plugin)

    return install


def test_a_distribution_that_closes_the_namespace_is_a_problem(installed_as: Callable[..., None]) -> None:
    installed_as("countries.zz.plugin", "countries/__init__.py", "countries/zz/plugin.py")
    [problem] = conformance.inspect_installed("zz", 2025, (defaults,))
    assert "ships countries/__init__.py" in problem.message


def test_a_distribution_that_leaves_the_namespace_open_is_none(installed_as: Callable[..., None]) -> None:
    installed_as("countries.zz.plugin", "countries/zz/__init__.py", "countries/zz/plugin.py")
    assert conformance.inspect_installed("zz", 2025, (defaults,)) == []


def test_a_single_module_is_no_namespace(installed_as: Callable[..., None]) -> None:
    installed_as("zedland", "zedland/__init__.py")
    assert conformance.inspect_installed("zz", 2025, (defaults,)) == []


def test_a_problem_reads_as_a_sentence() -> None:
    assert str(Problem("declare_stages", "plugin.py:3", "is wrong", "")) == (
        "hook declare_stages, file plugin.py:3: is wrong"
    )
    assert str(Problem("", "plugin.py", "is wrong", "")) == "file plugin.py: is wrong"
    assert str(Problem("", "", "is wrong", "")) == "is wrong"


def test_an_error_holds_itself_as_a_problem() -> None:
    error = CountryError("zz", "is wrong", "declare_stages", Path("plugin.py").name)
    assert error.problems == (Problem("declare_stages", "plugin.py", "is wrong", CountryError.fix),)
