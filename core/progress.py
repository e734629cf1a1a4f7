"""How far something long has come: told by what works, and shown on the terminal of whoever waits for it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

#: Is told how much of how much is done.
WentOn = Callable[[int, int], object]


def quietly(_done: int, _of: int) -> None:
    """Tell nobody."""


@contextmanager
def shown(label: str) -> Iterator[WentOn]:
    """Show on a terminal how much of how much is done; scripts read nothing but the result.

    :param label: what is counted, such as ``Branches``.
    """
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=0, label=label, show_pos=True, file=sys.stderr, hidden=hidden) as bar:

        def went_on(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield went_on
