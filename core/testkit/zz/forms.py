"""Zedland's legal forms; between them they have every type of field."""

from datetime import date
from pathlib import Path

from core.testkit.zz.calendar import REPORT_ABSENCE, TELL_COURT
from core.testkit.zz.house_forms import HOUSE_REPORT
from core.testkit.zz.sources import CHILD_ACT, CUSTOM, SHELTER_RULES
from plugins.contract.forms import FieldType, FormField, FormView, LegalForm, Section, Signatory
from plugins.contract.stages import Objection, Severity
from plugins.contract.text import Grade, Text

TEMPLATE = Path(__file__).parent / "templates" / "zz" / "form.typ"

_PERSON = Section("person", Text.of(es="La persona", en="The person"))
_FACTS = Section("facts", Text.of(es="Los hechos", en="The facts"))
_CLOSING = Section("closing", Text.of(es="Cierre", en="Closing"))

_DIRECTOR = Signatory("director", Text.of(es="Dirección", en="Director"), ("director",))
_SOCIAL_WORKER = Signatory("social_worker", Text.of(es="Trabajo social", en="Social work"), ("social_worker",))
_WITNESS = Signatory("witness", Text.of(es="Testigo", en="Witness"), required=False)

_BELONGINGS = (
    FormField("item", Text.of(es="Objeto", en="Item"), FieldType.TEXT, required=True),
    FormField("amount", Text.of(es="Cantidad", en="Amount"), FieldType.INTEGER),
    FormField("value", Text.of(es="Valor", en="Value"), FieldType.MONEY),
)

ADMISSION = LegalForm(
    key="zz_admission",
    version=2,
    valid_from=date(2024, 1, 1),
    valid_until=None,
    title=Text.of(es="Acta de ingreso", en="Record of admission"),
    purpose=Text.of(es="Deja constancia del ingreso", en="Records the admission"),
    act="admission",
    recipients=("child_ministry",),
    filled_by=("social_worker", "director"),
    data_class="LEG-C",
    basis=(CHILD_ACT,),
    grade=Grade.A,
    fields_grade=Grade.B,
    sections=(_PERSON, _FACTS, _CLOSING),
    fields=(
        FormField(
            "given_names",
            Text.of(es="Nombres", en="Given names"),
            FieldType.TEXT,
            required=True,
            sensitive=True,
            prefill="identity.given_names",
            section="person",
        ),
        FormField(
            "sex",
            Text.of(es="Sexo", en="Sex"),
            FieldType.SELECT,
            required=True,
            options="sex",
            prefill="resident.sex",
            section="person",
        ),
        FormField(
            "civil_number",
            Text.of(es="Número civil", en="Civil number"),
            FieldType.IDENTITY,
            sensitive=True,
            document="civil_number",
            section="person",
        ),
        FormField("language", Text.of(es="Idioma", en="Language"), FieldType.LANGUAGE, section="person"),
        FormField("nationality", Text.of(es="País", en="Country"), FieldType.COUNTRY, section="person"),
        FormField("province", Text.of(es="Provincia", en="Province"), FieldType.DEPARTMENT, section="person"),
        FormField("town", Text.of(es="Villa", en="Town"), FieldType.MUNICIPALITY, section="person"),
        FormField(
            "address", Text.of(es="Dirección", en="Address"), FieldType.ADDRESS, sensitive=True, section="person"
        ),
        FormField(
            "admitted_on",
            Text.of(es="Fecha de ingreso", en="Date of admission"),
            FieldType.DATE,
            required=True,
            prefill="admission.date",
            section="facts",
        ),
        FormField(
            "arrived_at", Text.of(es="Hora de llegada", en="Hour of arrival"), FieldType.DATETIME, section="facts"
        ),
        FormField(
            "belongings",
            Text.of(es="Pertenencias", en="Belongings"),
            FieldType.TABLE,
            columns=_BELONGINGS,
            section="facts",
        ),
        FormField(
            "accompanied", Text.of(es="Llegó acompañada", en="Came with somebody"), FieldType.BOOLEAN, section="facts"
        ),
        FormField(
            "companion",
            Text.of(es="Quién la acompañó", en="Who came along"),
            FieldType.PERSON_REF,
            section="facts",
            people=("family", "partners"),
        ),
        FormField("notes", Text.of(es="Observaciones", en="Notes"), FieldType.LONGTEXT, section="closing"),
        FormField("done_at", Text.of(es="Lugar y fecha", en="Place and date"), FieldType.PLACE_DATE, section="closing"),
        FormField("signature", Text.of(es="Firma", en="Signature"), FieldType.SIGNATURE, section="closing"),
    ),
    signatories=(_DIRECTOR, _SOCIAL_WORKER, _WITNESS),
    template=TEMPLATE,
    opening=(Text.of(es="Ingresa {given_names} el {admitted_on}.", en="{given_names} is admitted on {admitted_on}."),),
    closing=(Text.of(es="Leída, se firma.", en="Read and signed."),),
)

FIRST_ADMISSION = LegalForm(
    key="zz_admission",
    version=1,
    valid_from=date(2015, 1, 1),
    valid_until=date(2023, 12, 31),
    title=Text.of(es="Acta de ingreso", en="Record of admission"),
    purpose=Text.of(es="Deja constancia del ingreso", en="Records the admission"),
    act="admission",
    recipients=("old_ministry",),
    filled_by=("social_worker",),
    data_class="LEG-C",
    basis=(CHILD_ACT,),
    grade=Grade.A,
    fields_grade=Grade.B,
    sections=(_PERSON,),
    fields=(ADMISSION.fields[0],),
    signatories=(_DIRECTOR,),
    template=TEMPLATE,
)

COURT_NOTICE = LegalForm(
    key="zz_court_notice",
    version=1,
    valid_from=date(2015, 1, 1),
    valid_until=None,
    title=Text.of(es="Aviso al juzgado", en="Notice to the court"),
    purpose=Text.of(es="Avisa al juzgado de un ingreso", en="Tells the court of an admission"),
    act="authority",
    recipients=("child_court", "child_ministry"),
    filled_by=("lawyer", "director"),
    data_class="LEG-C",
    basis=(CHILD_ACT, SHELTER_RULES),
    grade=Grade.A,
    fields_grade=Grade.A,
    sections=(_FACTS,),
    fields=(
        FormField("court", Text.of(es="Juzgado", en="Court"), FieldType.COURT, required=True, section="facts"),
        FormField(
            "case",
            Text.of(es="Expediente", en="Case"),
            FieldType.CASE_REF,
            pattern="[0-9]{1,6}/[0-9]{4}",
            prefill="measure.file_number",
            section="facts",
        ),
        FormField(
            "officer",
            Text.of(es="Responsable", en="Officer"),
            FieldType.USER_REF,
            prefill="actor.name",
            section="facts",
        ),
        FormField("period", Text.of(es="Período pedido", en="Period asked for"), FieldType.DATE_RANGE, section="facts"),
        FormField("phone", Text.of(es="Teléfono", en="Telephone"), FieldType.PHONE, section="facts"),
        FormField(
            "request",
            Text.of(es="Lo que se pide", en="What is asked"),
            FieldType.LONGTEXT,
            required=True,
            section="facts",
        ),
    ),
    signatories=(_DIRECTOR,),
    template=TEMPLATE,
    due=TELL_COURT,
    stages=("harbour",),
    editable=True,
)

COMPLAINT = LegalForm(
    key="zz_complaint",
    version=1,
    valid_from=date(2015, 1, 1),
    valid_until=None,
    title=Text.of(es="Denuncia", en="Criminal complaint"),
    purpose=Text.of(es="Denuncia la trata", en="Reports the trafficking"),
    act="complaint",
    recipients=("police",),
    filled_by=("lawyer",),
    data_class="LEG-S",
    basis=(CHILD_ACT,),
    grade=Grade.B,
    fields_grade=Grade.C,
    sections=(_FACTS,),
    fields=(
        FormField(
            "purposes",
            Text.of(es="Fines", en="Purposes"),
            FieldType.MULTISELECT,
            required=True,
            sensitive=True,
            options="purposes",
            section="facts",
        ),
        FormField("means", Text.of(es="Medios", en="Means"), FieldType.MULTISELECT, options="means", section="facts"),
        FormField("since", Text.of(es="Desde el mes", en="Since the month"), FieldType.MONTH, section="facts"),
        FormField("hours", Text.of(es="Horas por día", en="Hours a day"), FieldType.NUMBER, section="facts"),
        FormField("evidence", Text.of(es="Prueba", en="Evidence"), FieldType.FILE, sensitive=True, section="facts"),
        FormField(
            "annexes", Text.of(es="Anexos", en="Annexes"), FieldType.FILE, sensitive=True, section="facts", several=True
        ),
    ),
    signatories=(_DIRECTOR, _WITNESS),
    template=TEMPLATE,
)

EXIT = LegalForm(
    key="zz_exit",
    version=1,
    valid_from=date(2015, 1, 1),
    valid_until=None,
    title=Text.of(es="Acta de egreso", en="Record of exit"),
    purpose=Text.of(es="Deja constancia del egreso", en="Records the exit"),
    act="exit",
    recipients=("child_ministry",),
    filled_by=("social_worker",),
    data_class="LEG-C",
    basis=(CUSTOM,),
    grade=Grade.C,
    fields_grade=Grade.C,
    sections=(_CLOSING,),
    fields=(
        FormField(
            "left_on",
            Text.of(es="Fecha de egreso", en="Date of exit"),
            FieldType.DATE,
            required=True,
            section="closing",
        ),
        FormField("days", Text.of(es="Días de estancia", en="Days of the stay"), FieldType.INTEGER, section="closing"),
        FormField(
            "handed_over",
            Text.of(es="Dinero entregado", en="Money handed over"),
            FieldType.MONEY,
            help=Text.of(es="En moneda del país", en="In the country's currency"),
            section="closing",
        ),
        FormField(
            "allowed_by",
            Text.of(es="Autoriza", en="Allowed by"),
            FieldType.USER_REF,
            prefill="staff.director",
            section="closing",
            people=("staff:director",),
            known_only=True,
        ),
    ),
    signatories=(_DIRECTOR, _SOCIAL_WORKER),
    template=TEMPLATE,
    due=REPORT_ABSENCE,
    stages=("gangway",),
)

FORMS = (ADMISSION, FIRST_ADMISSION, COURT_NOTICE, COMPLAINT, EXIT, HOUSE_REPORT)

ALONE_AND_NAMED = Objection(
    code="companion_without_company",
    message=Text.of(es="Nombra a quien la acompañó, pero dice que llegó sola.", en="Names somebody, yet came alone."),
    field="companion",
)
LONG_DAY = Objection(
    code="long_day",
    message=Text.of(es="Más de 20 horas por día: confirme.", en="More than 20 hours a day: confirm."),
    severity=Severity.WARNING,
    field="hours",
)


def objections_to(form: FormView) -> list[Objection]:
    """Compare fields that must agree with one another."""
    objections = []
    if form.values.get("companion") and form.values.get("accompanied") is False:
        objections.append(ALONE_AND_NAMED)
    hours = form.values.get("hours")
    if isinstance(hours, int | float) and hours > 20:
        objections.append(LONG_DAY)
    return objections
