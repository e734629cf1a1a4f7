"""How the codes of the catalogue map to those of other standards of the field, and how much of each that covers.

The maps are data (``core/hq/data/standards.yaml``). Matches are those of SKOS, seen from our code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from core.reporting import catalogue as catalogues
from plugins.contract.text import Text

#: From the closest to none at all.
MATCHES: Mapping[str, Text] = {
    "exact": Text.of(es="Igual", en="Exact"),
    "narrower": Text.of(es="El suyo es más estrecho", en="Theirs is narrower"),
    "broader": Text.of(es="El suyo es más amplio", en="Theirs is broader"),
    "related": Text.of(es="Relacionado", en="Related"),
    "none": Text.of(es="Sin equivalente", en="No counterpart"),
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """One of our codes, and what it is there: pairs of a value and how it matches; none, if there is nothing."""

    code: str
    label: Text
    theirs: tuple[tuple[str, str], ...]

    @property
    def closest(self) -> str:
        """The best of its matches."""
        return next((each for each in MATCHES if each in dict(self.theirs).values()), "none")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a standard beside one of our lists.

    :param missing: values of the standard to which none of our codes maps.
    """

    name: str
    list: str
    label: Text
    codes: tuple[Mapped, ...]
    missing: tuple[str, ...]
    note: Text | None

    def count(self, match: str) -> int:
        """Tell how many of our codes match at best so."""
        return sum(each.closest == match for each in self.codes)


@dataclass(frozen=True, slots=True)
class Related:
    """An indicator that speaks of the same as a field or unit of a standard."""

    indicator: str
    name: Text
    theirs: str
    match: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A standard and how far we cover it.

    :param name: as its makers wrote it, which is in English.
    :param absent: what it asks for and nobody counts here.
    """

    code: str
    name: str
    version: Text
    of: Text
    note: Text
    fields: tuple[Field, ...]
    concepts: tuple[Related, ...]
    absent: tuple[str, ...]


@cache
def coverage() -> tuple[Scheme, ...]:
    """Hold our lists against each standard.

    :raises KeyError: if the data names a list, a code, a value or a match that does not exist.
    """
    text = files("core.hq").joinpath("data/standards.yaml").read_text(encoding="utf-8")
    told = yaml.load(text, Loader=yaml.CSafeLoader)
    return tuple(_scheme(code, about, told) for code, about in told["schemes"].items())


def written() -> str:
    """Write the report of coverage in English, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _scheme(code: str, about: Mapping[str, Any], told: Mapping[str, Any]) -> Scheme:
    indicators = catalogues.current().everything
    return Scheme(
        code, about["name"], Text.of(**about["version"]), Text.of(**about["of"]), Text.of(**about["note"]),
        tuple(_field(each) for each in told["fields"] if each["scheme"] == code),
        tuple(
            Related(each["ours"], indicators[each["ours"]].name, each["theirs"], _known(each["match"], MATCHES))
            for each in told["concepts"] if each["scheme"] == code
        ),
        tuple(told["absent"][code]),
    )  # fmt: skip


def _field(told: Mapping[str, Any]) -> Field:
    catalogue, name = catalogues.current(), told["list"]
    unknown = set(told["codes"]) - set(catalogue.codelists[name])
    if unknown:
        raise KeyError(f"{told['field']}: {sorted(unknown)}")
    codes = tuple(
        Mapped(code, catalogue.labels[name][code], tuple(
            (_known(value, told["values"]), _known(match, MATCHES))
            for value, match in told["codes"].get(code, {}).items()
        ))
        for code in catalogue.codelists[name]
    )  # fmt: skip
    reached = {value for each in codes for value, _match in each.theirs}
    missing = tuple(each for each in told["values"] if each not in reached)
    note = Text.of(**told["note"]) if "note" in told else None
    return Field(told["field"], name, catalogue.list_label(name), codes, missing, note)


def _known(value: str, among: Any) -> str:
    if value not in among:
        raise KeyError(value)
    return value


def _lines() -> Iterator[str]:
    yield from ("# Other standards", "", "How the code lists of the indicators map to the standards of the field.")
    yield from (
        "Written from `core/hq/data/standards.yaml`; do not edit: `abrigo hq standards > docs/standards.md`.",
        "",
    )
    yield "A match is seen from our code: *narrower* means that theirs is a part of ours, *broader* that it holds more."
    for scheme in coverage():
        yield from ("", f"## {scheme.code}: {scheme.name}", "")
        yield from (
            f"{scheme.version.in_language('en')}. {scheme.of.in_language('en')}.",
            "",
            scheme.note.in_language("en"),
        )
        for each in scheme.fields:
            yield from _field_lines(each)
        if scheme.concepts:
            yield from ("", "### Units and concepts", "", "| ours | theirs | match |", "| --- | --- | --- |")
        for one in scheme.concepts:
            yield f"| {one.indicator} {one.name.in_language('en')} | {one.theirs} | {one.match} |"
        yield from ("", f"Not counted here: {', '.join(f'`{each}`' for each in scheme.absent)}.")


def _field_lines(each: Field) -> Iterator[str]:
    counted = ", ".join(f"{match} {number}" for match in MATCHES if (number := each.count(match)))
    yield from ("", f"### `{each.name}` and our {each.label.in_language('en').lower()} (`{each.list}`)", "")
    yield from (f"Of {len(each.codes)} codes: {counted}.", "", "| ours | theirs |", "| --- | --- |")
    for one in each.codes:
        theirs = ", ".join(f"`{value}` ({match})" for value, match in one.theirs) or "none"
        yield f"| `{one.code}` {one.label.in_language('en')} | {theirs} |"
    if each.missing:
        yield from ("", f"Theirs without ours: {', '.join(f'`{value}`' for value in each.missing)}.")
    if each.note is not None:
        yield from ("", each.note.in_language("en"))
