"""What a password may be, and what its hash costs."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access import passwords
from core.errors import Invalid, StoreBusy

WEAK = [
    "short",
    "",
    "12345678",
    "Contraseña",
    "aaaaaaaa",
    "abrigo para todas",
    "juana pérez 1",
    "JPEREZ2026",
    "x" * 129,
]


@pytest.mark.parametrize("password", WEAK)
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.check_new(password, "jperez2026", "Juana Pérez")


@pytest.mark.parametrize(
    "password", ["tres tazas de café", "kLm!9_wq", "日本語の長い合言葉", "        no trim", "x1y2" * 32]
)
def test_nothing_else_is_asked_of_it(password: str) -> None:
    passwords.check_new(password, "jperez", "Juana Pérez")


@pytest.mark.parametrize("pin", ["", "123", "1234", "4321", "0000", "1234567890123", "12a4", "١٢٣٥", "-123", "98765"])
def test_a_pin_that_is_easy_to_guess_is_refused(pin: str) -> None:
    with pytest.raises(Invalid):
        passwords.check_new_pin(pin)


@given(st.integers(0, 999_999))
def test_other_pins_are_taken(number: int) -> None:
    pin = f"{number:06}7" if len(set(f"{number:06}7")) > 1 else "280416"
    if pin in "01234567890123456789" or pin[::-1] in "01234567890123456789":
        return
    passwords.check_new_pin(pin)


def test_hashes_are_argon2id_at_owasps_parameters() -> None:
    assert passwords.hash_secret("one two three").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_same_letters_fit_however_they_are_composed() -> None:
    assert passwords.matches(passwords.hash_secret("caf\u00e9 con leche"), "cafe\u0301 con leche")


def test_no_hash_fits_nothing_and_a_broken_one_neither() -> None:
    assert not passwords.matches(None, "nobody has this password")
    assert not passwords.matches("not a hash", "anything")


def test_an_unknown_login_is_hashed_like_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    real = passwords._hasher.verify

    class Watched:
        def verify(self, hashed: str, secret: str) -> bool:
            verified.append(hashed)
            return real(hashed, secret)

        hash = passwords._hasher.hash

    monkeypatch.setattr(passwords, "_hasher", Watched())
    passwords.matches(None, "x")
    [hashed] = verified
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_older_hash_is_outdated() -> None:
    older = passwords.PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("one two three")
    assert passwords.outdated(older)
    assert not passwords.outdated(passwords.hash_secret("one two three"))


def test_no_more_than_two_hash_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_PATIENCE", 0.05)
    with passwords._in_turn(), passwords._in_turn():
        failed: list[type[Exception]] = []

        def third() -> None:
            try:
                passwords.matches(None, "x")
            except StoreBusy as error:
                failed.append(type(error))

        thread = threading.Thread(target=third)
        thread.start()
        thread.join()
    assert failed == [StoreBusy]
