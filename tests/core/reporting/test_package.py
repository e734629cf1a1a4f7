"""The package is one text, and its signature fits that text alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reporting.leaving import package

PRIVATE, PUBLIC = package.new_key()
contents = st.dictionaries(
    st.text(max_size=8),
    st.recursive(st.one_of(st.integers(), st.text(max_size=8), st.booleans(), st.none()), st.lists, max_leaves=5),
)


@given(contents)
def test_the_order_of_writing_does_not_matter(content: dict[str, object]) -> None:
    turned = dict(reversed(content.items()))
    assert package.canonical(turned) == package.canonical(content)
    assert json.loads(package.canonical(content)) == content


def test_the_bytes_are_known_forever() -> None:
    written = package.canonical({"b": [1, None, True], "a": "Ñandú\u2028 <&>"})
    assert written == '{"a":"Ñandú\u2028 <&>","b":[1,null,true]}'
    assert package.digest(written) == "8c2c370aae3ea947d4fbde2c297f8f968b96bc30426d1f8b6ce9983131ee581d"


@given(contents)
def test_a_signature_fits_its_package_and_key(content: dict[str, object]) -> None:
    text = package.canonical(content)
    signature = package.sign(text, PRIVATE)
    assert package.is_signed_by(text, signature, PUBLIC)
    assert not package.is_signed_by(text + " ", signature, PUBLIC)
    assert not package.is_signed_by(text, signature, package.new_key()[1])


@pytest.mark.parametrize("public", ["", "QUJD", "no key", "ñ"])
def test_a_broken_key_signs_nothing(public: str) -> None:
    assert not package.is_signed_by("{}", package.sign("{}", PRIVATE), public)


def test_no_number_without_a_value_is_written() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        package.canonical({"a": float("nan")})


def test_an_envelope_gives_back_what_it_holds() -> None:
    assert json.loads(package.envelope("{}", "x")) == {"package": "{}", "signature": "x"}
