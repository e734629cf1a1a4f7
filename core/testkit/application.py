"""The web application in a test: new on fresh stores, its templates and addresses compiled once for the whole run."""

from collections.abc import Mapping
from typing import Any, TypeVar
from unittest.mock import patch

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Map, RuleFactory

from core.app import create_app
from core.settings import Settings
from core.stores import Stores
from plugins.profile import CountryProfile


class _Kept(BytecodeCache):
    """Compiled templates in memory; Jinja holds each against its source before it uses it."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


class _Addresses(Map):
    """The rules of addresses, which are the same in every application and take most of the time in building one."""

    def __init__(self) -> None:
        super().__init__()
        self._known: set[tuple[object, ...]] = set()

    def add(self, rulefactory: RuleFactory) -> None:
        for rule in rulefactory.get_rules(self):
            told = (rule.rule, rule.endpoint, frozenset(rule.methods or ()), str(rule.defaults))
            if told not in self._known:
                self._known.add(told)
                super().add(rule)


_COMPILED, _ADDRESSES = _Kept(), _Addresses()
App = TypeVar("App", bound=Flask)


def application(stores: Stores, countries: Mapping[str, CountryProfile], settings: Settings | None = None) -> Flask:
    """Build the application as a server does."""
    with patch.object(Flask, "url_map_class", _the_same):
        return compiled_once(create_app(settings or stores.settings, stores, countries))


def _the_same(*_args: Any, **_kwargs: Any) -> Map:
    return _ADDRESSES


def compiled_once(app: App) -> App:
    """Let an application take over what another one of this run has compiled."""
    app.jinja_env.bytecode_cache = _COMPILED
    return app
