"""What a later room knows and an earlier one asks for: signed forms and the legal state, answered by the application.

Stages stand below legal and forms in the order of rooms, so they may not ask them; the application hands the answer in.
"""

from collections.abc import Callable, Collection

from flask import current_app
from sqlalchemy.orm import Session

#: Session, resident and episode in; keys of signed forms and whether a night is uncovered now, out.
FactsAbout = Callable[[Session, int, int], tuple[Collection[str], bool]]
_EXTENSION = "abrigo_facts"


def install_facts(app: object, answer: FactsAbout) -> None:
    """Name who answers."""
    app.extensions[_EXTENSION] = answer  # type: ignore[attr-defined]


def facts_about(session: Session, resident_id: int, episode_id: int) -> tuple[Collection[str], bool]:
    """Ask what the file knows of an episode."""
    answer: FactsAbout = current_app.extensions[_EXTENSION]
    return answer(session, resident_id, episode_id)
