"""What a home owes to authorities and donors, as far as anybody has found it written.

The rhythm, the day and the layout of the report to the CNA are not known, nor by when SVET and PDH want their figures:
where only the house's own term stands, it has grade C. Reports to the court belong to the file of each child.
"""

from countries.gt import forms
from countries.gt.sources import norm
from plugins.contract.obligations import Obligation, ReportTable, Rhythm
from plugins.contract.text import Text


def obligations() -> tuple[Obligation, ...]:
    """Give the reports, those of a period first."""
    return (_cna(), _svet(), _pdh(), _pgn(), _donors())


def _cna() -> Obligation:
    return Obligation(
        code="cna",
        title=Text.of(es="Informe de abrigados al CNA", en="Report of sheltered children to the CNA"),
        asked=Text.of(
            es="A quién se abriga, ingresos, egresos y situación jurídica. Lleva nombres: sólo por medio seguro.",
            en="Who is sheltered, admissions, exits and legal status. It carries names: by secure means only.",
        ),
        basis=norm("d77_2007"),
        rhythm=Rhythm.MONTH,
        rhythm_basis=norm("cna_monthly"),
        addressee="cna",
        due=forms.term_of("informe_mensual_cna"),
        forms=("informe_mensual_cna",),
        role="director",
    )


def _svet() -> Obligation:
    return Obligation(
        code="svet",
        title=Text.of(es="Cifras de víctimas a la SVET", en="Figures of victims to the SVET"),
        asked=Text.of(
            es="Víctimas por fin, sexo, edad y nacionalidad, para la base nacional y el informe de Estado.",
            en="Victims by purpose, sex, age and nationality, for the national database and the State's report.",
        ),
        basis=norm("svet_database"),
        rhythm=Rhythm.YEAR,
        rhythm_basis=norm("svet_database"),
        addressee="svet",
        due=forms.term_of("informe_estadistico"),
        tables=_victims(),
        by_hand=(Text.of(es="nacionalidad", en="nationality"),),
    )


def _pdh() -> Obligation:
    return Obligation(
        code="pdh",
        title=Text.of(es="Cifras para el informe de la PDH", en="Figures for the Ombudsman's report"),
        asked=Text.of(
            es="Víctimas por sexo, comunidad lingüística, edad y fin de explotación.",
            en="Victims by sex, linguistic community, age and purpose of exploitation.",
        ),
        basis=norm("pdh_report"),
        rhythm=Rhythm.YEAR,
        rhythm_basis=norm("pdh_report"),
        addressee="pdh",
        due=forms.term_of("informe_estadistico"),
        tables=_victims(),
        by_hand=(Text.of(es="comunidad lingüística", en="linguistic community"),),
    )


def _pgn() -> Obligation:
    return Obligation(
        code="pgn",
        title=Text.of(es="Copias e informes a la PGN", en="Copies and reports to the Attorney General's office"),
        asked=Text.of(
            es="Copia de los informes de cada caso y avance de la búsqueda de familia.",
            en="Copies of the reports of each case, and how the search for family goes on.",
        ),
        basis=norm("pgn_copies"),
        rhythm=Rhythm.CASE,
        rhythm_basis=norm("pgn_copies"),
        addressee="pgn",
        forms=("aviso_pgn", "informe_social", "informe_psicologico", "notificacion_consular_repatriacion"),
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
        due=forms.term_of("informe_estadistico"),
        tables=(
            ReportTable(
                "resumen",
                Text.of(es="Cifras del trimestre", en="Figures of the quarter"),
                ("RES-001", "RES-003", "PAR-001"),
            ),
        ),
    )


def _victims() -> tuple[ReportTable, ...]:
    return (
        ReportTable("sexo", Text.of(es="Atendidas por sexo", en="Served by sex"), ("RES-002", "RES-003"), "SEX"),
        ReportTable("edad", Text.of(es="Atendidas por edad", en="Served by age"), ("RES-002", "RES-003"), "grupo_edad"),
        ReportTable(
            "fin",
            Text.of(es="Ingresos por fin de explotación", en="Admissions by purpose of exploitation"),
            ("RES-004",),
            "fines_explotacion_202ter",
        ),
    )
