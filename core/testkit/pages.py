"""The pages of some rooms in the shell, for whoever the test says is looking; no door, no sessions."""

from flask import Blueprint, Flask, g

from core.access.people import role_label
from core.access.policies import may
from core.i18n import Locality, say
from core.testkit.application import compiled_once
from core.testkit.houses import House
from core.web.shell import Shell, install


class Pages(Flask):
    """An application whose reader is the member of staff that ``role`` names."""

    role = "social_worker"


def pages_of(house: House, *rooms: Blueprint) -> Pages:
    """Serve the pages of rooms from a house."""
    app = compiled_once(Pages("pages", static_folder=None))
    app.config.update(SECRET_KEY="for tests only", TESTING=True, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    zone = house.country.country.time_zone
    here = Locality("es", house.country.country.formatting_locale, zone, house.country.code)
    install(app, Shell(locality=lambda: here))
    app.jinja_env.filters["label"] = say
    app.jinja_env.globals.update(
        role_label=role_label,
        endpoints=lambda: app.view_functions,
        may=lambda action, *, on_case=True: may(g.actor, action, on_case=on_case),
    )

    @app.before_request
    def enter() -> None:
        g.actor = house.actor(app.role, on_duty=True)
        g.country, g.store = house.country, house.store

    for room in rooms:
        app.register_blueprint(room)
    return app
