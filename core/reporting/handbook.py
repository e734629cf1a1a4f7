"""Writes the handbook of indicators from the catalogue, so that what people read is what is counted."""

from collections.abc import Iterator, Mapping
from functools import cache

from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Catalogue, Indicator
from core.reporting.meaning import EVIDENCE
from plugins.contract.text import Text

Words = Mapping[str, Text]


def area_of(indicator: Indicator) -> Text:
    """Name the area to which an indicator belongs."""
    return _words("areas")[indicator.meaning.area]


def written(language: str) -> str:
    """Write the handbook in a language, as Markdown."""
    return "\n".join(_lines(catalogues.current(), language)) + "\n"


def differences(language: str) -> str:
    """Write as a Markdown table where figures count otherwise than the regional catalogue says, and why."""
    return "\n".join(_differences(language)) + "\n"


@cache
def _words(kind: str) -> Words:
    """Read the words of a kind: areas, rules, or what each line is called."""
    told = catalogues.data("handbook_words")[kind]
    return {code: Text.of(**versions) for code, versions in told.items()}


def _lines(catalogue: Catalogue, language: str) -> Iterator[str]:
    def say(word: str) -> str:
        return _words("words")[word].in_language(language)

    yield from (f"# {say('title')}: {catalogue.label}", "", say("made"), "", f"## {say('levels')}", "")
    for code, text in EVIDENCE.items():
        yield f"- **{code}**: {text.in_language(language)}"
    yield from ("", f"## {say('differs')}", "", *_differences(language))
    area = ""
    for each in catalogue.indicators.values():
        if each.meaning.area != area:
            area = each.meaning.area
            yield from ("", f"## {_words('areas')[area].in_language(language)}")
        yield from ("", f"### {each.id} {each.name.in_language(language)}", "")
        for word, told in _told(catalogue, each, language):
            yield f"- **{say(word)}**: {told}"


def _differences(language: str) -> Iterator[str]:
    head = [_words("words")[name].in_language(language) for name in ("figure", "what_and_why", "every")]
    yield f"| {head[0]} | {head[1]} |"
    yield "| --- | --- |"
    for text in _words("differs").values():
        yield f"| {head[2]} | {text.in_language(language)} |"
    for each in catalogues.current().indicators.values():
        if each.meaning.differs is not None:
            yield f"| {each.id} | {each.meaning.differs.in_language(language)} |"


def _told(catalogue: Catalogue, each: Indicator, language: str) -> Iterator[tuple[str, str]]:
    meaning = each.meaning
    yield "counts", meaning.counts.in_language(language)
    if meaning.among is not None:
        yield "among", meaning.among.in_language(language)
    yield "unit", _unit(catalogue, each, language)
    yield "rule", _words("rules")[each.period_rule].in_language(language)
    yield "frequency", ", ".join(_words("words")[kind].in_language(language) for kind in each.frequency)
    if each.breakdowns:
        yield "by", ", ".join(catalogue.list_label(code).in_language(language) for code in each.breakdowns)
    if each.tables:
        yield "crossed", ", ".join(catalogue.list_label(code).in_language(language) for code in each.tables)
    yield "sources", ", ".join(f"`{name}`" for name in meaning.sources)
    if meaning.standards:
        yield "standards", "; ".join(f"{one.scheme}: {one.ref} ({one.match})" for one in meaning.standards)
    yield "disclosure", _disclosure(each, language)
    yield "evidence", meaning.evidence
    for word, text in (("note", meaning.note), ("baseline", meaning.baseline)):
        if text is not None:
            yield word, text.in_language(language)


def _unit(catalogue: Catalogue, each: Indicator, language: str) -> str:
    """Tell the figure's unit, and what it travels as where that is counted in others."""
    counted: dict[str, list[str]] = {}
    for component in each.components:
        counted.setdefault(each.meaning.unit_of(component), []).append(component)
    told = (
        f"{', '.join(components)}: {catalogue.units[unit].in_language(language)}"
        for unit, components in counted.items()
        if unit != each.meaning.unit
    )
    return "; ".join((catalogue.units[each.meaning.unit].in_language(language), *told))


def _disclosure(each: Indicator, language: str) -> str:
    rule = each.rule
    if not rule.threshold:
        return f"{rule.code}: {_words('words')['open'].in_language(language)}"
    said = _words("words")["hidden"].in_language(language).format(rule.threshold - 1, rule.minimum_denominator)
    parts = "" if rule.parts else f"; {_words('words')['whole'].in_language(language)}"
    return f"{rule.code}: {said}{parts}"
