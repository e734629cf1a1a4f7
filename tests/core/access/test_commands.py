"""Accounts and the record of access from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from core.access.models import User
from core.cli import abrigo
from core.settings import Settings
from core.testkit.web import Network, user_id_of

Run = Callable[..., Result]


@pytest.fixture
def store_kind() -> str:
    """One kind of database is enough for what a command line says; the services are tried on both."""
    return "sqlcipher"


@pytest.fixture
def run(network: Network, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the network's stores."""
    settings: Settings = network.home.stores.settings
    for module in ("core.access.commands", "core.audit.commands"):
        monkeypatch.setattr(f"{module}.load", lambda: settings)

    def call(*words: str) -> Result:
        return CliRunner().invoke(abrigo, words)

    return call


def test_an_account_is_added_with_a_code_and_listed(run: Run, network: Network) -> None:
    added = run("users", "add", "ana.prueba", "--name", "Ana Prueba", "--role", "facilitator", "--branch", "ZZ-01")
    assert added.exit_code == 0
    code = added.stdout.strip()
    entered = network.browser().post("/first-sign-in", data={"login": "ana.prueba", "code": code})
    assert entered.status_code == 303
    listed = json.loads(run("users", "list", "--json").stdout)
    [ana] = [each for each in listed if each["login"] == "ana.prueba"]
    assert (ana["state"], ana["roles"][0]["role"]) == ("new", "facilitator")
    assert "ana.prueba" in run("users", "list").stdout


def test_a_sensitive_role_waits(run: Run, network: Network) -> None:
    given = run("users", "grant", "finance.zz-01", "nurse", "--branch", "ZZ-01", "--until", "2026-12-31")
    assert given.exit_code == 0
    assert "second person" in given.stderr
    listed = json.loads(run("users", "list", "--json").stdout)
    [roles] = [each["roles"] for each in listed if each["login"] == "finance.zz-01"]
    assert [role["state"] for role in roles] == ["approved", "waiting"]


def test_a_role_and_then_the_account_are_ended(run: Run, network: Network) -> None:
    nurse = network.client("nurse")
    listed = json.loads(run("users", "list", "--json").stdout)
    [hat] = [role["id"] for each in listed if each["login"] == "nurse.zz-01" for role in each["roles"]]
    assert run("users", "end", "finance.zz-01", "--grant", str(hat)).exit_code != 0
    assert run("users", "end", "nurse.zz-01", "--grant", str(hat)).exit_code == 0
    assert nurse.get("/account").headers["Location"] == "/sign-in"
    assert run("users", "end", "nurse.zz-01").exit_code == 0
    assert run("users", "end", "nobody").exit_code != 0


def test_a_locked_account_is_unlocked_and_a_forgotten_password_reset(run: Run, network: Network, nurse) -> None:
    for _ in range(6):
        nurse.type_password(network.browser(), "wrong")
    assert nurse.type_password(network.browser()) == 401
    assert run("users", "unlock", nurse.login).exit_code == 0
    assert nurse.type_password(network.browser()) == 303
    assert run("users", "reset", nurse.login).exit_code == 0
    with network.home.stores.network.reading() as session:
        assert session.get_one(User, user_id_of(network.home, "nurse")).password_hash is None


def test_an_unknown_branch_is_told(run: Run) -> None:
    refused = run("users", "add", "x", "--name", "X", "--role", "nurse", "--branch", "ZZ-77")
    assert refused.exit_code != 0
    assert "ZZ-77" not in json.dumps(run("users", "list", "--json").stdout)


def test_the_record_is_verified_and_witnessed(run: Run, network: Network, tmp_path: Path) -> None:
    run("users", "unlock", "nurse.zz-01")
    heads = run("audit", "witness")
    assert heads.exit_code == 0
    outside = tmp_path / "heads.txt"
    outside.write_text(heads.stdout)
    fine = run("audit", "verify", "--against", str(outside))
    assert fine.exit_code == 0
    assert "network: intact" in fine.stdout
    with network.home.stores.network.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("RESET ROLE"))
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_event_no_delete"))
        connection.execute(text("DELETE FROM audit_event"))
    broken = run("audit", "verify", "--against", str(outside))
    assert broken.exit_code == 1
    assert "network 1: " in broken.stdout
    told = json.loads(run("audit", "verify", "--json").stdout)
    assert told["network"][0]["seq"] == 1
    outside.write_text("nonsense")
    assert run("audit", "verify", "--against", str(outside)).exit_code != 0
