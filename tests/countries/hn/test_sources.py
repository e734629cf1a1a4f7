import re
from pathlib import Path

import pytest

from countries.hn import plugin, sources
from plugins.contract.text import Grade, LegalBasis

ROOT = Path(sources.__file__).parent


def bases(value: object) -> list[LegalBasis]:
    """Find every legal basis in a declaration."""
    if isinstance(value, LegalBasis):
        return [value]
    if isinstance(value, tuple | list):
        return [basis for item in value for basis in bases(item)]
    names = getattr(value, "__slots__", ()) if not isinstance(value, str) else ()
    return [basis for name in names for basis in bases(getattr(value, name))]


def test_every_norm_has_a_citation_and_a_grade() -> None:
    norms = sources.read("norms.yaml")
    assert all(set(entry) <= {"citation", "grade", "source"} and entry["citation"].strip() for entry in norms.values())
    assert {entry["grade"] for entry in norms.values()} <= set(Grade)


def test_every_norm_is_used_and_every_one_used_exists() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("*.py"))
    data = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "data").rglob("*.yaml") if path.name != "norms.yaml"
    )
    unused = [key for key in sources.read("norms.yaml") if not re.search(rf"\b{key}\b", code + data)]
    assert unused == []


def test_an_unwritten_norm_is_an_error() -> None:
    with pytest.raises(KeyError):
        sources.norm("cna_999")


@pytest.mark.parametrize(
    ("hook", "required"),
    [
        ("declare_country", 4),
        ("declare_code_lists", 30),
        ("declare_identity_documents", 6),
        ("declare_languages", 12),
        ("declare_partners", 22),
        ("declare_calendars", 3),
        ("declare_regimes", 6),
        ("declare_deadlines", 1),
        ("declare_measure_kinds", 8),
        ("declare_legal_forms", 24 * 3),
        ("declare_consents", 16),
        ("declare_retention_rules", 6),
        ("declare_disclosure_rules", 2),
    ],
)
def test_every_fact_carries_its_basis(hook: str, required: int) -> None:
    declared = getattr(plugin, hook)()
    items = declared if isinstance(declared, tuple) else (declared,)
    assert all(bases(item) for item in items)
    assert len(bases(declared)) >= required


def test_our_own_proposals_stay_unverified() -> None:
    norms = sources.read("norms.yaml")
    own = [key for key, entry in norms.items() if "propuesta propia" in entry["citation"].lower()]
    assert len(own) >= 5
    assert all(sources.norm(key).grade is Grade.C for key in own)
