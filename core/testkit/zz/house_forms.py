"""What a house of Zedland owes about itself."""

from datetime import date
from pathlib import Path

from core.testkit.zz.calendar import MONTHLY
from core.testkit.zz.sources import SHELTER_RULES
from plugins.contract.forms import FieldType, FormField, LegalForm, Section, Signatory
from plugins.contract.text import Grade, Text

TEMPLATE = Path(__file__).parent / "templates" / "zz" / "form.typ"
_MONTH = Section("month", Text.of(es="El mes", en="The month"))

HOUSE_REPORT = LegalForm(
    key="zz_house_report",
    version=1,
    valid_from=date(2015, 1, 1),
    valid_until=None,
    title=Text.of(es="Informe del mes", en="Report of the month"),
    purpose=Text.of(es="Dice cuántas personas hubo", en="Says how many people there were"),
    act="other",
    recipients=("old_ministry", "police"),
    filled_by=("director", "me_officer"),
    data_class="AGG",
    basis=(SHELTER_RULES,),
    grade=Grade.B,
    fields_grade=Grade.B,
    sections=(_MONTH,),
    fields=(
        FormField(
            "month", Text.of(es="Mes", en="Month"), FieldType.MONTH, required=True, prefill="house.month",
            section="month",
        ),
        FormField(
            "before", Text.of(es="Al inicio", en="At the start"), FieldType.INTEGER, prefill="house.at_start",
            section="month",
        ),
        FormField(
            "came", Text.of(es="Ingresos", en="Admissions"), FieldType.INTEGER, prefill="house.admissions",
            section="month",
        ),
        FormField(
            "left", Text.of(es="Egresos", en="Exits"), FieldType.INTEGER, prefill="house.exits", section="month"
        ),
        FormField(
            "after", Text.of(es="Al final", en="At the end"), FieldType.INTEGER, prefill="house.at_end",
            section="month",
        ),
        FormField(
            "written", Text.of(es="Lugar y fecha", en="Place and date"), FieldType.PLACE_DATE, required=True,
            prefill="today", section="month",
        ),
    ),
    signatories=(Signatory("director", Text.of(es="Dirección", en="Director"), ("director",)),),
    template=TEMPLATE,
    due=MONTHLY,
    about="branch",
    due_from="month",
)  # fmt: skip
