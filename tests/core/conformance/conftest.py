"""Zedland, to be broken in one place at a time."""

from collections.abc import Callable
from types import ModuleType

import pytest

from core.testkit.zz import plugin
from plugins import hookimpl

Alter = Callable[..., ModuleType]


@pytest.fixture
def alter() -> Alter:
    """Give Zedland's plugin module without some hooks, or with other answers to them."""

    def altered(*left_out: str, **answers: Callable[..., object]) -> ModuleType:
        module = ModuleType("altered")
        module.__file__ = plugin.__file__
        for name, value in vars(plugin).items():
            if hasattr(value, "abrigo_impl") and name not in left_out:
                setattr(module, name, value)
        for name, answer in answers.items():
            setattr(module, name, hookimpl(answer))
        return module

    return altered
