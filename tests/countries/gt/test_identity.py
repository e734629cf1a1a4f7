import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from countries.gt import identity
from countries.gt.places import municipality_codes
from plugins.contract.identity import DocumentNumber, Holder, IdentityDocument, IdentityError, PersonName

KINDS = {kind.code: kind for kind in identity.documents()}
PLACES = st.sampled_from(sorted(municipality_codes()))
SERIALS = st.integers(0, 99_999_999).map(lambda serial: f"{serial:08}")


@st.composite
def numbers(draw: st.DrawFn) -> str:
    serial = draw(SERIALS)
    check = identity.check_digit(serial)
    assume(check is not None)
    return f"{serial}{check}{draw(PLACES)}"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_takes_and_refuses_its_own_samples(kind: IdentityDocument) -> None:
    for number in kind.accepted:
        once = kind.validate(number)
        assert kind.validate(once.compact).compact == once.compact
        assert kind.validate(kind.format(once.compact)).compact == once.compact
    for refusal in kind.refused:
        with pytest.raises(IdentityError):
            kind.validate(refusal.number)


@pytest.mark.parametrize(
    "number",
    ["0000000190101", "0000001240301", "0000012361601", "0000123432217", "0001234550514", "0012345601333"],
)
def test_a_cui_of_every_sort_of_municipality_passes_without_doubt(number: str) -> None:
    assert identity.validate_cui(number) == DocumentNumber(number)


@pytest.mark.parametrize("number", ["0000000180101", "0000000190018", "0000000192301", "0000000199901"])
def test_a_wrong_check_digit_or_department_is_refused(number: str) -> None:
    with pytest.raises(IdentityError):
        identity.validate_cui(number)


@pytest.mark.parametrize("check", string.digits)
def test_a_serial_with_remainder_ten_was_never_issued(check: str) -> None:
    with pytest.raises(IdentityError):
        identity.validate_cui(f"00000006{check}0101")


def test_a_municipality_outside_the_list_is_a_doubt_and_no_refusal() -> None:
    assert len(identity.validate_cui("0000000190118").warnings) == 1
    with pytest.raises(IdentityError):
        identity.validate_cui("0000000190100")


@given(numbers())
def test_a_cui_of_a_listed_municipality_passes_and_reads_as_printed(number: str) -> None:
    shown = identity.format_cui(identity.validate_cui(number).compact)
    assert identity.validate_cui(shown) == DocumentNumber(number)
    assert [len(part) for part in shown.split(" ")] == [4, 5, 4]


@given(numbers(), st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_of_serial_or_check_is_always_noticed(number: str, place: int, by: int) -> None:
    wrong = str((int(number[place]) + by) % 10)
    with pytest.raises(IdentityError):
        identity.validate_cui(number[:place] + wrong + number[place + 1 :])


@given(SERIALS)
def test_the_check_digit_closes_the_weighted_sum(serial: str) -> None:
    remainder = sum(int(digit) * weight for digit, weight in zip(serial, range(2, 10), strict=True)) % 11
    assert identity.check_digit(serial) == {10: None}.get(remainder, str(remainder))


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
        "0000000190101" * 1000,
        "0000000190101;--",
        "００００００００１９０１０１",
        "0000\x00000190101",
        "+000000190101",
        "-" * 13,
    ],
)
def test_what_is_not_thirteen_plain_digits_is_refused(number: str) -> None:
    with pytest.raises(IdentityError):
        identity.validate_cui(number)


@pytest.mark.parametrize("number", ["foo\u200bbar", "--", " ", "x" * 61, "partida 1\x00"])
def test_a_free_document_hides_nothing_and_says_something(number: str) -> None:
    with pytest.raises(IdentityError):
        identity.validate_free(number)


def test_old_records_keep_their_entry_page_and_book() -> None:
    assert identity.validate_free(" partida 12,  folio 3,\tlibro 45 N ").compact == "partida 12, folio 3, libro 45 N"


def test_a_tax_number_is_for_adults_and_takes_a_letter_as_check() -> None:
    assert KINDS["nit"].holder is Holder.ADULT
    assert identity.format_nit(identity.validate_nit("0000010-8").compact) == "10-8"


def test_a_department_is_read_from_a_cui_only() -> None:
    assert identity.department_of("0012 34560 1333") == "13"
    assert identity.department_of("0012345611333") is None
    assert identity.department_of(None) is None


def test_names_are_shown_as_registered_and_sorted_whatever_sign_the_glottal_stop_has() -> None:
    typed = [PersonName("Ixchel", f"Tz{sign}i{sign} Ajú") for sign in "'’ʼ`"]
    shown = [identity.display_name(name) for name in typed]
    assert [each.shown for each in shown] == [f"Ixchel Tz{sign}i{sign} Ajú" for sign in "'’ʼ`"]
    assert {each.sorted_by for each in shown} == {"tzi aju, ixchel"}


def test_names_sort_by_surname_with_enye_after_n() -> None:
    names = [PersonName("Ana", "Ñuflo"), PersonName("Ana", "Nuz"), PersonName("Ana", "Ávila"), PersonName("Ana", "Oz")]
    ordered = sorted(names, key=lambda name: identity.display_name(name).sorted_by)
    assert [name.surnames for name in ordered] == ["Ávila", "Nuz", "Ñuflo", "Oz"]


def test_a_missing_part_of_a_name_leaves_no_gap() -> None:
    assert identity.display_name(PersonName("  Luna ", "")).shown == "Luna"
