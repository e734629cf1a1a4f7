"""Sums are exact whoever stays away, and what a branch gives says nothing of its own count."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reporting.masking import FEWEST, MODULUS, Call, Masks, add_up, new_key, read

CODES = tuple(f"ZZ-{number:02}" for number in range(1, 7))
KEYS = {code: new_key() for code in CODES}
CELLS = ("RES-003/AGE/Y9T14/V", "RES-004/EXPLOITATION/BEGGING/N")
Values = Mapping[str, Mapping[str, int]]


def call_for(hiding: Mapping[str, tuple[str, ...]]) -> Call:
    members = sorted({code for codes in hiding.values() for code in codes})
    keys = {code: KEYS[code][1] for code in members}
    return Call("2025", 1, "RED-IND 1", "2026-02-01", keys, dict.fromkeys(members, 1), hiding)


def masks(call: Call) -> dict[str, Masks]:
    return {code: Masks(call, code, KEYS[code][0]) for code in call.members}


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_sum_of_those_who_took_part_is_exact(data: st.DataObject) -> None:
    some = st.lists(st.sampled_from(CODES), min_size=FEWEST, unique=True)
    hiding = {name: tuple(sorted(data.draw(some))) for name in CELLS}
    call = call_for(hiding)
    values = {code: {name: data.draw(st.integers(0, 9)) for name in CELLS} for code in call.members}
    alive = data.draw(st.lists(st.sampled_from(sorted(call.members)), unique=True))
    each = masks(call)
    firsts = {code: each[code].first(values[code]) for code in alive}
    seconds = {code: each[code].second(alive) for code in alive}
    expected = {
        name: sum(values[code][name] for code in codes if code in alive)
        for name, codes in hiding.items()
        if len(set(codes) & set(alive)) >= FEWEST
    }
    assert add_up(call, firsts, seconds) == expected


def test_without_one_of_the_second_answers_the_sum_is_chance() -> None:
    call = call_for({CELLS[0]: CODES[:4]})
    each = masks(call)
    firsts = {code: each[code].first({CELLS[0]: 1}) for code in CODES[:4]}
    seconds = {code: each[code].second(CODES[:4]) for code in CODES[:3]}
    assert add_up(call, firsts, seconds)[CELLS[0]] != 3  # three of four answered: four billion to one


def test_whoever_comes_too_late_stays_hidden() -> None:
    """The others have given away what they share with her; her own mask is still there."""
    call = call_for({CELLS[0]: CODES[:4]})
    each = masks(call)
    late, others = CODES[3], CODES[:3]
    without = sum(each[code].second(others)[CELLS[0]] - each[code].second(CODES[:4])[CELLS[0]] for code in others)
    unmasked = (each[late].first({CELLS[0]: 2})[CELLS[0]] + without) % MODULUS
    own = each[late].second(CODES[:4])[CELLS[0]]
    assert unmasked != 2
    assert (unmasked - own) % MODULUS == 2  # nothing but her own mask keeps it


def test_what_leaves_looks_the_same_whatever_the_count() -> None:
    """One number more is one number more, on a mask that changes with every round."""
    call = call_for({CELLS[0]: CODES[:3]})
    again = replace(call, number=2)
    numbers = [masks(each)[CODES[0]].first({CELLS[0]: 3})[CELLS[0]] for each in (call, again)]
    assert numbers[0] != numbers[1]
    drawn = [masks(replace(call, number=number))[CODES[0]].first({CELLS[0]: 0})[CELLS[0]] for number in range(200)]
    assert 0.4 < sum(each / MODULUS for each in drawn) / len(drawn) < 0.6


def test_two_branches_are_too_few() -> None:
    call = call_for({CELLS[0]: CODES[:2]})
    assert masks(call)[CODES[0]].first({CELLS[0]: 1}) == {}


def test_a_call_is_read_as_it_was_written() -> None:
    call = call_for({CELLS[0]: CODES[:3], CELLS[1]: CODES[2:]})
    import json

    assert read(json.loads(call.text)) == call
    with pytest.raises(KeyError):
        read({"period": "2025"})
