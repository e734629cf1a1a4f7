"""Every format tells what the canonical table tells, and nothing that it withholds."""

import csv
import io
import json
import zipfile
from hashlib import sha256

from core.hq.formats import FORMATS, data_package, dhis2, sdmx_csv
from core.hq.observations import COLUMNS, DIMENSIONS, Observation, observations
from core.hq.rows import Row


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


def test_a_data_package_holds_its_table_word_for_word() -> None:
    made = data_package(told())
    assert made == data_package(told())
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        described = json.loads(archive.read("datapackage.json"))
        for resource in described["resources"]:
            content = archive.read(resource["path"])
            assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
            found = list(csv.DictReader(io.StringIO(content.decode())))
            assert list(found[0]) == [field["name"] for field in resource["schema"]["fields"]]
            keys = [tuple(each[name] for name in resource["schema"]["primaryKey"]) for each in found]
            assert len(set(keys)) == len(keys)
        table = list(csv.DictReader(io.StringIO(archive.read("figures.csv").decode())))
    assert [each["OBS_VALUE"] for each in table] == ["0", "31", "", "7", "7", "-12"]


def test_sdmx_csv_names_its_structure_and_leaves_what_is_withheld_empty() -> None:
    found = list(csv.DictReader(io.StringIO(sdmx_csv(told()).decode())))
    assert list(found[0])[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert {each["STRUCTURE_ID"] for each in found} == {"RED:DSD_RED_IND(1.0.0)"}
    assert [(each["OBS_VALUE"], each["OBS_STATUS"]) for each in found][2] == ("", "Q")


def test_dhis2_is_told_zeros_and_never_what_is_withheld() -> None:
    told_to_it = json.loads(dhis2(told()))
    assert told_to_it["dataValues"][0] == {
        "dataElement": "RED_RES_003_V", "orgUnit": "GT-01", "period": "2026Q1", "value": "0"
    }  # fmt: skip
    assert len(told_to_it["dataValues"]) == len(ROWS) - 1
    assert told_to_it["dataValues"][1]["categoryOptionCombo"] == "F"
    assert not any("<" in each["value"] for each in told_to_it["dataValues"])


def test_no_format_holds_a_value_that_the_table_does_not() -> None:
    for each in FORMATS.values():
        assert each.write(told())
