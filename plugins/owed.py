"""What a country still owes: words its author has yet to write, and law that nobody has confirmed.

Neither keeps it from running. The first is marked by the author, or by the template, with a text that begins with
``TODO``; the second is whatever rests on a basis of grade C, which every screen shows as unverified.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from plugins.checks.country import BY_CODE, OTHERS, parts
from plugins.contract.text import LegalBasis
from plugins.profile import CountryProfile

MARK = "TODO"


@dataclass(frozen=True, slots=True)
class Debt:
    """Something that a country owes, with the hook and the file where it is declared."""

    hook: str
    file: str
    what: str

    def __str__(self) -> str:
        return f"hook {self.hook}, file {self.file}: {self.what}"


def debts(profile: CountryProfile) -> list[Debt]:
    """List the texts that begin with the mark, each once for each hook."""
    return _each_once(profile, (pair for pair in _declared(profile) for pair in _marked(*pair)))


def unverified(profile: CountryProfile) -> list[Debt]:
    """List the law of grade C that the country rests on, each citation once for each hook."""
    return _each_once(
        profile,
        (
            (hook, basis.citation)
            for hook, declared in _declared(profile)
            for basis in parts(declared, LegalBasis)
            if basis.unverified
        ),
    )


def _declared(profile: CountryProfile) -> Iterator[tuple[str, object]]:
    for attribute, hook in {**OTHERS, **BY_CODE}.items():
        yield hook, getattr(profile, attribute)
    yield "declare_places", profile.places()
    yield "declare_partners", profile.partners()


def _marked(hook: str, declared: object) -> Iterator[tuple[str, str]]:
    for text in _strings(declared):
        if text.startswith(MARK):
            yield hook, text


def _strings(declared: Any) -> Iterator[str]:
    if isinstance(declared, str):
        yield declared
    elif is_dataclass(declared):
        for field in fields(declared):
            yield from _strings(getattr(declared, field.name))
    elif isinstance(declared, tuple):
        for item in declared:
            yield from _strings(item)
    elif hasattr(declared, "values"):
        yield from _strings(tuple(declared.values()))


def _each_once(profile: CountryProfile, found: Iterator[tuple[str, str]]) -> list[Debt]:
    return [Debt(hook, profile.manager.file_of(hook), what) for hook, what in dict.fromkeys(found)]
