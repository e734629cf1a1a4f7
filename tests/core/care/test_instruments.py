"""Instruments: every declared range, cut-off and band holds together, and adding up follows the sheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.care.instruments import Instrument, all_instruments

ALL = tuple(all_instruments().values())
WITH_ITEMS = tuple(each for each in ALL if each.items)


@pytest.mark.parametrize("known", ALL, ids=lambda each: each.code)
def test_a_declaration_holds_together(known: Instrument) -> None:
    lowest, highest = known.score
    assert lowest < highest
    assert known.better in ("higher", "lower")
    assert known.licence_grade in "ABC"
    assert known.name.in_language("es")
    assert known.licence.in_language("en")
    if known.cutoff:
        assert lowest <= known.cutoff.at <= highest
        assert known.cutoff.side == ("below" if known.better == "higher" else "above")
        assert known.cutoff.source
    assert list(known.bands) == sorted(known.bands)
    if known.items:
        worst = known.items.count * max(known.items.values)
        assert known.raw == (0, worst)
        assert known.score == (0, worst * known.factor)
        assert 0 <= known.items.alert_item <= known.items.count


@given(st.sampled_from(WITH_ITEMS), st.data())
def test_a_whole_sheet_adds_up_to_the_sum_of_its_answers(known: Instrument, data: st.DataObject) -> None:
    assert known.items is not None
    answers = [data.draw(st.sampled_from(known.items.values)) for _place in range(known.items.count)]
    assert known.add_up(answers) == sum(answers)


@given(st.sampled_from(WITH_ITEMS), st.data())
def test_a_missing_answer_counts_as_the_mean_or_not_at_all(known: Instrument, data: st.DataObject) -> None:
    assert known.items is not None
    count, allowed = known.items.count, known.items.missing_allowed
    missing = data.draw(st.integers(1, count))
    value = data.draw(st.sampled_from(known.items.values))
    answers = [None] * missing + [value] * (count - missing)
    assert known.add_up(answers) == (value * count if missing <= allowed and missing < count else None)


def test_the_cut_off_lies_on_the_side_of_trouble() -> None:
    found = all_instruments()
    sides = {(code, score): cutoff.is_reached(score) for code, score in
             (("WHO5", 50), ("WHO5", 52), ("PHQ9", 11), ("PHQ9", 10), ("CRIES8", 17), ("CRIES8", 16), ("CATS2", 21))
             if (cutoff := found[code].cutoff)}  # fmt: skip
    assert sides == {("WHO5", 50): True, ("WHO5", 52): False, ("PHQ9", 11): True, ("PHQ9", 10): False,
                     ("CRIES8", 17): True, ("CRIES8", 16): False, ("CATS2", 21): True}  # fmt: skip
    assert found["GAD7"].cutoff is None  # no cut-off for adolescents is confirmed


def test_only_the_ninth_answer_of_the_phq_asks_for_a_safety_talk() -> None:
    phq = all_instruments()["PHQ9"]
    assert phq.alerts([0] * 8 + [1])
    assert not phq.alerts([3] * 8 + [0])
    assert not phq.alerts([3] * 8 + [None])
    assert not any(each.alerts([3] * 9) for each in ALL if each.code != "PHQ9")
