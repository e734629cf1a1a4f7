"""How somebody stands at her branch now: on shift or not, what is closed to her there, what things are called."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from core.actor import Actor
from core.branches import clocks, duty, terms
from core.configuration import versions
from core.overview.modules import MODULES_KIND, closed_actions, quiet_tasks
from core.residents.role_limits import ROLE_LIMITS


def as_she_stands(session: Session, actor: Actor) -> tuple[Actor, Mapping[str, str]]:
    """Give the actor as she may act at her branch today, and the branch's words in her language."""
    words: Mapping[str, str] = {}
    actor = replace(actor, lock_minutes=clocks.screen_lock(session, {}))
    kinds = (terms.TERMS.code, ROLE_LIMITS.code, MODULES_KIND.code, clocks.CODE)
    for kind, key, content in versions.contents(session, actor.branch_id or 0, kinds):
        if kind == terms.TERMS.code:
            words = terms.words(content, actor.language)
        elif kind == MODULES_KIND.code:
            actor = replace(actor, closed=closed_actions(content), quiet=quiet_tasks(content))
        elif kind == clocks.CODE:
            actor = replace(actor, lock_minutes=clocks.screen_lock(session, content))
        elif key == actor.role:
            actor = replace(actor, hidden=frozenset(content["hidden"]))
    return duty.as_on_duty(session, actor), words
