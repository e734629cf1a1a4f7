"""Names that a page offers while somebody writes one: courts, colleagues, her family, people at partners."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.access.people import Post, role_label
from core.actor import Actor
from core.branches.models import Branch
from core.forms.opened import Opened
from core.forms.people import Known, offers_of
from core.i18n import speaking
from core.partners import service as partners
from core.residents import family
from core.residents import service as residents
from core.residents.models import FamilyLink
from plugins.profile import CountryProfile


def known(session: Session, actor: Actor, country: CountryProfile, opened: Opened, posts: Sequence[Post] = ()) -> Known:
    """Gather the names to offer, by what a field asks for, in the words in which the form is filed.

    :param posts: who works in the house.
    """
    with speaking(country.country.default_language, country=country.code):
        asked = _Asked(session, actor, opened, posts)
        return {offer: tuple(dict.fromkeys(asked.names(offer[1]))) for offer in offers_of(opened.form)}


@dataclass(frozen=True, slots=True)
class _Asked:
    session: Session
    actor: Actor
    opened: Opened
    posts: Sequence[Post]

    def names(self, groups: tuple[str, ...]) -> Iterator[str]:
        for group in groups:
            name, _colon, part = group.partition(":")
            yield from _GROUPS[name](self, part)

    def self_(self, _part: str) -> Iterator[str]:
        yield _with_post(self.actor.name, self.actor.role)

    def team(self, _part: str) -> Iterator[str]:
        resident_id = self.opened.record.resident_id
        for each in residents.team(self.session, resident_id) if resident_id else ():
            yield _with_post(each.user_name, each.role)

    def staff(self, role: str) -> Iterator[str]:
        today = self._today()
        for each in self.posts:
            if each.on(today) and role in ("", each.role):
                yield _with_post(each.name, each.role)

    def family(self, relation: str) -> Iterator[str]:
        """Name whom she may have contact with: who must not find her is not offered to be told of her."""
        yield from (name for link, name in self._family(relation) if not (link.no_contact or link.safety == "unsafe"))

    def unsafe(self, relation: str) -> Iterator[str]:
        yield from (name for link, name in self._family(relation) if link.no_contact or link.safety == "unsafe")

    def partners(self, kind: str) -> Iterator[str]:
        for name, function, partner in partners.people(self.session, self.actor, self._today(), kind):
            yield ", ".join(part for part in (name, function, partner) if part)

    def courts(self, _part: str) -> Iterator[str]:
        yield from (each.name for each in partners.authorities(self.session, self._today()))

    def _family(self, relation: str) -> Iterator[tuple[FamilyLink, str]]:
        resident_id = self.opened.record.resident_id
        if resident_id is None:
            return
        on_case = residents.on_case(self.session, self.actor, resident_id)
        if policies.may(self.actor, "family.read", on_case=on_case):
            for link, name, _contact in family.of_resident(self.session, resident_id):
                if relation in ("", link.relation):
                    yield link, name

    def _today(self) -> date:
        return clock.today(self.session.get_one(Branch, self.opened.record.branch_id).time_zone)


def _with_post(name: str, role: str) -> str:
    return f"{name}, {role_label(role)}"


_GROUPS: Mapping[str, Callable[[_Asked, str], Iterator[str]]] = {
    "self": _Asked.self_,
    "team": _Asked.team,
    "staff": _Asked.staff,
    "family": _Asked.family,
    "unsafe": _Asked.unsafe,
    "partners": _Asked.partners,
    "courts": _Asked.courts,
}
