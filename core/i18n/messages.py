"""Messages now and messages later: gettext in the reader's language, for core and for a country."""

from typing import Protocol

from core.i18n.catalogues import catalogue
from core.i18n.locality import current
from plugins.contract.text import Text


class GettextLike(Protocol):
    """What ``_`` is: a message and the values of its placeholders."""

    def __call__(self, message: str, /, **values: object) -> str: ...


class LazyLike(Protocol):
    """What ``lazy`` is: a message and the values of its placeholders, said later."""

    def __call__(self, message: str, /, **values: object) -> "LazyString": ...


def gettext(message: str, /, **values: object) -> str:
    """Say a message in the reader's language; ``%(name)s`` placeholders are filled if values are given."""
    return _said(None, message, values)


_ = gettext


def ngettext(singular: str, plural: str, num: int, /, **values: object) -> str:
    """Say a message that counts; ``%(num)s`` is the number."""
    here = current()
    text = catalogue(here.language, here.country).ngettext(singular, plural, num)
    return text % {"num": num, **values}


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Say a message whose English alone would mean two things."""
    here = current()
    text = catalogue(here.language, here.country).pgettext(context, message)
    return text % values if values else text


def gettext_for(country: str) -> GettextLike:
    """Bind ``_`` to a country: its words come first, whatever branch is looking."""

    def bound(message: str, /, **values: object) -> str:
        return _said(country, message, values)

    return bound


class LazyString:
    """A message that waits until somebody reads it; made where no reader is known yet."""

    __slots__ = ("_country", "_message", "_values")

    def __init__(self, message: str, values: dict[str, object] | None = None, country: str | None = None) -> None:
        self._message = message
        self._values = values or {}
        self._country = country

    def __str__(self) -> str:
        return _said(self._country, self._message, self._values)

    def __repr__(self) -> str:
        return f"lazy({self._message!r})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, LazyString):
            return self._identity() == other._identity()
        return isinstance(other, str) and str(self) == other

    def __hash__(self) -> int:
        return hash(self._message)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        return bool(self._message)

    def __reduce__(self) -> tuple[type["LazyString"], tuple[str, dict[str, object], str | None]]:
        return LazyString, self._identity()

    def _identity(self) -> tuple[str, dict[str, object], str | None]:
        return self._message, self._values, self._country


def lazy(message: str, /, **values: object) -> LazyString:
    """Write a message to be said later, for labels, choices and errors made at import."""
    return LazyString(message, values)


def lazy_for(country: str) -> LazyLike:
    """Bind ``lazy`` to a country."""

    def bound(message: str, /, **values: object) -> LazyString:
        return LazyString(message, values, country)

    return bound


def say(text: object) -> str:
    """Say anything that carries a text: a contract's ``Text``, a lazy string, an English message."""
    if isinstance(text, Text):
        return text.in_language(current().language)
    if isinstance(text, str):
        return gettext(text)
    return str(text)


def _said(country: str | None, message: str, values: dict[str, object]) -> str:
    if not message:
        return ""  # gettext answers an empty message with the catalogue's header
    here = current()
    text = here.words.get(message) or catalogue(here.language, country or here.country).gettext(message)
    return text % {name: _spoken(value) for name, value in values.items()} if values else text


def _spoken(value: object) -> object:
    return say(value) if isinstance(value, Text) else value
