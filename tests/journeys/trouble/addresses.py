"""Every address of the application, with the code and the numbers of one girl's records, and who is let in."""

from flask import Flask
from sqlalchemy import select
from trouble import Desk, Girl, Houses, Standing
from werkzeug.routing import AnyConverter, Rule

from core.access import policies
from core.partners.models import Partner
from core.residents.models import Resident
from core.stages.models import Episode
from core.testkit.works import one_of_each
from core.web.context import PUBLIC, declared


def one_of_everything(standing: Standing) -> None:
    """Give the girl's house one of everything that is numbered."""
    houses, girl = standing.houses, standing.girl
    director, officer = (Desk(houses.client(role)) for role in ("director", "me_officer"))
    for path, name, typed in (("contacts", "name", "Ana"), ("agreements", "purpose", "Salud")):
        assert director.send(f"/partners/1/{path}/new", **{name: typed}).status_code == 302
    with houses.home.transaction() as session:
        her = session.get_one(Resident, girl.id)
        stay = session.scalars(select(Episode.id).where(Episode.resident_id == her.id)).one()
        one_of_each(session, her.branch_id, her.id, stay, 1)
        cna = session.scalars(select(Partner.id).where(Partner.seed_code == "cna")).one()
    kept = {"code": "cna", "period": "2026-02", "partner": cna, "reason": "Nadie recibe"}
    assert director.client.post("/obligations/keep", data=kept).status_code == 302
    officer.client.post("/figures/close", data={"period": "2026-02", "note": ""})


def lets_in(houses: Houses, rule: Rule, role: str) -> bool:
    """Tell whether the policies let a role of the first house in."""
    need = need_of(houses.app, rule)
    assert need is not None, rule.endpoint
    return need == PUBLIC or policies.may(houses.home.actor(role), need, on_case=True)


def need_of(app: Flask, rule: Rule) -> str | None:
    """Tell what a route says that its callers need; None for one that says nothing."""
    with app.app_context():
        return declared(rule.endpoint)


def all_addresses(app: Flask, girl: Girl) -> list[tuple[Rule, str, str]]:
    """List each route with her code and the numbers of what is hers."""
    found = []
    for rule in app.url_map.iter_rules():
        values = {name: _value(rule, name, girl) for name in rule.arguments}
        built = rule.build(values)
        assert built is not None
        found += [(rule, built[1], method) for method in sorted({"GET", "POST"} & (rule.methods or set()))]
    return found


def _value(rule: Rule, name: str, girl: Girl) -> str | int:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return {
        "code": girl.code,
        "record_id": girl.form_id,
        "written": "2026-02",
        "filename": "app.css",
        "instrument": "PHQ9",
        "figure": "R02",
    }.get(name, 1)
