"""Rules of addresses: which numbers they take, and when they are made ready."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

#: What a database can hold; a longer number is an address that does not exist.
LARGEST = 2**31 - 1
Builder = Callable[..., tuple[str, str]]


class Identifier(IntegerConverter):
    """An integer id."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:  # noqa: A002 - werkzeug's own name
        super().__init__(map, *args, **{"max": LARGEST, **kwargs})


class PatientRule(Rule):
    """A rule whose builders are compiled when an address of it is wanted.

    Werkzeug compiles two for every rule while an application starts, which is a third of building it.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compile_now, made = super()._compile_builder, list[Builder]()

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(compile_now(append_unknown))
            return made[0](rule, **values)

        return build


def install(app: Flask) -> None:
    """Let an application make its rules this way; before it is given any."""
    app.url_map.converters["int"] = Identifier
    app.url_rule_class = PatientRule
