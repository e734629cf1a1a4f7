"""A small application that shows every macro of the shell; nothing of it is shipped."""

from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask, flash, has_request_context, jsonify, redirect, render_template, request, url_for
from jinja2 import ChoiceLoader, FileSystemLoader
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from core.i18n import Locality, lazy
from core.testkit.application import compiled_once
from core.web import Form, MenuItem, Shell, Viewer, install
from core.web.fields import File, UncertainDate

HERE = Path(__file__).parent


class GoodsSchema(Schema):
    item = fields.String(required=True, metadata={"label": "Thing"})
    number = fields.Integer(required=True, validate=validate.Range(min=1), metadata={"label": "Number"})


class EverySchema(Schema):
    """One field of every kind."""

    house_name = fields.String(
        required=True, metadata={"label": "House name", "help": "The name she chooses.", "section": "Tonight"}
    )
    born = UncertainDate(required=True, metadata={"label": "Birth date", "section": "Tonight"})
    arrived = fields.AwareDateTime(required=True, metadata={"label": "Arrived", "section": "Tonight"})
    day = fields.Date(metadata={"label": "Order of", "section": "Tonight"})
    basis = fields.String(
        required=True,
        metadata={
            "label": "Legal basis",
            "section": "Tonight",
            "choices": [("court", "Court order", "With its number."), ("urgent", "Urgent"), ("own", "Own request")],
        },
    )
    language = fields.String(
        metadata={"label": "Language", "section": "Tonight", "choices": [(f"l{n}", f"Language {n}") for n in range(9)]}
    )
    needs = fields.List(
        fields.String(), metadata={"label": "Needs", "section": "Tonight", "choices": [("a", "Doctor"), ("b", "Food")]}
    )
    pregnant = fields.Boolean(allow_none=True, metadata={"label": "Pregnant", "section": "Tonight"})
    children = fields.Integer(metadata={"label": "Children", "section": "Tonight"})
    weight = fields.Decimal(metadata={"label": "Weight in kg", "section": "Tonight"})
    story = fields.String(
        validate=validate.Length(max=600),
        metadata={"label": "What was seen", "help": "Facts only.", "section": "Later"},
    )
    goods = fields.List(fields.Nested(GoodsSchema), metadata={"label": "Belongings", "section": "Later"})
    paper = File(metadata={"label": "Photo of the order", "section": "Later", "accept": "image/*,application/pdf"})
    told = fields.Boolean(metadata={"label": "Her rights were explained", "widget": "checkbox", "section": "Later"})


def make_app(language: str = "en") -> Flask:
    """Build the preview."""
    app = compiled_once(Flask("preview", static_folder=None))
    app.config.update(SECRET_KEY="for tests only", TESTING=True, PROPAGATE_EXCEPTIONS=False, MAX_CONTENT_LENGTH=100_000)
    app.drafts = []  # type: ignore[attr-defined]
    app.calls = []  # type: ignore[attr-defined]
    install(app, _shell(language))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(HERE)])
    _add_pages(app)
    _add_calls(app)
    return app


def _shell(language: str) -> Shell:
    items = [
        MenuItem(lazy("Today"), "today", "sun", "h"),
        MenuItem(lazy("Residents"), "residents", "people", "r"),
        MenuItem(lazy("Form"), "form", "pencil-square", "f"),
    ]
    names = {"home": "today", "help": "help_page", "hide": "hide", "sign_out": "sign_out", "leave_fast": "leave_fast"}
    return Shell(
        viewer=lambda: Viewer(7, "Ana Prueba", "Trabajadora social", "Casa Ceiba", lock_seconds=_lock_seconds()),
        menu=lambda: items,
        locality=lambda: _locality(language),
        endpoints=names | {"extend": "extend", "drafts": "drafts"},
    )


def _locality(language: str) -> Locality | None:
    if not has_request_context():
        return None
    return Locality(request.args.get("lang", language), "es_GT", "America/Guatemala")


def _lock_seconds() -> int:
    return int(request.args.get("lock", 300))


def _add_pages(app: Flask) -> None:
    moment = datetime(2026, 3, 16, 20, 5, tzinfo=UTC)

    @app.get("/")
    def today() -> str:
        flash("Saved.", "success")
        return render_template("preview.html", day=date(2010, 5, 4), instant=moment)

    @app.get("/residents")
    def residents() -> str:
        return render_template("preview.html", day=date(2010, 5, 4), instant=moment)

    @app.route("/form", methods=["GET", "POST"])
    def form() -> tuple[str, int] | Response:
        shown = Form(EverySchema())
        if request.method == "POST" and shown.accepts(request.form, request.files):
            app.calls.append(("form", shown.values))  # type: ignore[attr-defined]
            return redirect(url_for("today"))
        return render_template("preview_form.html", form=shown), shown.status

    @app.get("/neutral")
    def neutral() -> str:
        return "<!doctype html><title>Office</title><p>Office</p>"

    @app.get("/help")
    def help_page() -> str:
        return "Help"


def _add_calls(app: Flask) -> None:
    def noted(name: str) -> None:
        app.calls.append((name, request.form.to_dict()))  # type: ignore[attr-defined]

    @app.post("/hide")
    def hide() -> Response:
        noted("hide")
        return redirect(url_for("neutral"))

    @app.post("/sign-out")
    def sign_out() -> Response:
        return redirect(url_for("neutral"))

    @app.post("/leave")
    def leave_fast() -> Response:
        noted("leave")
        return redirect(url_for("neutral"))

    @app.post("/session/extend")
    def extend() -> tuple[str, int]:
        noted("extend")
        return "", 204

    @app.post("/drafts")
    def drafts() -> tuple[str, int]:
        noted("draft")
        return "", 204

    @app.post("/reveal/1")
    def reveal() -> Response:
        noted("reveal")
        return jsonify(value="2345 67890 0101")


if __name__ == "__main__":
    make_app().run(port=5599)
