"""The structure definition of the table, as SDMX-ML 3.0: concepts, code lists, and the structure that uses them."""

from collections.abc import Iterable, Iterator
from datetime import UTC

from core.hq.formats.markup import Sheet
from core.hq.structure import (
    AGENCY,
    EVERY_KIND,
    SCHEME,
    STRUCTURE,
    TIME,
    URN,
    VERSION,
    Codes,
    Concept,
    attributes,
    concepts,
    dimensions,
    lists,
    measure,
)
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

_SPACE = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/"
_NAMESPACES = {f"xmlns:{short}": _SPACE + name for short, name in
               (("mes", "message"), ("str", "structure"), ("com", "common"))}  # fmt: skip
_NAME = Text.of(es="Indicadores de la red de albergues", en="Indicators of the network of shelters")


def write(release: Release, _found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the structure that every table of the network's figures has; it holds no figure."""
    sheet = Sheet()
    with sheet.element("mes:Structure", _NAMESPACES):
        _header(sheet, release)
        with sheet.element("mes:Structures"):
            with sheet.element("str:Codelists"):
                for each in lists():
                    _codes(sheet, each)
            with sheet.element("str:ConceptSchemes"):
                _scheme(sheet)
            with sheet.element("str:DataStructures"):
                _structure(sheet)
    yield sheet.take()


def _header(sheet: Sheet, release: Release) -> None:
    with sheet.element("mes:Header"):
        sheet.leaf("mes:ID", text=STRUCTURE)
        sheet.leaf("mes:Test", text="false")
        sheet.leaf("mes:Prepared", text=release.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        sheet.leaf("mes:Sender", {"id": AGENCY})


def _codes(sheet: Sheet, each: Codes) -> None:
    own = {"agencyID": each.agency, "id": each.id, "version": each.version, "urn": each.urn}
    with sheet.element("str:Codelist", own):
        _names(sheet, each.name)
        for code, text in each.entries.items():
            with sheet.element("str:Code", {"id": code, "urn": f"{_code_urn(each)}.{code}"}):
                _names(sheet, text)
                if code in each.notes:
                    _names(sheet, each.notes[code], "com:Description")


def _code_urn(each: Codes) -> str:
    return each.urn.replace(".Codelist=", ".Code=")


def _scheme(sheet: Sheet) -> None:
    name, _, _version = SCHEME.partition(":")[2].partition("(")
    urn = f"urn:sdmx:org.sdmx.infomodel.conceptscheme.ConceptScheme={SCHEME}"
    with sheet.element("str:ConceptScheme", {"agencyID": AGENCY, "id": name, "version": VERSION, "urn": urn}):
        _names(sheet, _NAME)
        for each in concepts():
            with sheet.element("str:Concept", {"id": each.id, "urn": each.urn}):
                _names(sheet, each.name)


def _structure(sheet: Sheet) -> None:
    with sheet.element(
        "str:DataStructure", {"agencyID": AGENCY, "id": STRUCTURE, "version": VERSION, "urn": URN}
    ):  # fmt: skip
        _names(sheet, _NAME)
        with sheet.element("str:DataStructureComponents"):
            with sheet.element("str:DimensionList", {"id": "DimensionDescriptor"}):
                for place, each in enumerate(dimensions(), start=1):
                    _dimension(sheet, each, place)
            with sheet.element("str:AttributeList", {"id": "AttributeDescriptor"}):
                for each in attributes():
                    _attribute(sheet, each)
            _measures(sheet)


def _measures(sheet: Sheet) -> None:
    own = {"id": measure().id, "usage": "optional"}
    with sheet.element("str:MeasureList", {"id": "MeasureDescriptor"}), sheet.element("str:Measure", own):
        _represented(sheet, measure())


def _dimension(sheet: Sheet, each: Concept, place: int) -> None:
    if each.id == TIME:
        with sheet.element("str:TimeDimension", {"id": each.id}):
            sheet.leaf("str:ConceptIdentity", text=each.urn)
            with sheet.element("str:LocalRepresentation"):
                sheet.leaf("str:TextFormat", {"textType": "ObservationalTimePeriod"})
    else:
        with sheet.element("str:Dimension", {"id": each.id, "position": str(place)}):
            _represented(sheet, each)


def _attribute(sheet: Sheet, each: Concept) -> None:
    with sheet.element("str:Attribute", {"id": each.id, "usage": "mandatory"}):
        _represented(sheet, each)
        with sheet.element("str:AttributeRelationship"):
            sheet.leaf("str:Observation")


def _represented(sheet: Sheet, each: Concept) -> None:
    sheet.leaf("str:ConceptIdentity", text=each.urn)
    with sheet.element("str:LocalRepresentation"):
        if each.codes is not None:
            sheet.leaf("str:Enumeration", text=each.codes.urn)
        else:
            sheet.leaf("str:TextFormat", {"textType": "Integer" if each.number else "String"})


def _names(sheet: Sheet, text: Text, element: str = "com:Name") -> None:
    for language, said in text.versions:
        sheet.leaf(element, {"xml:lang": language}, said)


FORMAT = ExportFormat(
    "sdmx-structure", Text.of(es="SDMX: estructura (XML)", en="SDMX: structure (XML)"), "xml",
    "application/vnd.sdmx.structure+xml", write, EVERY_KIND,
)  # fmt: skip
