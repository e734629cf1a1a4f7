"""Puts the shell on an application: what a page shows around its content, and for whom."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from flask import Blueprint, Flask, current_app, has_app_context, request
from flask_wtf.csrf import CSRFProtect

from core.i18n import Locality, current, select_by
from core.i18n.jinja import install_jinja
from core.web import assets, errors, headers, log, uploads
from core.web.addresses import address_of
from core.web.drafts import draft_key
from core.web.icons import icon

#: So many lines of a menu are read at a glance.
GLANCE = 14


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking, as the page's head shows it.

    :param role: the role's label; :param house: the branch's public name, never its address.
    :param lock_seconds: idle time after which the screen hides itself.
    :param shared_device: leaving the window hides the page.
    :param theme: ``light``, ``dark``, or None for what the device prefers.
    """

    user_id: int
    name: str
    role: Any
    house: Any
    lock_seconds: int = 300
    shared_device: bool = False
    theme: str | None = None
    shortcuts: bool = True


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu, already known to be allowed.

    :param key: letter that follows ``g``.
    :param sections: names of the blueprints whose pages count as this item's, beside the page it leads to.
    :param group: heading under which it stands in a long menu.
    """

    label: Any
    endpoint: str
    icon: str = "circle"
    key: str | None = None
    sections: tuple[str, ...] = ()
    group: Any = ""

    @property
    def address(self) -> str:
        """Where it leads."""
        return address_of(self.endpoint)

    @property
    def is_current(self) -> bool:
        """Whether the present page belongs to it."""
        return request.blueprint in self.sections or request.endpoint == self.endpoint


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Lines of the menu under one heading; a short menu is one group without any."""

    label: Any
    items: tuple[MenuItem, ...]

    @property
    def is_current(self) -> bool:
        """Whether the present page belongs to one of its lines."""
        return any(each.is_current for each in self.items)


def grouped(items: Iterable[MenuItem]) -> tuple[MenuGroup, ...]:
    """Put the lines of a long menu under their headings; a short one can be read at a glance and stays as it is."""
    known = tuple(items)
    if len(known) <= GLANCE:
        return (MenuGroup("", known),)
    return tuple(MenuGroup(label, tuple(own)) for label, own in groupby(known, key=lambda each: each.group))


def _nobody() -> Viewer | None:
    return None


def _nothing() -> Iterable[MenuItem]:
    return ()


def _anywhere() -> Locality | None:
    return None


# Whoever builds one of these registers it under this name; until then the page leaves it out.
ENDPOINTS = {
    "home": "home.today",
    "help": "help.index",
    "hide": "access.hide",
    "sign_out": "access.sign_out",
    "leave_fast": "access.leave_fast",
    "extend": "access.extend",
    "drafts": "drafts.save",
}


@dataclass(frozen=True, slots=True)
class Shell:
    """What the shell asks the application; each is called once or more per request and answers from ``g``.

    :param locality: for whom the page is written, or None outside a request.
    :param endpoints: other names for some of :data:`ENDPOINTS`.
    """

    viewer: Callable[[], Viewer | None] = _nobody
    menu: Callable[[], Iterable[MenuItem]] = _nothing
    locality: Callable[[], Locality | None] = _anywhere
    endpoints: Mapping[str, str] = field(default_factory=dict)


def _of_the_reader() -> Locality | None:
    """Ask the application at work: several may be served from one process, each for its own readers."""
    shell: Shell | None = current_app.extensions.get("abrigo-shell") if has_app_context() else None
    return shell.locality() if shell else None


def install(app: Flask, shell: Shell) -> None:
    """Give an application its layout, macros, static files, headers, error pages, CSRF check and request log."""
    app.extensions["abrigo-shell"] = shell
    select_by(_of_the_reader)
    install_jinja(app.jinja_env)
    app.jinja_env.globals.update(
        draft_key=draft_key,
        icon=icon,
        asset=assets.asset_url,
        scripts=assets.scripts,
        locality=current,
        shell_url=shell_url,
        home_url=home_url,
        menu=shell.menu,
        menu_groups=grouped,
    )
    app.context_processor(lambda: {"viewer": shell.viewer()})
    app.register_blueprint(_blueprint())
    # The token lives as long as the session: a form left open over a meal is not lost.
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    CSRFProtect(app)
    uploads.install(app)
    headers.install(app)
    errors.install(app)
    log.install(app, lambda: getattr(shell.viewer(), "user_id", None))


def shell_url(name: str) -> str | None:
    """Tell the address of something the shell calls, or None while the application does not have it."""
    shell: Shell = current_app.extensions["abrigo-shell"]
    endpoint = shell.endpoints.get(name) or ENDPOINTS[name]
    return address_of(endpoint) if endpoint in current_app.view_functions else None


def home_url() -> str:
    """Tell where a page with nothing on it leads back to."""
    return shell_url("home") or "/"


def _blueprint() -> Blueprint:
    blueprint = Blueprint("web", __name__, template_folder="templates")
    assets.add_assets(blueprint)
    return blueprint
