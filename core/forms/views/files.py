"""Files in forms: taken in before the rest of the page is judged, shown beside their field, handed out."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import g, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.errors import Invalid, Message
from core.forms import attachments, incoming, service
from core.forms.display import Presenter
from core.forms.fields import ON_PAPER
from core.forms.files import fields_of
from core.forms.service import Opened
from core.forms.views.blueprint import bp
from core.forms.views.pages import about
from core.web.context import needs, transaction

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: What follows a field's name in those of its controls: the file itself, that the kept one is taken out, and words in
#: the place of one.
FILE, REMOVE, PAPER = "-file", "-remove", "-paper"
Faults = dict[str, list[Message]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept file beside the field that it answers.

    :param picture: address of a small picture, inside the page itself; empty for what is not shown.
    """

    text: str
    name: str
    by: str
    at: datetime
    picture: str = ""


def take(record_id: int, opened: Opened) -> tuple[MultiDict[str, str], Faults]:
    """Keep the files that were sent, and give what was typed with their numbers in it.

    One that cannot be kept leaves what was there before, and says why.
    """
    typed, faults = MultiDict(request.form.items(multi=True)), Faults()
    for each in fields_of(opened.form):
        if typed.pop(each.key + REMOVE, None):
            typed[each.key] = ""
        words = typed.pop(each.key + PAPER, "").strip()
        if words and not typed.get(each.key):
            typed[each.key] = ON_PAPER + words
        sent = request.files.get(each.key + FILE)
        if sent is None or not sent.filename:
            continue
        try:
            clean = incoming.cleaned(sent.read(), each.key)
            with transaction() as session:
                kept = attachments.keep(session, g.actor, g.country, record_id, each.key, clean, sent.filename)
                typed[each.key] = str(kept.id)
        except Invalid as error:
            faults |= {name: list(messages) for name, messages in error.fields.items()}
    return typed, faults


def beside(session: "Session", opened: Opened, numbers: Mapping[str, str]) -> dict[str, Shown]:
    """Give what a page shows of the files whose numbers stand in its controls, by number."""
    asked = [(key, {"file": int(number)}) for key, number in numbers.items() if number.isdecimal()]
    presenter = Presenter(g.country, opened.places.names)
    fields = {each.key: each for each in fields_of(opened.form)}
    found = {}
    for number, kept in attachments.shown(session, opened, *asked).items():
        text = presenter.text(next(iter(fields.values())), kept.answer)
        whole = attachments.picture(session, opened, number)
        small = _address(incoming.thumbnail(whole)) if whole else ""
        found[str(number)] = Shown(text, kept.name, kept.added_by_name, kept.added_at, small)
    return found


@bp.post("/forms/<int:record_id>/file")
@needs("form.open")
def file(record_id: int) -> str | Response:
    """Hand out the file of one answer, or show it if it is a picture; that somebody did is noted."""
    key = request.form.get("field", "")
    with transaction() as session:
        handed = attachments.read(session, g.actor, g.country, record_id, key)
        if request.form.get("show") and handed.media_type == incoming.JPEG:
            opened = service.find(session, g.actor, g.country, record_id)
            label = next(each.label for each in opened.form.fields if each.key == key)
            picture = _address(handed.content)
            return render_template("forms/picture.html", picture=picture, label=label, **about(session, opened))
    return _download(handed)


def _download(handed: attachments.Handed) -> Response:
    answer = Response(handed.content, mimetype=handed.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{handed.file_name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _address(picture: bytes) -> str:
    return f"data:{incoming.JPEG};base64,{base64.b64encode(picture).decode()}"


def numbers_in(form: Any, opened: Opened) -> dict[str, str]:
    """Give the numbers that stand in the controls of a form's files."""
    return {each.key: str(form[each.key].typed) for each in fields_of(opened.form) if each.key in form}
