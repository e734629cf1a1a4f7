"""The schema of our ADX files, in the shape that the profile's normative stylesheet gives to a structure's schema.

Each code list is a type; branches and elements are required, divisions are optional attributes, a value is a decimal.
One thing is ours: a period's type is written out, so that the schema stands without those of SDMX.
"""

from collections.abc import Iterable, Iterator

from core.hq.formats.adx import NAMESPACE
from core.hq.formats.elements import DATA_SETS, NETWORK, NO_THREE_YEARS, divisions, elements, option_code
from core.hq.formats.markup import Sheet
from core.hq.structure import AGENCY, VERSION
from core.reporting import catalogue as catalogues
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

_PERIOD = r"20\d\d-(0[1-9]|1[0-2])-01/P(1M|3M|1Y)"
_SPACES = {
    "xmlns:xs": "http://www.w3.org/2001/XMLSchema", "xmlns": NAMESPACE, "targetNamespace": NAMESPACE,
    "elementFormDefault": "qualified",
}  # fmt: skip
#: What each kind of element has: its attributes with their types, and whether each is required.
_Attributes = list[tuple[str, str, str]]


def write(release: Release, _found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the schema; it holds no figure."""
    sheet = Sheet()
    with sheet.element("xs:schema", _SPACES):
        for name, codes in _types(release):
            _restriction(sheet, _type(name), "xs:token", "xs:enumeration", codes)
        _restriction(sheet, "periodType", "xs:string", "xs:pattern", [_PERIOD])
        _complex(sheet, "adxType", ("group", "groupType"), [("exported", "xs:dateTime", "required")])
        _complex(sheet, "groupType", ("dataValue", "DataValueType"), _group_attributes())
        _complex(sheet, "DataValueType", None, _value_attributes())
        sheet.leaf("xs:element", {"name": "adx", "type": "adxType"})
    yield sheet.take()


def _types(release: Release) -> Iterator[tuple[str, list[str]]]:
    yield "CL_BRANCH", [NETWORK, *(each.code for each in release.branches)]
    yield "CL_DATA_SET", list(DATA_SETS.values())
    yield "CL_DATA_ELEMENT", [each.code for each in elements()]
    for name in divisions():
        yield f"CL_{name}", [option_code(name, code) for code in catalogues.current().codelists[name]]


def _group_attributes() -> _Attributes:
    return [
        ("orgUnit", _type("CL_BRANCH"), "required"),
        ("period", "periodType", "required"),
        ("dataSet", _type("CL_DATA_SET"), "required"),
    ]


def _value_attributes() -> _Attributes:
    divided = [(name, _type(f"CL_{name}"), "optional") for name in divisions()]
    return [("dataElement", _type("CL_DATA_ELEMENT"), "required"), ("value", "xs:decimal", "required"), *divided]


def _type(name: str) -> str:
    return f"{name}_{AGENCY}_{VERSION}_Type"


def _restriction(sheet: Sheet, name: str, base: str, facet: str, values: Iterable[str]) -> None:
    with sheet.element("xs:simpleType", {"name": name}), sheet.element("xs:restriction", {"base": base}):
        for value in values:
            sheet.leaf(facet, {"value": value})


def _complex(sheet: Sheet, name: str, holds: tuple[str, str] | None, attributes: _Attributes) -> None:
    with sheet.element("xs:complexType", {"name": name}):
        if holds is not None:
            with sheet.element("xs:sequence", {"minOccurs": "0", "maxOccurs": "unbounded"}):
                sheet.leaf("xs:element", {"name": holds[0], "type": holds[1]})
        for each, kind, use in attributes:
            sheet.leaf("xs:attribute", {"name": each, "type": kind, "use": use})


FORMAT = ExportFormat(
    "adx-schema", Text.of(es="IHE ADX: esquema (XSD)", en="IHE ADX: schema (XSD)"), "xsd", "application/xml", write,
    lacking=NO_THREE_YEARS,
)  # fmt: skip
