"""The yardsticks: bare Flask views without store, session, rights or log, which answer with the very same page.

``/constant``
    gives the page as one string.
``/flat``
    fills a plain template with the page's rows, cell by cell, escaped as Jinja does by default.
The page's own address
    fills Abrigo's own templates with what a real request had put into them, kept as constants. It needs that
    request, so it is there in this process only.
"""

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from callers import Request
from flask import Flask, g, template_rendered
from flask import request as asked
from jinja2 import Template
from markupsafe import Markup

from core.i18n import current

PAGE = "ABRIGO_BENCHMARK_PAGE"
_FLAT = (
    "{{ head }}{% for row in rows %}{% for mark, words in row %}{{ mark }}{{ words }}{% endfor %}{% endfor %}{{ tail }}"
)
_CELL = re.compile(r"((?:<[^>]+>|&#?\w+;|\s+)*)([^<&]*)")


def application() -> Flask:
    """Build the two views that need nothing but the page, which a file holds: a server starts here."""
    return _build(Path(os.environ[PAGE]).read_text(encoding="utf-8"))


def beside(request: Request) -> tuple[str, Flask]:
    """Make a request, and build the views that give its page without its work.

    :returns: the page, and the bare application.
    """
    template, context, page = _overheard(request)
    bare = _build(page)
    for rule in request.app.url_map.iter_rules():
        bare.url_map.add(rule.empty())
    bare.extensions.update(request.app.extensions)

    def fill() -> str:
        g.locality, g.actor = context["locality_of_reader"], context["actor"]
        return template.render(context)

    # The other views are never called; the templates ask which pages there are.
    bare.view_functions = {**request.app.view_functions, **bare.view_functions, context["endpoint"]: fill}
    return page, bare


def _build(page: str) -> Flask:
    app = Flask("bare", static_folder=None)
    head, rows, tail = _taken_apart(page)
    flat = app.jinja_env.from_string(_FLAT)
    app.add_url_rule("/constant", "constant", lambda: page)
    app.add_url_rule("/flat", "flat", lambda: flat.render(head=Markup(head), rows=rows, tail=Markup(tail)))
    return app


def _overheard(request: Request) -> tuple[Template, dict[str, Any], str]:
    """Make a request and listen in to what its template is given."""
    heard: list[tuple[Template, dict[str, Any]]] = []

    def listen(_app: Flask, template: Template, context: dict[str, Any], **_more: Any) -> None:
        heard.append((template, _constant(template, context)))

    with template_rendered.connected_to(listen, request.app):
        answer = request()
    return (*heard[0], answer.text)


def _constant(template: Template, context: dict[str, Any]) -> dict[str, Any]:
    known: Any = template.environment.globals
    kept = {name: value for name, value in context.items() if name not in ("g", "request", "session")}
    menu, token, rights = tuple(known["menu"]()), known["csrf_token"](), cache(known["may"])
    kept |= {"menu": lambda: menu, "csrf_token": lambda: token, "may": rights}
    return {**kept, "locality_of_reader": current(), "actor": g.actor, "endpoint": asked.endpoint}


def _taken_apart(page: str) -> tuple[str, list[list[tuple[Markup, str]]], str]:
    """Cut a page into what stands before its table's rows, the cells of each row, and what stands after."""
    head, opening, rest = page.partition("<tbody>")
    inside, closing, tail = rest.partition("</tbody>")
    rows = [
        [(Markup(mark), words) for mark, words in _CELL.findall(row) if mark or words]
        for row in re.findall(r"\s*<tr>.*?</tr>\s*", inside, re.DOTALL)
    ]
    return head + opening, rows, closing + tail
