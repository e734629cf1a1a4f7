"""Prints a filled form as a tagged PDF: the same form, copy and instant give the same bytes.

Whatever was typed reaches Typst as a string in JSON and is placed as a string, so none of it can become markup.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.forms.content import PrintedForm, content_of, picture_name, speaking_for
from core.typesetting import UNPRINTABLE, compile_pdf, printable
from plugins.contract.forms import LegalForm
from plugins.profile import CountryProfile

BASE = Path(__file__).parent / "templates" / "base.typ"


def print_form(
    form: LegalForm,
    document: PrintedForm,
    profile: CountryProfile,
    language: str | None = None,
    zone: str | None = None,
) -> bytes:
    """Print a form on the country's template.

    :param language: of labels and wording; the country's own if it is not said.
    :param zone: of the branch's times; the country's if it is not said.
    :returns: a PDF that conforms to PDF/UA-1 and PDF/A-2a.
    :raises typst.TypstError: if the country's template is at fault.
    """
    with speaking_for(profile, language, zone):
        content = printable(content_of(form, document, profile))
    if _lost_signs(content):
        content["remarks"].append(content["words"]["unprintable"])
    # Typst takes files and inputs as text only: a picture goes in as a list of its bytes.
    pictures = {picture_name(number): json.dumps(list(picture)) for number, picture in document.pictures.items()}
    return compile_pdf(_files(form.template), document.at, form=json.dumps(content), **pictures)


@cache
def _files(template: Path) -> dict[str, bytes]:
    """Read the country's template with the Typst files that lie beside it, and core's base."""
    beside = {path.name: path.read_bytes() for path in sorted(template.parent.glob("*.typ"))}
    return {**beside, "base.typ": BASE.read_bytes(), "main.typ": template.read_bytes()}


def _lost_signs(content: Any) -> bool:
    if isinstance(content, str):
        return UNPRINTABLE in content
    if isinstance(content, Mapping):
        return any(_lost_signs(each) for key, each in content.items() if key != "words")
    return isinstance(content, list) and any(_lost_signs(each) for each in content)
