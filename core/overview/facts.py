"""Answers the rooms below what the rooms above them know: signed forms, and whether a night is uncovered."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.forms.models import FormRecord
from core.legal import measures
from core.legal.cover import State
from core.stages.models import Episode


def about(session: Session, resident_id: int, episode_id: int) -> tuple[Collection[str], bool]:
    """Give the keys of the forms signed in an episode, and whether nothing covers the stay now."""
    signed = select(FormRecord.form_key).where(
        FormRecord.resident_id == resident_id, FormRecord.episode_id == episode_id, FormRecord.state.in_(SIGNED)
    )
    episode = session.get_one(Episode, episode_id)
    standing = measures.standings(session, {resident_id: episode.admitted_at}, clock.now())[resident_id]
    return frozenset(session.scalars(signed)), standing.state is State.NONE


#: States of a form in which its signatures stand.
SIGNED = ("signed", "delivered")
