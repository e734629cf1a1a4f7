"""Settings: every fault at once, nothing guessed, nothing secret shown."""

from pathlib import Path

import pytest

from core import settings
from core.errors import Invalid


def test_an_empty_environment_gives_a_loopback_installation_without_keys() -> None:
    found = settings.load({})
    assert (found.host, found.port, found.workers) == ("127.0.0.1", 8000, 2)
    assert found.store == str(Path("var/stores"))
    assert (found.passphrase, found.key_file) == (None, None)
    assert found.store_names == ("network",)


def test_every_fault_is_told_at_once() -> None:
    wrong = {
        "ABRIGO_WORKERS": "many",
        "ABRIGO_LOCK_MINUTES": "0",
        "ABRIGO_LISTEN": "nowhere",
        "ABRIGO_COUNTRIES": "zz,zz",
        "ABRIGO_STORE": "mysql://server",
        "ABRIGO_PASSPHRASE": "short",
        "ABRIGO_TLS_CERT": "/does/not/exist",
        "ABRIGO_WORKER": "2",
    }
    with pytest.raises(Invalid) as caught:
        settings.load(wrong)
    assert set(caught.value.fields) == set(wrong)
    assert all(name in str(caught.value) for name in wrong)


def test_a_fault_does_not_repeat_the_secret() -> None:
    with pytest.raises(Invalid) as caught:
        settings.load({"ABRIGO_PASSPHRASE": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_a_certificate_needs_its_key(tmp_path: Path) -> None:
    cert = tmp_path / "cert.pem"
    cert.touch()
    with pytest.raises(Invalid) as caught:
        settings.load({"ABRIGO_TLS_CERT": str(cert)})
    assert set(caught.value.fields) == {"ABRIGO_TLS_CERT"}


def test_a_passphrase_is_read_from_its_file_and_shown_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text("correct horse battery staple\n")
    found = settings.load({"ABRIGO_PASSPHRASE_FILE": str(secret), "ABRIGO_STORE": "postgresql://u:pw-word@h/d"})
    assert found.passphrase == "correct horse battery staple"
    assert "horse" not in repr(found)
    assert "pw-word" not in repr(found)


def test_one_store_may_lie_elsewhere() -> None:
    found = settings.load(
        {
            "ABRIGO_COUNTRIES": "zz, yy",
            "ABRIGO_STORE": "/srv/abrigo",
            "ABRIGO_STORE_ZZ": "postgresql://app@server/zz",
            "ABRIGO_STORE_OWNER_ZZ": "postgresql://owner@server/zz",
            "ABRIGO_HOME": "/var/lib/abrigo",
        }
    )
    assert found.store_names == ("network", "zz", "yy")
    assert found.location("yy") == "/srv/abrigo"
    assert found.location("zz") == "postgresql://app@server/zz"
    assert found.owner_location("zz") == "postgresql://owner@server/zz"
    assert found.slots_path("yy") == Path("/srv/abrigo/yy.slots.json")
    assert found.slots_path("zz") == Path("/var/lib/abrigo/keys/zz.slots.json")


def test_the_owner_of_all_stores_does_not_own_one_that_lies_elsewhere() -> None:
    found = settings.load(
        {
            "ABRIGO_STORE": "postgresql://app@one/db",
            "ABRIGO_STORE_OWNER": "postgresql://owner@one/db",
            "ABRIGO_STORE_ZZ": "postgresql://app@two/db",
        }
    )
    assert found.owner_location("network") == "postgresql://owner@one/db"
    assert found.owner_location("zz") == "postgresql://app@two/db"


def test_a_folder_of_keys_holds_one_for_each_store(tmp_path: Path) -> None:
    found = settings.load({"ABRIGO_KEY_FILE": str(tmp_path)})
    assert found.key_path("zz") == tmp_path / "zz.key"


def test_variables_of_the_tests_and_empty_ones_are_passed_over() -> None:
    assert settings.load({"ABRIGO_TEST_PG": "x", "ABRIGO_WORKERS": "", "HOME": "/root"}).workers == 2
