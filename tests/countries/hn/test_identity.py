import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.hn import identity
from countries.hn.places import municipality_codes
from plugins.contract.identity import DocumentNumber, IdentityDocument, IdentityError, PersonName

KINDS = {kind.code: kind for kind in identity.documents()}
NUMBERS = st.builds(
    lambda place, year, serial: f"{place}{year}{serial:05}",
    st.sampled_from(sorted(municipality_codes())),
    st.integers(1900, 2099),
    st.integers(0, 99_999),
)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_takes_and_refuses_its_own_samples(kind: IdentityDocument) -> None:
    for number in kind.accepted:
        once = kind.validate(number)
        assert kind.validate(once.compact).compact == once.compact
        assert kind.validate(kind.format(once.compact)).compact == once.compact
    for refusal in kind.refused:
        with pytest.raises(IdentityError):
            kind.validate(refusal.number)


@given(NUMBERS)
def test_a_number_of_a_listed_municipality_passes_without_doubt_and_reads_as_printed(number: str) -> None:
    shown = identity.format_number(identity.validate_number(number).compact)
    assert identity.validate_number(shown) == DocumentNumber(number)
    assert [len(part) for part in shown.split("-")] == [4, 4, 5]


@given(st.text(max_size=80))
def test_hostile_input_is_refused_or_kept_but_never_breaks(number: str) -> None:
    for kind in KINDS.values():
        try:
            once = kind.validate(number)
        except IdentityError:
            continue
        assert kind.validate(once.compact).compact == once.compact


@pytest.mark.parametrize(
    "number",
    [
        "08012010000",
        "0801201000000" * 1000,
        "0801-2010-00000;--",
        "０８０１２０１０００００００",
        "0801\x002010000000",
        "+801201000000",
    ],
)
def test_what_is_not_thirteen_plain_digits_is_refused(number: str) -> None:
    with pytest.raises(IdentityError):
        identity.validate_number(number)


@pytest.mark.parametrize("department", ["00", "19", "20", "99"])
def test_a_department_that_does_not_exist_is_refused(department: str) -> None:
    with pytest.raises(IdentityError):
        identity.validate_number(f"{department}01201000000")


@pytest.mark.parametrize("year", ["1899", "0000", "2100", "9999"])
def test_an_impossible_year_of_registration_is_refused(year: str) -> None:
    with pytest.raises(IdentityError):
        identity.validate_number(f"0801{year}00000")


def test_an_unlisted_municipality_is_refused_today_but_only_doubted_in_an_old_record() -> None:
    with pytest.raises(IdentityError):
        identity.validate_number("0899200400000")
    assert len(identity.validate_number("0899200300000").warnings) == 1


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x07", "\ue000"])
def test_invisible_signs_do_not_enter_a_free_number(sign: str) -> None:
    with pytest.raises(IdentityError):
        identity.validate_free(f"A1{sign}2")


@given(st.text(alphabet=string.ascii_letters + " áéíóúñÑ", max_size=30))
def test_any_name_is_shown_with_single_spaces(given_names: str) -> None:
    shown = identity.display_name(PersonName(given_names, "López  Ñáñez")).shown
    assert shown == " ".join(shown.split())
    assert shown.endswith("López Ñáñez")


def test_names_sort_by_first_surname_then_second_and_n_with_tilde_stands_between_n_and_o() -> None:
    ordered = [
        PersonName("Ana", "Avila Cruz"),
        PersonName("Eva", "Ávila Cruz"),
        PersonName("Ana", "Ávila Zúniga"),
        PersonName("Ana", "Nunzio Paz"),
        PersonName("Ana", "Núñez Paz"),
        PersonName("Ana", "Nuzo Paz"),
    ]
    found = list(reversed(ordered))
    found.sort(key=lambda name: identity.display_name(name).sorted_by)
    assert found == ordered


def test_a_composed_and_a_decomposed_name_sort_alike() -> None:
    assert (
        identity.display_name(PersonName("", "Nu\u00f1ez")).sorted_by
        == identity.display_name(PersonName("", "Nun\u0303ez")).sorted_by
    )


def test_one_part_of_a_name_is_enough() -> None:
    assert identity.display_name(PersonName("", "Cruz")).shown == "Cruz"
    assert identity.display_name(PersonName(" Ana ", "")).shown == "Ana"
