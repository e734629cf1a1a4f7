"""What in a text would say whose it is: her names as the vault knows them, her codes and papers, and her house.

Whoever writes learns no more than that there is something: which of them it was is not said.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.branches.models import Branch
from core.residents import identity, names
from core.residents.models import Resident

#: A shorter word or number stands in too many texts to say anything of anybody.
_SHORTEST_NAME, _SHORTEST_NUMBER = 2, 4


@dataclass(frozen=True, slots=True)
class Telltales:
    """What would lead to somebody, in plain letters.

    :param names: words that each say who she is.
    :param whole: names of the house, codes and numbers without what parts them; all of one says whose it is.
    """

    names: frozenset[str]
    whole: frozenset[str]

    def stand_in(self, text: str) -> bool:
        """Tell whether a text holds any of them, however it is written with accents, capitals, blanks and hyphens."""
        found = _signs(text)
        return not self.names.isdisjoint(found) or _run_together(found, self.whole)


def of(session: Session, resident: Resident) -> Telltales:
    """Gather what would lead to a resident; the caller notes that the vault was asked."""
    known = identity.opened(session, resident)
    hers = " ".join((known.given_names, known.surnames, known.other_names, resident.house_name))
    branch = session.get_one(Branch, resident.branch_id)
    numbers = (resident.code, resident.external_code, *(known.documents or {}).values())
    whole = {"".join(_signs(each)) for each in (branch.code, branch.name, branch.public_name, *numbers)}
    return Telltales(
        frozenset(word for word in names.words_of(hers) if len(word) >= _SHORTEST_NAME),
        frozenset(each for each in whole if len(each) >= _SHORTEST_NUMBER),
    )


def _run_together(signs: list[str], wanted: Iterable[str]) -> bool:
    """Tell whether words that follow each other make up one of some words, whatever stood between them."""
    return any(_begins(signs, place, each) for each in wanted for place in range(len(signs)))


def _begins(signs: list[str], place: int, wanted: str) -> bool:
    made = ""
    while len(made) < len(wanted) and place < len(signs) and wanted.startswith(made):
        made, place = made + signs[place], place + 1
    return made == wanted


def _signs(text: str) -> list[str]:
    """Split a text into its words and numbers, as they are compared."""
    shown = "".join(each for each in text if unicodedata.category(each) != "Cf")  # a hyphen that nobody sees
    return names.tokens(shown)
