"""Two-way tables: how one is named as a list, its cells as entries, and both in words.

Both sides use it, so it knows no database.
"""

from collections.abc import Iterable, Mapping

from plugins.contract.text import Text

#: Between the two lists of a two-way table, and between their entries: ``SEX-AGE``, ``F-Y9T14``.
_BETWEEN = "-"
#: What names a list itself among the words of its entries.
LIST = "_list"


def crossed(names: Iterable[str]) -> str:
    """Name a two-way table by its two lists, or one of its cells by its two entries; one alone names itself."""
    return _BETWEEN.join(names)


def sides(name: str) -> tuple[str, ...]:
    """Give the two lists of a two-way table, or the two entries of one of its cells; of anything else itself."""
    return tuple(name.split(_BETWEEN))


def is_two_way(breakdown: str) -> bool:
    """Tell whether a breakdown is a two-way table."""
    return _BETWEEN in breakdown


def crossed_labels(labels: Mapping[str, Mapping[str, Text]], pair: tuple[str, str]) -> dict[str, Text]:
    """Name a two-way table and its cells by what stands at its margins."""
    one, other = (labels[each] for each in pair)
    found = {LIST: _together(one[LIST], other[LIST], " × ")}
    cells = ((a, b) for a in one for b in other if LIST not in (a, b))
    return found | {crossed(cell): _together(one[cell[0]], other[cell[1]], ", ") for cell in cells}


def _together(one: Text, other: Text, between: str) -> Text:
    return Text.of(**{code: f"{said}{between}{other.in_language(code)}" for code, said in one.versions})
