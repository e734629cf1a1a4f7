import re
from pathlib import Path

import countries.gt
from countries.gt.sources import norms
from plugins.contract.text import Grade

ROOT = Path(countries.gt.__path__[0])


def test_every_rule_is_cited_and_what_was_read_says_where() -> None:
    for key, basis in norms().items():
        assert basis.citation.strip(), key
        assert basis.grade is not Grade.A or basis.source, key


def test_what_calls_itself_unconfirmed_is_graded_so() -> None:
    loose = {key for key, basis in norms().items() if "sin verificar" in basis.citation and basis.grade is not Grade.C}
    assert not loose
    assert norms()["pina_124"].unverified
    assert not norms()["pina_116_b"].unverified


def test_every_rule_is_cited_by_somebody() -> None:
    texts = [path.read_text(encoding="utf-8") for path in ROOT.rglob("*") if path.suffix in {".py", ".yaml"}]
    cited = " ".join(text for text in texts if not text.startswith("# The rules of law"))
    unused = {key for key in norms() if not re.search(rf"\b{key}\b", cited) and not key.startswith("line_")}
    assert not unused
