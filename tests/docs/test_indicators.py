"""The handbook of indicators says what is counted, word for word, in both languages."""

from pathlib import Path

import pytest

from core.reporting import handbook

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_handbook_is_the_catalogue(language: str) -> None:
    told = (ROOT / f"docs/indicators/{language}.md").read_text(encoding="utf-8")
    assert told == handbook.written(language), f"run: abrigo report handbook {language} > docs/indicators/{language}.md"
