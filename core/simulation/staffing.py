"""Plans simulated houses and who works in them."""

import random
import unicodedata
from datetime import date

from core.simulation.ground import HousePlan
from core.simulation.words import words
from plugins.profile import CountryProfile

#: How many work in a house in each role.
STAFF = {"director": 1, "social_worker": 3, "psychologist": 2, "nurse": 2, "lawyer": 2, "educator": 4, "me_officer": 1}
_MOTHERS = 0.12


def house_plans(
    country: CountryProfile, seed: str, first: int, number: int, beds: int, opened_on: date
) -> list[HousePlan]:
    """Plan houses with consecutive numbers."""
    dice = random.Random(f"{seed}/{country.code}/houses")  # noqa: S311 - a simulation must be repeatable
    return [_plan(country, dice, place, beds, opened_on) for place in range(first, first + number)]


def _plan(country: CountryProfile, dice: random.Random, number: int, beds: int, opened_on: date) -> HousePlan:
    code = f"{country.code.upper()}-{number:02}"
    names = words()["house"]
    pairs = max(1, round(beds * _MOTHERS))
    staff = tuple(_member(dice, code, role, place) for role, many in STAFF.items() for place in range(1, many + 1))
    return HousePlan(code, names[(number - 1) % len(names)], opened_on, beds, pairs, staff)


def _member(dice: random.Random, code: str, role: str, place: int) -> tuple[str, str, str]:
    known = words()
    name = f"{dice.choice(known['staff_given'])} {dice.choice(known['staff_surname'])}"
    return f"{plain(role)}{place}.{code.lower()}", name, role


def plain(text: str) -> str:
    """Write a text as a login may be: letters without accents, and nothing between them."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in bare if sign.isascii() and sign.isalnum())
