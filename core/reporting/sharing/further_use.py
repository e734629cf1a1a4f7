"""A further use of figures, as the office asks for it and a branch reads it (HQ-7); both sides use this, so it knows no
database.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import N_

FORMAT = "abrigo-sharing"
YES, NO = "yes", "no"
KINDS: Mapping[str, str] = {
    "donor": N_("A donor"),
    "press": N_("The press"),
    "ministry": N_("A ministry or another authority"),
    "researcher": N_("Somebody who does research"),
}


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a branch reads it, from the same node, over the line or from a file.

    :param content: kind, recipient, purpose and figures, in the one way that is hashed.
    :param until: instant at which silence becomes a no, in ISO 8601.
    :param answer: what the branch has said so far, empty if nothing; ``decision`` what holds now.
    """

    number: int
    content: str
    digest: str
    asked_at: str
    until: str
    answer: str
    text: str
    decision: str
