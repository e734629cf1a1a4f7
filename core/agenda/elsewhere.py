"""Tasks that are done on the page they are about: ticking them off in a list would pass by what is asked there."""

_PAGES: dict[tuple[str, str], str] = {}


def done_at(source: str, code: str, endpoint: str) -> None:
    """Say where tasks of a source and code are done; rooms say it of their own tasks when they are loaded.

    :param endpoint: of the page, which is asked for with the resident's code.
    """
    _PAGES[source, code] = endpoint


def page_of(source: str, code: str) -> str | None:
    """Give the page on which a task is done, or None for one that is ticked off anywhere."""
    return _PAGES.get((source, code))
