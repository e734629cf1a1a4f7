"""Whatever a branch configures: counts told before are those after, the way back is exact, no figure moves unsaid."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.branches import clocks
from core.configuration.kinds import Ground
from core.reporting import catalogue as catalogues
from core.reporting import closings, figures
from core.reporting.figures import Cell
from core.reporting.periods import containing
from core.studio.register import KINDS
from core.testkit.house import Home
from core.testkit.studio import content_of, counted, publish, roll_back, today

#: Zedland asks for ten and twelve years at least; a branch may only keep longer.
YEARS = {"resident_file": st.none() | st.integers(10, 100), "form": st.none() | st.integers(12, 100)}
INDICATORS = st.lists(st.sampled_from(sorted(catalogues.current().indicators)), unique=True, max_size=4)
SETTINGS = st.fixed_dictionaries({"oldest_age": st.integers(12, 20), "night_guard": st.booleans()})
LIMITS = st.fixed_dictionaries(
    {
        code: st.integers(each.least, each.most)
        for code, each in clocks.LIMITS.items()
        if code in ("plan_first", "bed_hold")
    }
).map(lambda some: {**{code: each.usual for code, each in clocks.LIMITS.items()}, **some})
TERMS = st.none() | st.integers(1, 2)
TERMS = TERMS.map(lambda days: {"terms": [{"term": "tell_court", "amount": days}] if days else []})
OFFERED = st.dictionaries(
    st.sampled_from(("SPIRIT", "CULTURE")), st.tuples(st.booleans(), st.none() | st.integers(5, 90)), max_size=2
).map(lambda said: {"services": [
    {"discipline": code, "given": given, "minutes": minutes} for code, (given, minutes) in sorted(said.items())
]})  # fmt: skip
RECOVERY = ("keeper", "telephone", "second", "place")
WORDS = st.dictionaries(st.sampled_from(("Residentes", "Camas")), st.just("Otra"), max_size=2)
CODES = st.sets(st.sampled_from(("shoes", "size", "songs")))
OWN = {
    "label_en": "",
    "type": "text",
    "data_class": "HDR",
    "purpose_es": "Ayudar",
    "sensitive": False,
    "retired": False,
}


def programme(before: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(("Uno", "Dos")).map(lambda name: {**before, "name": name})


def own_fields(before: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    rows = CODES.map(lambda codes: [{"code": code, "label_es": code, **OWN} for code in sorted(codes)])
    return rows.map(lambda fields: {**before, "fields": fields})


def days(dates: set[str]) -> dict[str, Any]:
    common = {"calendar": "court", "yearly": False, "name": "Feria", "basis": "Acuerdo"}
    return {"days": [{"day": day, **common} for day in sorted(dates)]}


def country_days(dates: set[str]) -> dict[str, Any]:
    return {"days": [{**row, "place": ""} for row in days(dates)["days"]]}


def targets(named: list[str], aside: list[str]) -> dict[str, Any]:
    return {"targets": [{"indicator": each, "sense": "most", "value": 7} for each in named], "aside": aside}


def texts(said: dict[str, str]) -> dict[str, Any]:
    return {"texts": [{"language": language, "text": text} for language, text in said.items()]}


def words(said: dict[str, str]) -> dict[str, Any]:
    return {"words": [{"word": word, "es": text, "en": ""} for word, text in said.items()]}


#: By kind, an object of it and any content that would be accepted, from what is in force.
ANY: dict[str, tuple[str, Any]] = {
    "programme": ("main", programme),
    "forms": ("zz_admission", own_fields),
    "services": ("main", OFFERED),
    "country_settings": ("main", SETTINGS),
    "clocks": ("main", LIMITS),
    "house_terms": ("main", TERMS),
    "local_days": ("main", st.sets(st.dates().map(str), max_size=3).map(days)),
    "country_days": ("main", st.sets(st.dates().map(str), max_size=3).map(country_days)),
    "capacity": ("main", st.fixed_dictionaries({"licensed_places": st.integers(0, 40)})),
    "terms": ("main", WORDS.map(words)),
    "indicators": ("main", st.builds(targets, INDICATORS, INDICATORS)),
    "retention": ("main", st.fixed_dictionaries(YEARS)),
    "decided_retention": ("main", lambda before: st.just(before)),
    "modules": ("main", st.sampled_from(([], ["sending"], ["referrals"], ["partners", "referrals", "sending"])).map(
        lambda off: {"off": off})),
    "consent_texts": ("health_care", st.dictionaries(st.sampled_from(("es", "ar")), st.sampled_from("ab")).map(texts)),
    "recovery": ("main", st.sampled_from("AB").map(lambda who: dict.fromkeys(RECOVERY, who))),
    "role_limits": ("educator", st.sets(st.sampled_from(("LOG", "INC"))).map(lambda some: {"hidden": sorted(some)})),
}  # fmt: skip


def test_no_kind_is_forgotten_above() -> None:
    assert ANY.keys() == KINDS.keys()


def cells(home: Home) -> list[Cell]:
    with home.reading() as session:
        ground = Ground(session, home.country, home.id, today(home))
        scope = closings.scope_of(session, ground.country, home.id, containing(ground.day, "Q"))
        return figures.compute(session, catalogues.current(), scope)


# A smaller example would cost minutes to find, and every step names its kind anyway.
@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_told_before_is_what_is_touched_after_and_the_way_back_is_exact(
    home: Home, data: st.DataObject
) -> None:
    home.admit(bed_id=None)
    counted_before = cells(home)
    for code, (key, contents) in ANY.items():
        kind, first = KINDS[code], content_of(home, KINDS[code], key)
        new = data.draw(contents(first) if callable(contents) else contents, label=code)
        if new == first:
            continue
        told = counted(home, kind, new, key)
        version = publish(home, kind, new, key)
        assert version.touched == told, code
        assert kind.moves_figures or cells(home) == counted_before, code
        roll_back(home, kind, version)  # it compares the bytes and their hash
        assert content_of(home, kind, key) == first
        assert cells(home) == counted_before
