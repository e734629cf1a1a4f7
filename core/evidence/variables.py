"""What an extract may hold: a list of variables, each in classes; nothing that is not on it can be asked for.

No day, no name, no code, no free text is on it. Whatever could be known of somebody from outside is a key variable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.evidence.anonymity import UNKNOWN, WITHHELD
from core.evidence.change import BETTER, SAME, WORSE
from core.reporting import catalogue as catalogues
from plugins.contract.text import Text

KEY, OUTCOME = "key", "outcome"
MUNICIPALITY = "municipality"
QUARTERS = Text.of(es="Año y trimestre", en="Year and quarter")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the allow-list.

    :param role: ``key`` if somebody outside could know it of a person, else ``outcome``.
    :param regional: the list of the catalogue that its codes belong to.
    :param codes: its codes, where it has a list of its own.
    :param source: the records that it is made of.
    """

    code: str
    label: Text
    role: str
    source: str
    regional: str = ""
    codes: Mapping[str, Text] | None = None
    note: Text | None = None

    def meanings(self) -> dict[str, Text]:
        """Say what each of its codes means."""
        known = dict(catalogues.current().labels[self.regional]) if self.regional else dict(self.codes or {})
        known.pop("_list", None)
        return known | _OUTSIDE_KNOWN if self.role == KEY else known | _OUTCOMES_UNKNOWN


_OUTSIDE_KNOWN = {"_U": Text.of(es="No consta", en="Not recorded")}
_OUTCOMES_UNKNOWN = {
    UNKNOWN: Text.of(es="No se midió o no consta", en="Not measured or not recorded"),
    WITHHELD: Text.of(es="Reservado: en su grupo todas coinciden", en="Withheld: all of its group share it"),
}
_CHANGE = {
    BETTER: Text.of(es="Mejora fiable", en="Reliably better"),
    SAME: Text.of(es="Sin cambio fiable", en="No reliable change"),
    WORSE: Text.of(es="Deterioro fiable", en="Reliably worse"),
}
_YES_NO = {"yes": Text.of(es="Sí", en="Yes"), "no": Text.of(es="No", en="No")}
_REACHED = {
    "reached": Text.of(es="Contactada", en="Reached"),
    "not_reached": Text.of(es="No contactada", en="Not reached"),
    "declined": Text.of(es="Prefirió no tener contacto", en="Preferred no contact"),
}
_PAIR = Text.of(
    es="Del ingreso al mes seis, mismo instrumento; indicación, no efecto.",
    en="From intake to month six, same instrument; an indication, no effect.",
)

VARIABLES: Mapping[str, Variable] = {each.code: each for each in (
    Variable("sex", Text.of(es="Sexo", en="Sex"), KEY, "resident", "SEX"),
    Variable("age_band", Text.of(es="Tramo de edad al ingreso", en="Age band at admission"), KEY, "episode", "AGE"),
    Variable("admitted", Text.of(es="Trimestre de ingreso", en="Quarter of admission"), KEY, "episode", note=QUARTERS),
    Variable(
        "left", Text.of(es="Trimestre de egreso", en="Quarter of exit"), KEY, "episode",
        codes={"_O": Text.of(es="Sigue en la casa", en="Still in the house")}, note=QUARTERS,
    ),
    Variable("stay", Text.of(es="Tramo de estancia", en="Length of stay, in bands"), KEY, "episode", "STAY"),
    Variable("nationality", Text.of(es="País", en="Country"), KEY, "resident"),
    Variable(
        MUNICIPALITY, Text.of(es="Municipio de origen", en="Municipality of origin"), KEY, "identity",
        note=Text.of(es="Casi nunca pasa la revisión.", en="It hardly ever passes the check."),
    ),
    Variable("referrer", Text.of(es="Quién la remitió", en="Who referred her"), KEY, "episode", "REFERRER"),
    Variable(
        "purpose", Text.of(es="Finalidades registradas", en="Purposes recorded"), KEY, "episode_fact", "EXPLOITATION",
        note=Text.of(es="Varias se unen con |", en="Several are joined by |"),
    ),
    Variable("destination", Text.of(es="Destino al egreso", en="Destination at exit"), KEY, "episode", "DESTINATION"),
    Variable("wellbeing", Text.of(es="Bienestar", en="Wellbeing"), OUTCOME, "assessment", codes=_CHANGE, note=_PAIR),
    Variable(
        "trauma", Text.of(es="Síntomas de trauma", en="Trauma symptoms"), OUTCOME, "assessment", codes=_CHANGE,
        note=_PAIR,
    ),
    Variable(
        "reached_12", Text.of(es="Contacto a 12 meses", en="Contact at 12 months"), OUTCOME, "follow_up",
        codes=_REACHED,
    ),
    Variable(
        "occupied_12", Text.of(es="Estudio o trabajo decente a 12 meses", en="School or decent work at 12 months"),
        OUTCOME, "follow_up", codes=_YES_NO,
    ),
)}  # fmt: skip


def keys_of(variables: list[str]) -> list[str]:
    """Give those of some variables that could be known from outside."""
    return [code for code in variables if VARIABLES[code].role == KEY]


def outcomes_of(variables: list[str]) -> list[str]:
    """Give the others."""
    return [code for code in variables if VARIABLES[code].role == OUTCOME]
