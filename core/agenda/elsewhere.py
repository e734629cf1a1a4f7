"""Tasks that are done on the page they are about: ticking them off in a list would pass by what is asked there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page on which a task is done.

    :param action: what may be done there; who may not has no way to it.
    :param about_her: whether it is asked for with the resident's code.
    """

    endpoint: str
    action: str
    about_her: bool


_PAGES: dict[tuple[str, str], Page] = {}


def done_at(source: str, code: str, endpoint: str, action: str, *, about_her: bool = True) -> None:
    """Say where tasks of a source and code are done; rooms say it of their own tasks when they are loaded."""
    _PAGES[source, code] = Page(endpoint, action, about_her)


def page_of(source: str, code: str) -> Page | None:
    """Give the page on which a task is done, or None for one that is ticked off anywhere."""
    return _PAGES.get((source, code))
