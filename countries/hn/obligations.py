"""What a centre owes to authorities and donors, as far as anybody has found it written.

CNA art. 273 gives SENAF the rhythm and the form; neither was found, so both are ours (C). Whether an organisation must
feed the CICESCT's system at all is to be confirmed (C). Reports to courts belong to the file of each child.
"""

from dataclasses import replace

from countries.hn import forms
from countries.hn.sources import norm
from plugins.contract.obligations import Obligation, ReportTable, Rhythm
from plugins.contract.text import Text


def obligations() -> tuple[Obligation, ...]:
    """Give the reports, those of a period first."""
    return (_senaf(), _cicesct(), _census(), _conadeh(), _donors())


def _senaf() -> Obligation:
    return Obligation(
        code="senaf",
        title=Text.of(es="Estadística mensual a la SENAF", en="Monthly statistics to the SENAF"),
        asked=Text.of(
            es="Niñas y niños atendidos, ingresos, egresos por tipo, sexo y edad, motivo, procedencia, medidas"
            " vigentes e incidentes.",
            en="Children in care, intakes, discharges by type, sex and age, reason, origin, orders, incidents.",
        ),
        basis=norm("cna_273"),
        rhythm=Rhythm.MONTH,
        rhythm_basis=norm("reporting_rhythm"),
        addressee="senaf",
        due=forms.term_of("reporte_estadistico_senaf"),
        forms=("reporte_estadistico_senaf",),
    )


def _cicesct() -> Obligation:
    return Obligation(
        code="cicesct",
        title=Text.of(es="Víctimas atendidas, a la CICESCT", en="Victims assisted, to the CICESCT"),
        asked=Text.of(
            es="Víctimas directas nuevas y en seguimiento, indirectas, modalidad, sexo, edad, procedencia, servicios.",
            en="New and followed-up direct victims, indirect victims, modality, sex and age, origin, services.",
        ),
        basis=norm("cicesct_feeding"),
        rhythm=Rhythm.QUARTER,
        rhythm_basis=norm("cicesct_rhythm"),
        addressee="cicesct",
        due=forms.term_of("reporte_estadistico_cicesct"),
        forms=("reporte_estadistico_cicesct",),
    )


def _census() -> Obligation:
    return Obligation(
        code="censo_irca",
        title=Text.of(es="Censo de instituciones residenciales", en="Census of residential institutions"),
        asked=Text.of(
            es="Niñas, niños y adolescentes en la institución, cuando la SENAF y el INE convocan el censo.",
            en="Children in the institution, when SENAF and INE call the census.",
        ),
        basis=norm("irca_census"),
        rhythm=Rhythm.REQUEST,
        rhythm_basis=norm("irca_census"),
        addressee="senaf",
        tables=(
            ReportTable("total", Text.of(es="En la institución", en="In the institution"), ("RES-001", "RES-003")),
            ReportTable("edad", Text.of(es="Por edad", en="By age"), ("RES-001", "RES-003"), "grupo_edad"),
            ReportTable("sexo", Text.of(es="Por sexo", en="By sex"), ("RES-001", "RES-003"), "SEX"),
        ),
    )


def _conadeh() -> Obligation:
    return Obligation(
        code="conadeh",
        title=Text.of(es="Quejas ante el CONADEH", en="Complaints to the CONADEH"),
        asked=Text.of(es="Quejas y lo que pregunte en sus visitas.", en="Complaints, and what it asks on its visits."),
        basis=norm("conadeh_cases"),
        rhythm=Rhythm.CASE,
        rhythm_basis=norm("conadeh_cases"),
        addressee="conadeh",
        forms=("queja_conadeh",),
        role="lawyer",
    )


def _donors() -> Obligation:
    return Obligation(
        code="donantes",
        title=Text.of(es="Informe a donantes", en="Report to donors"),
        asked=Text.of(
            es="Los indicadores acordados con cada donante, sólo agregados.",
            en="The indicators agreed with each donor, aggregates only.",
        ),
        basis=norm("agreements"),
        rhythm=Rhythm.QUARTER,
        rhythm_basis=norm("agreements"),
        addressee_kind="donante",
        due=replace(forms.term_of("reporte_estadistico_cicesct"), code="informe_donantes", basis=norm("agreements")),
        tables=(
            ReportTable(
                "resumen",
                Text.of(es="Cifras del trimestre", en="Figures of the quarter"),
                ("RES-001", "RES-003", "PAR-001"),
            ),
        ),
    )
