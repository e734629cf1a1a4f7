"""The note on the method of an extract, in Spanish and English, from one template each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from core.care import instruments
from core.evidence.anonymity import LIMIT_PERCENT
from core.evidence.variables import VARIABLES

_LEFT_OUT = {
    "es": ("ninguna", "menos de {told.k} filas", "{told.lost} de {told.rows} filas, {share} %"),
    "en": ("none", "fewer than {told.k} rows", "{told.lost} of {told.rows} rows, {share} %"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What an extract says of itself.

    :param lost: rows left out by the check, of ``rows``.
    :param kept_until: the day by which every copy is destroyed.
    :param places: the names of municipalities, where the extract has them.
    """

    mark: str
    recipient: str
    purpose: str
    agreement: str
    ethics: str
    branch: str
    country: str
    years: tuple[int, int]
    catalogue: str
    k: int
    rows: int
    lost: int
    made_on: date
    until_on: date
    kept_until: date
    places: Mapping[str, str]


def written(told: Told, variables: Sequence[str], digest: str, language: str) -> str:
    """Write the note.

    :param digest: SHA-256 of the rows' file, by which a paper can say which rows it used.
    """
    text = files("core.evidence").joinpath(f"data/method.{language}.md").read_text(encoding="utf-8")
    return text.format(
        told=told, digest=digest, left_out=_left_out(told, language), limit=LIMIT_PERCENT,
        left=told.rows - told.lost, first=told.years[0], last=told.years[1], changes=_changes(language),
        variables="\n".join(f"- `{name}`: {VARIABLES[name].label.in_language(language)}" for name in variables),
    )  # fmt: skip


def _left_out(told: Told, language: str) -> str:
    """Say how many rows were left out; of fewer than k it would tell how many are unlike all others."""
    none, few, many = _LEFT_OUT[language]
    share = f"{told.lost * 100 / told.rows:.1f}" if told.lost else ""
    return (none if not told.lost else few if told.lost < told.k else many).format(told=told, share=share)


def _changes(language: str) -> str:
    return "\n".join(
        f"- {each.name.in_language(language)}: {known.points} ({known.deviation:g}; {known.reliability:g})"
        for each in instruments.all_instruments().values()
        if (known := each.reliable_change) is not None
    )
