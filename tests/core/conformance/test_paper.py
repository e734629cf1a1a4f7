"""A country's template is tried on a form in which nothing is written yet."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from core import conformance
from core.testkit.zz import forms


def test_a_template_that_typst_refuses_is_told_with_its_form(alter: Callable[..., ModuleType], tmp_path: Path) -> None:
    template = tmp_path / "templates" / "zz" / "form.typ"
    template.parent.mkdir(parents=True)
    template.write_text("#nothing-like-this(", encoding="utf-8")
    broken = (replace(forms.ADMISSION, template=template), *forms.FORMS[1:])
    [problem] = conformance.inspect("zz", alter(declare_legal_forms=lambda: broken))
    assert problem.check == "printing"
    assert problem.message.startswith("form 'zz_admission' does not print: ")
    assert problem.fix == "Mend form.typ."
