"""Every form is opened on its page, filled without scripts, and stands as it was typed."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.forms import records, service
from core.forms.fields import NOT_FILLED
from core.forms.models import FormRecord
from core.i18n import Locality
from core.testkit.desk import Desk
from core.testkit.form_screens import as_typed, serve
from core.testkit.papers import SCAN
from plugins.contract.forms import FieldType, LegalForm

Answers = Callable[[LegalForm], dict[str, Any]]
HERE = Locality("es", "es_HN", "America/Tegucigalpa", "hn")


@pytest.fixture
def store_kind() -> str:
    """The screens see no difference between databases."""
    return "sqlcipher"


def test_a_form_is_opened_filled_and_saved_without_scripts(desk: Desk, answers_to: Answers) -> None:
    app, seen = serve(desk, HERE), 0
    for form in desk.country.forms_on(date(2026, 3, 16)):
        app.role = role = form.filled_by[0]  # type: ignore[attr-defined]
        with desk.house.work() as session:
            her = desk.resident(session) if form.about == "resident" else None
            record_id = service.create(session, desk.actor(role), desk.country, her, form.key).id
        client = app.test_client()
        page = client.get(f"/forms/{record_id}/edit").text
        asked = [field for field in form.fields if field.type not in NOT_FILLED]
        assert [field.key for field in asked if f'id="f-{field.key}' not in page] == []
        files = {field.key: SCAN for field in asked if field.type is FieldType.FILE}
        sent = as_typed(form, {**answers_to(form), **files})
        saved = client.post(f"/forms/{record_id}/edit", data={**sent, "base": "1"})
        assert saved.status_code == 302, (form.key, re.findall(r'href="#f-[^<]*', saved.text))
        with desk.house.look() as session:
            values = records.read_version(session, session.get_one(FormRecord, record_id)).values
        assert {field.key for field in asked if field.key not in values} == set(), form.key
        seen += 1
    assert seen == 24
