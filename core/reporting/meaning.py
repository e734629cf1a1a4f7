"""What an indicator means in words: its definition, unit, sources, standards, evidence, and what was known before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plugins.contract.text import Text

#: How a figure can stand up to somebody from outside, from a count without paper to an independent look.
EVIDENCE: Mapping[str, Text] = {
    "E0": Text.of(es="Cifra declarada, sin documento", en="Self-reported count, no document"),
    "E1": Text.of(es="Se puede seguir hasta registros fechados", en="Traceable to dated records"),
    "E2": Text.of(es="Otra persona revisó una muestra", en="Checked by a second person on a sample"),
    "E3": Text.of(es="Confirmada por un documento externo", en="Confirmed by an outside document or authority"),
    "E4": Text.of(es="Verificada por evaluación independiente", en="Verified by an independent evaluator"),
}
_OPTIONAL = ("among", "note", "differs", "baseline")
_DENOMINATOR = {"es": "Denominador", "en": "Denominator"}


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard to which an indicator maps, and how closely: ``exact``, ``close`` or ``related``."""

    scheme: str
    ref: str
    match: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """An indicator in words.

    :param unit: of the figure itself; ``counted`` the units of what it travels as, by component, if those are others.
    :param counts: what its numerator counts; ``among`` what its denominator does.
    :param evidence: the level that a figure of it has by itself.
    :param differs: where it counts otherwise than the regional catalogue, and why.
    :param baseline: what was published before there were definitions: always E0.
    """

    name: Text
    area: str
    level: str
    unit: str
    evidence: str
    counts: Text
    among: Text | None
    sources: tuple[str, ...]
    standards: tuple[Standard, ...]
    note: Text | None = None
    differs: Text | None = None
    baseline: Text | None = None
    counted: Mapping[str, str] = field(default_factory=dict)

    def unit_of(self, component: str) -> str:
        """Give the unit of what a component counts: of a percentage, neither numerator nor denominator is per cent."""
        return self.counted.get(component, self.unit)

    @property
    def definition(self) -> Text:
        """Numerator and denominator in one text."""
        if self.among is None:
            return self.counts
        both = {
            code: f"{said} {_DENOMINATOR[code]}: {self.among.in_language(code)}" for code, said in self.counts.versions
        }
        return Text.of(**both)


def read(told: Mapping[str, Any]) -> Meaning:
    """Read one indicator's words.

    :raises KeyError: if something is not said.
    """
    optional = {name: Text.of(**told[name]) if name in told else None for name in _OPTIONAL}
    return Meaning(
        name=Text.of(**told["name"]),
        area=told["area"],
        level=told["level"],
        unit=told["unit"],
        counted=told.get("counted", {}),
        evidence=told["evidence"],
        counts=Text.of(**told["counts"]),
        sources=tuple(told["sources"]),
        standards=tuple(Standard(**each) for each in told["standards"]),
        **optional,
    )
