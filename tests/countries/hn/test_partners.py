from datetime import timedelta
from itertools import pairwise

from countries.hn.forms import legal_forms
from countries.hn.partners import kinds, partners
from plugins.contract.text import Grade

BY_CODE = {partner.code: partner for partner in partners()}
ROLES = {
    "orders_measures", "receives_complaints", "supervises", "represents_child", "missing_alert", "statistics",
    "civil_registry", "migration", "oversight",
}  # fmt: skip


def test_the_child_authority_has_had_four_names_without_gap_or_overlap() -> None:
    chain = ["junta_nacional", "ihnfa", "dinaf", "senaf"]
    for earlier, later in pairwise(chain):
        before, after = BY_CODE[earlier], BY_CODE[later]
        assert before.successor == later
        assert before.valid_until is not None
        assert after.valid_from == before.valid_until + timedelta(days=1)
    assert (BY_CODE["senaf"].valid_until, BY_CODE["senaf"].successor) == (None, None)


def test_an_institution_that_ended_names_a_successor_that_exists() -> None:
    ended = [partner for partner in BY_CODE.values() if partner.valid_until]
    assert all(partner.successor in BY_CODE for partner in ended)


def test_every_institution_is_of_a_declared_kind_and_has_known_roles() -> None:
    declared = {kind.code for kind in kinds()}
    for partner in BY_CODE.values():
        assert partner.kind in declared
        assert set(partner.roles) <= ROLES


def test_a_day_that_is_not_known_is_never_graded_a() -> None:
    uncertain = [partner for partner in BY_CODE.values() if "no se conoce" in partner.basis.citation]
    assert len(uncertain) == 2
    assert all(partner.basis.grade is Grade.C for partner in uncertain)


def test_a_form_is_addressed_to_institutions_that_exist_while_it_is_valid() -> None:
    for form in legal_forms():
        for code in form.recipients:
            partner = BY_CODE[code]
            assert partner.valid_until is None
            assert partner.valid_from is None or partner.valid_from <= form.valid_from
