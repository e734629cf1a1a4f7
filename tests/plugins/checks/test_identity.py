"""Validators on trial: samples, their own output, and what people type at three in the morning."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.testkit.zz import identity
from plugins.checks.identity import check_documents, check_names
from plugins.contract.identity import DocumentNumber, IdentityError, Refusal
from plugins.contract.text import Text

Faults = Callable[..., list[tuple[str, str]]]
CIVIL = identity.DOCUMENTS[0]
NO = IdentityError(Text.of(es="No"))


def digits_only(number: str) -> DocumentNumber:
    return DocumentNumber(str(int(number)))


def plain_text(number: str) -> str:
    return identity.validate_civil_number(number).compact


def unicode_digits(number: str) -> DocumentNumber:
    if not number.isdigit():
        raise NO
    return DocumentNumber(str(sum(map(int, number))))


def index(number: str) -> DocumentNumber:
    if number[0] != "1":
        raise NO
    return DocumentNumber(number)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"accepted": ()}, "has no samples"),
        ({"refused": ()}, "has no samples"),
        ({"accepted": ("123-456-2",)}, "refuses its sample '123-456-2'"),
        ({"refused": (Refusal("123-456-1", "invented"),)}, "accepts '123-456-1' (invented)"),
        ({"validate": digits_only}, "raises ValueError"),
        ({"validate": unicode_digits}, "raises ValueError"),
        ({"validate": index}, "raises IndexError"),
        ({"validate": plain_text}, "answers str, not DocumentNumber"),
        ({"format": lambda compact: compact[:3]}, "cannot read back what it formats"),
        ({"format": lambda compact: 1 / 0}, "cannot read back what it formats"),
    ],
)
def test_a_validator_that_does_not_keep_its_word_is_told(
    faults: Faults, changes: dict[str, object], words: str
) -> None:
    told = faults(
        check_documents, declare_identity_documents=lambda: (replace(CIVIL, **changes), identity.DOCUMENTS[1])
    )
    assert {hook for hook, _ in told} == {"declare_identity_documents"}
    assert any(words in message for _, message in told)
    assert all("document 'civil_number'" in message for _, message in told)


def test_a_validator_that_changes_its_own_answer_is_told(faults: Faults) -> None:
    def shortening(number: str) -> DocumentNumber:
        return DocumentNumber(number[:-1] or "0")

    changed = replace(CIVIL, validate=shortening, format=str)
    told = faults(check_documents, declare_identity_documents=lambda: (changed, identity.DOCUMENTS[1]))
    assert any("changes its own answer to '123-456-1'" in message for _, message in told)


def test_the_hostile_text_is_shown_in_short_and_safely(faults: Faults) -> None:
    def validate(number: str) -> DocumentNumber:
        if len(number) == 10_000:
            raise OverflowError
        return identity.validate_civil_number(number)

    [(_, message)] = faults(
        check_documents, declare_identity_documents=lambda: (replace(CIVIL, validate=validate), identity.DOCUMENTS[1])
    )
    assert message == "document 'civil_number' raises OverflowError for '11111111111111111111' (10000 signs)"


def test_a_name_that_lacks_a_part_must_be_joined_too(faults: Faults) -> None:
    told = faults(check_names, decide_display_name=lambda name: identity.DisplayName(name.given_names[0], ""))
    assert {hook for hook, _ in told} == {"decide_display_name"}
    assert all("raised IndexError" in message for _, message in told)


def test_the_imaginary_country_joins_every_name(faults: Faults) -> None:
    assert faults(check_names) == []
