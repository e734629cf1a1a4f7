"""Files in forms: taken in before the rest of the page is judged, shown beside their field, handed out."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import g, render_template, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Response

from core.errors import Invalid, Message
from core.forms import attachments, incoming, service
from core.forms.display import Presenter
from core.forms.file_field import BETWEEN, ON_PAPER
from core.forms.files import fields_of
from core.forms.opened import Opened
from core.forms.views.blueprint import bp
from core.forms.views.pages import about
from core.web.context import needs, transaction
from core.web.numbers import numbers_among, sent_number

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from plugins.contract.forms import FormField

#: What follows a field's name in those of its controls: the file itself, that the kept one is taken out, and words in
#: the place of one.
FILE, REMOVE, PAPER = "-file", "-remove", "-paper"
Faults = dict[str, list[Message]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept file beside the field that it answers.

    :param number: of the file.
    :param picture: address of a small picture, inside the page itself; empty for what is not shown.
    """

    number: str
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
        removed = typed.poplist(each.key + REMOVE)
        words = typed.pop(each.key + PAPER, "").strip()
        numbers = [number for number in _numbers(typed, each) if number not in removed]
        try:
            for sent in request.files.getlist(each.key + FILE):
                if sent.filename:
                    kept = str(_kept(record_id, each, sent))
                    numbers = [*numbers, kept] if each.several else [kept]
        except Invalid as error:
            faults |= {name: list(messages) for name, messages in error.fields.items()}
        if each.key in typed or numbers or words:
            typed[each.key] = BETWEEN.join(numbers) or (words and ON_PAPER + words)
    return typed, faults


def _numbers(typed: MultiDict[str, str], each: "FormField") -> list[str]:
    """Read the numbers of the files that stood in the answer already."""
    return [number for number in typed.get(each.key, "").split(BETWEEN) if number]


def _kept(record_id: int, each: "FormField", sent: FileStorage) -> int:
    clean = incoming.cleaned(sent.read(), each.key)
    with transaction() as session:
        name = sent.filename or ""
        return attachments.keep(session, g.actor, g.country, record_id, each.key, clean, name).id


def beside(session: "Session", opened: Opened, numbers: Mapping[str, str]) -> dict[str, Shown]:
    """Give what a page shows of the files whose numbers stand in its controls, by number."""
    asked = [
        (key, {"file": number}) for key, named in numbers.items() for number in numbers_among(named.split(BETWEEN))
    ]
    presenter = Presenter(g.country, opened.places.names)
    fields = {each.key: each for each in fields_of(opened.form)}
    found = {}
    for number, kept in attachments.shown(session, opened, *asked).items():
        text = presenter.text(next(iter(fields.values())), kept.answer)
        whole = attachments.picture(session, opened, number)
        small = _address(incoming.thumbnail(whole)) if whole else ""
        found[str(number)] = Shown(str(number), text, kept.name, kept.added_by_name, kept.added_at, small)
    return found


@bp.post("/forms/<int:record_id>/file")
@needs("form.open")
def file(record_id: int) -> str | Response:
    """Hand out the file of one answer, or show it if it is a picture; that somebody did is noted."""
    key, number = request.form.get("field", ""), sent_number("number")
    with transaction() as session:
        handed = attachments.read(session, g.actor, g.country, record_id, key, number)
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
