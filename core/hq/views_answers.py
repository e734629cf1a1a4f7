"""How the office's pages reach its stores, do what a button asks, and say what was wrong with it."""

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, flash, g, redirect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.errors import Conflict, Invalid, Refused
from core.i18n import say
from core.stores import Stores

Done = TypeVar("Done")


def office() -> Stores:
    """Give the stores of this node; the office reads ``hq``: submissions and the list of branches."""
    stores: Stores = current_app.extensions["abrigo-stores"]
    return stores


def faults(error: Invalid) -> str:
    """Say everything that is wrong in one line."""
    return " ".join(say(each) for texts in error.fields.values() for each in texts)


def done(act: Callable[[Session], Done], said: str | Callable[[Done], str], back: str) -> Response:
    """Do what a button asks, say so or why not, and lead back."""
    try:
        with g.network.transaction() as session:
            made = act(session)
            words = said if isinstance(said, str) else said(made)
    except Invalid as error:
        flash(faults(error), "warning")
    except (Conflict, Refused) as error:
        flash(say(error.message), "warning")
    else:
        flash(words)
    return redirect(back)
