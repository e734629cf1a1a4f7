"""The form of a measure: answers by their number on the official sheet, or the score; and what was typed into it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema

from core.care import schemas
from core.care.assessments import NewAssessment, answer_name
from core.care.instruments import Instrument
from core.i18n import lazy
from core.web.asking import choose, number


def schema_of(known: Instrument, time_points: Mapping[str, str] | None = None) -> type[Schema]:
    """Ask for the answers by their number on the official sheet; no wording is ours to print.

    :param time_points: the points in time of which one is asked; None for all.
    """
    base = schemas.AssessmentSchema
    asked = {"time_point": choose(lazy("Point in time"), time_points)} if time_points else {}
    if known.items is None:
        lowest, highest = known.score
        label = lazy("Score, from %(lowest)s to %(highest)s", lowest=lowest, highest=highest)
        return base.from_dict({**asked, "score": number(label, lowest, highest)}, name="ScoreSchema")
    title = lazy("Answers, by their number on the official sheet")
    values = {str(each): str(each) for each in known.items.values}
    asked |= {
        answer_name(place): choose(
            lazy("Question %(number)s", number=place + 1), values, needed=not known.items.missing_allowed, section=title
        )
        for place in range(known.items.count)
    }
    return base.from_dict(asked, name="AnswersSchema")  # type: ignore[arg-type]


def answers_of(known: Instrument, values: Mapping[str, Any]) -> tuple[int | None, ...]:
    """Read the answers in the order of the sheet; none where only a score is kept."""
    if known.items is None:
        return ()
    typed = (values.get(answer_name(place), "") for place in range(known.items.count))
    return tuple(int(each) if each else None for each in typed)


def typed(known: Instrument, values: Mapping[str, Any]) -> NewAssessment:
    """Make a measure of what was typed."""
    names = {"time_point", "on_day", "language", "note", "clinical"} & values.keys()
    return NewAssessment(
        instrument=known.code, answers=answers_of(known, values), score=values.get("score"),
        **{name: values[name] for name in names},
    )  # fmt: skip
