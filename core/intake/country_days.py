"""Recesses and holidays that who administers the country enters once: every house counts by them and adds its own."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import select

from core.actor import Actor
from core.branches import local_days
from core.branches.models import Branch
from core.calendar import Closed
from core.configuration import versions
from core.configuration.kinds import Content, Ground, Kind, Touched
from core.errors import N_, Message
from core.i18n import lazy as _
from core.i18n import say
from core.intake.local_days import LocalDaysKind, Move, faults_of, schema_of, touched
from core.places import service as places
from core.scope import seeing_all

_HOUSES = N_("Houses in which something is due at another time")


class CountryDaysKind(Kind):
    """The recesses of a country's courts and the holidays of its regions.

    :param own: counts what is open at one house.
    """

    code: ClassVar[str] = local_days.COUNTRY_CODE
    label: ClassVar[Message] = _("Recesses and holidays of the country")
    purpose: ClassVar[Message] = _(
        "Days on which offices are closed in the whole country, or in one part of it: a recess of the courts, a holiday"
        " decreed this year. They are entered once; every house counts by them and adds its own."
    )
    travels: ClassVar[bool] = False
    of_country: ClassVar[bool] = True

    def __init__(self, own: LocalDaysKind) -> None:
        self._own = own

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Offer the country's calendars, and its parts."""
        parts = places.of_highest_level(ground.session)
        place = fields.String(
            load_default="",
            validate=validate.OneOf(["", *parts], [say(_("the whole country")), *parts.values()]),
            metadata={"label": _("Where"), "widget": "select"},
        )
        return schema_of(ground, place=place)

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """What the country's package brings, and no other."""
        return local_days.NONE

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell which calendars or parts the country does not have, and which closures cannot be."""
        parts = places.of_highest_level(ground.session)
        strange = [
            _("“%(name)s” is for a part of the country that there is not.", name=row["name"])
            for row in content["days"]
            if row.get("place") and row["place"] not in parts
        ]
        return [*faults_of(ground, content), *strange]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count what would be due at another time, in every house of the country."""

        def count(there: Ground, closed: Closed, _branch: Branch) -> list[Move]:
            return list(self._own.moved(there, closed))

        return self._everywhere(ground, after, count)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count every open term of every house anew by what is in force, and move the tasks."""
        live = versions.in_force(ground, self)

        def move(there: Ground, closed: Closed, branch: Branch) -> list[Move]:
            worker = replace(actor, branch_id=branch.id, branch_code=branch.code)
            return self._own.recounted(there, worker, closed)

        return self._everywhere(ground, live, move)

    def _everywhere(
        self, ground: Ground, content: Content, act: Callable[[Ground, Closed, Branch], list[Move]]
    ) -> list[Touched]:
        with seeing_all(ground.session):
            found = [
                act(replace(ground, branch_id=branch.id), self._closed(ground, branch, content), branch)
                for branch in _open_houses(ground)
            ]
        moved = [each for moves in found for each in moves]
        return [*touched(moved), Touched("houses", _HOUSES, sum(bool(moves) for moves in found))]

    def _closed(self, ground: Ground, branch: Branch, content: Content) -> Closed:
        own = versions.find_live(ground.session, branch.id, self._own.code, ground.key)
        return local_days.together(
            ground.session, branch.id, versions.content_of(own) if own else local_days.NONE, content
        )


def _open_houses(ground: Ground) -> Iterator[Branch]:
    yield from ground.session.scalars(select(Branch).where(Branch.closed_on.is_(None)).order_by(Branch.id)).all()
