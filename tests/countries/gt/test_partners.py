from datetime import date, timedelta

from countries.gt import partners
from countries.gt.country import country

SEEDS = {seed.code: seed for seed in partners.partners()}
KINDS = {kind.code: kind for kind in partners.kinds()}
ROLES = {
    "orders_measures", "receives_complaints", "supervises", "represents_child", "missing_alert", "statistics",
    "civil_registry", "migration", "oversight",
}  # fmt: skip


def test_the_institutions_a_shelter_turns_to_are_there() -> None:
    assert set(SEEDS) >= {
        "pgn", "juzgado_ninez", "juzgado_paz", "mp_trata", "mp_maina", "svet", "cna", "sbs", "pdh", "pnc", "inacif",
        "instituto_victima", "dgm", "igm", "minex", "renap", "mineduc", "mspas", "almg", "casa_alianza", "la_alianza",
    }  # fmt: skip


def test_every_seed_has_a_declared_kind_and_known_roles_and_all_roles_are_played() -> None:
    assert {seed.kind for seed in SEEDS.values()} <= set(KINDS)
    assert {role for seed in SEEDS.values() for role in seed.roles} == ROLES


def test_who_ended_names_a_successor_that_starts_the_next_day() -> None:
    ended = [seed for seed in SEEDS.values() if seed.valid_until]
    assert {seed.code: seed.successor for seed in ended} == {"dgm": "igm", "casa_alianza": "la_alianza"}
    for seed in ended:
        assert seed.valid_until is not None
        assert SEEDS[seed.successor or ""].valid_from == seed.valid_until + timedelta(days=1)
    assert SEEDS["igm"].valid_from == date(2017, 5, 1)


def test_a_complaint_can_go_past_the_police() -> None:
    receivers = [seed.code for seed in SEEDS.values() if "receives_complaints" in seed.roles]
    assert receivers.index("mp_trata") < receivers.index("pnc")


def test_numbers_of_institutions_are_those_of_the_country_page() -> None:
    assert {seed.telephone for seed in SEEDS.values() if seed.telephone} <= {
        line.number for line in country().telephones
    }


def test_courts_order_and_homes_need_a_licence() -> None:
    assert {seed.code for seed in SEEDS.values() if "orders_measures" in seed.roles} == {"juzgado_ninez", "juzgado_paz"}
    assert {code for code, kind in KINDS.items() if kind.licence} == {"hogar", "acogimiento"}
