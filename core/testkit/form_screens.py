"""The screens of forms alone, served to whoever ``app.role`` names, and answers as a browser sends them."""

import io
import re
from datetime import datetime, timedelta, timezone
from typing import Any

from flask import Flask, g

from core.access.people import role_label
from core.access.policies import may
from core.forms.views import bp
from core.i18n import Locality, say
from core.overview.views import bp as home
from core.testkit.application import compiled_once
from core.testkit.desk import Desk
from core.web.shell import Shell, install
from plugins.contract.forms import FieldType, LegalForm

#: Every house whose forms are typed here stands six hours behind Greenwich.
_ZONE = timezone(timedelta(hours=-6))


def serve(desk: Desk, here: Locality) -> Flask:
    """Serve the screens of forms in a house; ``app.role`` says who is before them, a social worker at first."""
    app = compiled_once(Flask("forms", static_folder=None))
    app.config.update(SECRET_KEY="for tests only", TESTING=True, WTF_CSRF_ENABLED=False)
    app.role = "social_worker"  # type: ignore[attr-defined]
    install(app, Shell(locality=lambda: here))
    app.jinja_env.filters["label"] = say
    app.jinja_env.globals.update(
        role_label=role_label, endpoints=lambda: app.view_functions,
        may=lambda action, **more: may(g.actor, action, **more),
    )  # fmt: skip

    @app.before_request
    def enter() -> None:
        g.actor = desk.actor(app.role)  # type: ignore[attr-defined]
        g.country, g.store = desk.country, desk.house.store

    app.register_blueprint(bp)
    app.register_blueprint(home)
    return app


def as_typed(form: LegalForm, answers: dict[str, Any]) -> dict[str, Any]:
    """Write answers as a browser sends them: one name for each box, and files as files."""
    sent: dict[str, Any] = {}
    for field in form.fields:
        value = answers.get(field.key)
        if field.type is FieldType.FILE and isinstance(value, bytes):
            sent[f"{field.key}-file"] = (io.BytesIO(value), "archivo")
        elif field.type is FieldType.TABLE:
            for place, row in enumerate(value or ()):
                sent |= {f"{field.key}-{place}-{key}": _box(each) for key, each in row.items()}
        elif isinstance(value, dict):
            sent |= {f"{field.key}-{part}": each for part, each in value.items()}
        elif value is not None:
            sent[field.key] = _box(value)
    return sent


def _box(value: Any) -> Any:
    """Write one answer as its control holds it: an instant by the clock of Central America."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00\+00:00", value):
        return datetime.fromisoformat(value).astimezone(_ZONE).strftime("%Y-%m-%dT%H:%M")
    return value if isinstance(value, list) else str(value)
