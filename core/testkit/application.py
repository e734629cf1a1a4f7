"""The web application in a test: built anew on fresh stores, its templates compiled once for the whole run."""

from collections.abc import Mapping
from typing import TypeVar

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

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


_COMPILED = _Kept()
App = TypeVar("App", bound=Flask)


def application(stores: Stores, countries: Mapping[str, CountryProfile], settings: Settings | None = None) -> Flask:
    """Build the application as a server does."""
    return compiled_once(create_app(settings or stores.settings, stores, countries))


def compiled_once(app: App) -> App:
    """Let an application take over what another one of this run has compiled."""
    app.jinja_env.bytecode_cache = _COMPILED
    return app
