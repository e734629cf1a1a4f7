"""Builds the web application: a table of contents of what it is made of."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from core import defaults, menu
from core.access.people import role_label
from core.branches import clocks
from core.i18n import register_country
from core.overview import facts, standing
from core.rooms import ROOMS
from core.settings import Settings
from core.stores import Stores
from core.web import Shell, context, rules
from core.web import install as install_shell
from core.web.facts import install_facts
from core.web.sessions import StoreSessions
from plugins.discovery import discover
from plugins.profile import CountryProfile

#: Requests are small; the largest thing sent is the photo of an order.
LARGEST_REQUEST = 10 * 1024 * 1024


def create_app(
    settings: Settings, stores: Stores | None = None, countries: Mapping[str, CountryProfile] | None = None
) -> Flask:
    """Build the application on an installation's stores.

    :param stores: those that are open already; ``countries``: profiles that are not of the installed countries.
    :raises CountryError: if an enabled country is not installed or is wrong.
    """
    app = Flask("core", static_folder=None)
    rules.install(app)
    opened = stores or Stores(settings)
    app.secret_key = opened.network.web_key
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST)
    app.extensions |= {"abrigo-settings": settings, "abrigo-factory": create_app}
    app.session_interface = StoreSessions(opened.network, secure=settings.tls_cert is not None)
    profiles = discover(settings.countries, (defaults,)) if countries is None else countries
    opened.tighten({code: clocks.tighter_in(profile) for code, profile in profiles.items()})
    for code, profile in profiles.items():
        register_country(code, Path(profile.manager.file_of()).parent / "translations", profile.translated)
    # The door stands before the shell, whose check of forms would answer a stranger first.
    context.install(app, opened, profiles, standing.as_she_stands)
    install_shell(app, Shell(viewer=menu.viewer, menu=menu.items, locality=context.locality))
    app.jinja_env.globals.update(role_label=role_label, may=menu.may, endpoints=lambda: app.view_functions)
    install_facts(app, facts.about)
    for room in ROOMS:
        app.register_blueprint(room.bp)
    return app
