"""Who acts, with one hat on: the value that every service receives."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person in one role at one branch.

    :param branch_id: id in the country's store; None for the regional office's roles.
    :param on_duty: whether she is on shift in the house now (NK-2).
    :param hidden: classes of data that her branch does not show to her role, though the network would.
    :param closed: actions of modules that her branch has switched off.
    :param quiet: sources of tasks that belong to them, which nobody is shown meanwhile.
    :param lock_minutes: after which the screens of her branch lock at the latest; None for the installation's.
    :param leads: whether her branch administers what is set once for its whole country.
    """

    user_id: int | None
    name: str
    role: str
    branch_id: int | None = None
    branch_code: str | None = None
    country_code: str | None = None
    language: str = "es"
    on_duty: bool = False
    hidden: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset()
    lock_minutes: int | None = None
    leads: bool = False


#: The platform itself: commands and nightly work.
SYSTEM = Actor(None, "Abrigo", "system")
