"""Every table that leads to a resident, and every sealed value, is decided on before it is used."""

from sqlalchemy import JSON, String, Table

from core.db import CountryBase, load_models
from core.retention.skeleton import NOT_HERS, PLAN, SHARED, Fate
from core.vault import sealed_columns

load_models()
TABLES = CountryBase.metadata.tables
DECIDED = {**PLAN, **SHARED}
#: Who of the staff wrote a record down or struck it out.
WRITERS = {"created_by_name", "voided_by_name"}
#: Free text in clear that stays: who of the staff acted, and what the country or the house calls things.
STAYS = {
    "approval.user_name", "form_print.user_name", "form_signature.user_name",
    "form_version.saved_by_name", "absence.reported_by_name", "absence.ended_by_name", "consent.taken_by_name",
    "episode.received_by_name", "measure.recorded_by_name", "stage_move.proposed_by_name",
    "transfer_step.by_name", "stage_move.required", "service.provider_name",
    "aftercare_plan.worker_name", "follow_up.made_by_name", "legal_case.lawyer_name", "incident.reviewed_by_name",
    "incident.audience", "follow_up.domains", "legal_act.support_name", "work.writers", "work.decided_by_name",
}  # fmt: skip


def leads_to_her(table: Table, seen: frozenset[str] = frozenset()) -> bool:
    parents = {key.column.table.name for key in table.foreign_keys} - seen - {table.name}
    return "resident" in parents or any(leads_to_her(TABLES[name], seen | {table.name}) for name in parents)


def test_every_table_that_leads_to_a_resident_is_decided_on() -> None:
    found = {name for name, table in TABLES.items() if leads_to_her(table)} | {"resident"}
    assert found - set(DECIDED) == {"legal_hold", "erasure"}
    assert "measure" in DECIDED


def test_every_sealed_value_goes_or_is_nobodys_file() -> None:
    sealing = {name for name, table in TABLES.items() if sealed_columns(table)}
    assert sealing - set(DECIDED) == set(NOT_HERS) & sealing
    assert not set(NOT_HERS) & set(DECIDED)


def test_what_is_blank_is_a_column_and_what_stays_says_why() -> None:
    for name, each in DECIDED.items():
        assert set(each.blank) <= set(TABLES[name].columns.keys())
        assert bool(each.why) is (each.fate is Fate.EMPTY), name
        for column, parent in each.path:
            assert column in TABLES[name].c or parent in TABLES


def test_no_words_in_clear_stay_but_those_of_the_staff() -> None:
    left = {
        f"{name}.{column.name}"
        for name, each in DECIDED.items()
        if each.fate is Fate.EMPTY
        for column in TABLES[name].columns
        if (isinstance(column.type, String) and (column.type.length or 999) > 60) or isinstance(column.type, JSON)
        if column.name not in each.blank and column.name not in {"content_hash", "file_hash", *WRITERS}
    }
    assert left == STAYS


def test_rows_go_before_what_they_point_to() -> None:
    order = list(PLAN)
    for name, each in PLAN.items():
        for key in TABLES[name].foreign_keys:
            parent = key.column.table.name
            if name != parent and each.fate is Fate.DELETE and parent in PLAN and PLAN[parent].fate is Fate.DELETE:
                assert order.index(name) < order.index(parent)
