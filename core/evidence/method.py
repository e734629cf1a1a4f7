"""The note on the method of an extract, in Spanish and English, from one template each."""

from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from core.care import instruments
from core.evidence.anonymity import LIMIT_PERCENT
from core.evidence.variables import VARIABLES

if TYPE_CHECKING:
    from core.evidence.bundle import Told


def written(told: "Told", variables: Sequence[str], digest: str, language: str) -> str:
    """Write the note.

    :param digest: SHA-256 of the rows' file, by which a paper can say which rows it used.
    """
    text = files("core.evidence").joinpath(f"data/method.{language}.md").read_text(encoding="utf-8")
    share = f"{told.lost * 100 / told.rows:.1f}" if told.rows else "0.0"
    return text.format(
        told=told, digest=digest, share=share, limit=LIMIT_PERCENT,
        left=told.rows - told.lost, first=told.years[0], last=told.years[1], changes=_changes(language),
        variables="\n".join(f"- `{name}`: {VARIABLES[name].label.in_language(language)}" for name in variables),
    )  # fmt: skip


def _changes(language: str) -> str:
    return "\n".join(
        f"- {each.name.in_language(language)}: {known.points} ({known.deviation:g}; {known.reliability:g})"
        for each in instruments.all_instruments().values()
        if (known := each.reliable_change) is not None
    )
