"""What the canonical table is made of, in the terms of SDMX: its dimensions, measure, attributes and code lists.

Every description is drawn from here: the structure definition, the data messages, and the schema of ADX.
Sources: SDMX 3.0 information model; the cross-domain lists CL_SEX 2.1, CL_FREQ 2.1, CL_OBS_STATUS 2.2 and
CL_CONF_STATUS 1.3 of the SDMX registry. Of the two last, those that say why something is withheld are left to the
branches: whoever reads an export sees ``N`` for all of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from babel import Locale

from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL
from core.reporting.meaning import EVIDENCE
from core.reporting.periods import POOLED
from core.reporting.twoway import sides
from plugins.contract.text import Text

AGENCY, STRUCTURE, VERSION = "RED", "DSD_RED_IND", "1.0.0"
STRUCTURE_ID = f"{AGENCY}:{STRUCTURE}({VERSION})"
MODEL = "urn:sdmx:org.sdmx.infomodel"
URN = f"{MODEL}.datastructure.DataStructure={STRUCTURE_ID}"
SCHEME = f"{AGENCY}:CS_RED_IND({VERSION})"
TIME, MEASURE = "TIME_PERIOD", "OBS_VALUE"
#: Breakdowns that are dimensions of their own; every other one is told in one.
OWN = ("SEX", "AGE")
#: Kinds of period of a format that can tell of three years together too.
EVERY_KIND = ("M", "Q", "A", POOLED)
#: Branch and area of what several branches withhold together.
UNALLOCATED = "_X"
_NONE: Mapping[str, Text] = {}
#: Unit of a figure that today's definitions do not know.
UNKNOWN_UNIT = "_U"


@dataclass(frozen=True, slots=True)
class Codes:
    """A code list.

    :param notes: what is told of some entries besides.
    """

    agency: str
    id: str
    version: str
    name: Text
    entries: Mapping[str, Text]
    notes: Mapping[str, Text] = field(default_factory=dict)

    @property
    def urn(self) -> str:
        """Its name all over the world."""
        return f"{MODEL}.codelist.Codelist={self.agency}:{self.id}({self.version})"


@dataclass(frozen=True, slots=True)
class Concept:
    """A column.

    :param codes: None if it holds text or numbers.
    """

    id: str
    name: Text
    codes: Codes | None = None
    number: bool = False

    @property
    def urn(self) -> str:
        """Its name all over the world."""
        return f"{MODEL}.conceptscheme.Concept={SCHEME}.{self.id}"


@cache
def dimensions() -> tuple[Concept, ...]:
    """List what names a figure, in the order of the table; time comes last."""
    return (
        Concept("FREQ", _t("Frecuencia", "Frequency"), _shared("CL_FREQ", "2.1", _FREQ)),
        Concept("REF_AREA", _t("País", "Reference area"), _own("CL_AREA", _areas())),
        Concept("BRANCH", _t("Sede", "Branch")),
        Concept("INDICATOR", _t("Indicador", "Indicator"), _own("CL_INDICATOR", _indicators(), _units_of_indicators())),
        Concept("COMPONENT", _t("Componente", "Component"), _own("CL_COMPONENT", _COMPONENT)),
        Concept("SEX", _t("Sexo", "Sex"), _shared("CL_SEX", "2.1", _SEX)),
        Concept("AGE", _t("Edad", "Age"), _own("CL_AGE", {TOTAL: _ALL, **_entries("AGE")})),
        Concept("BREAKDOWN", _t("Desglose", "Breakdown"), _own("CL_BREAKDOWN", {TOTAL: _ALL, **_breakdowns()})),
        Concept(TIME, _t("Periodo", "Time period")),
    )


@cache
def attributes() -> tuple[Concept, ...]:
    """List what is said of a figure, in the order of the table."""
    return (
        Concept("UNIT_MEASURE", UNITS, _own("CL_UNIT_MEASURE", _units())),
        Concept("OBS_STATUS", _t("Estado", "Observation status"), _shared("CL_OBS_STATUS", "2.2", _OBS_STATUS)),
        Concept("CONF_STATUS", _t("Confidencialidad", "Confidentiality"), _shared("CL_CONF_STATUS", "1.3", _CONF)),
        Concept("EVIDENCE_LEVEL", _t("Nivel de evidencia", "Evidence level"), _own("CL_EVIDENCE", EVIDENCE)),
        Concept("COMPARABILITY", _t("Comparabilidad", "Comparability"), _own("CL_COMPARABILITY", _COMPARABILITY)),
        Concept("SUBMISSION_VERSION", _t("Versión del envío", "Version of the submission"), number=True),
    )


def measure() -> Concept:
    """Give the figure itself."""
    return Concept(MEASURE, _t("Valor", "Observation value"), number=True)


def concepts() -> tuple[Concept, ...]:
    """List every column."""
    return (*dimensions(), measure(), *attributes())


def lists() -> tuple[Codes, ...]:
    """List every code list that is used."""
    return tuple(each.codes for each in concepts() if each.codes is not None)


def breakdown_of(code: str) -> tuple[str, str]:
    """Divide ``REFERRER_COURT`` into list and entry; a list of earlier definitions is told by its first underscore."""
    if code == TOTAL:
        return TOTAL, TOTAL
    name, _, entry = code.partition("_")
    return _parts().get(code, (name, entry))


def _t(es: str, en: str) -> Text:
    return Text.of(es=es, en=en)


def _shared(name: str, version: str, entries: Mapping[str, Text]) -> Codes:
    return Codes("SDMX", name, version, _LIST_NAMES[name], entries)


def _own(name: str, entries: Mapping[str, Text], notes: Mapping[str, Text] = _NONE) -> Codes:
    return Codes(AGENCY, name, VERSION, _LIST_NAMES[name], entries, notes)


def _areas() -> dict[str, Text]:
    """Name the territories that have two letters (ISO 3166-1, as Unicode's CLDR lists them)."""
    spanish, english = Locale("es").territories, Locale("en").territories
    countries = {
        code: _t(spanish.get(code, name), name)
        for code, name in sorted(english.items())
        if len(code) == len("XX") and code.isalpha()
    }
    return {**countries, UNALLOCATED: _t("Sin asignar a un país", "Not allocated to a country")}


def _indicators() -> dict[str, Text]:
    catalogue = catalogues.current()
    return {code: each.name for code, each in {**catalogue.waiting, **catalogue.handed_on}.items()}


def _units() -> dict[str, Text]:
    return {**catalogues.current().units, UNKNOWN_UNIT: _t("Se desconoce", "Not known")}


def _units_of_indicators() -> dict[str, Text]:
    """Tell the unit of each figure itself: a row has that of its numerator or its denominator."""
    catalogue = catalogues.current()
    of_each = {code: catalogue.units[each.meaning.unit] for code, each in catalogue.handed_on.items()}
    return {
        code: _t(f"Unidad: {unit.in_language('es')}", f"Unit: {unit.in_language('en')}")
        for code, unit in of_each.items()
    }


def _entries(name: str) -> dict[str, Text]:
    catalogue = catalogues.current()
    return {code: catalogue.labels[name][code] for code in catalogue.codelists[name]}


def _breakdowns() -> dict[str, Text]:
    catalogue = catalogues.current()
    return {
        whole: _t(*(f"{catalogue.list_label(name).in_language(each)}: {catalogue.labels[name][code].in_language(each)}"
                    for each in ("es", "en")))
        for whole, (name, code) in _parts().items()
    }  # fmt: skip


@cache
def _parts() -> Mapping[str, tuple[str, str]]:
    return {f"{name}_{code}": (name, code) for name, code in _pairs()}


def _pairs() -> Iterator[tuple[str, str]]:
    for name, codes in catalogues.current().codelists.items():
        if not set(sides(name)) <= set(OWN):
            yield from ((name, code) for code in codes)


_ALL = _t("Total", "Total")
_FREQ = {
    "M": _t("Mensual", "Monthly"),
    "Q": _t("Trimestral", "Quarterly"),
    "A": _t("Anual", "Annual"),
    "A3": _t("Trienal", "Triennial"),
}
_COMPONENT = {
    "V": _t("Valor", "Value"),
    "N": _t("Numerador", "Numerator"),
    "D": _t("Denominador, o cuántas mediciones", "Denominator, or number measured"),
    "S": _t("Suma", "Sum"),
    "Q": _t("Suma de cuadrados", "Sum of squares"),
}
_SEX = {
    "F": _t("Mujer", "Female"),
    "M": _t("Hombre", "Male"),
    "_N": _t("No se dice", "Not disclosed"),
    "_O": _t("Otro", "Other"),
    "_T": _ALL,
    "_U": _t("Sin dato", "Not known"),
    "_Z": _t("No aplica", "Not applicable"),
}
_OBS_STATUS = {
    "A": _t("Valor normal", "Normal value"),
    "B": _t("Ruptura de la serie", "Time series break"),
    "D": _t("La definición difiere", "Definition differs"),
    "E": _t("Valor estimado", "Estimated value"),
    "G": _t("Valor experimental", "Experimental value"),
    "L": _t("Falta: no se recogió", "Missing value; data exist but were not collected"),
    "M": _t("Falta: no puede existir", "Missing value; data cannot exist"),
    "O": _t("Falta", "Missing value"),
    "P": _t("Valor provisional", "Provisional value"),
    "Q": _t("Falta: dato reservado", "Missing value; suppressed"),
    "U": _t("Poca confiabilidad", "Low reliability"),
    "V": _t("Valor sin validar", "Unvalidated value"),
}
_CONF = {
    "F": _t("Libre", "Free"),
    "N": _t("No para publicación, solo uso interno", "Not for publication, restricted for internal use only"),
    "A": _t("Supresión primaria por recuentos pequeños", "Primary confidentiality due to small counts"),
    "C": _t("Información estadística confidencial", "Confidential statistical information"),
    "D": _t("Supresión secundaria fijada por quien envía", "Secondary confidentiality set by the sender"),
    "E": _t("Con embargo", "Under embargo"),
    "S": _t("Supresión secundaria fijada por quien recibe", "Secondary confidentiality set by the receiver"),
}
_COMPARABILITY = {
    "A": _t("Misma definición", "Same definition"),
    "B": _t("Equivalente, con una diferencia", "Mapped, with a difference"),
    "C": _t("No comparable entre países", "Not comparable between countries"),
}
UNITS = _t("Unidad", "Unit of measure")
_LIST_NAMES = {
    "CL_FREQ": _t("Frecuencia", "Frequency"),
    "CL_AREA": _t("País", "Reference area"),
    "CL_INDICATOR": _t("Indicadores de la red", "Indicators of the network"),
    "CL_COMPONENT": _t("Componentes de un indicador", "Components of an indicator"),
    "CL_SEX": _t("Sexo", "Sex"),
    "CL_AGE": _t("Edad", "Age"),
    "CL_BREAKDOWN": _t("Desgloses", "Breakdowns"),
    "CL_OBS_STATUS": _t("Estado de la observación", "Observation status"),
    "CL_CONF_STATUS": _t("Estado de confidencialidad", "Confidentiality status"),
    "CL_EVIDENCE": _t("Nivel de evidencia", "Evidence level"),
    "CL_COMPARABILITY": _t("Comparabilidad", "Comparability"),
    "CL_UNIT_MEASURE": _t("Unidades", "Units of measure"),
}
