"""A country to break: the imaginary one with some answers left out or replaced."""

from collections.abc import Callable
from types import ModuleType

import pytest

from core import defaults
from core.testkit.zz import plugin
from plugins import hookimpl
from plugins.discovery import load
from plugins.errors import CountryError
from plugins.profile import CountryProfile

Altered = Callable[..., ModuleType]


@pytest.fixture
def altered() -> Altered:
    """Give the imaginary country without some hooks, or with other answers to them."""

    def alter(*left_out: str, **answers: Callable[..., object]) -> ModuleType:
        module = ModuleType("altered")
        module.__file__ = "/somewhere/countries/zz/plugin.py"
        for name, value in vars(plugin).items():
            if hasattr(value, "abrigo_impl") and name not in left_out:
                setattr(module, name, value)
        for name, answer in answers.items():
            setattr(module, name, hookimpl(answer))
        return module

    return alter


@pytest.fixture
def load_altered(altered: Altered) -> Callable[..., CountryProfile]:
    """Load the imaginary country with some answers replaced."""

    def load_it(*left_out: str, **answers: Callable[..., object]) -> CountryProfile:
        return load("zz", altered(*left_out, **answers), (defaults,))

    return load_it


@pytest.fixture
def fault_of(load_altered: Callable[..., CountryProfile]) -> Callable[..., CountryError]:
    """Give the error that stops the imaginary country with some answers replaced."""

    def fault(*left_out: str, **answers: Callable[..., object]) -> CountryError:
        with pytest.raises(CountryError) as caught:
            load_altered(*left_out, **answers)
        return caught.value

    return fault
