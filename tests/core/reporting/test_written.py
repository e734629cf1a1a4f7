"""What stands in a statement, instead of being handed over with it, says the same."""

from sqlalchemy import Integer, bindparam, literal, select

from core.dialects import Postgresql
from core.reporting import catalogue
from core.reporting.counting.passes import plan_for
from core.reporting.figures import wanted
from core.reporting.periods import Period
from core.reporting.populations import Scope, terms_of
from core.reporting.sql.written import written_out
from core.testkit.stores import StoreFactory

ODD = "d'Alba \\' -- 100 % :name %s ? \"x\" ñ"


def test_only_what_a_scope_fills_in_is_handed_over() -> None:
    scope = Scope(1, Period(2025, "A"), "America/Guatemala", purposes=(("list", "code", "SEX_EXPL"),))
    asked = tuple(dict.fromkeys(each for _key, each in wanted(catalogue.current(), "A")))
    plan = plan_for(terms_of(scope), asked)
    handed = {name for each in plan.passes for name in each.statement.compile(dialect=Postgresql()).params}
    assert handed <= set(plan.terms.filled)
    assert {"branch", "last_plus_0"} <= handed


def test_a_word_is_written_as_it_is(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    for word in ("plain", "another", ODD):  # one statement, compiled for each
        found = select(
            literal(word),
            literal(None),
            literal("b").in_([word, "b"]),
            literal("b").in_([]),
            bindparam("x", type_=Integer),
        )
        with store.reading() as session:
            assert tuple(session.execute(written_out(found), {"x": 7}).one()) == (word, None, True, False, 7)
