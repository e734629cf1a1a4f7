"""Every hook is answered by the imaginary country and reaches whoever asks; one test per hook, named after it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from core.testkit.zz.calendar import BEFORE_NIGHT, TELL_COURT
from core.testkit.zz.forms import ALONE_AND_NAMED, LONG_DAY
from core.testkit.zz.sources import CHILD_ACT
from core.testkit.zz.stages import ADULT, NO_INTERPRETER, TOO_EARLY, UNMET
from plugins.contract.clocks import HouseClock
from plugins.contract.forms import FieldType, FormView
from plugins.contract.identity import DisplayName, IdentityError, PersonName
from plugins.contract.legal import Decider
from plugins.contract.missing import SearchStep
from plugins.contract.stages import AdmissionView, Phase, Severity, StageMove
from plugins.contract.text import LegalBasis, Text
from plugins.manager import known_hooks
from plugins.profile import CountryProfile


@dataclass
class Tasks:
    """A task book that remembers."""

    added: list[tuple[str, datetime, str]] = field(default_factory=list)

    def add(self, code: str, title: Text, due: datetime, role: str, basis: LegalBasis) -> None:
        self.added.append((code, due, role))


def admission(**known: object) -> AdmissionView:
    usual = {
        "resident_code": "K7-QF2M",
        "admitted_at": datetime(2025, 1, 8, 22, 15, tzinfo=UTC),
        "youngest_age": 14,
        "oldest_age": 15,
        "sex": "female",
        "nationality": "ZZZ",
        "entry_kind": "court_order",
        "basis": "court_order",
        "languages": ("es",),
        "interpreter_needed": False,
        "pregnant": None,
        "with_baby": False,
    }
    return AdmissionView(**{**usual, **known})


def move(days: int, *unmet: str) -> StageMove:
    return StageMove("K7-QF2M", "harbour", "workshop", date(2025, 2, 1), days, unmet, (), "")


def test_hook_declare_country(zz: CountryProfile) -> None:
    assert (zz.country.code, zz.code, zz.country.currency) == ("zz", "zz", "XTS")


def test_hook_declare_code_lists(zz: CountryProfile) -> None:
    assert zz.code_lists["purposes"].regional_list == "EXPLOITATION"
    assert zz.code_lists["purposes"].entries[2].regional == ("SEX_EXPL", "FORCED_LABOUR")


def test_hook_declare_identity_documents(zz: CountryProfile) -> None:
    civil = zz.identity_documents["civil_number"]
    assert civil.format(civil.validate(" 123.456-1 ").compact) == "123-456-1"
    assert civil.validate("0123450").warnings
    with pytest.raises(IdentityError, match="dígito de control"):
        civil.validate("123-456-2")


def test_hook_decide_display_name(zz: CountryProfile) -> None:
    assert zz.decide_display_name(PersonName("Ana", "Paz")) == DisplayName("Paz Ana", "paz ana")
    assert zz.decide_display_name(PersonName("Ana", "")).shown == "Ana"


def test_hook_declare_languages(zz: CountryProfile) -> None:
    assert [(each.code, each.catalogue) for each in zz.languages.values()] == [("es", True), ("ar", False)]


def test_hook_declare_settings_schema(zz: CountryProfile) -> None:
    assert zz.settings_schema is not None
    assert zz.settings_schema().load({}) == {"oldest_age": 17, "night_guard": True}
    assert zz.check_admission(admission(youngest_age=18)) == [ADULT]
    assert zz.check_admission(admission(youngest_age=18, settings={"oldest_age": 18})) == []


def test_hook_declare_place_levels(zz: CountryProfile) -> None:
    assert list(zz.place_levels) == ["province", "town"]


def test_hook_declare_places(zz: CountryProfile) -> None:
    places = zz.places()
    assert len(places) == 12
    assert (places[0].code, places[0].parent) == ("A", None)
    assert (places[1].code, places[1].parent) == ("A01", "A")


def test_hook_declare_partner_kinds(zz: CountryProfile) -> None:
    assert zz.partner_kinds["shelter"].licence


def test_hook_declare_partners(zz: CountryProfile) -> None:
    seeds = {seed.code: seed for seed in zz.partners()}
    assert seeds[seeds["old_ministry"].successor].valid_from == date(2020, 1, 1)


def test_hook_declare_calendars(zz: CountryProfile) -> None:
    assert zz.calendars["court"].weekend == (4, 5)


def test_hook_decide_holidays(zz: CountryProfile) -> None:
    assert len(zz.holidays("court", 2025)) == 6
    assert len(zz.holidays("office", 2025)) == 4
    assert zz.holidays("lunar", 2025) == ()


def test_hook_declare_regimes(zz: CountryProfile) -> None:
    assert zz.regimes["all_days"].all_days_work


def test_hook_declare_deadlines(zz: CountryProfile) -> None:
    assert zz.deadlines["tell_court"] == TELL_COURT


def test_hook_decide_due_date(zz: CountryProfile) -> None:
    start = datetime(2025, 1, 8, 21, tzinfo=UTC)
    assert zz.decide_due_date(BEFORE_NIGHT, start) == datetime(2025, 1, 9, 20, tzinfo=UTC)
    assert zz.decide_due_date(TELL_COURT, start) is None


def test_hook_declare_stages(zz: CountryProfile) -> None:
    assert [stage.phase for stage in zz.stages.values()] == list(Phase)


def test_hook_declare_transitions(zz: CountryProfile) -> None:
    assert [each.backwards for each in zz.transitions] == [False, False, True]


def test_hook_declare_entry_kinds(zz: CountryProfile) -> None:
    assert zz.entry_kinds["own_feet"].referrer == "SELF"


def test_hook_declare_exit_kinds(zz: CountryProfile) -> None:
    assert not zz.exit_kinds["walked_out"].planned


@pytest.mark.parametrize(
    ("known", "objections"),
    [
        ({}, []),
        ({"youngest_age": None, "oldest_age": None}, []),
        ({"youngest_age": 18}, [ADULT]),
        ({"youngest_age": 18, "with_baby": True}, []),
        ({"languages": ("ar",)}, [NO_INTERPRETER]),
        ({"languages": ("ar",), "interpreter_needed": True}, []),
        ({"youngest_age": 30, "languages": ("ar",)}, [ADULT, NO_INTERPRETER]),
    ],
)
def test_hook_check_admission(zz: CountryProfile, known: dict[str, object], objections: list[object]) -> None:
    assert zz.check_admission(admission(**known)) == objections
    assert (ADULT.severity, NO_INTERPRETER.severity) == (Severity.BLOCKING, Severity.WARNING)


def test_hook_check_stage_move(zz: CountryProfile) -> None:
    assert zz.check_stage_move(move(1)) == []
    assert zz.check_stage_move(move(1, "rested")) == [TOO_EARLY]
    assert zz.check_stage_move(move(7, "rested")) == [UNMET]


def test_hook_on_resident_admitted(zz: CountryProfile) -> None:
    tasks = Tasks()
    zz.on_resident_admitted(admission(), tasks)
    assert tasks.added == [("zz_register", datetime(2025, 1, 11, 22, 15, tzinfo=UTC), "social_worker")]


def test_hook_declare_measure_kinds(zz: CountryProfile) -> None:
    limits = {code: kind.limit_hours for code, kind in zz.measure_kinds.items() if kind.provisional}
    assert limits == {"handover": 72, "verbal": 24}
    assert zz.measure_kinds["court_order"].decider is Decider.COURT


def test_hook_declare_legal_forms(zz: CountryProfile) -> None:
    acts = {versions[-1].act for versions in zz.forms.values()}
    assert acts == {"admission", "authority", "complaint", "exit", "other"}
    fields = [field for versions in zz.forms.values() for form in versions for field in form.fields]
    columns = [column for field in fields for column in field.columns]
    assert {field.type for field in (*fields, *columns)} == set(FieldType)


def test_hook_check_legal_form(zz: CountryProfile) -> None:
    said = {"companion": 7, "accompanied": False, "hours": 21}
    assert zz.check_legal_form(FormView("zz_admission", 2, said)) == [ALONE_AND_NAMED, LONG_DAY]
    assert zz.check_legal_form(FormView("zz_admission", 2, {})) == []


def test_hook_declare_consents(zz: CountryProfile) -> None:
    assert zz.consents["health_care"].months == 12


def test_hook_declare_retention_rules(zz: CountryProfile) -> None:
    assert zz.retention["resident_file"].years == 10
    assert zz.retention["audit"].years is None


def test_hook_declare_disclosure_rules(zz: CountryProfile) -> None:
    assert zz.disclosure["PERSON"].threshold == 6


def test_hook_declare_comparability(zz: CountryProfile) -> None:
    assert zz.comparability["RES-003"].grade == "B"


def test_hook_declare_age_bands(zz: CountryProfile) -> None:
    assert [zz.age_bands["ages"].of(age) for age in (0, 11, 12, 17, 18, 80, None)] == [
        "small", "small", "young", "young", "grown", "grown", None,
    ]  # fmt: skip


def test_hook_declare_obligations(zz: CountryProfile) -> None:
    assert {code: owed.periodic for code, owed in zz.obligations.items()} == {
        "month": True, "year": True, "donors": True, "census": False, "cases": False,
    }  # fmt: skip
    assert zz.obligations["year"].unverified
    assert not zz.obligations["month"].unverified
    assert not zz.obligations["donors"].owed_on(date(2019, 12, 31))


def test_hook_declare_missing_protocols(zz: CountryProfile) -> None:
    found = {(sex, minor): zz.missing_protocol(sex, minor=minor) for sex in "FM" for minor in (True, False)}
    assert {key: each and each.code for key, each in found.items()} == {
        ("F", True): "lantern", ("M", True): "lantern", ("F", False): "beacon", ("M", False): None,
    }  # fmt: skip


def test_hook_declare_search_steps(load_altered: Callable[..., CountryProfile]) -> None:
    step = SearchStep("gate", Text.of(es="Mirar el portón", en="Look at the gate"), "educator", 5, CHILD_ACT)
    assert load_altered(declare_search_steps=lambda: (step,)).search_steps == {"gate": step}


def test_hook_declare_clearances(zz: CountryProfile) -> None:
    assert zz.clearances["nursing"].is_for("nurse")
    assert not zz.clearances["nursing"].is_for("lawyer")
    assert zz.clearances["good_name"].is_for("lawyer")


def test_hook_declare_clocks(load_altered: Callable[..., CountryProfile]) -> None:
    asked = HouseClock("return_talk", 24, CHILD_ACT)
    assert load_altered(declare_clocks=lambda: (asked,)).clocks == {"return_talk": asked}


def test_hook_declare_migrations(zz: CountryProfile) -> None:
    [lineage] = zz.lineages
    assert [path.name for path in lineage.folder.glob("*.py")] == ["20260101_0900_zz1_first_tables.py"]


def test_every_hook_has_a_test_named_after_it() -> None:
    assert {name for name in known_hooks() if f"test_hook_{name}" not in globals()} == set()


def test_the_imaginary_country_answers_every_hook(zz: CountryProfile) -> None:
    assert {name for name in known_hooks() if not zz.manager.implements(name)} == set()
