"""What a house of Zedland owes: a form each month, figures each year, and what is asked for at times."""

from dataclasses import replace
from datetime import date

from core.testkit.zz.calendar import MONTHLY
from core.testkit.zz.sources import CHILD_ACT, CUSTOM, SHELTER_RULES
from plugins.contract.calendar import Unit
from plugins.contract.obligations import Obligation, ReportTable, Rhythm
from plugins.contract.text import Text

MONTH = Obligation(
    code="month",
    title=Text.of(es="Informe del mes al ministerio", en="The month's report to the ministry"),
    asked=Text.of(es="Cuántas personas hubo.", en="How many people there were."),
    basis=SHELTER_RULES,
    rhythm=Rhythm.MONTH,
    rhythm_basis=SHELTER_RULES,
    addressee="old_ministry",
    due=MONTHLY,
    forms=("zz_house_report",),
    role="director",
)
YEAR = Obligation(
    code="year",
    title=Text.of(es="Cifras del año al ministerio", en="The year's figures to the ministry"),
    asked=Text.of(es="Atendidas por sexo, edad y fin.", en="Served by sex, age and purpose."),
    basis=CHILD_ACT,
    rhythm=Rhythm.YEAR,
    rhythm_basis=CUSTOM,
    addressee="old_ministry",
    due=replace(MONTHLY, code="yearly_report", event="year_end", amount=15, unit=Unit.CALENDAR_DAYS, basis=CUSTOM),
    tables=(
        ReportTable("sex", Text.of(es="Por sexo", en="By sex"), ("RES-002", "RES-003"), "SEX"),
        ReportTable("age", Text.of(es="Por edad", en="By age"), ("RES-002", "RES-003"), "ages"),
        ReportTable("purpose", Text.of(es="Por fin", en="By purpose"), ("RES-004",), "purposes"),
    ),
    by_hand=(Text.of(es="idioma", en="language"),),
)
DONORS = Obligation(
    code="donors",
    title=Text.of(es="Informe a donantes", en="Report to donors"),
    asked=Text.of(es="Lo acordado.", en="What was agreed."),
    basis=CUSTOM,
    rhythm=Rhythm.QUARTER,
    rhythm_basis=CUSTOM,
    addressee_kind="donor",
    due=replace(MONTHLY, code="quarterly_report", event="quarter_end", basis=CUSTOM),
    tables=(ReportTable("sum", Text.of(es="Resumen", en="Summary"), ("RES-001", "RES-003", "PAR-001")),),
    valid_from=date(2020, 1, 1),
)
CENSUS = Obligation(
    code="census",
    title=Text.of(es="Censo de hogares", en="Census of homes"),
    asked=Text.of(es="Cuántas hay.", en="How many there are."),
    basis=SHELTER_RULES,
    rhythm=Rhythm.REQUEST,
    rhythm_basis=SHELTER_RULES,
    addressee="child_ministry",
    tables=(
        ReportTable("sum", Text.of(es="Resumen", en="Summary"), ("RES-001",)),
        ReportTable("sex", Text.of(es="Por sexo", en="By sex"), ("RES-001",), "SEX"),
    ),
)
CASES = Obligation(
    code="cases",
    title=Text.of(es="Avisos al juzgado", en="Notices to the court"),
    asked=Text.of(es="Cada ingreso.", en="Each admission."),
    basis=CHILD_ACT,
    rhythm=Rhythm.CASE,
    rhythm_basis=CHILD_ACT,
    addressee="child_court",
    forms=("zz_court_notice",),
    role="lawyer",
)

OBLIGATIONS = (MONTH, YEAR, DONORS, CENSUS, CASES)
