"""How far long counting is, on the terminal of whoever waits for it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def shown_passes() -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how far the counting is; scripts read nothing but the result."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=0, label="Passes", show_pos=True, file=sys.stderr, hidden=hidden) as bar:

        def went_on(_done: int, of: int) -> None:
            bar.length = of
            bar.update(1)

        yield went_on
