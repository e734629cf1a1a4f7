"""The report on other standards says what the map says, word for word."""

from pathlib import Path

from core.hq import standards

ROOT = Path(__file__).parents[2]


def test_the_report_is_the_map() -> None:
    told = (ROOT / "docs/standards.md").read_text(encoding="utf-8")
    assert told == standards.written(), "run: abrigo hq standards > docs/standards.md"
