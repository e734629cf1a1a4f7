"""The handbook of indicators says what is counted, word for word, in both languages."""

from pathlib import Path

import pytest

from core.reporting import handbook

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_handbook_is_the_catalogue(language: str) -> None:
    told = (ROOT / f"docs/indicators/{language}.md").read_text(encoding="utf-8")
    assert told == handbook.written(language), f"run: abrigo report handbook {language} > docs/indicators/{language}.md"


@pytest.mark.parametrize("language", ["es", "en"])
def test_evaluators_are_told_where_figures_count_otherwise(language: str) -> None:
    guide = (ROOT / f"docs/evaluators/{language}.md").read_text(encoding="utf-8")
    told = handbook.differences(language)
    assert told in guide, f"put it into docs/evaluators/{language}.md: abrigo report handbook {language} --differences"
