"""Codes that say nothing and catch slips of the hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.residents import codes

bodies = st.text(alphabet=codes.ALPHABET, min_size=5, max_size=5)


@given(bodies)
def test_every_single_wrong_sign_shows(body: str) -> None:
    signs = codes.with_check(body).replace("-", "")
    wrong = [
        signs[:place] + sign + signs[place + 1 :]
        for place in range(len(signs))
        for sign in codes.ALPHABET
        if sign != signs[place]
    ]
    assert not [code for code in wrong if codes.is_well_formed(codes.compact(code))]


@given(bodies)
def test_every_swap_of_neighbours_shows(body: str) -> None:
    signs = codes.with_check(body).replace("-", "")
    for place in range(len(signs) - 1):
        swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
        assert swapped == signs or not codes.is_well_formed(codes.compact(swapped))


def test_a_new_code_is_well_formed_and_has_no_look_alikes() -> None:
    drawn = {codes.new_code() for _ in range(300)}
    assert len(drawn) > 290
    assert all(codes.is_well_formed(code) for code in drawn)
    assert not set("".join(drawn)) & set("AEIOU0O1IL5S8U2")


def test_a_code_is_read_however_it_is_typed() -> None:
    written = codes.with_check("BCDFH")
    assert codes.compact(f" {written[:2].lower()} - {written[3:].lower()} ") == written


@pytest.mark.parametrize("code", ["", "-", "BC-DF", "BC-DFGHJ", "AE-IOUA", "BC-DFG\u0000", "٣٣-٣٣٣٣"])
def test_what_is_no_code_is_not_well_formed(code: str) -> None:
    assert not codes.is_well_formed(code)
