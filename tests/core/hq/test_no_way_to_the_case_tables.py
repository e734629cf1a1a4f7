"""The promise of the regional office: it sees submissions only. By its imports, its session, and its rights."""

from collections.abc import Iterator

import grimp
import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from core.access.models import BranchListing
from core.db import CountryBase, load_models
from core.hq.models import Figure, Submission
from core.stages.models import Episode
from core.stores import Stores
from core.testkit.stores import StoreFactory

#: What every page stands on: it finds the reader's store for her, and gives the office's people none.
INFRASTRUCTURE = ("core.web.context",)
#: Modules of the network's own tables, and of the chain and the key ring, which every store has for itself.
OWN_TABLES = {"core.hq.models", "core.access.models", "core.audit.models", "core.vault"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    built = grimp.build_graph("core", exclude_type_checking_imports=True, cache_dir=None)
    for module in INFRASTRUCTURE:
        built.remove_module(module)
    return built


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    return store_factory("zz")


def country_modules() -> set[str]:
    load_models()
    return {mapper.class_.__module__ for mapper in CountryBase.registry.mappers} - OWN_TABLES


def rooms(graph: grimp.ImportGraph) -> Iterator[str]:
    return (module for module in graph.modules if module == "core.hq" or module.startswith("core.hq."))


def test_no_import_leads_to_a_module_with_a_countrys_tables(graph: grimp.ImportGraph) -> None:
    reached = {module: graph.find_upstream_modules(module) & country_modules() for module in rooms(graph)}
    assert {module: found for module, found in reached.items() if found} == {}


def test_the_services_do_not_even_stand_on_the_pages(graph: grimp.ImportGraph) -> None:
    whole = grimp.build_graph("core", exclude_type_checking_imports=True, cache_dir=None)
    named = (
        "",
        "_submissions",
        "_charts",
        "_donor",
        "_benchmark",
        "_exports",
        "_door",
        "_sharing",
        "_public",
        "_answers",
    )
    pages = {f"core.hq.views{each}" for each in named}
    for module in set(rooms(graph)) - pages:
        assert not whole.find_upstream_modules(module) & {*country_modules(), *INFRASTRUCTURE}, module


def test_the_graph_knows_what_it_is_asked(graph: grimp.ImportGraph) -> None:
    assert "core.residents.models" in country_modules()
    assert "core.residents.models" in graph.find_upstream_modules("core.reporting.figures")
    assert "core.hq.views" in set(rooms(graph))


def test_the_offices_session_refuses_a_countrys_table(stores: Stores) -> None:
    for mapper in CountryBase.registry.mappers:
        with stores.hq.reading() as session, pytest.raises(TypeError, match="has no place"):
            session.execute(select(mapper.class_))
    with stores.hq.reading() as session, pytest.raises(TypeError, match="has no place"):
        session.get(Episode, 1)


def test_the_offices_session_reads_what_came(stores: Stores) -> None:
    with stores.hq.reading() as session:
        for table in (Submission, Figure, BranchListing):
            assert session.scalars(select(table)).all() == []


#: What the office's role may read: what came, what was said of it, and the list of branches.
READABLE = (
    "submission", "figure", "branch_listing", "submission_mark", "newest_submission", "newest_figures", "cell_names",
    "turned_away", "sum_round", "sum_part", "donor_report", "story", "sharing_request", "sharing_reply",
    "public_release", "published",
)  # fmt: skip


def test_the_offices_role_reads_its_own_tables_and_writes_none(stores: Stores, store_kind: str) -> None:
    if store_kind == "sqlcipher":
        assert stores.hq is stores.network
        return
    granted = (
        "SELECT table_schema, table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = 'abrigo_hq'"
    )
    with stores.hq.engine.connect() as connection:
        rights = {tuple(row) for row in connection.exec_driver_sql(granted)}
    assert rights == {("network", table, "SELECT") for table in READABLE}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM zz.resident",
        "SELECT * FROM zz.closing",
        "SELECT count(*) FROM zz.episode",
        "SELECT * FROM user_account",
        "SELECT * FROM branch_key",
        "SELECT * FROM audit_event",
        "DELETE FROM submission",
        "UPDATE figure SET value = 0",
    ],
)
def test_the_database_itself_refuses(stores: Stores, store_kind: str, statement: str) -> None:
    if store_kind == "sqlcipher":
        return  # a file has no roles: there the session above is the lock
    with pytest.raises(DBAPIError, match="42501"), stores.hq.engine.begin() as connection:
        connection.exec_driver_sql(statement)
