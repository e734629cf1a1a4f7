"""The canonical table says what the cells say, in the concepts of SDMX."""

from core.hq.observations import COLUMNS, DIMENSIONS, observations
from core.hq.tables.rows import Row
from plugins.contract.exports import Observation


def row(indicator: str, value: int | None, breakdown: str = "_T", code: str = "_T", component: str = "V") -> Row:
    status = "A" if value is not None else "Q"
    return Row("GT-01", "gt", "2026Q1", 2, indicator, breakdown, code, component, value, status, "F", "A", "E1")


ROWS = [
    row("RES-003", 0),
    row("RES-003", 31, "SEX", "F"),
    row("RES-003", None, "AGE", "Y9T14"),
    row("RES-003", 7, "REFERRER", "COURT"),
    row("RES-006", 7, component="N"),
    row("MHH-005", -12, component="S"),
]


def told() -> list[Observation]:
    return list(observations(ROWS))


def test_a_row_is_written_in_the_concepts_of_sdmx() -> None:
    plain, sex, age, other, *_rest = told()
    assert (plain.freq, plain.ref_area, plain.time_period, plain.sex) == ("Q", "GT", "2026-Q1", "_T")
    assert (sex.sex, sex.age, sex.breakdown) == ("F", "_T", "_T")
    assert (age.age, age.obs_value, age.obs_status) == ("Y9T14", None, "Q")
    assert other.breakdown == "REFERRER_COURT"
    assert set(DIMENSIONS) < set(COLUMNS)


def test_each_component_has_the_unit_of_what_it_counts() -> None:
    rows = [row("CAP-002", 744, component="N"), row("CAP-002", 900, component="D"), row("CAP-001", 30), row("OLD-1", 2)]
    assert [each.unit_measure for each in observations(rows)] == ["NIGHT", "PLACE_DAY", "PLACE", "_U"]


def test_what_is_for_the_office_alone_is_no_observation() -> None:
    """By today's definitions, or by the word of whoever sent what is not known any more."""
    known, gone = row("R02", 4), row("R99", 4)._replace(confidential="N")
    withheld = row("RES-001", None)._replace(confidential="N")
    assert [each.indicator for each in observations([known, gone, withheld])] == ["RES-001"]


def test_what_rests_on_too_few_who_were_reached_says_so() -> None:
    def year(indicator: str, component: str, value: int, place: tuple[str, str] = ("_T", "_T")) -> Row:
        return row(indicator, value, *place, component=component)

    rows = [
        year("AFC-002", "N", 11, ("WINDOW", "M12")), year("AFC-002", "D", 20, ("WINDOW", "M12")),
        year("AFC-005", "N", 7), year("AFC-005", "D", 11), year("RES-003", "V", 9),
    ]  # fmt: skip
    assert [each.obs_status for each in observations(rows)] == ["A", "A", "U", "U", "A"]
    rows[0] = year("AFC-002", "N", 12, ("WINDOW", "M12"))
    assert {each.obs_status for each in observations(rows)} == {"A"}
