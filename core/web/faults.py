"""Marshmallow's faults in the reader's words, and nested ones by the name of the field on the page."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from core.errors import N_
from core.i18n import gettext, say

# What marshmallow 4 says of itself; a validator that brings its own message is left as it is.
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"Missing data for required field\.|Field may not be null\.", N_("Please fill this in.")),
        (r"Not a valid (?:date|datetime|time|aware datetime|naive datetime)\.", N_("Write a date that exists.")),
        (r"Not a valid integer\.", N_("Write a whole number.")),
        (r"Not a valid number\.", N_("Write a number.")),
        (r"Not a valid email address\.", N_("Write an e-mail address, with its @.")),
        (r"Not a valid boolean\.|Must be one of: .*", N_("Choose one of the options.")),
        (r"One or more of the choices you made was not in: .*", N_("Choose one of the options.")),
        (r"Shorter than minimum length (?P<limit>\d+)\.", N_("Write at least %(limit)s characters.")),
        (r"Longer than maximum length (?P<limit>\d+)\.", N_("Write at most %(limit)s characters.")),
        (r"Length must be between (?P<low>\d+) and (?P<high>\d+)\.", N_("Write %(low)s to %(high)s characters.")),
        (r"Length must be (?P<limit>\d+)\.", N_("Write exactly %(limit)s characters.")),
        (
            r"Must be greater than or equal to (?P<low>.+?) and less than or equal to (?P<high>.+?)\.",
            N_("It must be from %(low)s to %(high)s."),
        ),
        (r"Must be greater than or equal to (?P<limit>.+?)\.", N_("It must be %(limit)s or more.")),
        (r"Must be less than or equal to (?P<limit>.+?)\.", N_("It must be %(limit)s or less.")),
        (r"Must be greater than (?P<limit>.+?)\.", N_("It must be more than %(limit)s.")),
        (r"Must be less than (?P<limit>.+?)\.", N_("It must be less than %(limit)s.")),
        (r"String does not match expected pattern\.", N_("This is not written as expected.")),
        (r"(?:Invalid value|Invalid input|Invalid input type|Not a valid \w+)\.", N_("This is not valid here.")),
    )
)


def in_words(message: object) -> str:
    """Say a fault in the reader's language."""
    text = say(message)
    for pattern, words in _WORDS:
        if found := pattern.fullmatch(text):
            return gettext(words, **found.groupdict())
    return text


def by_name(errors: Mapping[Any, Any], prefix: str = "") -> dict[str, list[str]]:
    """Flatten nested faults to the names on the page: ``{"goods": {0: {"item": [...]}}}`` to ``goods-0-item``."""
    found: dict[str, list[str]] = {}
    for key, fault in errors.items():
        name = prefix if key == "_schema" and prefix else f"{prefix}-{key}" if prefix else str(key).replace(".", "-")
        if isinstance(fault, Mapping):
            nested: Iterable[tuple[str, list[str]]] = by_name(fault, name).items()
        else:
            nested = [(name, [in_words(each) for each in ([fault] if isinstance(fault, str) else fault)])]
        for inner, messages in nested:
            found.setdefault(inner, []).extend(messages)
    return found
