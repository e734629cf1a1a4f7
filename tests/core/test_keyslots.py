"""Key slots: who opens a store, who does not, and that no usable key lies beside it."""

import json
from pathlib import Path

import pyrage
import pytest

from core import keyslots
from core.errors import Invalid, MissingKey, Refused, WrongKey
from core.keyslots import Cost, KeyFile, Passphrase, Purpose, Recipient

CHEAP = Cost(time=1, memory_kib=64, lanes=1)
WORDS = "a long enough passphrase"


@pytest.fixture
def slots(tmp_path: Path) -> Path:
    return tmp_path / "stores" / "zz.slots.json"


def test_each_kind_of_slot_opens_the_same_master(tmp_path: Path, slots: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    key_file = keyslots.new_key_file(tmp_path / "keys" / "one.key")
    ways = [Passphrase(WORDS, cost=CHEAP), KeyFile(key_file), Recipient(str(identity.to_public()), "regional office")]
    master = keyslots.create(slots, "zz", *ways)
    assert keyslots.unlock(slots, passphrase=WORDS) == master
    assert keyslots.unlock(slots, key_file=key_file) == master
    assert keyslots.unlock(slots, identity=str(identity)) == master
    assert [slot.kind for slot in keyslots.list_slots(slots)] == ["passphrase", "key_file", "recovery"]


def test_the_slot_file_holds_neither_the_master_nor_a_key(tmp_path: Path, slots: Path) -> None:
    key_file = keyslots.new_key_file(tmp_path / "keys" / "one.key")
    master = keyslots.create(slots, "zz", KeyFile(key_file), Passphrase(WORDS, cost=CHEAP))
    text = slots.read_text()
    derived = [keyslots.derive(master, "zz", purpose) for purpose in Purpose]
    assert not any(key.hex() in text for key in [master, keyslots.read_key_file(key_file), *derived])
    assert key_file.read_text().split()[1] not in text
    assert slots.stat().st_mode & 0o777 == 0o600


def test_a_wrong_passphrase_identity_or_key_file_is_a_wrong_key(tmp_path: Path, slots: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    key_file = keyslots.new_key_file(tmp_path / "one.key")
    recipient = Recipient(str(identity.to_public()))
    keyslots.create(slots, "zz", Passphrase(WORDS, cost=CHEAP), KeyFile(key_file), recipient)
    with pytest.raises(WrongKey):
        keyslots.unlock(slots, passphrase=WORDS + "!")
    with pytest.raises(WrongKey):
        keyslots.unlock(slots, identity=str(pyrage.x25519.Identity.generate()))
    with pytest.raises(WrongKey):
        keyslots.unlock(slots, key_file=keyslots.new_key_file(tmp_path / "other.key"))
    (tmp_path / "text").write_text("not a key at all")
    with pytest.raises(WrongKey):
        keyslots.unlock(slots, key_file=tmp_path / "text")


def test_a_missing_secret_slot_or_file_is_a_missing_key(tmp_path: Path, slots: Path) -> None:
    with pytest.raises(MissingKey, match="slots"):
        keyslots.unlock(slots, passphrase=WORDS)
    keyslots.create(slots, "zz", Passphrase(WORDS, cost=CHEAP))
    with pytest.raises(MissingKey, match="given"):
        keyslots.unlock(slots)
    with pytest.raises(MissingKey, match="no key slot"):
        keyslots.unlock(slots, key_file=keyslots.new_key_file(tmp_path / "one.key"))
    keyslots.add(slots, keyslots.unlock(slots, passphrase=WORDS), KeyFile(tmp_path / "one.key"))
    (tmp_path / "one.key").unlink()
    with pytest.raises(MissingKey, match="key file"):
        keyslots.unlock(slots, key_file=tmp_path / "one.key")
    with pytest.raises(MissingKey, match="no key slot"):
        keyslots.unlock(slots, identity=str(pyrage.x25519.Identity.generate()))


def test_a_removed_slot_opens_nothing_any_more(tmp_path: Path, slots: Path) -> None:
    key_file = keyslots.new_key_file(tmp_path / "one.key")
    master = keyslots.create(slots, "zz", Passphrase(WORDS, cost=CHEAP))
    added = keyslots.add(slots, master, KeyFile(key_file))
    assert keyslots.unlock(slots, key_file=key_file) == master
    keyslots.remove(slots, added)
    with pytest.raises(MissingKey):
        keyslots.unlock(slots, key_file=key_file)
    assert keyslots.unlock(slots, passphrase=WORDS) == master


def test_the_last_slot_stays(slots: Path) -> None:
    keyslots.create(slots, "zz", Passphrase(WORDS, cost=CHEAP))
    with pytest.raises(Refused):
        keyslots.remove(slots, keyslots.list_slots(slots)[0].id)


def test_a_changed_passphrase_opens_the_same_master_and_the_old_one_nothing(slots: Path) -> None:
    master = keyslots.create(slots, "zz", Passphrase(WORDS, cost=CHEAP))
    keyslots.change_passphrase(slots, WORDS, Passphrase("quite another passphrase", cost=CHEAP))
    assert keyslots.unlock(slots, passphrase="quite another passphrase") == master
    with pytest.raises(WrongKey):
        keyslots.unlock(slots, passphrase=WORDS)


def test_a_second_master_never_replaces_the_first(slots: Path) -> None:
    keyslots.create(slots, "zz", Passphrase(WORDS, cost=CHEAP))
    before = slots.read_bytes()
    with pytest.raises(FileExistsError):
        keyslots.create(slots, "zz", Passphrase(WORDS, cost=CHEAP))
    assert slots.read_bytes() == before


def test_a_short_passphrase_or_a_false_recipient_makes_no_store(slots: Path) -> None:
    for bad in (Passphrase("fourteen chars", cost=CHEAP), Recipient("age1nobody")):
        with pytest.raises(Invalid):
            keyslots.create(slots, "zz", bad)
    with pytest.raises(MissingKey):
        keyslots.create(slots, "zz")
    assert not slots.exists()


def test_a_slot_pasted_from_another_store_does_not_open(tmp_path: Path, slots: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    ways = [Passphrase(WORDS, cost=CHEAP), Recipient(str(identity.to_public()))]
    keyslots.create(slots, "zz", *ways)
    other = tmp_path / "yy.slots.json"
    keyslots.create(other, "yy", *ways)
    document = json.loads(slots.read_text())
    document["slots"] = json.loads(other.read_text())["slots"]
    slots.write_text(json.dumps(document))
    for secret in ({"passphrase": WORDS}, {"identity": str(identity)}):
        with pytest.raises(WrongKey):
            keyslots.unlock(slots, **secret)  # type: ignore[arg-type]


def test_somebody_elses_master_is_not_added(slots: Path) -> None:
    keyslots.create(slots, "zz", Passphrase(WORDS, cost=CHEAP))
    with pytest.raises(WrongKey):
        keyslots.add(slots, bytes(32), Passphrase(WORDS, cost=CHEAP))


def test_a_slot_file_cannot_make_the_machine_exhaust_its_memory(slots: Path) -> None:
    keyslots.create(slots, "zz", Passphrase(WORDS, cost=CHEAP))
    document = json.loads(slots.read_text())
    document["slots"][0]["cost"]["memory_kib"] = 2**40
    slots.write_text(json.dumps(document))
    with pytest.raises(WrongKey):
        keyslots.unlock(slots, passphrase=WORDS)


def test_every_purpose_and_every_store_has_its_own_key() -> None:
    keys = {keyslots.derive(bytes(32), store, purpose) for store in ("zz", "yy") for purpose in Purpose}
    assert len(keys) == 2 * len(Purpose)


def test_the_cost_of_a_guess_is_at_least_what_owasp_asks_for() -> None:
    # OWASP Password Storage Cheat Sheet: argon2id with at least 19 MiB and two passes.
    assert Cost().memory_kib >= 19 * 1024
    assert Cost().time >= 2
