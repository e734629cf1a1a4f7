"""What a page brings to a form from where the room of forms does not reach by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access.people import Post
from core.forms.parts import Period


@dataclass(frozen=True, slots=True)
class Beside:
    """Records of other rooms and stores; where there are none, what they would fill is left empty.

    :param posts: who works in the house and worked there in the last two months, from the network's store.
    :param absences: counts absences without leave that began in a period, from a room that stands on this one.
    """

    posts: Sequence[Post] = ()
    absences: Callable[[Session, Period], int] | None = None


NOTHING = Beside()
